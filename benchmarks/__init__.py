"""How fast sinaextract is, beside other extractors and bare parsers. Run ``python -m benchmarks``."""

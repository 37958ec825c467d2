"""Packages that only some runs need: what to say when they are missing."""

from __future__ import annotations

_EXTRAS = {
    "warc": "reading pages that were sent packed by Brotli needs brotli",
    "zstd": "reading Zstandard needs backports.zstd",
    "parquet": "Parquet needs pyarrow",
    "pandas": "a data frame needs pandas",
    "remote": "reading remote stores needs fsspec",
    "spark": "running on Spark needs pyspark",
}


def missing(extra: str) -> str:
    """The reason and the remedy, for a user who lacks ``extra``."""
    return f"{_EXTRAS[extra]}: pip install 'sinaextract[{extra}]'"

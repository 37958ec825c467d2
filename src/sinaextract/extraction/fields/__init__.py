"""One module per group of record fields: an untouched page (or the finished text) -> values."""

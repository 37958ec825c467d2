"""The record: an Article as plain dicts, lists and strings, keys in contract order."""

from __future__ import annotations

from typing import Any

from .article import Article

KEYS: tuple[str, ...] = (
    "schema_version", "input", "url", "docid", "comment_id", "title", "original_title", "author", "byline",
    "source", "source_url", "editor", "date", "date_published", "date_modified", "captured", "channel", "keywords",
    "description", "symbols", "images", "videos", "lead_image", "markdown", "text", "text_sha256", "template",
    "encoding", "warnings",
)  # fmt: skip
TIMES = ("date", "date_published", "date_modified", "captured")  # the keys whose values are points in time
# Of each entry of ``removed``; `Removal.position` is for the report alone.
REMOVED_KEYS = ("rule", "reason", "text", "images", "field")


def to_record(article: Article, explain: bool = False) -> dict[str, Any]:
    """The JSON record of ``article``; ``explain`` adds the ``removed`` ledger."""
    record = {key: record_value(article, key) for key in KEYS}
    if explain:
        record["removed"] = [{key: _plain(getattr(r, key)) for key in REMOVED_KEYS} for r in article.removed]
    return record


def record_value(article: Article, key: str) -> Any:
    """The value of one key."""
    value = getattr(article, key)
    return _plain(value) if isinstance(value, tuple) else value


def _plain(value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    return [item if isinstance(item, str) else {k: _plain(v) for k, v in item._asdict().items()} for item in value]

"""Article -> JSON: indented for people, or one line per record for pipes."""

from __future__ import annotations

from typing import Any

from ..article.article import Article
from ..article.record import to_record
from ..text.patterns import lazy_regex
from ..text.whitespace import encodable
from .options import USUAL, Options

# JSON may hold these as they are: they steer terminals (C1 controls), turn the direction of text, or break lines.
_STEERING = lazy_regex("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def to_json(article: Article, options: Options = USUAL) -> str:
    return dumps(_record(article, options), indent=2) + "\n"


def to_jsonl(article: Article, options: Options = USUAL) -> str:
    return dumps(_record(article, options), indent=None) + "\n"


def _record(article: Article, options: Options) -> dict[str, Any]:
    if not options.fields:
        return to_record(article, options.explain)
    from .fields import value  # only --fields needs it

    return {field.key or field.name: value(article, field.name) for field in options.fields}


def dumps(record: dict[str, Any], indent: int | None) -> str:
    import json  # Markdown does without

    text = encodable(json.dumps(record, ensure_ascii=False, indent=indent))
    return _STEERING.sub(lambda m: f"\\u{ord(m[0]):04x}", text)

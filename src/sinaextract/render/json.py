"""Article -> JSON: indented for people, or one line per record for pipes."""

from __future__ import annotations

import json

from ..article import Article
from .record import to_record


def to_json(article: Article, explain: bool = False) -> str:
    return json.dumps(to_record(article, explain), ensure_ascii=False, indent=2) + "\n"


def to_jsonl(article: Article, explain: bool = False) -> str:
    return json.dumps(to_record(article, explain), ensure_ascii=False) + "\n"

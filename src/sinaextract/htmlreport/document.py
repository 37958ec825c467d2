"""Store and summary -> the HTML file.

Data stands in ``<script type="application/octet-stream">`` elements as Base64 of zlib-packed JSON: no text of a page is
ever markup, and the browser unpacks only what is looked at. The counts and the table come first, then the script, then
the pages' bodies, so that the report is usable while the rest of a large file is still being read.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from ..batch.store import whole
from ..extraction.rules import LINE_RULES, NODE_RULES
from ..render.own_output import REPORT_MARK
from .pages_file import PageStore
from .summary import Summary

_HERE = Path(__file__).parent
_SCRIPTS = ("words", "data", "element", "charts", "article", "table", "problems", "main")  # in the order they need
_ROWS = 1000  # in one element
_BODIES = 64  # in one element; `data.js` counts on it


def write_document(path: Path, store: PageStore, summary: Summary, facts: dict[str, Any]) -> None:
    """The report at ``path``, whole or not at all. ``facts`` are the run's own: version, time…"""
    with whole(path) as file:
        for part in _document(store, summary, facts):
            file.write(part)


def _document(store: PageStore, summary: Summary, facts: dict[str, Any]) -> Iterator[bytes]:
    style = (_HERE / "report.css").read_text(encoding="utf-8")
    script = "\n".join((_HERE / "js" / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS)
    page = (_HERE / "page.html").read_text(encoding="utf-8")
    page = page.replace("$policy", _policy(style, script)).replace("$style", style)
    beginning, middle, end = page.replace("$script", script).split("<!--data-->")
    index = list(_index(store, summary))  # packed, a small part of the whole; filling the summary on the way
    words = json.loads((_HERE / "words.json").read_text(encoding="utf-8"))
    rules = {rule.name: rule.reason for rule in NODE_RULES} | {rule.name: rule.reason for rule in LINE_RULES}
    yield REPORT_MARK + b" -->\n" + beginning.encode()
    yield _element("summary", _packed({**facts, **summary.charted(), "reasons": rules, "words": words}))
    for number, rows in enumerate(index):
        yield _element(f"rows-{number}", rows)
    yield middle.encode()
    bodies = store.bodies()
    number = 0
    while group := list(islice(bodies, _BODIES)):
        yield _element(f"bodies-{number}", b"\n".join(group))
        number += 1
    yield end.encode()


def _index(store: PageStore, summary: Summary) -> Iterator[bytes]:
    rows = store.rows()
    while chunk := list(islice(rows, _ROWS)):
        for row in chunk:
            summary.add(row)
        yield _packed(chunk)


def _policy(style: str, script: str) -> str:
    """Nothing is loaded, and nothing runs but the report's own script."""
    ours = f"style-src {_hash(style)}; script-src {_hash(script)}"
    return f"default-src 'none'; {ours}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _element(name: str, content: bytes) -> bytes:
    return b'<script type="application/octet-stream" id="%s">%s</script>\n' % (name.encode(), content)


def _packed(value: Iterable[Any]) -> bytes:
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return base64.b64encode(zlib.compress(data, 9))

"""YAML front matter: title, author and date first, then everything else that is not empty.

``categories`` is the channel and ``tags`` are the keywords, the names that Hexo, Hugo, Jekyll and Obsidian read.

Readers follow YAML 1.1 (PyYAML, Jekyll) or 1.2 (Hugo, JavaScript), which take different strings for numbers and
truth values: ``on`` and ``12:30`` in the one, ``0o14`` and ``1e3`` in the other; what either would resolve is quoted
here. Written by hand because the record has three shapes only, and a general YAML writer, which knows one version
only, took a sixth of a page's time and a tenth of the start-up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..article.article import Article
from ..article.record import KEYS, TIMES, record_value
from ..named_tuples import NamedTuple
from ..text.patterns import lazy_regex
from ..text.whitespace import encodable

if TYPE_CHECKING:
    from .fields import Field

_FIRST = ("title", "author", "date")
_BODY = frozenset({"markdown", "text"})
_ORDER = (*_FIRST, *(key for key in KEYS if key not in _FIRST and key not in _BODY))
_NAMES = {"channel": "categories", "keywords": "tags"}
_EMPTY: tuple[object, ...] = (None, [], "", {})

_TIME = lazy_regex(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", re.A)
# Controls, marks that turn or hide text, line breaks of the one version only: shown escaped in double quotes.
_UNPRINTABLE_CLASS = (
    "[\0-\x1f\x7f-\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff]"
)
_UNPRINTABLE = lazy_regex(_UNPRINTABLE_CLASS)
_ESCAPED = lazy_regex(rf'{_UNPRINTABLE_CLASS}|["\\]')
_SHORT_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
# Where a plain scalar would end, or would not be one (YAML 1.2, 7.3.3); Ruby reads ``:a`` as a symbol.
_NOT_PLAIN = lazy_regex(r"""\A(?:[ :#,\[\]{}&*!|>'"%@`]|[-?](?: |\Z)|---|\.\.\.)|:(?: |\Z)| #| \Z""")
_RESOLVED = lazy_regex(
    r"[0-9][0-9_,.:]*(?:e[-+]?[0-9_]*)?"  # 12, 1_000, 1.5, 1e3, 12:30:45
    r"|0x[0-9a-f_]*|0o[0-7_]*|0b[01_]*"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}[-0-9:.tz+ ]*"
)
_SIGNS = frozenset("-+.=<~")  # of signed numbers, .5, .inf, merge keys
_RESOLVED_WORDS = frozenset("y n yes no on off true false null".split())
_DIGITS = frozenset("0123456789")
_NOT_IN_NUMBERS = frozenset("abcdfghijklmnpqrsuvwxy")  # nor in dates; 0x, 0o and 0b begin another kind


class Shape(NamedTuple):
    """How one program wants it: other keys, times written otherwise, other values of some keys, lines besides."""

    names: Mapping[str, str] = {}
    time: Callable[[str], str] = str
    value: Callable[[str, Any], Any] | None = None
    extra: tuple[str, ...] = ()


USUAL = Shape()


def with_front_matter(body: str, article: Article, fields: tuple[Field, ...] = (), shape: Shape = USUAL) -> str:
    """A Markdown file: front matter of all fields, or of ``fields``, and ``body``."""
    lines = ["---"]
    for field, name, value in _entries(article, fields, {**_NAMES, **shape.names}):
        if shape.value:
            value = shape.value(field, value)
        if not value and value in _EMPTY:
            continue
        if field in TIMES and _is_time(value):
            lines.append(f"{name}: {shape.time(value)}")  # no quotes, so that readers take it as a time
        else:
            _add_entry(lines, name, value)
    return encodable("\n".join([*lines, *shape.extra, "---", *(["", body] if body else []), ""]))


def _entries(article: Article, fields: tuple[Field, ...], names: Mapping[str, str]) -> Iterable[tuple[str, str, Any]]:
    """Each field, its key of the front matter, its value. The body is not among them: it follows."""
    if not fields:
        return ((key, names.get(key, key), record_value(article, key)) for key in _ORDER)
    from .fields import value  # only --fields needs it

    return (
        (field.name, _scalar(field.key) if field.key else names.get(field.name, field.name), value(article, field.name))
        for field in fields
        if field.name != "markdown"
    )


def _is_time(text: str) -> bool:
    try:
        return bool(_TIME.fullmatch(text)) and datetime.fromisoformat(text) is not None
    except ValueError:  # the 31st of February
        return False


def _add_entry(lines: list[str], key: str, value: Any) -> None:
    """The lines of one key."""
    if not isinstance(value, list):
        lines.append(f"{key}: {_scalar(value)}")
        return
    lines.append(f"{key}:")
    for item in value:
        if not isinstance(item, dict):
            lines.append(f"- {_scalar(item)}")
            continue
        inner: list[str] = []
        for name, part in item.items():
            if part or part not in _EMPTY:
                _add_entry(inner, name, part)
        first, *others = inner or ["{}"]
        lines += (f"- {first}", *(f"  {line}" for line in others))


def _scalar(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    is_printable = value.replace("\u3000", "").isprintable()  # tells at C speed that there is nothing to escape
    if is_printable and _is_plainly(value) and not _is_resolved(value):
        return value
    text = encodable(value)
    if not is_printable and _UNPRINTABLE.search(text):
        return f'"{_ESCAPED.sub(_escape, text)}"'
    if not text or _NOT_PLAIN.search(text) or _is_resolved(text):
        return "'" + text.replace("'", "''") + "'"
    return text


def _is_plainly(text: str) -> bool:
    """As most values: it begins with a letter or an ideograph, and nothing in it could end a plain scalar."""
    begins_so = text[:1] >= "\x80" or text[:1].isalnum()
    return begins_so and " #" not in text and ": " not in text and not text.endswith((" ", ":"))


def _is_resolved(text: str) -> bool:
    """Some YAML takes it for a number, a time or a truth value."""
    if text[0] not in _DIGITS:
        return text[0] in _SIGNS or text.lower() in _RESOLVED_WORDS
    text = text.lower()
    if not text.isascii() or (text[1:2] not in ("x", "o", "b") and not _NOT_IN_NUMBERS.isdisjoint(text)):
        return False  # as of a hash
    return _RESOLVED.fullmatch(text) is not None


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    return _SHORT_ESCAPES.get(char) or f"\\u{ord(char):04x}"

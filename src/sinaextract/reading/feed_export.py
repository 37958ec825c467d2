"""Feed-export posts: YAML front matter, then the article's HTML.

The exporter writes ``title, categories, headimg, author, comments, date, thumbnail``, starts the file with a
blank line and replaces braces by ``&#123;`` / ``&#125;``. It does not escape quotes, so some front matter is
not valid YAML; that is then read entry by entry rather than losing the article.

Every value is the string that was written: YAML would make numbers of the titles ``0123`` and ``12:30``, a truth value
of ``yes``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from ..article.doubts import BAD_FRONT_MATTER
from ..named_tuples import NamedTuple
from ..text.patterns import lazy_regex

_BEGINNING = lazy_regex(rb"(?:\s|\xef\xbb\xbf|\x84\x31\x95\x33)*---")  # byte order marks of UTF-8 and GB18030
_FRONT = lazy_regex(r"\A[\s\ufeff]*---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S)
# Entries as exporters write them: a word, and a scalar that no reader of YAML could take otherwise, or a list of such.
_SCALAR = r"(?:'[^'\n]*' *(?![^\n])|(?:[\w/]|[^\x00-\x7f])[^#:\n]*(?::(?=[^ \n])[^#:\n]*)*)"
_PLAIN_ENTRY = lazy_regex(rf"(\w{{1,99}}):(?: +({_SCALAR})| *(?:(\n *- +)({_SCALAR}(?:\3{_SCALAR})*))?)(?:\n+|\Z)")
_ENTRY = lazy_regex(r"^(\w+):[ \t]*(.*)$")
_ITEM = lazy_regex(r"^[ \t]*-[ \t]+(.*)$")
_REFERENCE = lazy_regex(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z]\w*);")
_EXPORTED = {"categories", "date"}  # a title may be missing where the rest is the exporter's
_DEEPEST = 20  # lists within lists
_MOST_ENTRIES = 200  # of a front matter that is no YAML; only a hostile one has more

_LINE_END = lazy_regex("\r\n|[\n\r\x85\u2028\u2029]")  # as YAML counts lines
_QUOTED = ("'", '"', "|", ">")  # styles of YAML's scalars
Value = str | tuple[str, ...]  # a list within a list is flattened


Node = Any  # of PyYAML; its ``id`` says whether it is a scalar, a sequence or a mapping, which its stubs do not know


class Post(NamedTuple):
    front: Mapping[str, Value]
    html: str
    warnings: tuple[str, ...]


def may_be_post(head: bytes) -> bool:
    """Whether a page that starts with ``head`` could have front matter."""
    return _BEGINNING.match(head) is not None


def split_post(text: str) -> Post | None:
    """The parts of a post, or None when ``text`` does not start with an article's front matter."""
    match = _FRONT.match(text)
    if match is None:
        return None
    warnings: tuple[str, ...] = ()
    front = _read_plain(match[1]) or _read_yaml(match[1])
    if front is None:
        front = _read_entries(match[1])
        warnings = (BAD_FRONT_MATTER.says(),)
    if "title" not in front and not _EXPORTED.issubset(front):
        return None
    return Post({"title": "", **front}, text[match.end() :], warnings)


def _read_plain(source: str) -> dict[str, Value] | None:
    """As `_read_yaml`, where all entries are plain: importing a parser takes longer than reading a page."""
    front: dict[str, Value] = {}
    at = 0 if source.replace("\n", "").isprintable() else -1
    while 0 <= at < len(source):
        entry = _PLAIN_ENTRY.match(source, at)
        if entry is None:
            return None
        key, scalar, mark, items = entry.groups()
        front[key] = tuple(map(_plain_scalar, items.split(mark))) if items else _plain_scalar(scalar or "")
        at = entry.end()
    return front or None


def _plain_scalar(written: str) -> str:
    written = written.rstrip(" ")
    return _unescaped(written[1:-1] if written[:1] == "'" else written)


def _read_yaml(source: str) -> dict[str, Value] | None:
    """The entries of a mapping, from its nodes: in them every scalar still is the string that was written."""
    import yaml  # only posts need it

    try:
        if "*" in source and any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(source, Loader=_loader())):
            return None  # the exporter writes none; a few of them can stand for gigabytes
        root = yaml.compose(source, Loader=_loader())
        if not isinstance(root, yaml.MappingNode):
            return None
        lines = _LINE_END.split(source)
        return {_key(key): _as_written(key, node, lines) or _value(node) for key, node in root.value}
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):  # TypeError: a list as a key
        return None


@cache
def _loader() -> Any:
    import yaml  # only posts need it

    return getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _key(node: Node) -> str:
    if node.id != "scalar":
        raise TypeError
    return str(node.value)


def one_line(value: Value | None) -> str:
    """``value`` as one string: the items of a list joined by 、."""
    return value if isinstance(value, str) else "、".join(filter(None, map(str.strip, value or ())))


def _value(node: Node) -> Value:
    return _unescaped(node.value) if node.id == "scalar" else tuple(map(_unescaped, _flattened(node)))


def _as_written(key: Node, node: Node, lines: list[str]) -> str:
    """A scalar in whose line YAML finds a comment or a tag: ``title: 银行 #降准# 之后``, ``title: !重磅``; else ""."""
    if node.id != "scalar" or node.style in _QUOTED or (node.value and node.end_mark.line != key.start_mark.line):
        return ""
    written = lines[key.start_mark.line].partition(":")[2].strip()
    return _unescaped(written) if written[:1] in ("!", "#") or " #" in written else ""


def _flattened(node: Node, depth: int = 0) -> Iterator[str]:
    """The strings of ``[[金融, 银行], 财经]``; an entry ``金融: 银行`` of a list stays one, as it was written."""
    if depth > _DEEPEST:
        return
    if node.id == "sequence":
        for item in node.value:
            yield from _flattened(item, depth + 1)
    elif node.id == "mapping":
        for key, item in node.value:
            yield f"{_key(key)}: {'、'.join(_flattened(item, depth + 1))}"
    else:
        yield node.value


def _unescaped(text: str) -> str:
    """``&#123;`` as ``{``; only whole references, so that an address with ``&copy=1`` stays one."""
    if "&" not in text:
        return text
    from html import unescape  # its table of names takes a millisecond, and few values need it

    return _REFERENCE.sub(lambda match: unescape(match[0]), text)


def _read_entries(source: str) -> dict[str, Value]:
    """Each entry as YAML, where it is that, else its lines as they stand."""
    front: dict[str, Value] = {}
    entry: list[str] = []
    for line in (*re.split(r"\r\n?|\n", source), None):
        if entry and (line is None or _ENTRY.match(line)):
            as_yaml = _read_yaml("\n".join(entry)) if len(front) < _MOST_ENTRIES else None
            front.update(as_yaml or _read_lines(entry))
            entry = []
        if line is not None:
            entry.append(line.rstrip(" \t"))
    return front


def _read_lines(entry: list[str]) -> dict[str, Value]:
    """An entry that is no YAML: ``title: 'it's'``, or a list of such lines."""
    match = _ENTRY.match(entry[0])
    if match is None:
        return {}
    items = tuple(_unescaped(_unquote(item[1])) for line in entry[1:] if (item := _ITEM.match(line)))
    return {match[1]: _unescaped(_unquote(match[2])) if match[2] or not items else items}


def _unquote(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value

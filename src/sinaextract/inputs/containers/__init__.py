"""What pages come wrapped in, told by content: one ordered table of what holds many, one of what holds a single page.

Of a container with many pages (`KINDS`) each page is an input of its own, named ``archive!place``; the module of a kind
is loaded when one is met, and gives them with ``inputs(container, wanted)``. What wraps a single page (`unwrap`) is
opened by whoever reads it. Front matter is part of a page and read with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import cast

from ...errors import NotAnArticle, UnreadableInput
from ...named_tuples import NamedTuple
from ...reading.bundle import Bundle
from ...text.patterns import lazy_regex
from ..assets import TABLE_ENDINGS
from ..inputs import Input, Passed, Wanted, unless_empty
from . import packings, single
from .sources import Source

__all__ = ["Bundle", "Container", "find_kind", "nested", "pages_in", "unwrap"]

_HEAD = 4096  # bytes in which the marks of a container stand
_NESTED = 2  # containers within containers, beyond which they are named, not read
_MOST_WRAPPINGS = 4  # around one page: a gzipped MHTML has two


class Container(NamedTuple):
    """A container by its name for users, its place below the output and where it lies."""

    name: str
    relative: str
    source: Source
    depth: int = 0  # containers that it lies in


class Head(NamedTuple):
    """What kinds are told by."""

    name: str  # lower case, without the ending of a packing
    data: bytes  # the first bytes, unpacked
    is_packed: bool


class Kind(NamedTuple):
    what: str
    recognises: Callable[[Head], bool]
    module: str  # of this package; "" for what is only named
    remedy: str = "give it as a file of its own"  # where such a thing cannot be read
    parts: str = "pages"


_JSON = lazy_regex(rb'\s*(?:\{\s*(?:"|\}\s*\Z)|\[\s*(?:[\[{"]|\]\s*\Z))')
_HAR = lazy_regex(rb'\s*\{\s*"log"\s*:\s*\{\s*"(?:version|creator|entries|pages)"')
_JSON_FEED = lazy_regex(rb'\s*\{.*?"https?://jsonfeed\.org/version/1', re.S)
_FEED = lazy_regex(
    rb"\s*(?:<\?[^>]*>\s*|<!--.*?-->\s*|<!DOCTYPE\s+(?:rss|(?:\w+:)?feed|rdf:RDF)[^>\[]*(?:\[[^\]]*\]\s*)?>\s*)*"
    rb"<(?:rss|(?:\w+:)?feed|rdf:RDF)[\s>]",
    re.S,
)
_CDX = lazy_regex(rb" CDX |[^\s{]+\)/\S* \d{14} \S")  # with its line of fields or without
_CDXJ = lazy_regex(rb"(?:![^\n]*\n)*[^\s{]+\)/\S* \d{14} \{")
_UNREADABLE = (
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"MSCF", "a CAB archive"),
    (b"ITSF", "a CHM help file"),
    (b"\x1f\x9d", "data packed by compress (.Z)"),
    (b"\x04\x22\x4d\x18", "LZ4 data"),
    (b"!<arch>\n", "an ar archive"),
    (b"070701", "a cpio archive"),
    (b"\x60\xea", "an ARJ archive"),
    (b"LZIP", "data packed by lzip"),
)


def _starts(*marks: bytes) -> Callable[[Head], bool]:
    return lambda head: head.data.startswith(marks)


def _is_tar(data: bytes) -> bool:
    """By its magic, or by the checksum: archives older than that have none, nor has the label of a GNU volume."""
    header = data[:512]
    if 0 not in header:  # as in pages
        return False
    stated = header[148:156].strip(b" \0")
    is_octal = stated.isdigit() and len(stated) < 8 and not stated.strip(b"01234567")
    return header[257:262] == b"ustar" or (is_octal and sum(header[:148] + b" " * 8 + header[156:]) == int(stated, 8))


def _is_feed(head: Head) -> bool:
    return (
        any(word in head.data for word in (b"<rss", b"<feed", b":feed", b"RDF")) and _FEED.match(head.data) is not None
    )


def _is_json(head: Head) -> bool:
    return head.data.lstrip()[:1] in (b"{", b"[") and _JSON.match(head.data) is not None


def _is_warc(head: Head) -> bool:
    """Its first record may be damaged: then the name tells, but for a page that was named so."""
    return head.data.startswith(b"WARC/") or (head.name.endswith(".warc") and not head.data.lstrip().startswith(b"<"))


_ZIP = b"PK\x03\x04"
_is_zip = _starts(_ZIP, b"PK\x05\x06")


def _is_zip_behind(head: Head) -> bool:
    """It unpacks itself; or stands behind whatever, by its name."""
    return (head.data.startswith((b"MZ", b"#!", b"\x7fELF")) or head.name.endswith(".zip")) and _ZIP in head.data


KINDS = (
    Kind("a ZIP archive that is packed again", lambda head: head.is_packed and _is_zip(head), "", "unpack it once"),
    Kind("a ZIP archive", _is_zip, "zipped", parts="files"),
    Kind("a ZIP archive behind a program", _is_zip_behind, "zipped", parts="files"),
    Kind("a Parquet table", _starts(b"PAR1"), "parquet_rows", "give it as a file", "rows"),
    Kind("a tar archive", lambda head: _is_tar(head.data), "tarred", parts="files"),
    Kind("a WARC", _is_warc, "warc"),
    Kind("an ARC archive", _starts(b"filedesc://"), "", "`warcio recompress` makes a WARC of it"),
    Kind("an index of web archives", lambda head: _CDXJ.match(head.data) is not None, "tabular"),
    Kind(
        "an index of web archives (CDX)",
        lambda head: _CDX.match(head.data) is not None,
        "",
        "give the WARCs that it lists, or its CDXJ",
    ),
    Kind("an Arrow file", _starts(b"ARROW1", b"FEA1"), "", "write it as Parquet, or give JSON lines of it"),
    Kind("a HAR log", lambda head: _HAR.match(head.data) is not None, "", "save the pages themselves"),
    Kind("a JSON feed", lambda head: _is_json(head) and bool(_JSON_FEED.match(head.data)), "feeds", parts="entries"),
    Kind("a feed", _is_feed, "feeds", parts="entries"),
    Kind("a table", lambda head: head.name.endswith(TABLE_ENDINGS), "tabular", parts="rows"),
    Kind("JSON", _is_json, "tabular", "--html-field names what holds the pages", "rows"),
    *(Kind(what, _starts(magic), "", "unpack it and give the folder") for magic, what in _UNREADABLE),
)


_NO_PAGES = (*TABLE_ENDINGS, *packings.ENDINGS)
_PAGE = lazy_regex(rb"\s*(?:<(?:!doctype\s+html|html|head|meta|div)\b|---\s)", re.I)


def find_kind(name: str, source: Source) -> Kind | None:
    """The kind of container that a file is; None for a page, or for what is no container."""
    try:
        data = source.head(_HEAD)
        if _is_page(name, data):  # most files are, and need no other look
            return None
        is_packed = packings.packing_of(data) is not None
        if is_packed:
            with source.open() as stream:
                data = packings.beginning(packings.opened(stream), _HEAD) or b"\0"
    except (OSError, ValueError, UnreadableInput):
        return _kind(Head(packings.without_ending(name), b"", False)) if name.lower().endswith(".warc.zst") else None
    return _kind(Head(packings.without_ending(name), _as_utf8(data), is_packed)) if data else None


def _is_page(name: str, data: bytes) -> bool:
    """It begins like one, and neither its name nor a later mark tells of something else."""
    return _PAGE.match(data) is not None and not name.lower().endswith(_NO_PAGES) and not _is_tar(data)


def _kind(head: Head) -> Kind | None:
    return None if _is_page(*head[:2]) else next((kind for kind in KINDS if kind.recognises(head)), None)


def _as_utf8(data: bytes) -> bytes:
    """Without byte order mark; as UTF-8 if it was UTF-16."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[: len(data) & ~1].decode("utf-16", "replace").encode("utf-8", "replace")
    return data.removeprefix(b"\xef\xbb\xbf")


def pages_in(kind: Kind, container: Container, wanted: Wanted) -> Iterator[Input | Passed]:
    """The pages in a container as inputs, and what else there is to say of it."""
    if not kind.module or container.depth > _NESTED:
        remedy = kind.remedy if not kind.module else "unpack the archives that it lies in"
        yield Passed(container.name, "failed", f"{kind.what}, which cannot be read; {remedy}")
        return
    inputs = cast(Callable[..., Iterator["Input | Passed"]], import_module(f"{__name__}.{kind.module}").inputs)
    try:
        yield from unless_empty(
            inputs(container, wanted), container.name, f"{kind.what} without {kind.parts} in it; is it complete?"
        )
    except UnreadableInput as error:  # also after pages that could be read
        yield Passed(container.name, "failed", error.reason)


def nested(page: Input, inner: Source | None, depth: int, wanted: Wanted) -> Iterator[Input | Passed]:
    """A member of an archive: ``page``, or, where it lies there as it is (``inner``), the pages in it."""
    kind = inner and find_kind(page.name, inner)
    if inner and kind:
        yield from pages_in(kind, Container(page.name, page.relative, inner, depth + 1), wanted)
    else:
        yield page


def unwrap(bundle: Bundle) -> Bundle:
    """The page inside ``bundle``, with what its containers say about it; ``bundle`` itself when nothing wraps it.

    Raises `UnreadableInput` for a damaged or oversized container, and for one that holds many pages.
    """
    for _ in range(_MOST_WRAPPINGS):  # a gzipped MHTML is both
        inner = single.opened(bundle.html)
        if inner is None:
            break
        bundle = inner._replace(url=inner.url or bundle.url, captured=bundle.captured, cut=inner.cut or bundle.cut)
    kind = _kind(Head("", _as_utf8(bundle.html[:_HEAD]), False))
    if kind is not None:
        error = NotAnArticle if kind.module == "tabular" else UnreadableInput
        raise error(f"{kind.what}, which cannot be read here; {kind.remedy}")
    return bundle

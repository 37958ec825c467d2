"""Markup in bytes, without a parser: what of it is comment or raw text, and whether its tags are plain to see.

`fast_path` cuts a page with these before anything is parsed, so each answers None or False where it is not sure.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from ..text.patterns import lazy_regex

# Elements whose content is no markup (HTML 13.1.2), and what hides markup from a reader altogether.
RAW_ELEMENTS = ("script", "style", "textarea", "title", "iframe", "xmp", "noembed", "noframes")
_INITIALS = "".join(sorted({name[0] for name in (*RAW_ELEMENTS, "plaintext")}))
CODE = frozenset({b"script", b"style"})  # what of it no reader sees
OPAQUE = frozenset({b"!--", *(name.encode() for name in RAW_ELEMENTS)}) - {b"title"}  # a page's title is wanted
# The ``<`` stands before what is in either case: a search finds its literal prefix ten times faster than a pattern.
# Next comes what may follow it, as most tags are none of these.
_OPAQUE = lazy_regex(
    f"<(?=[!{_INITIALS}{_INITIALS.upper()}])"
    f"(?:(!--)|((?i:{'|'.join(RAW_ELEMENTS)}))(?=[\\s/>])|(?i:plaintext)|!\\[CDATA\\[)".encode()
)
_CLOSINGS = {name.encode(): lazy_regex(f"</(?i:{name})(?=[\\s/>])".encode()) for name in RAW_ELEMENTS}
_CLOSING_OR_COMMENT = lazy_regex(rb"<(?:/(?i:script)(?=[\s/>])|!--)")  # in a script: one search for both
# The opening tag of one: after each value a space or the end, as where a quotation mark is missing there is none.
_OPENING = lazy_regex(rb"""<[a-zA-Z]+(?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*/?>""")
_NO_MARK = bytes(set(range(256)) - set(b"<>\"'"))


def stretches(data: bytes, start: int, stop: int, dropped: Container[bytes] = OPAQUE) -> Iterator[tuple[int, int]]:
    """Stretches of markup between what is ``dropped``; ``(-1, -1)`` last when a comment or raw element does not end."""
    begin = start
    search = _OPAQUE.search
    while (match := search(data, begin, stop)) is not None:
        opened = match.start()
        if match[1]:
            name = match[1]
            closing = data.find(b"-->", opened + 2)  # from the second dash on: <!--> is a whole comment
            end = closing + 3 if closing >= 0 else -1
        else:
            name = (match[2] or b"").lower()
            end = _end_of_raw_element(data, opened, name)
        if end < 0 or end > stop:
            yield begin, opened
            yield -1, -1
            return
        yield begin, opened if name in dropped else end
        begin = end
    yield begin, stop


def _end_of_raw_element(data: bytes, start: int, name: bytes) -> int:
    """Where it ends; -1 when it does not, or when that is not plain to see."""
    opening = _OPENING.match(data, start) if name else None  # without a name: plaintext, CDATA
    if opening is None:
        return -1
    pattern = _CLOSING_OR_COMMENT if name == b"script" else _CLOSINGS[name]
    closing = pattern.search(data, opening.end())
    if closing and closing[0] == b"<!--":
        closing = _CLOSINGS[name].search(data, closing.end())
        if closing and data.find(b"<script", opening.end(), closing.start()) >= 0:
            return -1  # one within a comment within it: "script data double escaped state"
    return end_of_tag(data, closing.end()) if closing else -1


def without(dropped: Container[bytes], data: bytes, start: int, stop: int) -> bytes | None:
    """The markup between two offsets without `CODE`, or all that is `OPAQUE`; None when some reaches over ``stop``."""
    pieces: list[bytes] = []
    for begin, end in stretches(data, start, stop, dropped):
        if begin < 0:
            return None
        pieces.append(data[begin:end])
    return b"".join(pieces)


def markup_of(data: bytes) -> bytes:
    """``data`` without comments and raw elements; all of it where those do not end."""
    markup = without(OPAQUE, data, 0, len(data))
    return data if markup is None else markup


def has_plain_tags(data: bytes, start: int, stop: int) -> bool:
    """Whether `is_plain` holds for the markup between two offsets; what comments and raw elements hold is no matter."""
    return is_plain(data[start:stop]) or all(
        begin >= 0 and is_plain(data[begin:end]) for begin, end in stretches(data, start, stop)
    )


def is_plain(markup: bytes) -> bool:
    """Every tag ends where it seems to: each quotation mark in it closes there, and no value holds ``<`` or ``>``."""
    marks = markup.translate(None, _NO_MARK)  # what is left of <a b="c"> is <"">
    return b"<" not in marks.replace(b"''", b"").replace(b'""', b"").replace(b"''", b"").replace(b"<>", b"")


def end_of_tag(data: bytes, offset: int) -> int:
    end = data.find(b">", offset)
    return end + 1 if end >= 0 else -1

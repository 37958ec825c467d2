"""Where the rows of JSON stand: a line each, or values one after the other and the items of arrays. Streams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from ...text.patterns import lazy_regex
from .slices import Span

_BLOCK = 1 << 20  # bytes held at once
_MARKS = lazy_regex(rb'["{}\[\],]')
_STRING = lazy_regex(rb'[^"\\]*(?:\\[\x00-\xff][^"\\]*)*')  # up to its end, or to what is not read yet
_QUOTE, _BACKSLASH, _COMMA, _ARRAY, _END = b'"\\,[\0'
_OPENING = b"{["
_NO_OBJECT, _CUT, _CUT_ARRAY = "no JSON object", "the file ends in it", "the file ends before its array does"
_BLANK = b" \t\r\n\xef\xbb\xbf"


def line_spans(stream: BinaryIO) -> Iterator[Span]:
    """Every line that is not blank, however long."""
    start = stream.tell()
    length, is_blank = 0, True
    while piece := stream.readline(_BLOCK):
        length += len(piece)
        is_blank = is_blank and piece.isspace()
        if piece.endswith(b"\n"):
            if not is_blank:
                yield Span(start, length)
            start, length, is_blank = start + length, 0, True
    if not is_blank:
        yield Span(start, length)


def value_spans(stream: BinaryIO) -> Iterator[Span]:
    """Objects one after the other, each over as many lines as it likes, and the items of arrays. What is no object
    counts too."""
    depth, level, start = 0, 0, -1  # level: how deep items stand, 1 within an array
    is_open = False  # an item of an array has begun, but no bracket of it
    for mark, place, is_stray in _marks(stream):
        if not depth and (is_stray or mark == _QUOTE):
            yield Span(place, 1, _NO_OBJECT)
        if mark == _END:
            if depth:
                yield Span(max(start, 0), place - max(start, 0), _CUT if depth > level else _CUT_ARRAY)
        elif mark == _QUOTE:
            is_open = is_open or depth == level
        elif mark in _OPENING:
            if not depth:
                level, start, is_open = int(mark == _ARRAY), -1, False
            if depth == level:
                start = place
            depth += 1
        elif mark == _COMMA:
            if depth == level == 1:
                if start < 0:
                    yield Span(place, 1, _NO_OBJECT)
                start, is_open = -1, False
        else:
            depth -= 1
            if depth == level:
                yield Span(start, place + 1 - start)
            elif depth < 0 or (depth < level and is_open and start < 0):
                yield Span(place, 1, _NO_OBJECT)
            depth = max(depth, 0)


def _marks(stream: BinaryIO) -> Iterator[tuple[int, int, bool]]:
    """Brackets, commas and opening quotes, each with its offset and whether anything but those and strings stands
    before it; then the end."""
    base, is_stray = 0, False
    in_string = skips = False
    while chunk := stream.read1(_BLOCK):  # type: ignore[attr-defined]  # all that comes before damage
        at, skips = int(skips), False
        while at < len(chunk):
            if in_string:
                match = _STRING.match(chunk, at)
                at = match.end() if match else at
                if at < len(chunk):
                    in_string = skips = chunk[at] == _BACKSLASH  # it escapes the first byte of the next chunk
                    at += 1
                continue
            match = _MARKS.search(chunk, at)
            is_stray = is_stray or bool(chunk[at : match.start() if match else None].strip(_BLANK))
            if match is None:
                break
            at, in_string = match.end(), chunk[match.start()] == _QUOTE
            yield chunk[match.start()], base + match.start(), is_stray
            is_stray = False
        base += len(chunk)
    yield _END, base, is_stray

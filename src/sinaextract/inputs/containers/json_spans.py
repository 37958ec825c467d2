"""Where the rows of JSON stand: a line each, the items of one array, or values one after the other. Streams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from ...text.patterns import lazy_regex
from .slices import Span

_BLOCK = 1 << 20  # bytes held at once
_MARKS = lazy_regex(rb'["{}\[\],]')
_STRING = lazy_regex(rb'[^"\\]*(?:\\[\x00-\xff][^"\\]*)*')  # up to its end, or to what is not read yet
_QUOTE, _BACKSLASH, _COMMA = b'"\\,'
_OPENING = b"{["
_NO_OBJECT = "no JSON object"


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


def array_spans(stream: BinaryIO) -> Iterator[Span]:
    """The items of the array that the stream holds; one that is no object or array counts too."""
    return _spans(stream, 1)


def value_spans(stream: BinaryIO) -> Iterator[Span]:
    """Objects one after the other, each over as many lines as it likes."""
    return _spans(stream, 0)


def _spans(stream: BinaryIO, level: int) -> Iterator[Span]:
    """What stands ``level`` deep: found by brackets outside strings."""
    base, depth, start = 0, 0, -1
    in_string = skips = is_open = False  # is_open: the item has begun, but no bracket of it
    while chunk := stream.read(_BLOCK):
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
            if match is None:
                break
            mark, place, at = chunk[match.start()], base + match.start(), match.end()
            if mark == _QUOTE:
                in_string, is_open = True, is_open or depth == level
            elif mark in _OPENING:
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
                    yield Span(start, base + at - start)
                elif depth < level:
                    if is_open and start < 0:
                        yield Span(place, 1, _NO_OBJECT)
                    return
        base += len(chunk)
    if depth > level:
        yield Span(start, base - start, "the file ends in it")

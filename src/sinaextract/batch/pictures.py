"""Where a record finds pictures that were saved with its page, as seen from the output.

Pictures beside the page (``xxx_files/a.jpg``) get addresses that lead there from the output file, so that a vault shows
them. ``--extract-media`` makes files of them, of ``data:`` URIs and of MHTML parts; nothing is fetched. A file is named
by the hash of its content, so the same picture is kept once. ``--media-base`` puts a prefix before either.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from ..article.article import Article
from ..article.body import images_of
from ..article.doubts import NO_BITMAP
from ..article.inner_pictures import leads_inside, left_out, relocated
from ..errors import UnreadableInput
from ..inputs.inputs import Input, open_regular
from ..limits import LIMITS
from ..reading.bundle import Bundle
from ..render.options import Options
from ..text.patterns import lazy_regex

_DATA = lazy_regex(r"data:image/[\w.+-]+(?:;[\w=.+-]+)*?(;base64)?,(.*)", re.S | re.I)
_NOT_LOCAL = lazy_regex(r"[a-z][a-z0-9+.-]*:|[/#?]|\Z", re.I)
_KINDS = (
    (b"\x89PNG", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
    (b"BM", ".bmp"),
)


@dataclass(frozen=True, slots=True)
class Media:
    name: str  # file name inside the media folder
    data: bytes


def place_pictures(
    article: Article, item: Input, bundle: Bundle, options: Options, up: str
) -> tuple[Article, tuple[Media, ...]]:
    """``article`` with addresses that hold from its output, and the pictures that ``--extract-media`` keeps.

    up  the way from the output file to the top of the output: ``../`` for each folder
    """
    beside = _way_beside(item, options, up)
    found: dict[str, Media] = {}
    for image in article.images if options.media is not None else ():
        data = _picture(image.url, item, bundle)
        if data and (kind := _kind(data)):
            found[image.url] = Media(hashlib.sha256(data).hexdigest()[:24] + kind, data)
    prefix = options.media_prefix if options.media_base is not None else up + options.media_prefix

    def address(url: str) -> str:
        if media := found.get(url):
            return prefix + media.name
        return beside[0] + posixpath.normpath(beside[1] + url) if beside and is_local(url) else url

    return relocate(article, address), tuple(dict.fromkeys(found.values()))


def is_local(address: str) -> bool:
    """A path from the page's folder: ``./x_files/a.jpg``."""
    return not _NOT_LOCAL.match(address)


def _way_beside(item: Input, options: Options, up: str) -> tuple[str, str] | None:
    """A prefix, and what leads from there to the page's folder, with ``/`` at its end.

    None where addresses stay as the page has them: on stdout, and where no file is beside the page (standard input,
    archives).
    """
    if options.media_base is not None:  # the folders of pictures are to be copied there as they lie below the inputs
        folder = posixpath.normpath("/" + posixpath.dirname(item.relative.replace("\\", "/")))
        return options.media_base.rstrip("/"), _quoted(folder).rstrip("/") + "/"
    if options.output_base is None or item.member or item.name == "-":
        return None
    try:
        way = os.path.relpath(os.path.realpath(item.path.parent), os.path.realpath(options.output_base))
    except ValueError:  # another drive
        return None
    return "", f"{up}{_quoted(Path(way).as_posix())}/"


def _quoted(path: str) -> str:
    """``path`` with what ends one in an address; the rest is quoted where Markdown is written."""
    return path.replace("%", "%25").replace("?", "%3F").replace("#", "%23")


def relocate(article: Article, address: Callable[[str], str]) -> Article:
    """``article`` with every picture's address replaced; those that lead nowhere outside the input are dropped."""
    blocks = relocated(article.blocks, address)
    lead = article.lead_image and address(article.lead_image)
    lost = tuple(image for image in article.images if leads_inside(address(image.url)))
    return replace(
        article,
        blocks=blocks,
        images=tuple(images_of(blocks)),
        lead_image=lead,
        warnings=(
            *article.warnings,
            *((NO_BITMAP.says(f"{len(lost):,} picture{'s' * (len(lost) != 1)}"),) if lost else ()),
        ),
        removed=(*article.removed, *map(left_out, lost)),
    )


def _picture(url: str, item: Input, bundle: Bundle) -> bytes | None:
    if url in bundle.files:
        return bundle.files[url]
    if match := _DATA.match(url):
        return _decode(match[2], is_base64=bool(match[1]))
    if re.match(r"[a-z][a-z0-9+.-]*:", url, re.I) or item.member or item.name == "-":
        return None
    return _beside(item.path, unquote(url))


def _beside(page: Path, relative: str) -> bytes | None:
    """A file below the page's own folder; a path that leads out of it is ignored."""
    folder = page.parent.resolve()
    try:
        path = (folder / relative).resolve()
        if not path.is_relative_to(folder):
            return None
        with open_regular(path) as stream:
            data = stream.read(LIMITS.page_bytes + 1)
        return data if len(data) <= LIMITS.page_bytes else None
    except (OSError, ValueError, UnreadableInput):
        return None


def _decode(text: str, is_base64: bool) -> bytes | None:
    if not is_base64:
        return unquote_to_bytes(text)
    try:
        return base64.b64decode(unquote(text), validate=False)
    except (binascii.Error, ValueError):
        return None


def _kind(data: bytes) -> str | None:
    """Ending by content; None for what is no bitmap picture (an SVG can carry scripts)."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return ".webp"
    return next((ending for magic, ending in _KINDS if data.startswith(magic)), None)

"""Names of output files: legal on every system, unique without regard to case, the same on every run."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from pathlib import PurePosixPath
from string import Formatter

from .article import Article

_ILLEGAL = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]')
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)
_REPLACED_ENDINGS = (".html", ".htm", ".shtml", ".xhtml", ".mhtml", ".mht", ".md", ".txt")
_LONGEST = 200  # bytes of UTF-8; file systems stop at 255 and an ending, a number and a temporary prefix must fit
_FULL_WIDTH = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")


def safe_name(name: str) -> str:
    """One path component that Windows, macOS and Linux accept; forbidden characters become their full-width forms."""
    name = _ILLEGAL.sub("_", unicodedata.normalize("NFC", name).translate(_FULL_WIDTH)).strip(" ").rstrip(". ")
    if not name or _RESERVED.match(name):
        name = "_" + name
    while len(name.encode("utf-8", "replace")) > _LONGEST:
        name = name[:-1]
    return name.rstrip(". ") or "_"


def mirrored(relative: str, ending: str, taken: Callable[[str], bool]) -> str:
    """The output path for an input's place below its folder. ``taken`` tells whether a path was given out already."""
    parts = [safe_name(part) for part in re.split(r"[/\\]", relative) if part not in ("", ".", "..")] or ["_"]
    folder, name = parts[:-1], re.split(r"[/\\]", relative)[-1]
    stem = re.sub(r"\.gz$", "", name, flags=re.I)
    for candidate in _REPLACED_ENDINGS:
        if stem.lower().endswith(candidate) and len(stem) > len(candidate):
            stem = stem[: -len(candidate)]
            break
    return _unique(folder, (safe_name(stem), safe_name(name)), ending, taken)


def templated(proposed: str, ending: str, taken: Callable[[str], bool]) -> str:
    """The output path for a name made by `from_template`; ``/`` in it makes folders."""
    parts = [safe_name(part) for part in proposed.split("/") if part.strip(" .")] or ["_"]
    return _unique(parts[:-1], (parts[-1],), ending, taken)


def _unique(folder: list[str], stems: tuple[str, ...], ending: str, taken: Callable[[str], bool]) -> str:
    for stem in stems:
        path = str(PurePosixPath(*folder, stem + ending))
        if not taken(path):
            return path
    number = 2
    while taken(path := str(PurePosixPath(*folder, f"{stems[0]}-{number}{ending}"))):
        number += 1
    return path


class NameTemplateError(ValueError):
    """A name template that cannot be used; the text says why."""


def check_template(template: str) -> None:
    """Raises `NameTemplateError` for unknown fields or bad formats."""
    known = ", ".join(sorted(_FIELDS))
    try:
        names = [name for _, name, _, _ in Formatter().parse(template) if name is not None]
        if unknown := [name for name in names if name not in _FIELDS]:
            raise NameTemplateError(f"unknown field {unknown[0]!r}; known are {known}")
        if not names:
            raise NameTemplateError("it names no field, so all files would be called the same")
        template.format(**dict.fromkeys(_FIELDS, "")) if "date" not in names else None
    except NameTemplateError:
        raise
    except (ValueError, KeyError, IndexError) as error:
        raise NameTemplateError(str(error)) from None


_FIELDS = frozenset({"date", "title", "docid", "source", "author", "template", "editor", "stem", "hash"})


def from_template(template: str, article: Article) -> str:
    """``{date:%Y-%m-%d}-{title}`` filled from an article; a missing value becomes ``unknown``."""
    values: dict[str, object] = {
        "title": article.title,
        "docid": article.docid,
        "source": article.source,
        "author": article.author,
        "template": article.template,
        "editor": article.editor,
        "stem": PurePosixPath(re.split(r"[/\\!]", article.input)[-1]).stem,
        "hash": article.text_sha256[:12],
    }
    filled: dict[str, object] = {k: str(v or "unknown").replace("/", "／") for k, v in values.items()}
    filled["date"] = datetime.fromisoformat(article.date) if article.date else _NoDate()
    return template.format(**filled)


class _NoDate:
    """Stands in for a missing date, whatever format the template asks for."""

    def __format__(self, spec: str) -> str:
        return "undated"

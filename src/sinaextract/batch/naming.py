"""Names of output files: legal on every system, unique without regard to case, the same on every run."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path, PurePosixPath
from string import Formatter

from ..article.article import Article
from ..inputs.assets import PAGE_ENDINGS
from ..inputs.inputs import Input
from ..text.patterns import lazy_regex

_ILLEGAL = lazy_regex(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]')
_RESERVED = lazy_regex(r"^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])[ ]*(?:\.|$)", re.I)
_REPLACED_ENDINGS = (*PAGE_ENDINGS, ".txt")
_LONGEST = 200  # bytes of UTF-8; file systems stop at 255 and an ending, a number and a temporary prefix must fit
_TO_FULL_WIDTH = 0xFEE0  # from an ASCII character to its full-width form
_FULL_WIDTH = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")


def safe_name(name: str, unlinkable: str = "") -> str:
    """One path component that Windows, macOS and Linux accept; forbidden characters become their full-width forms.

    ``unlinkable``: ASCII characters that the program which the file is for forbids besides (`Flavor.unlinkable`); it
    then also does without a dot at the beginning, which hides a file.
    """
    name = name[: 4 * _LONGEST]  # composing marks takes the square of their number
    name = _ILLEGAL.sub("_", unicodedata.normalize("NFC", name).translate(_FULL_WIDTH)).strip(" ").rstrip(". ")
    if unlinkable:
        name = "".join(chr(ord(char) + _TO_FULL_WIDTH) if char in unlinkable else char for char in name)
        name = "_" + name if name.startswith(".") else name
    if not name or _RESERVED.match(name) or name.lower().startswith(".sinaextract."):  # our own beside the outputs
        name = "_" + name
    name = name.encode("utf-8", "replace")[:_LONGEST].decode("utf-8", "ignore")
    return _encodable(name.rstrip(". ") or "_")


def _encodable(name: str) -> str:
    """``name``; where the locale's charset lacks its characters, what stands for its UTF-8 in a file name."""
    charset = sys.getfilesystemencoding()
    try:
        name.encode(charset)
    except UnicodeEncodeError:
        return name.encode().decode(charset, "surrogateescape")
    return name


class Names:
    """Output paths given out so far, compared as the least discerning file systems do.

    ``earlier`` are those of earlier runs: each is kept for the input that it was given to. ``unlinkable`` as of
    `safe_name`, for all of them.
    """

    def __init__(self, earlier: Iterable[str] = (), unlinkable: str = "") -> None:
        self.unlinkable = unlinkable
        self.taken = set(map(_key, earlier))  # hashes: a million paths would be heavy
        self.kept = set(self.taken)  # of earlier runs, not yet asked for by this one
        self.numbers: dict[int, int] = {}  # the last number that made a path unique

    def take(self, path: str) -> bool:
        """Whether ``path`` was free; it is not any more."""
        key = _key(path)
        if key in self.taken:
            return False
        self.taken.add(key)
        return True

    def claim(self, path: str) -> bool:
        """Whether ``path``, of an earlier run, was still kept; its input has it now."""
        key = _key(path)
        if key not in self.kept:
            return False
        self.kept.remove(key)
        return True

    def unique(self, folder: list[str], stems: tuple[str, ...], ending: str, earlier: str = "") -> str:
        """``earlier``, the input's path in an earlier run, if it is one that this could be; else the first free one of
        ``stems``, else the first stem with a number."""
        candidates = [_path(folder, stem + ending) for stem in stems]
        number = earlier.removeprefix(candidates[0].removesuffix(ending) + "-").removesuffix(ending)
        if (earlier in candidates or (number != earlier and number.isdecimal())) and self.claim(earlier):
            return earlier
        for path in candidates:
            if self.take(path):
                return path
        first = _key(candidates[0])
        while True:
            self.numbers[first] = self.numbers.get(first, 1) + 1
            path = _path(folder, f"{stems[0]}-{self.numbers[first]}{ending}")
            if self.take(path):
                return path


def _key(path: str) -> int:
    return hash(unicodedata.normalize("NFC", path).casefold())


def _path(folder: list[str], name: str) -> str:
    """No folder ends like an output file: ``x.md/`` and the output of ``x.html`` would be in each other's way."""
    ending = PurePosixPath(name).suffix.lower()
    return "/".join([*(part + "_" if part.lower().endswith(ending) else part for part in folder), name])


def mirrored(relative: str, ending: str, names: Names, earlier: str = "") -> str:
    """The output path for an input's place below its folder."""
    folder, name = _folder(relative, names.unlinkable), re.split(r"[/\\]", relative)[-1]
    stem = re.sub(r"\.gz$", "", name, flags=re.I)
    for candidate in _REPLACED_ENDINGS:
        if stem.lower().endswith(candidate) and len(stem) > len(candidate):
            stem = stem[: -len(candidate)]
            break
    stems = (safe_name(stem, names.unlinkable), safe_name(name, names.unlinkable))
    return names.unique(folder, stems, ending, earlier)


def templated(proposed: str, ending: str, names: Names, earlier: str = "") -> str:
    """The output path for a name made by `from_template`; ``/`` in it makes folders."""
    parts = _components(proposed.split("/"), names.unlinkable)
    return names.unique(parts[:-1], (parts[-1],), ending, earlier)


def depth(relative: str, proposed: str) -> int:
    """How many folders deep the output will be: by name template if ``proposed`` is not empty, else mirrored."""
    return len(_components(proposed.split("/"))) - 1 if proposed else len(_folder(relative))


def _folder(relative: str, unlinkable: str = "") -> list[str]:
    parts = re.split(r"[/\\]", relative)[:-1]
    return [safe_name(part, unlinkable) for part in parts if part not in ("", ".", "..")]


def _components(parts: list[str], unlinkable: str = "") -> list[str]:
    return [safe_name(part, unlinkable) for part in parts if part.strip(" .")] or ["_"]


class InputKeys:
    """What a journal calls an input: its path from the journal's folder, however it was given."""

    def __init__(self, base: Path) -> None:
        self.base = os.path.abspath(base)  # noqa: PTH100
        self.folders: dict[str, str] = {}  # the last one: a walk stays in a folder for long

    def of(self, item: Input) -> str:
        if item.name == "-":
            return "-"
        file, mark, member = item.name.partition("!") if item.member else (item.name, "", "")
        folder, name = os.path.split(file)
        if folder not in self.folders:
            self.folders = {folder: self._relative(folder)}
        path = f"{self.folders[folder]}/{name}{mark}{member}"
        return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")

    def _relative(self, folder: str) -> str:
        absolute = os.path.abspath(folder)  # noqa: PTH100
        try:
            return os.path.relpath(absolute, self.base).replace(os.sep, "/")
        except ValueError:  # another drive
            return absolute.replace(os.sep, "/")


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
        template.format(**{**dict.fromkeys(_FIELDS, ""), "date": datetime(2000, 1, 1)})
    except NameTemplateError:
        raise
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        raise NameTemplateError(str(error)) from None


_FIELDS = frozenset("date title docid ticker channel source author byline editor template stem hash".split())


def from_template(template: str, article: Article) -> str:
    """``{date:%Y-%m-%d}-{title}`` filled from an article, every part of the path made safe; a missing value becomes
    ``unknown``. Titles may be as long as pages: this is done where time is limited."""
    values: dict[str, object] = {
        "title": article.title,
        "docid": article.docid,
        "ticker": article.symbols[0].ticker if article.symbols else None,  # of the first one that the page names
        "channel": article.channel[-1] if article.channel else None,  # the narrowest
        "source": article.source,
        "author": article.author,
        "byline": "、".join(article.byline),
        "template": article.template,
        "editor": article.editor,
        "stem": PurePosixPath(re.split(r"[/\\!]", article.input)[-1]).stem,
        "hash": (article.text_sha256 or "")[:12],
    }
    filled: dict[str, object] = {k: str(v or "unknown").replace("/", "／") for k, v in values.items()}
    filled["date"] = datetime.fromisoformat(article.date) if article.date else _NoDate()
    return "/".join(_components(template.format(**filled).split("/")))


class _NoDate:
    """Stands in for a missing date, whatever format the template asks for."""

    def __format__(self, spec: str) -> str:
        return "undated"

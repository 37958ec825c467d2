"""Names of output files: legal on every system, unique without regard to case, the same on every run."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path, PurePosixPath
from string import Formatter

from ..article.article import Article
from ..inputs.assets import PAGE_ENDINGS
from ..inputs.inputs import Input
from ..text.patterns import lazy_regex

_ILLEGAL = lazy_regex(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff]')
_RESERVED = lazy_regex(r"^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])[ ]*(?:\.|$)", re.I)
_REPLACED_ENDINGS = (*PAGE_ENDINGS, ".md", ".txt")
_LONGEST = 200  # bytes of UTF-8; file systems stop at 255 and an ending, a number and a temporary prefix must fit
_SHORTEST = 5  # characters of a name without a dot that can be none of Windows' own
_TO_FULL_WIDTH = 0xFEE0  # from an ASCII character to its full-width form
_FULL_WIDTH = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")


def safe_name(name: str, unlinkable: str = "") -> str:
    """One path component that Windows, macOS and Linux accept; forbidden characters become their full-width forms.

    ``unlinkable``: ASCII characters that the program which the file is for forbids besides (`Flavor.unlinkable`); it
    then also does without a dot at the beginning, which hides a file.
    """
    is_plain = name.replace("-", "_").replace("_", "0").isalnum() and unicodedata.is_normalized("NFC", name)
    if is_plain and _SHORTEST <= len(name) <= _LONGEST // 4:
        return _encodable(name)  # as are most: letters and digits, which no system minds
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
    if name.isascii():
        return name
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

    def unique(self, candidates: tuple[str, ...], ending: str, earlier: str = "") -> str:
        """``earlier``, the input's path in an earlier run, if it is one that this could be; else the first of
        ``candidates`` that is free, else the first of all with a number before its ``ending``."""
        stem = candidates[0].removesuffix(ending)
        number = earlier.removeprefix(stem + "-").removesuffix(ending)
        if (earlier in candidates or (number != earlier and number.isdecimal())) and self.claim(earlier):
            return earlier
        for path in candidates:
            if self.take(path):
                return path
        first = _key(candidates[0])
        while True:
            self.numbers[first] = self.numbers.get(first, 1) + 1
            path = f"{stem}-{self.numbers[first]}{ending}"
            if self.take(path):
                return path


def _key(path: str) -> int:
    return hash(unicodedata.normalize("NFC", path).casefold())


def mirrored(relative: str, ending: str, names: Names, earlier: str = "") -> str:
    """The output path for an input's place below its folder."""
    folder, _, name = relative.replace("\\", "/").rpartition("/")
    folder = _mirrored_folder(folder, ending, names.unlinkable)
    stem = name[:-3] if name.lower().endswith(".gz") else name
    kept = stem.rpartition(".")[0] if stem.lower().endswith(_REPLACED_ENDINGS) else stem
    first = folder + safe_name(kept if kept.strip(".") else stem, names.unlinkable) + ending
    if not earlier and names.take(first):
        return first
    return names.unique((first, folder + safe_name(name, names.unlinkable) + ending), ending, earlier)


def templated(proposed: str, ending: str, names: Names, earlier: str = "") -> str:
    """The output path for a name made by `from_template`; ``/`` in it makes folders."""
    *folders, name = _components(proposed.split("/"), names.unlinkable)
    return names.unique((_in_the_way_of_no_file(folders, ending) + name + ending,), ending, earlier)


@lru_cache(maxsize=8)  # a walk stays in a folder for long
def _mirrored_folder(folder: str, ending: str, unlinkable: str) -> str:
    return _in_the_way_of_no_file([safe_name(part, unlinkable) for part in _parts(folder)], ending)


def _in_the_way_of_no_file(folders: list[str], ending: str) -> str:
    """No folder ends like an output file: ``x.md/`` and the output of ``x.html`` would be in each other's way."""
    return "".join(part + ("_/" if part.lower().endswith(ending) else "/") for part in folders)


def depth(relative: str, proposed: str) -> int:
    """How many folders deep the output will be: by name template if ``proposed`` is not empty, else mirrored."""
    if proposed:
        return len(_components(proposed.split("/"))) - 1
    return len(_parts(relative.replace("\\", "/").rpartition("/")[0]))


def _parts(folder: str) -> list[str]:
    return [part for part in folder.split("/") if part not in ("", ".", "..")]


def _components(parts: list[str], unlinkable: str = "") -> list[str]:
    return [safe_name(part, unlinkable) for part in parts if part.strip(" .")] or ["_"]


class InputKeys:
    """What a journal calls the inputs of a run: their paths from its folder, however they were given."""

    def __init__(self, base: Path) -> None:
        self.base = os.path.abspath(base)  # noqa: PTH100
        self.folder = self.way = ""  # the last folder asked about: a walk stays in one for long
        self.given: set[int] = set()  # hashes of keys
        self.repeats: Counter[str] = Counter()

    def next(self, item: Input) -> str:
        """The key of the run's next input. One that is given again, in its folder or by its name, is another one."""
        key = self.of(item)
        if (mark := hash(key)) in self.given:
            self.repeats[key] += 1
            key = f"{key}\t{self.repeats[key]}"
            mark = hash(key)
        self.given.add(mark)
        return key

    def of(self, item: Input) -> str:
        name, _, member, _ = item
        if name == "-":
            return "-"
        if not member:
            return self.of_file(name)
        file, mark, inside = name.partition("!")
        return self.of_file(file) + mark + _readable(inside)

    def of_file(self, file: str) -> str:
        if os.sep != "/":
            file = file.replace(os.sep, "/")
        folder, slash, name = file.rpartition("/")
        folder = folder or slash
        if folder != self.folder or not self.way:
            self.folder, self.way = folder, self._relative(folder) + "/"
        return _readable(self.way + name)

    def inside(self, key: str) -> str:
        """The path below the journal's folder of a file with that key; "" where it is elsewhere."""
        return "" if key.startswith("../") or os.path.isabs(key) else key.removeprefix("./")  # noqa: PTH117

    def _relative(self, folder: str) -> str:
        absolute = os.path.abspath(folder)  # noqa: PTH100
        try:
            return os.path.relpath(absolute, self.base).replace(os.sep, "/")
        except ValueError:  # another drive
            return absolute.replace(os.sep, "/")


def _readable(path: str) -> str:
    """As a journal holds it: bytes that are no text, as Python writes them."""
    return path if path.isascii() else path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


class NameTemplateError(ValueError):
    """A name template that cannot be used; the text says why."""


def check_template(template: str) -> None:
    """Raises `NameTemplateError` for unknown fields or bad formats."""
    known = ", ".join(sorted(_FIELDS))
    try:
        fields = [(name, spec or "") for _, name, spec, _ in Formatter().parse(template) if name is not None]
        names = [name for name, _ in fields]
        if unknown := [name for name in names if name not in _FIELDS]:
            raise NameTemplateError(f"unknown field {unknown[0]!r}; known are {known}")
        if not names:
            raise NameTemplateError("it names no field, so all files would be called the same")
        for name, spec in fields:
            if "{" in spec or any(int(width) > _LONGEST for width in re.findall(r"\d+", spec)):
                raise NameTemplateError(f"{{{name}:{spec}}} holds a field, or is more than {_LONGEST} characters wide")
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
    filled: dict[str, object] = {k: _in_one_part(str(v or "unknown")) for k, v in values.items()}
    filled["date"] = datetime.fromisoformat(article.date) if article.date else _NoDate()
    return "/".join(_components(template.format(**filled).split("/")))


def _in_one_part(value: str) -> str:
    """A title ``..`` or ``a/b`` makes no path."""
    return value.replace("/", "／") if value.strip(" .") else "_"


class _NoDate:
    """Stands in for a missing date, whatever format the template asks for."""

    def __format__(self, spec: str) -> str:
        return "undated"

"""Where the output goes, as the value of ``-o`` says: a stream, a file, a folder; and the format that it tells."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePath

import click

from ..render.formats import ENDINGS, Format, named, of_ending
from ..text.patterns import lazy_regex

_ENDING = lazy_regex(r"\.[a-z]\w*|\.7z", re.ASCII)  # ``.xlsx``; not what ends ``v1.0`` or ``2021.03``


def output_format(name: str | None, output: str | None) -> Format:
    """That of ``-f``, else of the ending of ``-o``, which must not belie the other. Raises `click.UsageError`."""
    ending = PurePath(output or "").suffix.lower()
    told = None if output is None or is_folder(output) else of_ending(output)
    if name is not None:
        format = named(name)
        if told is not None and told is not format:
            raise click.UsageError(
                f"-f {format.name} and -o {output} disagree: {ending} is {told.name};"
                f" leave out -f, or give -o a name that ends in {format.ending}, or for a folder in /."
            )
        return format
    if told is None and output is not None and _ENDING.fullmatch(ending) and not _is_there(output):
        advice = "for Excel give -o news.csv with --excel" if ending.startswith(".xls") else "or choose one with -f"
        known = ", ".join(sorted(ENDINGS))
        raise click.UsageError(f"-o {output}: {ending} is none of {known}; {advice}. A folder's name ends in /.")
    return told or named("markdown")


def _is_there(output: str) -> bool:
    """A folder, or a file that may be an input or somebody's: see `destinations`."""
    return is_folder(output) or os.path.lexists(output)


def is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep)) or Path(output).is_dir()


def is_special(output: str) -> bool:
    """A FIFO or device: to be written to, never to be replaced."""
    return Path(output).exists() and not Path(output).is_file() and not Path(output).is_dir()


def goes_to_folder(output: str | None, format: Format, is_single: bool) -> bool:
    """Whether each article gets a file of its own."""
    if output is None or format.one_file:
        return False
    if is_folder(output):
        return True
    named_as_file = Path(output).suffix.lower() == format.ending
    return not (named_as_file or is_single or is_special(output))


def output_base(output: str | None, to_folder: bool) -> str | None:
    """The folder at the top of the output; None for stdout and devices."""
    if not output or is_special(output):
        return None
    return output if to_folder else str(Path(output).parent)


def media_prefix(media: str | None, media_base: str | None, base: str | None) -> str:
    """How a file at the top of the output refers to the media folder."""
    if media is None:
        return ""
    if media_base is not None:
        return media_base.rstrip("/") + "/"
    return Path(os.path.relpath(media, base or ".")).as_posix() + "/"

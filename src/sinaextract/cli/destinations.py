"""What a run is about to write, looked at before anything is opened: no output is an input, no two outputs are one,
and nobody's file is in the way."""

# ruff: noqa: PTH112, PTH116, PTH118
from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from ..batch.lock import bookkeeping
from ..batch.outputs import objection
from ..batch.store import InTheWay, open_regular
from ..named_tuples import NamedTuple
from ..render.formats import is_own_output, named
from ..render.options import Options
from ..render.own_output import REPORT_MARK
from .conflicts import Conflict
from .settings import Settings
from .target import is_special

_LISTING = b'{"input": '  # how the files of --errors and --audit start
_PAGE_HEAD = 1 << 16  # bytes in which a page has a tag


Identity = tuple[object, object]  # device and inode, or folder and name of what is not there yet


class Inputs(NamedTuple):
    """What the run reads: named files, and folders with all that is in them."""

    files: frozenset[Identity]
    folders: tuple[str, ...]

    def has(self, path: Path) -> bool:
        return _identity(path) in self.files or self.may_meet(path)

    def may_meet(self, path: Path) -> bool:
        """``path`` lies in a folder that is walked."""
        real = os.path.realpath(path)
        return any(real.startswith(folder) for folder in self.folders)


def inputs_of(settings: Settings) -> Inputs:
    files, folders = set(), []
    for name in (*settings.inputs, *settings.listed, *filter(None, [settings.list_file, settings.rules])):
        if os.path.isdir(name):
            folders.append(os.path.join(os.path.realpath(name), ""))
        elif name != "-":
            files.add(_identity(Path(name if os.path.lexists(name) else name.partition("!")[0])))
    return Inputs(frozenset(files), tuple(folders))


def check_places(settings: Settings, options: Options) -> Inputs:
    """The run's inputs. Raises `Conflict`, and `InTheWay` for what --force would replace."""
    if options.to_folder and Path(settings.output or "").is_file():
        raise InTheWay(settings.output or "", "it is a file, and several pages need a folder; give -o another name")
    inputs = inputs_of(settings)
    seen: dict[Identity, str] = {}
    for option, path in outputs_of(settings, options):
        identity = _identity(path)
        if identity in inputs.files or (_is_page(path) and inputs.may_meet(path)):
            raise Conflict(f"{option} {path} is an input of this run; give it a name of its own")
        if identity in seen:
            raise Conflict(f"{option} {path} and {seen[identity]} are one file; give each a name of its own")
        seen[identity] = f"{option} {path}"
    ending = named(options.format).ending
    for option, path in side_files(settings):
        if options.to_folder and path.suffix == ending and _is_below(path, settings.output or ""):
            raise Conflict(f"{option} {path} could be an output of this run; give it another ending than {ending}")
        is_own = _is_report if option == "--report" else _is_listing
        if not settings.force and (reason := objection(path, is_own=is_own)):
            raise InTheWay(path, f"{option}: {reason}")
    return inputs


def side_files(settings: Settings) -> Iterable[tuple[str, Path]]:
    """What a run writes beside its output; not to devices."""
    named = (("--errors", settings.errors), ("--audit", settings.audit), ("--report", settings.report))
    return [(option, Path(path)) for option, path in named if path and not is_special(path)]


def outputs_of(settings: Settings, options: Options) -> Iterator[tuple[str, Path]]:
    """Files that the run will write or make sure of, and the options that ask for them."""
    if settings.output and not is_special(settings.output):
        path = Path(settings.output)
        if not options.to_folder:
            yield "-o", path
        yield from (("the bookkeeping of -o", own) for own in bookkeeping(path, options.to_folder))
    for option, path in side_files(settings):
        yield option, path
        yield f"the bookkeeping of {option}", bookkeeping(path, is_folder=False)[1]
        if option == "--report":
            yield "the bookkeeping of --report", path.with_name(f".{path.name}.pages")


def _identity(path: Path) -> Identity:
    try:
        status = os.stat(path)
        return status.st_dev, status.st_ino
    except (OSError, ValueError):
        return os.path.realpath(path.parent), path.name.casefold()


def _is_below(path: Path, folder: str) -> bool:
    return os.path.realpath(path).startswith(os.path.join(os.path.realpath(folder), ""))


def _is_page(path: Path) -> bool:
    """A file that this tool did not write and that a walk could take for a page."""
    stream = open_regular(path)
    if stream is None:
        return False
    with stream:
        return b"<" in stream.peek(_PAGE_HEAD) and not is_own_output(stream)


def _is_report(stream: BinaryIO) -> bool:
    return stream.read(len(REPORT_MARK)) == REPORT_MARK


def _is_listing(stream: BinaryIO) -> bool:
    return stream.read(len(_LISTING)) == _LISTING

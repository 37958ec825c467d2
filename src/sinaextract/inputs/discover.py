"""Command-line arguments -> the inputs to read, in a stable order.

A folder is walked in sorted order. What a walk meets is told apart by content where that matters: pages are `Input`s,
and so are the pages inside archives; pictures, scripts, ``xxx_files/`` folders and other things that were saved beside
pages are `Passed`.
"""

# ruff: noqa: PTH112, PTH116, PTH118, PTH119
from __future__ import annotations

import os
import stat
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from itertools import chain
from os.path import basename, isdir, isfile, join, lexists, realpath  # pathlib would double the time of a walk
from pathlib import Path
from typing import ParamSpec

from ..errors import UnreadableInput, system_reason
from ..named_tuples import NamedTuple
from . import remote
from .assets import passed_over
from .containers import Container, find_kind, pages_in
from .containers.sources import Source, StoredFile
from .inputs import OWN_OUTPUT, Input, Passed, Piped, Wanted, is_pipe, unless_empty

_Asked = ParamSpec("_Asked")
_NO_PAGES = "no pages in this folder; give one that holds saved HTML, or a file"


class _Search(NamedTuple):
    own: Collection[str]  # real paths of this run's outputs
    wanted: Wanted


def expand(
    arguments: Iterable[str],
    listed: Iterable[str] = (),
    outputs: Collection[Path] = (),
    wanted: Wanted = Wanted(),  # noqa: B008
) -> Iterator[Input | Passed]:
    """What to read for files, folders, archives and ``-``.

    ``listed`` paths keep their folders below the output, as rsync does. ``outputs`` are this run's files and folders: a
    walk stays out of them. A path may also be an `Input.name` of an archive's page, such as ``saved.zip!a.html``.
    """
    search = _Search(frozenset(realpath(path) for path in outputs), wanted)
    for argument in arguments:
        yield from _each(_tried(argument, _argument, argument, "", search))
    for path in listed:
        yield from _each(_tried(path, _argument, path, path, search))


_Found = Input | Passed | Iterator[Input | Passed]  # a page as it is: an iterator for each would take as long again


def _each(found: _Found) -> Iterable[Input | Passed]:
    return (found,) if isinstance(found, (Input, Passed)) else found


def _tried(name: str, look: Callable[_Asked, _Found], *asked: _Asked.args, **more: _Asked.kwargs) -> _Found:
    """What ``look`` finds; whatever goes wrong in finding it costs ``name``, not what comes after it."""
    try:
        found = look(*asked, **more)
    except Exception as error:
        return _failed(name, error)
    return found if isinstance(found, (Input, Passed)) else _guarded(name, found)


def _guarded(name: str, found: Iterator[Input | Passed]) -> Iterator[Input | Passed]:
    try:
        yield from found
    except Exception as error:
        yield _failed(name, error)


def _failed(name: str, error: Exception) -> Passed:
    if isinstance(error, OSError):
        return Passed(name, "failed", system_reason(error))
    if isinstance(error, UnreadableInput):
        return Passed(name, "failed", error.reason)
    defect = f"internal error, please report it: {type(error).__name__}: {error}"  # of ours, or a library's
    return Passed(name, "failed", defect)


def met(path: str, wanted: Wanted = Wanted()) -> Iterator[Input | Passed]:  # noqa: B008
    """What a walk finds in one file, for whoever has walked already: Spark's workers are given files."""
    if remote.is_address(path):
        found = _tried(path, _met, path, path, path, wanted)
    else:
        found = _tried(path, _leaf, path, basename(path), path, wanted, stat.S_IFLNK)  # which is asked what it leads to
    yield from _each(found)


def is_collection(argument: str) -> bool:
    """A folder, archive, table or feed: more than one page may come out of it."""
    if argument == "-" or is_pipe(argument):  # opening a pipe to look into it would end its writer
        return False
    try:
        is_folder = remote.is_folder(argument) if remote.is_address(argument) else isdir(argument)
    except UnreadableInput:  # will be told when it is read
        return False
    return is_folder or find_kind(argument, Source(argument)) is not None


def _argument(argument: str, place: str, search: _Search) -> _Found:
    """``place``: where it goes below the output; "" for the top (a file: under its own name)."""
    if argument == "-":
        return Input("-", "stdin")
    if remote.is_address(argument):
        return _stored(argument, place.partition("://")[2], search.wanted)
    if not place and is_pipe(argument):  # a pipe in a list or folder would make a batch wait for its writer
        return Input(argument, basename(argument), Piped(Path(argument)))
    if isdir(argument):
        return unless_empty(_walk(argument, place, search), argument, _NO_PAGES)
    return _file(argument, place or basename(argument), search.wanted, walked=False)


def _stored(address: str, place: str, wanted: Wanted) -> _Found:
    """A file of a remote store, or all that is below a folder."""
    if not remote.is_folder(address):
        return _file(address, place or basename(address), wanted, walked=False)
    met = (_tried(name, _met, name, join(place, inside), inside, wanted) for name, inside in remote.files(address))
    return unless_empty(chain.from_iterable(map(_each, met)), address, _NO_PAGES)


def _met(name: str, relative: str, inside: str, wanted: Wanted) -> _Found:
    """A file of a remote store in a folder, below which its path is ``inside``."""
    reason = passed_over(inside, wanted.columns is not None)
    return Passed(name, "skipped", reason) if reason else _file(name, relative, wanted, walked=True)


def file_input(name: str, relative: str, walked: bool = False) -> Input:
    """A file that is no container."""
    return Input(name, relative, StoredFile(Source(name)) if remote.is_address(name) else None, walked)


def _file(name: str, relative: str, wanted: Wanted, walked: bool) -> _Found:
    """A file as an input, or the pages in the container that it is."""
    source = Source(name)
    if kind := find_kind(name, source):
        return pages_in(kind, Container(name, relative, source), wanted)
    if not walked and (archive := archive_of(name)):
        return find_member(archive, name, wanted)
    return file_input(name, relative, walked)


def archive_of(name: str) -> str | None:
    """The archive in ``archive!member``, as this tool names the pages in one; None when there is no such file."""
    if "!" not in name or lexists(name):
        return None
    exists = remote.is_file if remote.is_address(name) else isfile
    places = (place for place, character in enumerate(name) if character == "!")
    return next((name[:place] for place in places if exists(name[:place])), None)


def find_member(archive: str, name: str, wanted: Wanted = Wanted()) -> Input | Passed:  # noqa: B008
    """The page of an archive, table or feed that is called ``name``, found as a run over all of it would find it."""
    for item in _each(_tried(archive, _file, archive, basename(archive), wanted, walked=False)):
        if item.name == name:
            return item._replace(walked=False) if isinstance(item, Input) else item
    return Passed(name, "failed", f"no such page in {archive}; check its name")


class _Folder(NamedTuple):
    """One that a walk has entered: where it is and goes below the output, each with a slash at its end."""

    path: str
    relative: str
    names: list[str]  # left in it, the last one first
    others: set[str]  # those that are no plain files


def _entered(path: str, relative: str) -> _Folder:
    """Raises OSError."""
    names, others = list[str](), set[str]()
    with os.scandir(path) as entries:
        for entry in entries:
            names.append(entry.name)
            try:
                if entry.is_file(follow_symlinks=False):
                    continue
            except OSError:  # not every file system tells, nor what it is asked
                pass
            others.add(entry.name)
    names.sort(reverse=True)
    return _Folder(join(path, ""), join(relative, ""), names, others)


def _walk(top: str, place: str, search: _Search) -> Iterator[Input | Passed]:
    """Everything below ``top`` in the order of names, with an explicit stack: folders may be nested very deep."""
    wanted, real = search.wanted, join(realpath(top), "")
    own = {join(top, path.removeprefix(real)) for path in search.own if path.startswith(real)}
    pending = [_entered(top, place)]
    while pending:
        folder, below, names, others = pending[-1]
        if not names:
            pending.pop()
            continue
        name = names.pop()
        path, relative = folder + name, below + name
        try:
            mode = os.lstat(path).st_mode if name in others else stat.S_IFREG
            if not stat.S_ISDIR(mode):
                if path not in own:
                    found = _tried(path, _leaf, path, name, relative, wanted, mode)
                    if isinstance(found, Input):  # as mostly
                        yield found
                    else:
                        yield from _each(found)
            elif reason := OWN_OUTPUT if path in own else passed_over(name + "/"):
                yield Passed(path, "skipped", reason, _count_files(path))
            else:
                pending.append(_entered(path, relative))
        except OSError as error:  # no permission, a dangling or looping link, a path that is too long
            yield Passed(path, "failed", system_reason(error))


def _leaf(path: str, name: str, relative: str, wanted: Wanted, mode: int) -> _Found:
    """What is no folder, called ``name`` in its own. Raises OSError for a link that leads nowhere."""
    if stat.S_ISLNK(mode):
        mode = os.stat(path).st_mode
    reason = passed_over(name, wanted.columns is not None)
    if stat.S_ISDIR(mode):
        reason = "a link to a folder"  # its pages are met where they are; it may lead back up
    elif not stat.S_ISREG(mode):
        reason = "not a regular file"
    return Passed(path, "skipped", reason) if reason else _file(path, relative, wanted, walked=True)


def _count_files(folder: str) -> int:
    """How many files below ``folder`` are not hidden; what is too deep for the system is not counted."""
    count, pending = 0, [folder]
    while pending:
        with suppress(OSError), os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                else:
                    count += not entry.name.startswith(".")
    return count

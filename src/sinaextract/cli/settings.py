"""What a command line asks for, value by value, and what follows from it."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from ..errors import BadRules
from ..inputs.discover import is_collection
from ..inputs.inputs import Columns, Wanted
from ..named_tuples import NamedTuple
from ..render.formats import Format, named
from ..render.options import Options, View
from ..text.patterns import lazy_regex
from ..text.whitespace import printable
from .selection import Selection
from .target import goes_to_folder, media_prefix, output_base, output_format

if TYPE_CHECKING:
    from ..render.fields import Field

_NO_PATH = lazy_regex(r"\s*(?:<|\{|---\s*$)|.*[\x00-\x08\x0e-\x1f]")  # how a page, JSON, a post, an archive begin
WIDEST_VIEW = 100  # columns; longer lines are hard to read


class Settings(NamedTuple):
    """How a run goes, apart from what shapes the output of a page (`Options`)."""

    inputs: tuple[str, ...]
    list_file: str | None  # of --files-from
    rules: str | None  # file of --rules
    listed: tuple[str, ...]  # by it
    output: str | None
    jobs: int | None
    timeout: float | None
    resume: bool
    skip_existing: bool
    force: bool
    errors: str | None
    audit: str | None
    report: str | None
    wanted: Wanted  # of containers
    verbosity: int  # -1 quiet, 0 usual, 1 every input
    selection: Selection  # of what is found
    dry_run: bool
    is_single: bool  # one page, so that the output is that page's and not a collection's


def from_command_line(values: Mapping[str, Any]) -> tuple[Settings, Options]:
    """The parsed options as settings, each value checked; whether they go together asks `check`. Raises
    `click.UsageError`."""
    properties = tuple(name.strip() for asked in values["property"] for name in asked.split(","))
    output = None if values["output"] == "-" else values["output"]
    asked = output_format(values["format"], output if not properties else None)
    _check_properties(properties, asked)
    inputs = values["inputs"] or _standard_input(values)
    listed = tuple(_listed(values["files_from"]))
    settings = Settings(
        **_of_those_names(Settings, values)
        | {
            "inputs": inputs,
            "list_file": None if values["files_from"] == "-" else values["files_from"],
            "listed": listed,
            "output": output,
            "wanted": _wanted(values),
            "verbosity": -1 if values["quiet"] else values["verbose"],
            "selection": Selection(values["include"], values["exclude"], values["limit"]),
            "is_single": len(inputs) == 1 and not listed and not is_collection(inputs[0]),
        }
    )
    format = named("text") if properties else asked
    to_folder = goes_to_folder(output, format, settings.is_single)
    base = output_base(output, to_folder)
    options = Options(
        **_of_those_names(Options, values)
        | {
            "format": format.name,
            "audit": values["audit"] is not None,
            "media": values["extract_media"],
            "media_prefix": media_prefix(values["extract_media"], values["media_base"], base),
            "output_base": base,
            "to_folder": to_folder,
            "properties": properties,
            "encoding": _charset(values["encoding"]),
            "url": _address(values["url"]),
            "fields": _fields(values["fields"], asked),
            "rules": _rules(values["rules"]),
            "view": _view() if values["view"] else None,
            "details": settings.report is not None,
        }
    )
    return settings, options


def _of_those_names(kind: type[Settings] | type[Options], values: Mapping[str, Any]) -> dict[str, Any]:
    """The options of the command line that are called as fields of ``kind`` are."""
    return {name: values[name] for name in kind._fields if name in values}


@contextmanager
def blamed_on(option: str) -> Iterator[None]:
    """What is wrong with the value of ``option`` becomes a usage error."""
    try:
        yield
    except (ValueError, BadRules) as error:
        raise click.BadParameter(printable(str(error)), param_hint=option) from None


def _standard_input(values: Mapping[str, Any]) -> tuple[str, ...]:
    """``-`` when no inputs are given and something is piped in; a terminal or /dev/null is nothing."""
    if values["files_from"] is not None or sys.stdin is None:
        return ()
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError):
        return ()
    return ("-",) if stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode) else ()


def _wanted(values: Mapping[str, Any]) -> Wanted:
    columns = Columns(values["html_field"], values["url_field"]) if values["html_field"] else None
    hosts = tuple(host.strip().lower().rstrip(".") for host in values["host"])
    return Wanted(columns, hosts) if hosts else Wanted(columns)


def _listed(source: str | None) -> Iterable[str]:
    """Paths of ``--files-from``."""
    if source is None:
        return
    try:
        stream = click.open_file(source, "rb")
    except (OSError, RuntimeError) as error:  # the second: standard input is closed
        reason = getattr(error, "strerror", "it is closed")
        raise click.UsageError(
            f"--files-from {source}: {reason}. Give a file with one path a line, or - for standard input."
        ) from None
    from ..reading.charset import read_list  # only a list needs it

    with stream:
        paths = [line for line in read_list(stream.read()) if line.strip()]
    if paths and not os.path.lexists(paths[0]) and _NO_PATH.match(paths[0]):
        raise click.UsageError(
            f"--files-from {source}: it begins like a page, an archive or data, not with a path."
            " Give it as an INPUT, or a file with one path a line."
        )
    yield from paths


def _rules(path: str | None) -> str | None:
    """The text of a file of rules that are known to be right."""
    if path is None:
        return None
    from ..extraction.own_rules import load_rules  # only --rules needs it

    with blamed_on("--rules"):
        return load_rules(path).text


def _charset(name: str | None) -> str | None:
    if name is None:
        return None
    from ..reading.charset import is_charset  # only --encoding needs it here

    if not is_charset(name):
        advice = "try utf-8 or gb18030, or leave the choice to the bytes"
        raise click.BadParameter(f"unknown charset {printable(repr(name))}; {advice}", param_hint="--encoding")
    return name


def _address(url: str | None) -> str | None:
    from ..text.addresses import absolute  # only --url needs it here

    if url is not None and absolute(url) is None:
        advice = "give all of it, from http:// or https:// on"
        raise click.BadParameter(f"{printable(repr(url))} is no address of a page; {advice}", param_hint="--url")
    return url


def _check_properties(names: tuple[str, ...], format: Format) -> None:
    if not names:
        return
    from ..render.fields import check_name  # only --property needs it

    if format.name not in ("markdown", "text"):
        raise click.UsageError(f"--property prints plain lines; leave out -f {format.name}.")
    with blamed_on("--property"):
        for name in names:
            check_name(name)


def _fields(asked: str | None, format: Format) -> tuple[Field, ...]:
    if asked is None:
        return ()
    from ..render.fields import parse  # only --fields needs it

    if not format.has_fields:
        raise click.UsageError(f"--fields chooses among keys and columns; -f {format.name} has none to choose from.")
    with blamed_on("--fields"):
        return parse(asked)


def _view() -> View:
    from shutil import get_terminal_size  # only --view needs it

    columns = get_terminal_size((80, 24)).columns
    return View(min(columns, WIDEST_VIEW), sys.stdout.isatty() and not os.environ.get("NO_COLOR"))

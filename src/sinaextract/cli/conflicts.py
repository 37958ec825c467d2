"""What does not go together on a command line, and what to do about it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from ..batch.workers import checked_timeout
from ..optional_packages import missing
from ..render.formats import named
from ..render.options import Options
from ..text.patterns import lazy_regex
from ..text.whitespace import printable
from .settings import Settings, blamed_on
from .target import is_folder, is_special

_ADDRESS = lazy_regex(r"(?:https?|ftp)://", re.I)


class Conflict(click.ClickException):
    """What cannot be done as asked, told in one line; nothing was touched."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        click.echo(f"sinaextract: {printable(self.message)}", err=True)


def check(settings: Settings, options: Options, values: Mapping[str, Any]) -> None:
    """Raises `Conflict` and `click.UsageError` for what does not go together."""
    if settings.timeout is not None:
        with blamed_on("--timeout"):
            checked_timeout(settings.timeout)
    for name in settings.inputs:
        if _ADDRESS.match(name) and not os.path.lexists(name):
            raise Conflict(_how_to_fetch(name))
    for is_wrong, message in _conflicts(settings, options, values):
        if is_wrong:
            raise click.UsageError(message)
    if options.name_template:
        from ..batch.naming import check_template  # only --name-template needs it

        with blamed_on("--name-template"):
            check_template(options.name_template)


def _conflicts(settings: Settings, options: Options, values: Mapping[str, Any]) -> Iterator[tuple[bool, str]]:
    """Whether something does not go together, and what to do; asked one after the other."""
    output, format, single = settings.output, named(options.format), settings.is_single
    package, extra = format.package or ("", "")
    yield (
        not settings.inputs and not settings.listed,
        "Missing argument 'INPUT...'. Give a file, a folder or - for standard input.",
    )
    yield (
        bool(values["url_field"]) and settings.wanted.columns is None,
        "--url-field goes with --html-field, which names the column that holds the pages.",
    )
    yield (
        settings.wanted.columns is not None and "-" in settings.inputs,
        "--html-field reads tables from files, not from standard input.",
    )
    yield bool(options.url) and not single, "--url names one page; give one INPUT with it."
    yield (
        bool(output and is_folder(output) and format.one_file),
        f"-f {format.name} writes one file; give -o a file name such as news{format.ending}.",
    )
    yield (
        bool(options.view) and (not single or bool(output or options.properties) or options.format != "markdown"),
        "--view shows one page; give one INPUT and leave out -o, -f and --property.",
    )
    yield (
        bool(options.fields and (options.properties or options.view)),
        "--fields shapes whole records; leave out --property and --view.",
    )
    yield options.excel and not format.header, "--excel shapes tables; give -f csv or -f tsv with it."
    yield (
        bool(options.flavor) and options.format != "markdown",
        "--flavor shapes Markdown; leave out -f and --property.",
    )
    yield (  # what is made when the run has ended cannot go to a stream
        bool(format.finisher) and (output is None or is_special(output)),
        f"-f {format.name} writes a file; give its name with -o news{format.ending}.",
    )
    yield bool(package) and not _is_installed(package), missing(extra) if extra else ""
    yield settings.resume and not output, "--resume goes on with an output; give it with -o."
    yield (
        options.audit and (settings.resume or settings.skip_existing),
        "--audit reads every page; leave out --resume and --skip-existing.",
    )
    yield (
        bool(options.name_template or settings.skip_existing) and not options.to_folder,
        "--name-template and --skip-existing need a folder to write to: -o DIR/.",
    )
    yield (
        bool(settings.report and is_folder(settings.report)),
        f"--report writes one file; give a file name such as {Path(settings.report or '') / 'report.html'}.",
    )
    for option in ("errors", "audit", "report"):
        yield values[option] == "-", f"--{option} writes a file; give its name (./- for one that is called so)."


def _is_installed(package: str) -> bool:
    from importlib.util import find_spec  # only formats with a package of their own need it

    return find_spec(package) is not None


def _how_to_fetch(address: str) -> str:
    from shlex import quote  # only a slip needs it

    shown = quote(address)
    return (
        f"{address} is an address, and this tool reads saved pages; fetch it:"
        f" curl -L {shown} | sinaextract - --url {shown}"
    )

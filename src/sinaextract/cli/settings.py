"""What a command line asks for: checked, and with what follows from it."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ..errors import BadRules
from ..inputs.discover import is_collection
from ..inputs.inputs import Columns, Wanted
from ..optional_packages import missing
from ..render.formats import Format, named, of_ending
from ..render.options import Options, View
from ..text.patterns import lazy_regex
from ..text.whitespace import printable
from .selection import Selection

if TYPE_CHECKING:
    from ..render.fields import Field

_ADDRESS = lazy_regex(r"(?:https?|ftp)://", re.I)
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
    dedupe: bool
    errors: str | None
    audit: str | None
    report: str | None
    wanted: Wanted  # of containers
    verbosity: int  # -1 quiet, 0 usual, 1 every input
    selection: Selection  # of what is found
    dry_run: bool

    @property
    def is_single(self) -> bool:
        """One page, so that the output is that page's and not a collection's."""
        return len(self.inputs) == 1 and not self.listed and not is_collection(self.inputs[0])


def from_command_line(values: Mapping[str, Any]) -> tuple[Settings, Options]:
    """The parsed options as checked settings. Raises `click.UsageError` for what does not go together."""
    output = None if values["output"] == "-" else values["output"]
    asked = _format(values["format"], output if not values["property"] else None)
    format = named("text") if values["property"] else asked
    _check_property(values["property"], asked)
    settings = Settings(
        inputs=values["inputs"] or _standard_input(values),
        list_file=None if values["files_from"] == "-" else values["files_from"],
        rules=values["rules"],
        listed=tuple(_listed(values["files_from"])),
        output=output,
        jobs=values["jobs"],
        timeout=values["timeout"],
        resume=values["resume"],
        skip_existing=values["skip_existing"],
        force=values["force"],
        dedupe=values["dedupe"],
        errors=values["errors"],
        audit=values["audit"],
        report=values["report"],
        wanted=_wanted(values),
        verbosity=-1 if values["quiet"] else values["verbose"],
        selection=Selection(values["include"], values["exclude"], values["limit"]),
        dry_run=values["dry_run"],
    )
    options = Options(
        format=format.name,
        encoding=values["encoding"],
        url=values["url"],
        strict=values["strict"],
        explain=values["explain"],
        audit=values["audit"] is not None,
        media=values["extract_media"],
        media_prefix=_media_prefix(values["extract_media"], values["media_base"], _output_base(settings, format)),
        media_base=values["media_base"],
        output_base=_output_base(settings, format),
        to_folder=_goes_to_folder(settings, format),
        name_template=values["name_template"],
        properties=values["property"],
        fields=_fields(values["fields"], asked),
        excel=values["excel"],
        no_links=values["no_links"],
        no_images=values["no_images"],
        flavor=values["flavor"],
        rules=_rules(values["rules"]),
        view=_view() if values["view"] else None,
        details=settings.report is not None,
    )
    _check(settings, options, values)
    return settings, options


class Conflict(click.ClickException):
    """What cannot be done as asked, told in one line; nothing was touched."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        click.echo(f"sinaextract: {printable(self.message)}", err=True)


def _format(name: str | None, output: str | None) -> Format:
    """That of ``-f``, else of the ending of ``-o``, which must not belie the other."""
    told = None if output is None or _is_folder(output) else of_ending(output)
    if name is None:
        return told or named("markdown")
    format = named(name)
    if told is not None and told is not format:
        raise click.UsageError(
            f"-f {format.name} and -o {output} disagree: {PurePath(output or '').suffix} is {told.name};"
            f" leave out -f, or give -o a name that ends in {format.ending}, or for a folder in /."
        )
    return format


def _standard_input(values: Mapping[str, Any]) -> tuple[str, ...]:
    """``-`` when no inputs are given and something is piped in; a terminal or /dev/null is nothing."""
    if values["files_from"] is not None or sys.stdin is None:
        return ()
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (OSError, ValueError):
        return ()
    return ("-",) if stat.S_ISFIFO(mode) or stat.S_ISREG(mode) or stat.S_ISSOCK(mode) else ()


def _check_inputs(inputs: Iterable[str]) -> None:
    for name in inputs:
        if _ADDRESS.match(name) and not os.path.lexists(name):
            from shlex import quote  # only a slip needs it

            shown = quote(name)
            raise Conflict(
                f"{name} is an address, and this tool reads saved pages; fetch it:"
                f" curl -L {shown} | sinaextract - --url {shown}"
            )


def _wanted(values: Mapping[str, Any]) -> Wanted:
    columns = Columns(values["html_field"], values["url_field"]) if values["html_field"] else None
    hosts = tuple(host.strip().lower().rstrip(".") for host in values["host"])
    return Wanted(columns, hosts) if hosts else Wanted(columns)


def _listed(source: str | None) -> Iterator[str]:
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
        yield from (line for line in read_list(stream.read()) if line.strip())


def _rules(path: str | None) -> str | None:
    """The text of a file of rules that are known to be right."""
    if path is None:
        return None
    from ..extraction.own_rules import load_rules  # only --rules needs it

    try:
        return load_rules(path).text
    except BadRules as error:
        raise click.BadParameter(printable(str(error)), param_hint="--rules") from None


def _check(settings: Settings, options: Options, values: Mapping[str, Any]) -> None:
    output, format = settings.output, named(options.format)
    _check_inputs(settings.inputs)
    if not settings.inputs and not settings.listed:
        raise click.UsageError("Missing argument 'INPUT...'. Give a file, a folder or - for standard input.")
    if settings.wanted.columns is None and values["url_field"]:
        raise click.UsageError("--url-field goes with --html-field, which names the column that holds the pages.")
    if settings.wanted.columns is not None and "-" in settings.inputs:
        raise click.UsageError("--html-field reads tables from files, not from standard input.")
    if options.url and not settings.is_single:
        raise click.UsageError("--url names one page; give one INPUT with it.")
    if output and _is_folder(output) and format.one_file:
        raise click.UsageError(f"-f {format.name} writes one file; give -o a file name such as news{format.ending}.")
    if options.view and (not settings.is_single or output or options.properties or options.format != "markdown"):
        raise click.UsageError("--view shows one page; give one INPUT and leave out -o, -f and --property.")
    if options.fields and (options.properties or options.view):
        raise click.UsageError("--fields shapes whole records; leave out --property and --view.")
    if options.excel and not format.header:
        raise click.UsageError("--excel shapes tables; give -f csv or -f tsv with it.")
    if options.flavor and options.format != "markdown":
        raise click.UsageError("--flavor shapes Markdown; leave out -f and --property.")
    _check_finished(format, output)
    if settings.resume and not output:
        raise click.UsageError("--resume goes on with an output; give it with -o.")
    if options.audit and (settings.resume or settings.skip_existing):
        raise click.UsageError("--audit reads every page; leave out --resume and --skip-existing.")
    if (options.name_template or settings.skip_existing) and not options.to_folder:
        raise click.UsageError("--name-template and --skip-existing need a folder to write to: -o DIR/.")
    if settings.report and _is_folder(settings.report):
        name = Path(settings.report) / "report.html"
        raise click.UsageError(f"--report writes one file; give a file name such as {name}.")
    if options.name_template:
        from ..batch.naming import NameTemplateError, check_template  # only --name needs it

        try:
            check_template(options.name_template)
        except NameTemplateError as error:
            raise click.BadParameter(str(error), param_hint="--name-template") from None

    for option in ("errors", "audit", "report"):
        if values[option] == "-":
            raise click.UsageError(f"--{option} writes a file; give its name (./- for one that is called so).")


def _check_property(names: tuple[str, ...], format: Format) -> None:
    if not names:
        return
    from ..render.fields import FieldError, check_name  # only --property needs it

    if format.name not in ("markdown", "text"):
        raise click.UsageError(f"--property prints plain lines; leave out -f {format.name}.")
    try:
        for name in names:
            check_name(name)
    except FieldError as error:
        raise click.BadParameter(str(error), param_hint="--property") from None


def _fields(asked: str | None, format: Format) -> tuple[Field, ...]:
    if asked is None:
        return ()
    from ..render.fields import FieldError, parse  # only --fields needs it

    if not format.has_fields:
        raise click.UsageError(f"--fields chooses among keys and columns; -f {format.name} has none to choose from.")
    try:
        return parse(asked)
    except FieldError as error:
        raise click.BadParameter(str(error), param_hint="--fields") from None


def _view() -> View:
    from shutil import get_terminal_size  # only --view needs it

    columns = get_terminal_size((80, 24)).columns
    return View(min(columns, WIDEST_VIEW), sys.stdout.isatty() and not os.environ.get("NO_COLOR"))


def _check_finished(format: Format, output: str | None) -> None:
    """A file that is made when the run has ended cannot go to a stream; what makes it must be there."""
    if format.finisher and (output is None or is_special(output)):
        raise click.UsageError(f"-f {format.name} writes a file; give its name with -o news{format.ending}.")
    if format.package is not None:
        from importlib.util import find_spec  # only formats with a package of their own need it

        package, extra = format.package
        if find_spec(package) is None:
            raise click.UsageError(missing(extra))


def _is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep)) or Path(output).is_dir()


def _goes_to_folder(settings: Settings, format: Format) -> bool:
    """Whether each article gets a file of its own."""
    if settings.output is None or format.one_file:
        return False
    if _is_folder(settings.output):
        return True
    named_as_file = Path(settings.output).suffix.lower() == format.ending
    return not (named_as_file or settings.is_single or is_special(settings.output))


def is_special(output: str) -> bool:
    """A FIFO or device: to be written to, never to be replaced."""
    return Path(output).exists() and not Path(output).is_file() and not Path(output).is_dir()


def _output_base(settings: Settings, format: Format) -> str | None:
    """The folder at the top of the output; None for stdout and devices."""
    if not settings.output or is_special(settings.output):
        return None
    return settings.output if _goes_to_folder(settings, format) else str(Path(settings.output).parent)


def _media_prefix(media: str | None, media_base: str | None, output_base: str | None) -> str:
    """How a file at the top of the output refers to the media folder."""
    if media is None:
        return ""
    if media_base is not None:
        return media_base.rstrip("/") + "/"
    return Path(os.path.relpath(media, output_base or ".")).as_posix() + "/"

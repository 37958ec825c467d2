"""The ``sinaextract`` command: options, signals and exit status. No extraction logic.

Nothing that extracts is imported before the options are read, so that ``--help`` and completion answer at once.
"""

from __future__ import annotations

import signal
import sys
from functools import partial
from io import StringIO
from types import FrameType
from typing import Any

import click

from .._version import __version__
from ..errors import BadLimit, system_reason
from ..render.formats import FLAVORS, NAMES, NAMES_AND_ALIASES
from ..text.whitespace import printable
from . import streams
from .grouped_help import GroupedCommand, GroupedOption, Names, PathType

USAGE, FAILURE = 2, 3  # exit statuses: a wrong command line or environment, something failed

_EPILOG = """\b
Examples:
  sinaextract page.html                      Markdown with front matter on stdout
  sinaextract page.html -f json | jq .title  JSON into other tools
  sinaextract page.html --property title     one field, for shell scripts
  sinaextract page.html --view               read it in the terminal
  curl … | sinaextract - -f json             standard input
  sinaextract saved/ -o vault/               the same tree of .md files
  sinaextract saved/ -f jsonl -o news.jsonl  one JSON record per article
  sinaextract saved/ -o vault/ --resume      go on after an interruption
  sinaextract saved/ -o vault/ --report report.html  how it went, in a browser

Exit status: 0 every input gave an article (or was skipped), 1 some hold none, 2 wrong
command line, 3 something failed (missing, damaged, in the way, disk full, time),
130 interrupted. A pipe that is closed early, as by head, is no error."""

_PATH, _FOLDER = PathType("file"), PathType("dir")

_option = partial(click.option, cls=GroupedOption)
_common = partial(_option, group="Most used")
_output = partial(_option, group="Output")
_reading = partial(_option, group="Reading pages")
_batch = partial(_option, group="Whole collections")
_messages = partial(_option, group="Messages")
_told = partial(_option, is_flag=True, is_eager=True, expose_value=False)  # and nothing else is done


def _complete_field(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    from ..render.fields import NAMES  # only --property and --fields need it

    before, comma, last = begun.rpartition(",")
    return [f"{before}{comma}{name}" for name in NAMES if name.startswith(last)]


def _complete_charset(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    return [name for name in ("gb18030", "utf-8", "big5", "utf-16") if name.startswith(begun.lower())]


def _print_schema(context: click.Context, parameter: click.Parameter, asked: bool) -> None:
    if asked:
        from ..article.schema import schema_text  # only --schema needs it

        click.echo(schema_text(), nl=False)
        context.exit()


def _print_version(context: click.Context, parameter: click.Parameter, asked: bool) -> None:
    if asked:
        click.echo(f"sinaextract, version {__version__}")
        context.exit()


def _print_help(context: click.Context, parameter: click.Parameter, asked: bool) -> None:
    if asked:
        click.echo(context.get_help(), color=context.color)
        context.exit()


@click.command(
    cls=GroupedCommand,
    epilog=_EPILOG,
    context_settings={"max_content_width": 100},
    add_help_option=False,  # click's own, and its --version, look for translations at every start
)
@click.argument("inputs", nargs=-1, metavar="INPUT...", type=_PATH)
@_common(
    "-f",
    "--format",
    type=Names(NAMES_AND_ALIASES),
    metavar="FORMAT",
    help=f"{', '.join(NAMES)}.  [default: by the ending of -o, else markdown]",
)
@_common("-o", "--output", type=_PATH, metavar="FILE|DIR", help="Write here; a folder mirrors the inputs; - is stdout.")
@_output(
    "--fields",
    metavar="NAME,…",
    shell_complete=_complete_field,
    help="Only these fields, in this order, in front matter, JSON, CSV; NAME=KEY renames, symbols.ticker takes a part.",
)
@_output("--excel", is_flag=True, help="CSV and TSV for Excel: a byte order mark, ' before what would be a formula.")
@_output("--no-links", is_flag=True, help="Markdown without the addresses of links.")
@_output("--no-images", is_flag=True, help="Markdown without pictures; their captions stay.")
@_output(
    "--property",
    "--field",
    metavar="NAME,…",
    multiple=True,
    shell_complete=_complete_field,
    help="Print these fields and nothing else. One line a value, empty when absent; lists one item a line,"
    " as JSON where items have fields; symbols.ticker takes one of those.",
)
@_output(
    "--flavor",
    type=Names(tuple(FLAVORS)),
    metavar="NAME",
    help=f"Front matter and escapes for one program: {', '.join(FLAVORS)}.  [default: fit for all]",
)
@_common("--view", is_flag=True, help="Show the article for reading: paged on a terminal, plain in a pipe.")
@_output("--name-template", metavar="TEXT", help="Name files by content, e.g. '{date:%Y-%m-%d}-{title}'.")
@_output(
    "--extract-media", type=_FOLDER, metavar="DIR", help="Save the articles' pictures that were saved with the pages."
)
@_output(
    "--media-base",
    metavar="PREFIX",
    help="Put PREFIX before pictures' paths, e.g. /img for Hugo and Hexo.  [default: the way from the output]",
)
@_reading(
    "--files-from", type=_PATH, metavar="LIST", help="Read more inputs from LIST, one path a line or NUL; - is stdin."
)
@_reading(
    "--encoding",
    metavar="NAME",
    shell_complete=_complete_charset,
    help="Charset of the input; overrides the decision made from the bytes.",
)
@_reading("--url", metavar="URL", help="Where the page was fetched from, if it does not say so itself.")
@_reading(
    "--rules", type=_PATH, metavar="FILE", help="Your own rules in TOML: what to remove besides, where fields stand."
)
@_reading("--strict", is_flag=True, help="Make warnings failures: a doubtful article is not written, exit status 3.")
@_reading("--html-field", metavar="NAME", help="Read JSON, CSV, Parquet too; their column NAME holds the pages.")
@_reading("--url-field", metavar="NAME", help="The column with the pages' addresses.")
@_reading(
    "--host", metavar="HOST", multiple=True,
    help="Hosts that are read from web archives, with those below them; repeatable; * is any.  [default: Sina's]",
)  # fmt: skip
@_batch("--include", metavar="GLOB", multiple=True, help="Read only files or folders whose names match; repeatable.")
@_batch("--exclude", metavar="GLOB", multiple=True, help="Leave out files or folders whose names match; repeatable.")
@_batch("--limit", type=click.IntRange(1), metavar="N", help="Read only the first N pages.")
@_batch("--dry-run", is_flag=True, help="List what would be read, written and skipped; read no page, write nothing.")
@_batch(
    "-j",
    "--jobs",
    type=click.IntRange(1, 1024),
    metavar="N",
    help="Worker processes.  [default: all cores; few files: none]",
)
@_batch(
    "--timeout",
    type=float,
    metavar="S",
    help="Seconds for one page in a batch, 0.01 to 86400.  [default: 30]",
)
@_common("--resume", is_flag=True, help="Go on with an interrupted batch; unchanged inputs are not read again.")
@_batch("--skip-existing", is_flag=True, help="Leave outputs that exist as they are.")
@_batch(
    "--force",
    is_flag=True,
    help="Replace also files that this tool did not write, and notes that were edited since; never an input.",
)
@_batch("--dedupe", is_flag=True, help="Keep the first of articles with the same docid, else the same text.")
@_batch(
    "--errors", type=_PATH, metavar="FILE", help="Write one JSON line per input that gave no article, or a damaged one."
)
@_batch(
    "--audit", type=_PATH, metavar="FILE", help="Write where the characters of each page went; exit 1 if any are lost."
)
@_batch(
    "--report",
    type=_PATH,
    metavar="FILE",
    help="Write an HTML report to look at: outcomes, charts, all pages with what was removed from them.",
)
@_common("--explain", is_flag=True, help="Show on stderr what was removed and why; adds `removed` to JSON.")
@_messages(
    "-v", "--verbose", count=True, help="Report every input and its warnings on stderr, as those of a single page are."
)
@_messages("-q", "--quiet", is_flag=True, help="On stderr only what failed; the exit status tells the rest.")
@_told("--schema", callback=_print_schema, help="Print the JSON Schema of the record and exit.")
@_told("-V", "--version", callback=_print_version, help="Show the version and exit.")
@_told("-h", "--help", callback=_print_help, help="Show this message and exit.")
def command(**values: Any) -> int:
    """Turn saved Sina Finance (新浪财经) pages into clean Markdown or JSON.

    INPUT is a file, a folder (searched recursively), an archive or - for standard input, which is also read when
    something is piped in and no INPUT is given. What a file holds is told by its content: HTML in any saved form,
    feed-export posts, feeds, MHTML, Safari's web archives, WARC, tar, also packed (gzip, bzip2, xz, Zstandard), ZIP,
    WACZ.
    """
    from .conflicts import check  # --help and --version need no settings
    from .settings import from_command_line

    settings, options = from_command_line(values)
    check(settings, options, values)
    from .run import run  # after the checks: a wrong command line need not wait for the extractor

    try:
        return run(settings, options)
    except BrokenPipeError:  # here: click would make an exit status of it that says that something went wrong
        streams.give_up_stdout()
        return 0


def main() -> None:
    """Entry point; a closed pipe ends the run quietly, a signal ends it with the usual status."""
    streams.prepare()
    signal.signal(signal.SIGTERM, _terminate)
    try:
        sys.exit(command(standalone_mode=False))
    except click.ClickException as error:
        _show(error)
        sys.exit(error.exit_code)
    except BadLimit as error:
        click.echo(f"sinaextract: {error}", err=True)
        sys.exit(USAGE)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(128 + signal.SIGINT)
    except OSError as error:
        click.echo(printable(f"sinaextract: {_where(error)}{system_reason(error)}"), err=True)
        streams.give_up_stdout()
        sys.exit(FAILURE)


def _show(error: click.ClickException) -> None:
    """Usage and message on stderr; the message may name a file, and its name may hold anything."""
    shown = StringIO()
    error.show(shown)
    for line in shown.getvalue().split("\n")[:-1]:
        click.echo(printable(line), err=True)


def _terminate(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _where(error: OSError) -> str:
    return f"{error.filename}: " if error.filename else ""

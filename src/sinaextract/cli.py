"""The ``sinaextract`` command: options, streams, signals and exit status. No extraction logic."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from ._version import __version__
from .inputs import Input, Passed, expand, is_collection
from .render import EXTENSIONS, FORMATS
from .work import Options

if TYPE_CHECKING:
    from .outputs import Sink

FEW = 16  # inputs that are not worth starting worker processes for
DEFAULT_TIMEOUT = 30.0  # seconds for one page

_EPILOG = """\b
Examples:
  sinaextract page.html                      Markdown with front matter on stdout
  sinaextract page.html -f json | jq .title  JSON into other tools
  curl … | sinaextract - -f json             standard input
  sinaextract saved/ -o vault/               the same tree of .md files
  sinaextract saved/ -f jsonl -o news.jsonl  one JSON record per article
  sinaextract saved/ -o vault/ --resume      go on after an interruption

Exit status: 0 every input gave an article, 1 some did not, 2 wrong command line."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a run goes, apart from what shapes the output of a page (`Options`)."""

    inputs: tuple[str, ...]
    listed: tuple[str, ...]  # by --files-from
    output: str | None
    jobs: int | None
    timeout: float | None
    resume: bool
    skip_existing: bool
    force: bool
    dedupe: bool
    errors: str | None
    verbosity: int  # -1 quiet, 0 usual, 1 every input

    @property
    def is_single(self) -> bool:
        """One page, so that the output is that page's and not a collection's."""
        return len(self.inputs) == 1 and not self.listed and not is_collection(self.inputs[0])


@click.command(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("inputs", nargs=-1, metavar="INPUT...")
@click.option("-f", "--format", type=click.Choice(sorted(FORMATS)), default="markdown", show_default=True)
@click.option("-o", "--output", metavar="FILE|DIR", help="Write here instead of stdout; a folder mirrors the inputs.")
@click.option("--files-from", metavar="LIST", help="Read more inputs from LIST, one path a line; - is stdin.")
@click.option("-j", "--jobs", type=click.IntRange(1), help="Worker processes.  [default: all cores; few files: none]")
@click.option("--timeout", type=click.FloatRange(0.01), help="Seconds for one page in a batch.  [default: 30]")
@click.option("--resume", is_flag=True, help="Go on with an interrupted batch; unchanged inputs are not read again.")
@click.option("--skip-existing", is_flag=True, help="Leave outputs that exist as they are.")
@click.option("--force", is_flag=True, help="Overwrite files in the output folder that this tool did not write.")
@click.option("--dedupe", is_flag=True, help="Keep the first of articles with the same docid, else the same text.")
@click.option("--errors", metavar="FILE", help="Write one JSON line per input that gave no article.")
@click.option("--name-template", metavar="TEXT", help="Name files by content, e.g. '{date:%Y-%m-%d}-{title}'.")
@click.option("--extract-media", metavar="DIR", help="Save the articles' pictures that were saved with the pages.")
@click.option("--encoding", metavar="NAME", help="Charset of the input; overrides the decision made from the bytes.")
@click.option("--url", metavar="URL", help="Where the page was fetched from, if it does not say so itself.")
@click.option("--explain", is_flag=True, help="Show on stderr what was removed and why; adds `removed` to JSON.")
@click.option("-v", "--verbose", count=True, help="Report every input and its warnings on stderr.")
@click.option("-q", "--quiet", is_flag=True, help="No messages on stderr; the exit status tells.")
@click.version_option(__version__, "--version", prog_name="sinaextract")
def command(**values: Any) -> int:
    """Turn saved Sina Finance (新浪财经) pages into clean Markdown or JSON.

    INPUT is a file, a folder (searched recursively), a ZIP archive or - for standard input. What a file holds is told
    by its content: HTML in any saved form, feed-export posts, MHTML, gzip.
    """
    settings = Settings(
        inputs=values["inputs"],
        listed=tuple(_listed(values["files_from"])),
        output=values["output"],
        jobs=values["jobs"],
        timeout=values["timeout"],
        resume=values["resume"],
        skip_existing=values["skip_existing"],
        force=values["force"],
        dedupe=values["dedupe"],
        errors=values["errors"],
        verbosity=-1 if values["quiet"] else values["verbose"],
    )
    options = Options(
        format=values["format"],
        encoding=values["encoding"],
        url=values["url"],
        explain=values["explain"],
        media=values["extract_media"],
        media_prefix=_media_prefix(values["extract_media"], settings, values["format"]),
        to_folder=_goes_to_folder(settings, values["format"]),
        name_template=values["name_template"],
    )
    _check(settings, options)
    return _run(settings, options)


def main() -> None:
    """Entry point; a closed pipe ends the run quietly, a signal ends it with the usual status."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        sys.exit(command(standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:
        _give_up_stdout()
        sys.exit(0)
    except OSError as error:
        click.echo(f"sinaextract: {_where(error)}{error.strerror or error}", err=True)
        _give_up_stdout()
        sys.exit(1)


def _terminate(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def _give_up_stdout() -> None:
    """What is still buffered would fail again, loudly, when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _where(error: OSError) -> str:
    return f"{error.filename}: " if error.filename else ""


def _listed(source: str | None) -> Iterator[str]:
    """Paths of ``--files-from``."""
    if source is None:
        return
    try:
        stream = click.open_file(source, "rb")
    except OSError as error:
        raise click.UsageError(f"--files-from {source}: {error.strerror}.") from None
    with stream:
        lines = (os.fsdecode(line.rstrip(b"\r\n")) for line in stream)
        yield from (line for line in lines if line.strip())


def _check(settings: Settings, options: Options) -> None:
    output, ending = settings.output, EXTENSIONS[options.format]
    if not settings.inputs and not settings.listed:
        raise click.UsageError("Missing argument 'INPUT...'. Give a file, a folder or - for standard input.")
    if options.url and not settings.is_single:
        raise click.UsageError("--url names one page; give one INPUT with it.")
    if output and _is_folder(output) and options.format == "jsonl":
        raise click.UsageError("-f jsonl writes one file; give -o a file name such as news.jsonl.")
    if output and options.to_folder and not _is_folder(output) and Path(output).suffix in EXTENSIONS.values():
        raise click.UsageError(f"-o {output} looks like a file, but -f {options.format} files end in {ending}.")
    if settings.resume and not output:
        raise click.UsageError("--resume goes on with an output; give it with -o.")
    if (options.name_template or settings.skip_existing) and not options.to_folder:
        raise click.UsageError("--name-template and --skip-existing need a folder to write to: -o DIR/.")
    if options.name_template:
        from .naming import NameTemplateError, check_template

        try:
            check_template(options.name_template)
        except NameTemplateError as error:
            raise click.BadParameter(str(error), param_hint="--name-template") from None


def _is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep)) or Path(output).is_dir()


def _goes_to_folder(settings: Settings, format: str) -> bool:
    """Whether each article gets a file of its own."""
    if settings.output is None or format == "jsonl":
        return False
    if _is_folder(settings.output):
        return True
    named_as_file = Path(settings.output).suffix.lower() == EXTENSIONS[format]
    return not (named_as_file or settings.is_single or _is_special(settings.output))


def _is_special(output: str) -> bool:
    """A FIFO or device: to be written to, never to be replaced."""
    return Path(output).exists() and not Path(output).is_file() and not Path(output).is_dir()


def _media_prefix(media: str | None, settings: Settings, format: str) -> str:
    """How a file at the top of the output refers to the media folder."""
    if media is None:
        return ""
    output = Path(settings.output or ".")
    base = output.parent if settings.output and not _goes_to_folder(settings, format) else output
    return Path(os.path.relpath(media, base)).as_posix() + "/"


def _run(settings: Settings, options: Options) -> int:
    from .batch import run
    from .report import Reporter

    def found() -> Iterator[Input | Passed]:
        return expand(settings.inputs, settings.listed, _own_paths(settings, options))

    inputs = found()
    head = list(islice(inputs, FEW + 1))
    is_batch = len(head) > FEW or not settings.is_single
    jobs = _jobs(settings, len(head))
    sink = _sink(settings, options)
    with Reporter(settings.verbosity, is_batch, settings.errors, settings.output is not None) as reporter:
        reporter.count_in_background(found)
        complete = False
        try:
            timeout = settings.timeout or DEFAULT_TIMEOUT
            everything = chain(head, inputs)
            outcomes = run(everything, sink, options, jobs=jobs, timeout=timeout, dedupe=settings.dedupe)
            with closing(outcomes):
                for outcome in outcomes:
                    reporter.add(outcome)
            complete = is_batch or not reporter.tally.unsuccessful
        finally:
            sink.close(complete)
    return 1 if reporter.tally.unsuccessful else 0


def _own_paths(settings: Settings, options: Options) -> list[Path]:
    """What this run writes, and so does not read."""
    from .outputs import part_of

    paths = [Path(path) for path in (settings.errors, options.media) if path]
    if settings.output:
        paths.append(Path(settings.output))
    if settings.output and not options.to_folder:
        paths.append(part_of(Path(settings.output)))
    return paths


def _jobs(settings: Settings, inputs: int) -> int:
    """Worker processes; 0 when the inputs are too few to be worth them."""
    if settings.jobs is not None:
        return settings.jobs
    if inputs <= FEW and settings.timeout is None:
        return 0
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _sink(settings: Settings, options: Options) -> Sink:
    from .outputs import FileSink, OneFileSink, StreamSink

    array = options.format == "json" and not settings.is_single
    if settings.output is None:
        return StreamSink(sys.stdout.buffer, array)
    path = Path(settings.output)
    if _is_special(settings.output):
        return StreamSink(path.open("wb"), array)
    identity = {"version": __version__, **asdict(options), "dedupe": settings.dedupe}
    if options.to_folder:
        from .vault import FolderSink

        ending = EXTENSIONS[options.format]
        return FolderSink(path, ending, identity, settings.resume, settings.skip_existing, settings.force)
    if settings.is_single and not settings.resume:
        return OneFileSink(path)
    return FileSink(path, array, identity, settings.resume)

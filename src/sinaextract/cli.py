"""The ``sinaextract`` command: options, streams and exit status. No extraction logic."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from ._version import __version__
from .article import Article
from .errors import ExtractError
from .inputs import Input, expand
from .outputs import write_file, write_stdout
from .pipeline import extract
from .render import EXTENSIONS, FORMATS, to_json, to_jsonl

_EPILOG = """\b
Examples:
  sinaextract page.html                      Markdown with front matter on stdout
  sinaextract page.html -f json | jq .title  JSON into other tools
  curl … | sinaextract - -f json             standard input
  sinaextract saved/ -o vault/               the same tree of .md files
  sinaextract saved/ -f jsonl -o news.jsonl  one JSON record per article

Exit status: 0 every input gave an article, 1 some did not, 2 wrong command line."""


@dataclass(frozen=True, slots=True)
class Options:
    format: str
    output: str | None
    encoding: str | None
    url: str | None
    explain: bool
    verbosity: int


@click.command(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("-f", "--format", type=click.Choice(sorted(FORMATS)), default="markdown", show_default=True)
@click.option("-o", "--output", metavar="FILE|DIR", help="Write here instead of stdout; a folder mirrors the inputs.")
@click.option("--encoding", metavar="NAME", help="Charset of the input; overrides the decision made from the bytes.")
@click.option("--url", metavar="URL", help="Where the page was fetched from, if it does not say so itself.")
@click.option("--explain", is_flag=True, help="Show on stderr what was removed and why; adds `removed` to JSON.")
@click.option("-v", "--verbose", count=True, help="Report every input and its warnings on stderr.")
@click.option("-q", "--quiet", is_flag=True, help="No messages on stderr; the exit status tells.")
@click.version_option(__version__, "--version", prog_name="sinaextract")
def command(
    inputs: tuple[str, ...],
    format: str,
    output: str | None,
    encoding: str | None,
    url: str | None,
    explain: bool,
    verbose: int,
    quiet: bool,
) -> int:
    """Turn saved Sina Finance (新浪财经) pages into clean Markdown or JSON.

    INPUT is a file, a folder (searched recursively) or - for standard input.
    """
    options = Options(format, output, encoding, url, explain, -1 if quiet else verbose)
    _check(options, inputs)
    return _run(inputs, options)


def main() -> None:
    """Entry point; a closed pipe ends the run quietly."""
    try:
        sys.exit(command(standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # nothing more can go wrong at exit
        sys.exit(0)


def _check(options: Options, inputs: tuple[str, ...]) -> None:
    if options.url and len(inputs) > 1:
        raise click.UsageError("--url names one page; give one INPUT with it.")
    if options.output and _is_folder(options.output) and options.format == "jsonl":
        raise click.UsageError("-f jsonl writes one file; give -o a file name such as news.jsonl.")


def _is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep)) or Path(output).is_dir()


def _run(inputs: tuple[str, ...], options: Options) -> int:
    failed = False
    articles: list[tuple[Input, Article]] = []
    streams = options.output is None and options.format != "json"
    for item, result in _results(inputs, options):
        if isinstance(result, str):
            failed = True
            _say(options, 0, f"{item.name}: {result}")
            continue
        _report(options, result)
        if streams:
            write_stdout(_rendered(result, options))
        else:
            articles.append((item, result))
    if not streams:
        _write(articles, options, single=len(inputs) == 1 and not Path(inputs[0]).is_dir())
    return 1 if failed else 0


def _results(inputs: tuple[str, ...], options: Options) -> Iterator[tuple[Input, Article | str]]:
    """Each input with its article or the reason why there is none."""
    for found in expand(inputs):
        if isinstance(found, tuple):
            yield Input(found[0], found[0]), found[1]
            continue
        try:
            yield found, extract(found.read(), options.url, encoding=options.encoding, input=found.name)
        except ExtractError as error:
            yield found, str(error)


def _write(articles: list[tuple[Input, Article]], options: Options, single: bool) -> None:
    if options.output and (_is_folder(options.output) or (not single and options.format in ("markdown", "text"))):
        for item, article in articles:
            name = item.relative + EXTENSIONS[options.format]
            write_file(Path(options.output) / name, _rendered(article, options))
        return
    rendered = [_rendered(article, options) for _, article in articles]
    text = "".join(rendered)
    if options.format == "json" and not single:
        text = "[\n" + ",\n".join(part.rstrip("\n") for part in rendered) + "\n]\n"
    if options.output:
        if articles:
            write_file(Path(options.output), text)
    else:
        write_stdout(text)


def _rendered(article: Article, options: Options) -> str:
    if options.format == "json":
        return to_json(article, options.explain)
    if options.format == "jsonl":
        return to_jsonl(article, options.explain)
    return FORMATS[options.format](article)


def _report(options: Options, article: Article) -> None:
    if options.explain and options.verbosity >= 0:
        from .explain import print_explanation

        print_explanation(article)
    _say(options, 1, f"{article.input}: {article.template}, {article.encoding}")
    for warning in article.warnings:
        _say(options, 1, f"{article.input}: warning: {warning}")


def _say(options: Options, level: int, message: str) -> None:
    if options.verbosity >= level:
        click.echo(f"sinaextract: {message}", err=True)

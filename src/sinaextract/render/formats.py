"""THE table of output formats, and of the programs that Markdown can be made for. Everything else asks it.

The command line reads the names, so no renderer is loaded before one is needed: the table names it as text.
"""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from pathlib import PurePath
from typing import IO, TYPE_CHECKING, Any, BinaryIO

from ..named_tuples import NamedTuple
from .options import USUAL, Options
from .own_output import REPORT_MARK, Recogniser, first_line, front_matter, parquet, sqlite, starts

if TYPE_CHECKING:
    from pathlib import Path

    from ..article.article import Article


class Joining(NamedTuple):
    """How records stand in one file or stream.

    start    before the first
    between  after each but the last
    end      after the last
    empty    instead of all that where there is none
    bare     records lose the newline at their end
    """

    start: bytes = b""
    between: bytes = b""
    end: bytes = b""
    empty: bytes = b""
    bare: bool = False

    def record(self, payload: bytes) -> bytes:
        return payload.rstrip(b"\n") if self.bare else payload

    def before(self, count: int) -> bytes:
        """What stands before a record that follows ``count`` others."""
        return self.between if count else self.start

    def ending(self, count: int) -> bytes:
        return self.end if count else self.empty


NOTHING_BETWEEN = Joining()
_ARRAY = Joining(b"[\n", b",\n", b"\n]\n", b"[]\n", bare=True)
# Without it, the last paragraph would be a heading to Markdown's readers, by the ``---`` of the next front matter.
_BLANK_LINE = Joining(between=b"\n")


class Format(NamedTuple):
    """One format of ``-f``. (A frozen dataclass would cost each start of the command two milliseconds.)

    name      as ``-f`` takes it
    ending    of its files
    renderer  ``module.function`` of this package: an article -> text
    is_own    tells files that this tool wrote in this format; None where nothing in them does: then only the journal of
              the run that wrote them knows them
    by_hand   people edit such files, or add to them: where no journal tells what was written, ours is kept as if it had
              been edited
    aliases   other names that ``-f`` takes
    one_file  a collection becomes one file of records; else a file per article where ``-o`` names a folder
    joining   what stands between the records of a collection in one file or stream
    header    ``module.function`` of this package: the `Options` -> what stands first, before one record too
    shaped    the renderer takes the `Options` too: which fields, and whether with what was removed
    finisher  ``module.function`` that makes the file from a finished run's JSON lines: it takes their path, the file,
              open for writing and empty, its path for libraries that open files themselves, and ``explain``
    package   what must be installed for it, and the extra of this package that brings it
    """

    name: str
    ending: str
    renderer: str
    is_own: Recogniser | None = None
    aliases: tuple[str, ...] = ()
    by_hand: bool = False
    one_file: bool = False
    joining: Joining = NOTHING_BETWEEN
    header: str = ""
    shaped: bool = False
    finisher: str = ""
    package: tuple[str, str] | None = None

    @property
    def has_fields(self) -> bool:
        """``--fields`` can choose among them; a format with a ``finisher`` has tables of its own."""
        return self.shaped and not self.finisher

    def render(self, article: Article, options: Options = USUAL) -> str:
        """``article`` as text of this format; of a format with a ``finisher``, its JSON line."""
        render = _loaded(self.renderer)
        return str(render(article, options) if self.shaped else render(article))

    def joined(self, options: Options, alone: bool) -> Joining:
        """How the records of a run are joined, or the one record that there can be."""
        if self.header:
            header = str(_loaded(self.header)(options)).encode()
            return Joining(start=header, empty=header)
        return NOTHING_BETWEEN if alone or options.properties or options.view else self.joining

    def finish(self, lines: Path, target: IO[bytes], path: Path, explain: bool) -> None:
        """Make the file ``target``, at ``path``, from the JSON lines of a finished run."""
        _loaded(self.finisher)(lines, target, path, explain)


_JSON = starts(rb'(?:\[\n)?\{\n  "schema_version": \d+,\n  "input": ')
_JSONL = starts(rb'\{"schema_version": \d+, "input": ')
_JSONLD = first_line(
    b'{"@context": "https://schema.org", "@type": "NewsArticle", ',
    rb'[^<]*"inLanguage": "zh-Hans"(?:, "articleBody": "(?:[^"\\]|\\.)*")?\}\n',
)

_CSV = starts(rb"(?:\xef\xbb\xbf)?schema_version,input,url,docid,")  # of all fields; of some, only the journal knows
_TSV = starts(rb"(?:\xef\xbb\xbf)?schema_version\tinput\turl\tdocid\t")

FORMATS: tuple[Format, ...] = (
    Format("markdown", ".md", "markdown.to_markdown", front_matter, ("md",), True, joining=_BLANK_LINE, shaped=True),
    Format("json", ".json", "json.to_json", _JSON, joining=_ARRAY, shaped=True),
    Format("jsonl", ".jsonl", "json.to_jsonl", _JSONL, ("ndjson",), one_file=True, shaped=True),
    Format("jsonld", ".jsonld", "jsonld.to_jsonld", _JSONLD),
    Format("text", ".txt", "text.to_text", None, ("txt",), True, joining=_BLANK_LINE),
    Format("csv", ".csv", "delimited.to_csv", _CSV, by_hand=True, one_file=True,
           header="delimited.csv_header", shaped=True),
    Format("tsv", ".tsv", "delimited.to_tsv", _TSV, by_hand=True, one_file=True,
           header="delimited.tsv_header", shaped=True),
    Format("parquet", ".parquet", "json.to_jsonl", parquet, one_file=True, shaped=True,
           finisher="columns.write_parquet", package=("pyarrow", "parquet")),
    Format("sqlite", ".db", "json.to_jsonl", sqlite, ("sqlite3",), True, one_file=True, shaped=True,
           finisher="database.write_sqlite"),
)  # fmt: skip

# What --flavor takes -> its `Flavor`, ``module.constant`` of this package.
FLAVORS = {
    "hexo": "flavors.HEXO",
    "hugo": "flavors.HUGO",
    "jekyll": "flavors.JEKYLL",
    "obsidian": "flavors.OBSIDIAN",
}

ENDINGS = frozenset(format.ending for format in FORMATS)
_BY_NAME = {name: format for format in FORMATS for name in (format.name, *format.aliases)}
NAMES = tuple(format.name for format in FORMATS)
NAMES_AND_ALIASES = tuple(_BY_NAME)


def named(name: str) -> Format:
    """The format of that name or alias. Raises KeyError."""
    return _BY_NAME[name]


def of_ending(name: str) -> Format | None:
    """The format whose files are called so: by its ending, or by one that is a name of it (``.ndjson``)."""
    ending = PurePath(name).suffix.lower()
    return next((format for format in FORMATS if format.ending == ending), _BY_NAME.get(ending[1:]))


def flavored(article: Article, flavor: str, options: Options = USUAL) -> str:
    """``article`` as Markdown for the program ``flavor``."""
    from .flavors import to_flavored  # only --flavor needs it

    return to_flavored(article, _loaded(FLAVORS[flavor]), options.fields)


def unlinkable(flavor: str | None) -> str:
    """Characters that the names of files for the program ``flavor`` do without, besides those of every output."""
    return str(_loaded(FLAVORS[flavor]).unlinkable) if flavor else ""


def is_own_output(data: bytes | BinaryIO) -> bool:
    """Whether this tool wrote the file: an article in any format that tells, or a report."""
    stream = BytesIO(data) if isinstance(data, bytes) else data
    if stream.read(len(REPORT_MARK)) == REPORT_MARK:
        return True
    for recognise in filter(None, (format.is_own for format in FORMATS)):
        stream.seek(0)
        if recognise(stream):
            return True
    return False


def _loaded(reference: str) -> Any:
    module, _, name = reference.partition(".")
    return getattr(import_module(f".{module}", __package__), name)

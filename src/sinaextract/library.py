"""Pages, files and collections for Python callers: whatever holds a page -> Articles."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Literal, overload

from lxml import etree

from .article.article import Article
from .batch.process import FAILED, REFUSED, SKIPPED, article_of, attempt, failure, outcome_of
from .batch.workers import DEFAULT_TIMEOUT, FEW, checked_timeout, in_order, worker_count
from .errors import ExtractError, NotAnArticle, UnreadableInput
from .extraction.pipeline import Request, extract_with
from .inputs.discover import archive_of, expand, file_input, find_member
from .inputs.inputs import Input, Passed, here
from .optional_packages import missing
from .reading.charset import is_charset

if TYPE_CHECKING:
    import pandas as pd
    from bs4 import Tag

    from .extraction.own_rules import Rules

StrPath = str | os.PathLike[str]

_log = logging.getLogger("sinaextract")


def extract(
    page: bytes | bytearray | memoryview | str | os.PathLike[str] | Tag | etree._Element | etree._ElementTree,
    url: str | None = None,
    *,
    encoding: str | None = None,
    input: str | None = None,
    rules: Rules | StrPath | None = None,
) -> Article:
    """The article of one page.

    page      the page's bytes as saved (the surest: nothing is lost yet), HTML or a feed-export post; its markup as a
              str; a path-like, which is read as `extract_file` reads it; a BeautifulSoup or lxml tree. A str is markup,
              never a path.
    url       where it was fetched from; used when the page does not name its own address
    encoding  codec name that overrides the charset decision; only bytes and files have a charset
    input     name of the input for the record; by default the path of a file, else ``-``
    rules     a person's own, of `load_rules`, or the path of their file; a pattern of theirs may take any time here:
              only the workers of `extract_many` have a clock

    Raises `NotAnArticle` for pages that are no single article, or several glued together, `UnreadableInput` for an
    unknown ``encoding`` or a file
    that cannot be read, `TypeError` for what holds no page.
    """
    if isinstance(page, os.PathLike):
        return extract_file(page, url, encoding=encoding, rules=rules)
    _check_texts(url=url, encoding=encoding, input=input)
    data, is_decoded = page_bytes(page)
    if is_decoded and encoding is not None:
        raise TypeError(f"encoding={encoding!r} goes with bytes; a {type(page).__name__} is decoded already")
    request = Request(url, _UTF8 if is_decoded else encoding, input=input or "-", rules=_loaded(rules))
    return extract_with(data, request)


_UTF8 = "utf-8"


def _check_texts(**arguments: object) -> None:
    """Raises `TypeError` here, where the caller sees what it gave, not deep in the work or a worker."""
    for name, value in arguments.items():
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{name}={value!r}: a str or None is needed, not {type(value).__name__}")


def _path_text(path: StrPath) -> str:
    name = os.fspath(path)
    if not isinstance(name, str):
        raise TypeError(f"{path!r}: paths are str or path-like; os.fsdecode makes a str of bytes")
    return name


def _checked_jobs(jobs: int | None) -> int | None:
    if jobs is None or (isinstance(jobs, int) and jobs >= 0):
        return jobs
    kind = ValueError if isinstance(jobs, int) else TypeError
    raise kind(f"jobs={jobs!r}; give a number of worker processes, 0 for none, None for as many as cores")


def _loaded(rules: Rules | StrPath | None) -> Rules | None:
    if rules is None:
        return None
    from .extraction.own_rules import Rules, load_rules  # only a person's own rules need it

    return rules if isinstance(rules, Rules) else load_rules(rules)


def page_bytes(page: Any) -> tuple[bytes, bool]:
    """The bytes of what holds a page, and whether it was decoded before (then they are UTF-8).

    Raises `TypeError`, which says what to do, for anything else, and for a str without markup.
    """
    if isinstance(page, (bytes, bytearray, memoryview)):
        return bytes(page), False
    if isinstance(page, str):
        if page.strip() and "<" not in page and "\n" not in page.strip():
            raise TypeError(f"a str is taken for markup, and {page[:60]!r} is none; {_instead_of(page)}")
        return page.encode(_UTF8, "replace"), True
    if isinstance(page, (etree._Element, etree._ElementTree)):
        if isinstance(page, etree._Element) and page.getparent() is None:
            page = page.getroottree()  # with the comments before <html>: <!--[1,2,3] published at 2005-04-17 …-->
        markup = etree.tostring(page, encoding="unicode", method="html", with_tail=False)
        return markup.encode(_UTF8, "replace"), True
    if hasattr(page, "decode") and type(page).__module__.partition(".")[0] == "bs4":  # known without loading bs4
        return str(page.decode()).encode(_UTF8, "replace"), True
    raise TypeError(f"no page in a {type(page).__name__}; give bytes, markup as a str, a path or a tree{_part(page)}")


def _instead_of(text: str) -> str:
    is_address = text.strip().lower().startswith(("http://", "https://"))
    return "nothing is fetched: pass the page's bytes" if is_address else "for a file use extract_file(path)"


def _part(page: Any) -> str:
    """Where the bytes of a response or an open file are."""
    if hasattr(page, "content"):
        return ": pass its .content"
    return ": pass its .read()" if hasattr(page, "read") else ""


def extract_file(
    path: StrPath,
    url: str | None = None,
    *,
    encoding: str | None = None,
    strict: bool = False,
    rules: Rules | StrPath | None = None,
) -> Article:
    """The article of one file: a page in any saved form, a feed-export post, gzip, MHTML.

    path      also a page in an archive, as `Article.input` names it: ``saved.zip!a.html``
    url       where it was fetched from; used when neither the file nor the page says so
    encoding  codec name that overrides the charset decision
    strict    raise `DoubtfulArticle` for an article with warnings
    rules     a person's own, as for `extract`

    Raises `NotAnArticle` for pages that are no single article, `UnreadableInput` for what cannot be read,
    `ExtractionFailed` for a defect of ours or too little memory.
    """
    name = _path_text(path)
    _check_texts(url=url, encoding=encoding)
    archive = archive_of(name)
    item = find_member(archive, name) if archive else file_input(name, name)
    if isinstance(item, Passed):
        raise _of_passed(item) or UnreadableInput(item.reason)
    found = attempt(item, partial(_article, url=url, encoding=encoding, strict=strict, rules=_loaded(rules)))
    if isinstance(found, ExtractError):
        raise found
    return found


@overload
def extract_many(
    paths: StrPath | Iterable[StrPath],
    *,
    errors: Literal["skip", "raise"] = "skip",
    jobs: int | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    encoding: str | None = None,
    strict: bool = False,
    rules: Rules | StrPath | None = None,
) -> Iterator[Article]: ...


@overload
def extract_many(
    paths: StrPath | Iterable[StrPath],
    *,
    errors: Literal["return"],
    jobs: int | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    encoding: str | None = None,
    strict: bool = False,
    rules: Rules | StrPath | None = None,
) -> Iterator[Article | ExtractError]: ...


def extract_many(
    paths: StrPath | Iterable[StrPath],
    *,
    errors: Literal["skip", "return", "raise"] = "skip",
    jobs: int | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    encoding: str | None = None,
    strict: bool = False,
    rules: Rules | StrPath | None = None,
) -> Iterator[Article | ExtractError]:
    """The articles of many pages, in the order of the paths, read as they are asked for.

    paths     files, folders (recursive), ZIP archives and WARC; one path alone will do
    errors    what becomes of a page without article: ``skip`` leaves it out, ``return`` yields the `ExtractError` in
              its place, ``raise`` raises it. Its ``input`` is the path, its text the reason. What was left out is
              counted in a warning of the logger ``sinaextract`` at the end; each reason is logged at the level INFO.
    jobs      worker processes; 0 works in this process; by default all cores, none for up to 16 inputs
    timeout   seconds for one page; needs worker processes
    encoding  codec name that overrides the charset decision for all pages
    strict    an article with warnings is a `DoubtfulArticle`, an error as those of the others
    rules     a person's own, as for `extract`; then pages go to workers, which end a pattern that never would, unless
              ``jobs`` is 0

    Pictures, scripts and other things that were saved beside pages are passed over. Closing the iterator ends the
    workers. Raises `ValueError` and `TypeError` for arguments
    that are none, as an unknown value of ``errors``.
    """
    if errors not in ("skip", "return", "raise"):
        raise ValueError(f"errors={errors!r}; known are 'skip', 'return' and 'raise'")
    _check_texts(encoding=encoding)
    if encoding is not None and not is_charset(encoding):
        raise ValueError(f"encoding={encoding!r}; it is no charset, such as 'utf-8' or 'gb18030'")
    jobs, timeout = _checked_jobs(jobs), checked_timeout(timeout)
    arguments = [paths] if isinstance(paths, (str, os.PathLike, bytes)) else paths
    own = _loaded(rules)
    work = partial(_outcome, encoding=encoding, strict=strict, rules=own)
    return _many(expand(map(_path_text, arguments)), work, errors, jobs, timeout, own is not None)


Outcome = Article | ExtractError | None  # None: nothing to tell of
_ERRORS: dict[str, type[ExtractError]] = {REFUSED: NotAnArticle, FAILED: UnreadableInput}  # of what was passed


def _many(
    found: Iterator[Input | Passed],
    work: Callable[[Input], Outcome],
    errors: str,
    jobs: int | None,
    timeout: float,
    needs_clock: bool,
) -> Iterator[Article | ExtractError]:
    head = list(islice(found, FEW + 1))
    workers = worker_count(FEW + 1 if needs_clock else len(head)) if jobs is None else jobs
    tasks = map(here, chain(head, found))
    skipped = 0
    with closing(in_order(tasks, _sent, work, failure, workers, timeout)) as outcomes:
        try:
            for item, done in outcomes:
                outcome = _of_passed(item) if isinstance(item, Passed) else done
                if isinstance(outcome, ExtractError) and errors == "skip":
                    _log.info("%s", outcome)
                    skipped += 1
                elif isinstance(outcome, ExtractError) and errors == "raise":
                    raise outcome
                elif outcome is not None:
                    yield outcome
        finally:
            if skipped:
                inputs = "1 input" if skipped == 1 else f"{skipped:,} inputs"
                _log.warning("%s gave no article and were left out; errors='return' gives the reasons", inputs)


def _sent(item: Input | Passed) -> Input | None:
    return item if isinstance(item, Input) else None


def _outcome(item: Input, encoding: str | None, strict: bool, rules: Rules | None) -> Outcome:
    found = attempt(item, partial(_article, url=None, encoding=encoding, strict=strict, rules=rules))
    return None if isinstance(found, ExtractError) and outcome_of(found, item) == SKIPPED else found


def _article(item: Input, url: str | None, encoding: str | None, strict: bool, rules: Rules | None) -> Article:
    return article_of(item, Request(url, encoding, item.name, strict=strict, rules=rules))[0]


def _of_passed(item: Passed) -> ExtractError | None:
    if item.outcome not in _ERRORS:
        return None
    error = _ERRORS[item.outcome](item.reason)
    error.input = item.name
    return error


def to_dataframe(articles: Iterable[Article | ExtractError]) -> pd.DataFrame:
    """A pandas DataFrame of one row per article: the keys of `Article.to_dict`, the three dates as times of Shanghai.

    Errors (``extract_many(errors="return")``) have no row. Raises `ImportError` where pandas is not installed.
    """
    try:
        import pandas as pd  # only data frames need it
    except ImportError:
        raise ImportError(missing("pandas")) from None
    from .article.record import KEYS, TIMES  # only data frames need the keys without an article

    rows = [article.to_dict() for article in articles if not isinstance(article, ExtractError)]
    frame: pd.DataFrame = pd.DataFrame(rows, columns=list(KEYS))
    for key in TIMES:
        frame[key] = pd.to_datetime(frame[key], utc=True, errors="coerce").dt.tz_convert("Asia/Shanghai")
    return frame

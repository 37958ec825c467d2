"""Files and collections for Python callers: paths -> Articles."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Literal, overload

from .article.article import Article
from .batch.process import FAILED, REFUSED, SKIPPED, article_of, attempt, failure, outcome_of
from .batch.workers import DEFAULT_TIMEOUT, FEW, in_order, worker_count
from .errors import ExtractError, NotAnArticle, UnreadableInput
from .extraction.request import Request
from .inputs.discover import expand
from .inputs.inputs import Input, Member, Passed, here

StrPath = str | os.PathLike[str]


def extract_file(
    path: StrPath, url: str | None = None, *, encoding: str | None = None, strict: bool = False
) -> Article:
    """The article of one file: a page in any saved form, a feed-export post, gzip, MHTML.

    path      also ``archive.zip!member``, as `Article.input` names a member
    url       where it was fetched from; used when neither the file nor the page says so
    encoding  codec name that overrides the charset decision
    strict    raise `DoubtfulArticle` for an article with warnings

    Raises `NotAnArticle` for pages that are no single article, `UnreadableInput` for what cannot be read,
    `ExtractionFailed` for a defect of ours or too little memory.
    """
    name = os.fspath(path)
    archive, mark, member = name.partition("!")
    is_member = bool(mark) and not os.path.exists(name) and os.path.isfile(archive)  # noqa: PTH110, PTH113
    item = Input(name, name, _zip_member(archive, member) if is_member else None)
    found = attempt(item, partial(_article, url=url, encoding=encoding, strict=strict))
    if isinstance(found, ExtractError):
        raise found
    return found


def _zip_member(archive: str, member: str) -> Member:
    from .inputs.containers.zipped import ZipMember  # only ZIP archives need it

    return ZipMember(Path(archive), member)


@overload
def extract_many(
    paths: StrPath | Iterable[StrPath],
    *,
    errors: Literal["return"] = "return",
    jobs: int | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    encoding: str | None = None,
    strict: bool = False,
) -> Iterator[Article | ExtractError]: ...


@overload
def extract_many(
    paths: StrPath | Iterable[StrPath],
    *,
    errors: Literal["skip", "raise"],
    jobs: int | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    encoding: str | None = None,
    strict: bool = False,
) -> Iterator[Article]: ...


def extract_many(
    paths: StrPath | Iterable[StrPath],
    *,
    errors: Literal["return", "skip", "raise"] = "return",
    jobs: int | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    encoding: str | None = None,
    strict: bool = False,
) -> Iterator[Article | ExtractError]:
    """The articles of many pages, in the order of the paths, read as they are asked for.

    paths     files, folders (recursive), ZIP archives and WARC; one path alone will do
    errors    what becomes of a page without article: ``return`` yields the `ExtractError` in its place, ``skip``
              leaves it out, ``raise`` raises it. Its ``input`` is the path, its text the reason.
    jobs      worker processes; 0 works in this process; by default all cores, none for up to 16 inputs
    timeout   seconds for one page; needs worker processes
    encoding  codec name that overrides the charset decision for all pages
    strict    an article with warnings is a `DoubtfulArticle`, an error as those of the others

    Pictures, scripts and other things that were saved beside pages are passed over. Closing the iterator ends the
    workers. Raises `ValueError` for an unknown value of ``errors``.
    """
    if errors not in ("return", "skip", "raise"):
        raise ValueError(f"errors={errors!r}; known are 'return', 'skip' and 'raise'")
    arguments = [paths] if isinstance(paths, (str, os.PathLike)) else paths
    work = partial(_outcome, encoding=encoding, strict=strict)
    return _many(expand(os.fspath(path) for path in arguments), work, errors, jobs, timeout)


Outcome = Article | ExtractError | None  # None: nothing to tell of
_ERRORS: dict[str, type[ExtractError]] = {REFUSED: NotAnArticle, FAILED: UnreadableInput}  # of what was passed


def _many(
    found: Iterator[Input | Passed],
    work: Callable[[Input | Passed], Outcome],
    errors: str,
    jobs: int | None,
    timeout: float,
) -> Iterator[Article | ExtractError]:
    head = list(islice(found, FEW + 1))
    workers = worker_count(len(head)) if jobs is None else jobs
    tasks = map(here, chain(head, found))
    with closing(in_order(tasks, work, _failure, workers, timeout, is_for_worker=_is_input)) as outcomes:
        for _, outcome in outcomes:
            if isinstance(outcome, ExtractError) and errors == "raise":
                raise outcome
            if outcome is not None and not (isinstance(outcome, ExtractError) and errors == "skip"):
                yield outcome


def _is_input(item: Input | Passed) -> bool:
    return isinstance(item, Input)


def _outcome(item: Input | Passed, encoding: str | None, strict: bool) -> Outcome:
    if isinstance(item, Passed):
        return _of_passed(item)
    found = attempt(item, partial(_article, url=None, encoding=encoding, strict=strict))
    return None if isinstance(found, ExtractError) and outcome_of(found, item) == SKIPPED else found


def _article(item: Input, url: str | None, encoding: str | None, strict: bool) -> Article:
    return article_of(item, Request(url, encoding, item.name, strict=strict))[0]


def _of_passed(item: Passed) -> ExtractError | None:
    if item.outcome not in _ERRORS:
        return None
    error = _ERRORS[item.outcome](item.reason)
    error.input = item.name
    return error


def _failure(item: Input | Passed, reason: str) -> Outcome:
    return _of_passed(item) if isinstance(item, Passed) else failure(item, reason)

"""Files and collections for Python callers: paths -> Articles."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Literal, TypeVar, overload

from .article.article import Article
from .batch.process import FAILED, REFUSED
from .batch.run_batch import DEFAULT_TIMEOUT, FEW, worker_count
from .errors import ExtractError, ExtractionFailed, NotAnArticle, NotAPage, UnreadableInput
from .extraction.pipeline import extract_bundle
from .extraction.request import Request
from .inputs.containers import unwrap
from .inputs.discover import expand
from .inputs.inputs import Input, Member, Passed
from .reading.bundle import Bundle
from .render.formats import is_own_output

StrPath = str | os.PathLike[str]
Error = TypeVar("Error", bound=ExtractError)


def extract_file(path: StrPath, url: str | None = None, *, encoding: str | None = None) -> Article:
    """The article of one file: a page in any saved form, a feed-export post, gzip, MHTML.

    path      also ``archive.zip!member``, as `Article.input` names a member
    url       where it was fetched from; used when neither the file nor the page says so
    encoding  codec name that overrides the charset decision

    Raises `NotAnArticle` for pages that are no single article, `UnreadableInput` for what cannot be read.
    """
    name = os.fspath(path)
    archive, mark, member = name.partition("!")
    is_member = bool(mark) and not os.path.exists(name) and os.path.isfile(archive)  # noqa: PTH110, PTH113
    item = Input(name, name, _zip_member(archive, member) if is_member else None)
    try:
        return _article(unwrap(item.read()), item, url, encoding)
    except ExtractError as error:
        raise _located(error, item) from None


def _zip_member(archive: str, member: str) -> Member:
    from .inputs.containers.zipped import ZipMember

    return ZipMember(Path(archive), member)


@overload
def extract_many(
    paths: StrPath | Iterable[StrPath],
    *,
    errors: Literal["return"] = "return",
    jobs: int | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    encoding: str | None = None,
) -> Iterator[Article | ExtractError]: ...


@overload
def extract_many(
    paths: StrPath | Iterable[StrPath],
    *,
    errors: Literal["skip", "raise"],
    jobs: int | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    encoding: str | None = None,
) -> Iterator[Article]: ...


def extract_many(
    paths: StrPath | Iterable[StrPath],
    *,
    errors: Literal["return", "skip", "raise"] = "return",
    jobs: int | None = None,
    timeout: float = DEFAULT_TIMEOUT,
    encoding: str | None = None,
) -> Iterator[Article | ExtractError]:
    """The articles of many pages, in the order of the paths, read as they are asked for.

    paths     files, folders (recursive), ZIP archives and WARC; one path alone will do
    errors    what becomes of a page without article: ``return`` yields the `ExtractError` in its place, ``skip``
              leaves it out, ``raise`` raises it. Its ``input`` is the path, its text the reason.
    jobs      worker processes; 0 works in this process; by default all cores, none for up to 16 inputs
    timeout   seconds for one page; needs worker processes
    encoding  codec name that overrides the charset decision for all pages

    Pictures, scripts and other things that were saved beside pages are passed over. Closing the iterator ends the
    workers. Raises `ValueError` for an unknown value of ``errors``.
    """
    if errors not in ("return", "skip", "raise"):
        raise ValueError(f"errors={errors!r}; known are 'return', 'skip' and 'raise'")
    arguments = [paths] if isinstance(paths, (str, os.PathLike)) else paths
    return _many(expand(os.fspath(path) for path in arguments), errors, jobs, timeout, encoding)


Outcome = Article | ExtractError | None  # None: nothing to tell of


def _many(
    found: Iterator[Input | Passed], errors: str, jobs: int | None, timeout: float, encoding: str | None
) -> Iterator[Article | ExtractError]:
    head = list(islice(found, FEW + 1))
    tasks = chain(head, found)
    work = partial(_outcome, encoding=encoding)
    for outcome in _in_order(tasks, work, worker_count(len(head)) if jobs is None else jobs, timeout):
        if isinstance(outcome, ExtractError):
            if errors == "raise":
                raise outcome
            if errors == "skip":
                continue
        if outcome is not None:
            yield outcome


def _in_order(tasks: Iterable[Input | Passed], work: partial[Outcome], jobs: int, timeout: float) -> Iterator[Outcome]:
    if not jobs:
        yield from map(work, tasks)
        return
    from contextlib import closing

    from .batch.pool import run_ordered

    with closing(run_ordered(tasks, work, _failure, jobs, timeout)) as results:
        for _, outcome in results:
            yield outcome


def _outcome(item: Input | Passed, encoding: str | None) -> Outcome:
    if isinstance(item, Passed):
        kinds: dict[str, type[ExtractError]] = {REFUSED: NotAnArticle, FAILED: UnreadableInput}
        return _located(kinds[item.outcome](item.reason), item) if item.outcome in kinds else None
    try:
        bundle = unwrap(item.read())
        is_ours = item.walked and is_own_output(bundle.html)
        return None if is_ours else _article(bundle, item, None, encoding)
    except NotAPage as error:
        return _located(error, item) if item.claims_to_be_a_page() else None
    except ExtractError as error:
        return _located(error, item)
    except MemoryError:
        return _failure(item, "not enough memory for this page")
    except Exception as error:  # a defect of ours must cost one page, not the others
        return _failure(item, f"internal error, please report it: {type(error).__name__}: {error}")


def _article(bundle: Bundle, item: Input, url: str | None, encoding: str | None) -> Article:
    return extract_bundle(bundle, Request(url, encoding, item.name))


def _failure(item: Input | Passed, reason: str) -> ExtractionFailed:
    return _located(ExtractionFailed(reason), item)


def _located(error: Error, item: Input | Passed) -> Error:
    error.input = item.name
    return error

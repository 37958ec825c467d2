"""One input -> one result: what a worker does. Everything that can go wrong ends in the result, not in an exception."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ..article.article import Article
from ..errors import NotAnArticle, NotAPage, UnreadableInput
from ..extraction.pipeline import extract_bundle
from ..extraction.request import Request
from ..inputs.containers import unwrap
from ..inputs.inputs import OWN_OUTPUT, Input
from ..reading.bundle import Bundle
from ..render.formats import flavored, is_own_output, named
from ..render.options import Options

if TYPE_CHECKING:
    from ..extraction.balance import Balance
    from .pictures import Media

WRITTEN, SKIPPED, REFUSED, FAILED = "written", "skipped", "refused", "failed"
Stamp = tuple[int, int, int]  # size, modification time, status change time


class Result(NamedTuple):
    name: str
    outcome: str
    reason: str = ""
    payload: bytes = b""
    template: str = ""
    encoding: str = ""
    warnings: tuple[str, ...] = ()
    duplicate_key: str = ""
    proposed_name: str = ""  # from the name template, without ending
    media: tuple[Media, ...] = ()
    article: Article | None = None  # only for --explain
    balance: Balance | None = None  # only for --explain and --audit
    details: bytes = b""  # of the article, for --report
    stamp: Stamp = (0, 0, 0)  # of the input before it was read
    known: bool = False  # from an earlier run; stored already


def process(item: Input, options: Options) -> Result:
    """Read, extract and render one input."""
    stamp = item.stamp()
    return _process(item, options)._replace(stamp=stamp)


def _process(item: Input, options: Options) -> Result:
    try:
        return _article(item, options)
    except NotAPage as error:
        return Result(item.name, REFUSED if item.claims_to_be_a_page() else SKIPPED, str(error))
    except NotAnArticle as error:
        return Result(item.name, REFUSED, str(error))
    except UnreadableInput as error:
        return Result(item.name, FAILED, str(error))
    except MemoryError:
        return Result(item.name, FAILED, "not enough memory for this page; fewer workers (-j) leave it more")
    except Exception as error:  # a defect of ours must cost one page, not the batch
        return Result(item.name, FAILED, f"internal error, please report it: {type(error).__name__}: {error}")


def _article(item: Input, options: Options) -> Result:
    bundle = unwrap(item.read())
    if item.walked and is_own_output(bundle.html):
        return Result(item.name, SKIPPED, OWN_OUTPUT)
    request = Request(options.url, options.encoding, item.name, options.media is not None, options.details)
    article = extract_bundle(bundle, request)
    proposed = ""
    if options.name_template:
        from .naming import from_template  # these two cost start-up time that most runs need not pay

        proposed = from_template(options.name_template, article)
    media: tuple[Media, ...] = ()
    if options.media is not None:
        from .naming import depth
        from .pictures import save_pictures

        up = "../" * depth(item.relative, proposed) if options.to_folder else ""
        article, media = save_pictures(article, item, bundle, up + options.media_prefix)
    return Result(
        item.name,
        WRITTEN,
        payload=rendered(article, options).encode("utf-8"),
        template=article.template,
        encoding=article.encoding,
        warnings=article.warnings,
        duplicate_key=f"docid {article.docid}" if article.docid else f"text {article.text_sha256}",
        proposed_name=proposed,
        media=media,
        article=article if options.explain else None,
        balance=_balance(article, bundle, options),
        details=_details(article) if options.details else b"",
    )


def _balance(article: Article, bundle: Bundle, options: Options) -> Balance | None:
    if not (options.explain or options.audit):
        return None
    from ..extraction.balance import balance_of

    return balance_of(article, bundle.html, bundle.url or options.url, options.encoding or bundle.encoding)


def _details(article: Article) -> bytes:
    from ..render.report_details import details  # only runs with a report need it

    return details(article)


def rendered(article: Article, options: Options) -> str:
    if options.view:
        from ..render.terminal import to_view

        return to_view(article, options.view.columns, options.view.styled)
    if options.properties:
        from ..render.properties import to_lines

        return to_lines(article, options.properties)
    if options.flavor:
        return flavored(article, options.flavor)
    return named(options.format).render(article, options.explain)

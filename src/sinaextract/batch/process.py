"""One input -> an article, or the error that says why not: for the command, the library and Spark alike.

Everything that can go wrong with an input ends here; whether it was skipped, refused or failed is decided here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from ..article.article import Article
from ..errors import DoubtfulArticle, ExtractError, ExtractionFailed, NotAnArticle, NotAPage, OwnOutput
from ..extraction.pipeline import Request, extract_bundle
from ..inputs.containers import unwrap
from ..inputs.inputs import OWN_OUTPUT, Input
from ..limits import OUT_OF_MEMORY
from ..named_tuples import NamedTuple
from ..reading.bundle import Bundle
from ..render.formats import flavored, is_own_output, named
from ..render.options import Options

if TYPE_CHECKING:
    from ..extraction.balance import Balance
    from ..extraction.own_rules import Rules
    from .pictures import Media

WRITTEN, SKIPPED, REFUSED, FAILED = "written", "skipped", "refused", "failed"
EDITED = "edited since it was written, and left so"  # why an output was not written
Stamp = tuple[int, int, int]  # size, modification time, status change time
Done = TypeVar("Done")
Error = TypeVar("Error", bound=ExtractError)


class Result(NamedTuple):
    name: str
    outcome: str
    reason: str = ""
    payload: bytes = b""
    hash: str = ""  # `digest` of the payload, for the journal
    noted: tuple[str, str] = ("", "")  # what the journal's line says of it: see `journal.noted`
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
    retired: str = ""  # what an earlier run wrote for the input under another name, and this one has removed
    kept: str = ""  # the same, left because it was edited


def attempt(item: Input, work: Callable[[Input], Done]) -> Done | ExtractError:
    """What ``work`` makes of an input, or the error, with the input's name, that says why it makes nothing of it."""
    try:
        return work(item)
    except ExtractError as error:
        return _located(error, item)
    except MemoryError:
        return failure(item, OUT_OF_MEMORY)
    except Exception as error:  # a defect of ours must cost one page, not the others
        failed = failure(item, f"internal error, please report it: {type(error).__name__}: {error}")
        failed.__cause__ = error
        return failed


def failure(item: Input, reason: str) -> ExtractionFailed:
    """The error of an input that was not refused: the work on it failed."""
    return _located(ExtractionFailed(reason), item)


def _located(error: Error, item: Input) -> Error:
    """``error`` with its input's name, and without what would keep the page's bytes as long as somebody keeps it."""
    error.input = item.name
    error.__context__ = None
    return error.with_traceback(None)


def outcome_of(error: ExtractError, item: Input) -> str:
    """``skipped``, ``refused`` or ``failed``: what an error means for its input."""
    if isinstance(error, OwnOutput) or (isinstance(error, NotAPage) and not item.claims_to_be_a_page()):
        return SKIPPED
    return REFUSED if isinstance(error, NotAnArticle) else FAILED


def article_of(item: Input, request: Request) -> tuple[Article, Bundle]:
    """The article of an input, and the page with what was saved along with it. Raises `ExtractError`."""
    bundle = unwrap(item.read())
    if item.walked and is_own_output(bundle.html):
        raise OwnOutput(OWN_OUTPUT)
    article = extract_bundle(bundle, request)
    if request.strict and article.warnings:
        raise DoubtfulArticle(f"doubtful, and strict allows no warnings: {'; '.join(article.warnings)}")
    return article, bundle


def process(item: Input, options: Options) -> Result:
    """Read, extract and render one input."""
    stamp = item.stamp()
    done = attempt(item, partial(_written, options=options))
    return (without_article(item, done) if isinstance(done, ExtractError) else done)._replace(stamp=stamp)


def record_or_reason(item: Input, options: Options) -> bytes | str:
    """The rendered article of an input, or why there is none: all that an engine's row is made of."""
    result = process(item, options)
    return result.payload if result.outcome == WRITTEN else result.reason


def without_article(item: Input, error: ExtractError) -> Result:
    """The result that an error comes to."""
    return Result(item.name, outcome_of(error, item), error.reason)


def _written(item: Input, options: Options) -> Result:
    rules = _own_rules(options)
    request = Request(
        options.url,
        options.encoding,
        item.name,
        inline_pictures=options.media is not None,
        positions=options.details,
        strict=options.strict,
        rules=rules,
    )
    article, bundle = article_of(item, request)
    proposed = ""
    if options.name_template:
        from .naming import from_template  # these two cost start-up time that most runs need not pay

        proposed = from_template(options.name_template, article)
    media: tuple[Media, ...] = ()
    if options.media is not None or _has_local_pictures(article):
        from .naming import depth  # only pictures need it
        from .pictures import place_pictures

        up = "../" * depth(item.relative, proposed) if options.to_folder else ""
        article, media = place_pictures(article, item, bundle, options, up)
    return Result(
        item.name,
        WRITTEN,
        payload=rendered(article, options).encode("utf-8"),
        template=article.template,
        encoding=article.encoding,
        warnings=article.warnings,
        duplicate_key=_duplicate_key(article) if options.dedupe else "",
        proposed_name=proposed,
        media=media,
        article=article if options.explain else None,
        balance=_balance(article, bundle, options, rules),
        details=_details(article) if options.details else b"",
    )


def _own_rules(options: Options) -> Rules | None:
    if options.rules is None:
        return None
    from ..extraction.own_rules import parse_rules  # only --rules needs it

    return parse_rules(options.rules)


def _has_local_pictures(article: Article) -> bool:
    addresses = (*(image.url for image in article.images), article.lead_image or "https:")
    return any(not address.startswith(("http:", "https:")) for address in addresses)


def _duplicate_key(article: Article) -> str:
    """What articles that are the same have in common; "" where only pictures or players could tell."""
    if article.docid:
        return f"docid {article.docid}"
    return f"text {article.text_sha256}" if article.text_sha256 else ""


def _balance(article: Article, bundle: Bundle, options: Options, rules: Rules | None) -> Balance | None:
    if not (options.explain or options.audit):
        return None
    from ..extraction.balance import balance_of  # only --explain and --audit need it

    return balance_of(article, bundle.html, bundle.url or options.url, rules.families if rules else ())


def _details(article: Article) -> bytes:
    from ..render.report_details import details  # only runs with a report need it

    return details(article)


def rendered(article: Article, options: Options) -> str:
    if options.no_links or options.no_images:
        from ..render.plainer import plainer  # only these options need it

        article = replace(article, blocks=tuple(plainer(article.blocks, options.no_links, options.no_images)))
    if options.view:
        from ..render.terminal import to_view  # only --view needs it

        return to_view(article, options.view.columns, options.view.styled)
    if options.properties:
        from ..render.field_lines import to_lines  # only --property needs it

        return to_lines(article, options.properties)
    if options.flavor:
        return flavored(article, options.flavor, options)
    return named(options.format).render(article, options)

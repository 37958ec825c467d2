"""Body Markdown, read by a CommonMark parser, gives back the blocks: text, bold and struck runs, links, pictures,
structure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.rules_inline import state_inline
from markdown_it.token import Token

from sinaextract.article.body import Block, Figure, Heading, Image, ListBlock, Paragraph, Quote, Run, Runs, Table
from sinaextract.article.body_markdown import body_markdown
from sinaextract.article.body_text import text_lines
from sinaextract.article.links import is_live, link_target
from sinaextract.extraction.paragraphs import merge_runs
from sinaextract.text.whitespace import collapse

from ..examples import examples

thorough = settings(
    max_examples=examples(300),
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)

PARSERS = {
    "0.31": MarkdownIt("commonmark").enable(["table", "strikethrough"]),
    "gfm": MarkdownIt("commonmark").enable(["table", "strikethrough"]),
    "commonmark": MarkdownIt("commonmark").enable("table"),  # for what holds no struck text
}


class Char(NamedTuple):
    """One character as a reader sees it."""

    text: str
    bold: bool = False
    link: str | None = None
    struck: bool = False
    image: tuple[object, str] | None = None


Chars = tuple[Char, ...]
# A block as nested tuples that begin with its kind, the same for what was written and for what was read.
Tree = tuple[object, ...]


# --- what was written ------------------------------------------------------------------------------------------


def written(blocks: Iterable[Block]) -> list[Tree]:
    return [tree for block in blocks for tree in _written(block)]


def _written(block: Block) -> Iterator[Tree]:
    match block:
        case Paragraph(runs):
            yield "paragraph", chars(runs)
        case Heading(level, runs):
            yield "heading", level, one_line(chars(runs))
        case Figure(image) if is_live(image.url):
            yield "picture", href(image.url), image.caption
        case Figure(image) if image.caption:
            yield "paragraph", tuple(map(Char, image.caption))
        case ListBlock(ordered, start, items):
            if kept := [tree for item in items if (tree := written(item))]:
                yield "list", start if ordered else None, kept
        case Quote(inner):
            if tree := written(inner):
                yield "quote", tree
        case Table(rows):
            yield "table", [[one_line(chars(cell)) for cell in row] for row in rows]


def chars(runs: Runs) -> Chars:
    return tuple(
        Char(char, run.bold, href(run.link) if run.link is not None and is_live(run.link) else None, run.struck)
        if run.image is None
        else Char("", image=(href(run.image.url), run.image.caption))
        for run in runs
        if run.image is None or is_live(run.image.url)
        for char in run.text or [""]
    )


def one_line(text: Chars) -> Chars:
    return tuple(char._replace(text=" ") if char.text == "\n" else char for char in text)


def href(url: str) -> str:
    return PARSERS["commonmark"].normalizeLink(link_target(url))


# --- what a parser reads ---------------------------------------------------------------------------------------


def read(source: str, parser: MarkdownIt) -> list[Tree]:
    return _blocks(iter(parser.parse(source)), "")


def _blocks(tokens: Iterator[Token], end: str) -> list[Tree]:
    """Trees of ``tokens`` up to the one of type ``end``."""
    trees: list[Tree] = []
    for token in tokens:
        if token.type == end:
            return trees
        if token.type == "paragraph_open":
            trees.append(_paragraph(next(tokens)))
            next(tokens)
        elif token.type == "heading_open":
            assert token.markup.startswith("#"), "setext heading"
            trees.append(("heading", int(token.tag[1]), _chars(next(tokens))))
            next(tokens)
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            start = int(token.attrs.get("start", 1)) if token.type.startswith("ordered") else None
            trees.append(("list", start, _items(tokens)))
        elif token.type == "blockquote_open":
            trees.append(("quote", _blocks(tokens, "blockquote_close")))
        elif token.type == "table_open":
            trees.append(("table", _rows(tokens)))
        else:
            assert token.type == "html_block" and token.content.strip() == "<!-- -->", f"unexpected {token}"
    assert not end
    return trees


def _paragraph(inline: Token) -> Tree:
    children = inline.children or []
    if any(child.type == "image" for child in children):
        (image,) = children
        return "picture", image.attrs["src"], _description(image)
    return "paragraph", _chars(inline)


def _description(image: Token) -> str:
    return "".join(char.text for char in _chars(image))


def _items(tokens: Iterator[Token]) -> list[list[Tree]]:
    items = []
    for token in tokens:
        if token.type in ("bullet_list_close", "ordered_list_close"):
            break
        items.append(_blocks(tokens, "list_item_close"))
    return items


def _rows(tokens: Iterator[Token]) -> list[list[Chars]]:
    rows: list[list[Chars]] = []
    for token in tokens:
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_chars(token))
    return rows


def _chars(inline: Token) -> Chars:
    found: list[Char] = []
    bold, struck, link = False, False, None
    for child in inline.children or []:
        if child.type == "text":
            found += [Char(char, bold, link, struck) for char in child.content]
        elif child.type == "image":
            found.append(Char("", image=(child.attrs["src"], _description(child))))
        elif child.type == "hardbreak":
            found.append(Char("\n"))
        elif child.type in ("strong_open", "strong_close"):
            assert bold == (child.type == "strong_close"), "bold within bold"
            bold = not bold
        elif child.type in ("s_open", "s_close"):
            assert struck == (child.type == "s_close"), "struck within struck"
            struck = not struck
        elif child.type in ("link_open", "link_close"):
            link = str(child.attrs["href"]) if child.type == "link_open" else None
        else:
            raise AssertionError(f"unexpected {child.type}: {child.content!r}")
    return tuple(found)


# --- the comparison --------------------------------------------------------------------------------------------


def assert_faithful(blocks: list[Block]) -> None:
    source = body_markdown(blocks)
    source.encode("utf-8")
    for name, is_punctuation in (("0.31", _punctuation_now), ("gfm", _punctuation_before_0_31)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(state_inline, "isPunctChar", is_punctuation)
            got = read(source, PARSERS[name])
        _assert_same(written(blocks), got, f"{name}, {is_punctuation.__name__}: {source!r}")


def _punctuation_now(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _punctuation_before_0_31(char: str) -> bool:
    return unicodedata.category(char)[0] == "P"


def _assert_same(want: object, got: object, note: str) -> None:
    if isinstance(want, tuple) and want and all(isinstance(part, Char) for part in want):
        assert isinstance(got, tuple)
        _assert_same_text(want, got, note)
    elif isinstance(want, (list, tuple)):
        assert isinstance(got, type(want)) and len(want) == len(got), f"{note}\n{want}\n{got}"
        for wanted, found in zip(want, got, strict=True):
            _assert_same(wanted, found, note)
    else:
        assert want == got, note


def _assert_same_text(want: Chars, got: Chars, note: str) -> None:
    def bare(text: Chars) -> list[Char]:
        return [char._replace(bold=False, struck=False) for char in text]

    assert bare(want) == bare(got), note
    for style in ("bold", "struck"):
        _assert_same_style(style, want, got, note)


def _assert_same_style(style: str, want: Chars, got: Chars, note: str) -> None:
    wanted, found = ([bool(getattr(char, style)) for char in text] for text in (want, got))
    assert all(w or not g for w, g in zip(wanted, found, strict=True)), f"too much {style}: {note}"
    for marked, group in groupby(range(len(want)), key=wanted.__getitem__):
        places = list(group)
        words = [place for place in places if want[place].text.isalnum()]
        if marked and words:
            inner = range(words[0], words[-1] + 1)
            # The brackets of a link may split a run, and then the edges of its parts count.
            missing = [p for p in inner if not found[p] and (want[p].text.isalnum() or _one_link(want, places))]
            assert not missing, f"not {style}: {missing} {note}"


def _one_link(text: Chars, places: list[int]) -> bool:
    return len({text[place].link for place in places}) == 1


# --- arbitrary blocks ------------------------------------------------------------------------------------------

FRAGMENTS = (
    "实施。 在 “引号” （一） 《书》 ， ！ ？ ： … — · ￥ → ＋ A b 3 é म् * ** *** _ __ # ## ####### > | \\ \\\\ "
    "` `` ``` [ ] [] ( ) ]( ]: ](x) [a](b) [a]:b ![ ![a](b) [x] [^1] < </ <b> </b> <!-- --> <http://x> <a@b.c> << "
    "& &amp; &#123; &#x1F; &lt &copy; amp; #38; ~ ~~ ~~~ ! !! { } $ $$ ^ = == === - -- --- : :-- :-: --: - + "
    "1. 1) 12. 1234567890. . ) +++ ... :--- |--- |---| a|b http://x.cn/a_b www.x.cn a_b _a a_ *a a* **a b** "
    "' \" @ % 😀 👨\u200d👩\u200d👧 🇨🇳 ❤\ufe0f \u200f \u202e \u202c \u061c ﷺ"
).split(" ")
SPACES = (" ", "\u3000", "\xa0", "\t", "\u2028", "\x85", "\ufeff", "\u200b", "\x00", "\x1b", "\ud800", "\r\n", "")
URLS = (
    "http://x.cn/a?b=1&copy=2", "https://x.cn/(a)_b*c*", "http://x.cn/&lt;&#41;)", "http://x.cn/a b\u3000c|d`e`",
    "http://新浪.cn/财经？《x》", "http://x.cn/[a](b)<c>\\", "//x.cn/_a_~b~", "/a", "#a", "a", "?", "mailto:a@b.c",
    "http://x/\u202e\ud800\ufeff\x00\"'", "https://x.cn/!*'();:@&=+$,/?#[]%20%zz", "http://[::1]/*", "",
    "javascript:alert(1)", " JavaScript:alert(1)", "java\nscript:alert(1)", "javascript&colon;alert(1)",
    "data:text/html,<b>", "data:image/png;base64,AA==", "vbscript:x", "file:///etc/passwd", "\x01javascript:x",
)  # fmt: skip

texts = st.one_of(
    st.lists(st.sampled_from([*FRAGMENTS, *SPACES]), min_size=1, max_size=6).map("".join),
    st.lists(st.sampled_from("\\`*_[]()<>&#!|~=+-.:1a中。 \n"), min_size=1, max_size=8).map("".join),
    st.text(max_size=6),
)
urls = st.one_of(st.sampled_from(URLS), texts, texts.map("http://x.cn/".__add__))


STYLES = ("plain", "plain", "bold", "bold", "struck")


def _run(text: str, style: str, link: str | None) -> Run:
    return Run(text, style == "bold", link, style == "struck")


@st.composite
def run_lists(draw: st.DrawFn, most: int = 7) -> Runs:
    """Runs as the pipeline makes them."""
    links = draw(st.lists(urls, max_size=2))
    raw = st.builds(_run, texts, st.sampled_from(STYLES), st.sampled_from([None, None, None, *links]))
    return merge_runs(draw(st.lists(st.one_of(raw, raw, raw, st.just(Run("\n"))), min_size=1, max_size=most)))


inhabited = run_lists().filter(bool)
paragraphs = st.builds(Paragraph, inhabited)
images = st.builds(Image, urls, texts.map(collapse))
figures = st.builds(Figure, images)
pictured = st.lists(images.map(lambda image: Run("", image=image)), max_size=2).map(tuple)
cells = st.builds(lambda before, text, after: (*before, *text, *after), pictured, run_lists(3), pictured)
headings = st.builds(Heading, st.integers(1, 6), inhabited)
tables = st.integers(1, 3).flatmap(
    lambda width: st.builds(
        Table,
        st.lists(st.lists(cells, min_size=width, max_size=width).map(tuple), min_size=1, max_size=3).map(tuple),
    )
)


def _containers(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    bodies = st.lists(inner, min_size=1, max_size=3).map(tuple)
    starts = st.one_of(st.integers(0, 12), st.sampled_from([99, 999_999_998, 999_999_999]))
    lists = st.builds(ListBlock, st.booleans(), starts, st.lists(bodies, min_size=1, max_size=3).map(tuple))
    return st.one_of(lists, st.builds(Quote, bodies))


blocks = st.recursive(st.one_of(paragraphs, paragraphs, figures, headings, tables), _containers, max_leaves=4)


@given(st.lists(paragraphs, min_size=1, max_size=2))
@thorough
@example([Paragraph((Run("实施。", bold=True), Run("在")))])
@example([Paragraph((Run("看"), Run("a", bold=True), Run("链接", bold=True, link="http://x.cn"), Run("后")))])
@example([Paragraph((Run("a|b"), Run("\n"), Run(":--")))])
@example([Paragraph((Run("看!"), Run("图", link="http://x.cn")))])
@example([Paragraph((Run("&"), Run("#", bold=True), Run("38;")))])
@example([Paragraph((Run("1~2，"), Run("a", bold=True), Run("3~4")))])
def test_paragraphs(written_blocks: list[Block]) -> None:
    assert_faithful(written_blocks)


@given(
    st.lists(paragraphs, min_size=1, max_size=2).filter(
        lambda blocks: not any(run.struck for b in blocks for run in b.runs)
    )
)
@thorough
def test_without_struck_text_plain_commonmark_is_enough(written_blocks: list[Block]) -> None:
    got = read(body_markdown(written_blocks), PARSERS["commonmark"])
    _assert_same(written(written_blocks), got, repr(written_blocks))


@given(headings)
@thorough
@example(Heading(2, (Run("a #"),)))
@example(Heading(2, (Run("#"),)))
def test_headings(heading: Block) -> None:
    assert_faithful([heading])


@given(tables)
@thorough
@example(Table((((Run("a\\"),), (Run("\\|"),)), ((), ()))))
def test_tables(table: Block) -> None:
    assert_faithful([table])


@given(st.lists(figures, min_size=1, max_size=2))
@thorough
def test_figures(pictures: list[Block]) -> None:
    assert_faithful(pictures)


@given(st.lists(blocks, min_size=1, max_size=2))
@thorough
@example([ListBlock(True, 999_999_999, ((Paragraph((Run("a"),)),), (Paragraph((Run("b"),)),)))])
@example([ListBlock(False, 1, ((ListBlock(False, 1, ((Figure(Image("data:x")),),)),),))])
def test_nested_blocks(written_blocks: list[Block]) -> None:
    assert_faithful(written_blocks)


@given(st.lists(st.one_of(paragraphs, headings, tables), min_size=1, max_size=3))
@thorough
def test_text_of_the_parsed_markdown_is_the_text_of_the_record(written_blocks: list[Block]) -> None:
    def lines(trees: Iterable[Tree]) -> Iterator[str]:
        for tree in trees:
            rows = tree[1] if tree[0] == "table" else [[tree[-1]]]
            assert isinstance(rows, list)
            for row in rows:
                yield "\t".join("".join(char.text for char in one_line(cell)) for cell in row)

    assert list(lines(read(body_markdown(written_blocks), PARSERS["gfm"]))) == list(text_lines(written_blocks))


@given(urls)
@thorough
def test_no_scripted_address_is_live(url: str) -> None:
    source = body_markdown([Paragraph((Run("字", link=url),)), Figure(Image(url, "字"))])
    html = PARSERS["commonmark"].render(source)
    for address in re.findall(r'(?:href|src)="([^"]*)"', html):
        assert not re.match(r"(?i)[^/?#]*(?:script|data|file)(?::|&colon;)", address), source


# --- nothing is escaped without need ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "铁路部门提醒广大旅客（www.12306.cn）：“购票”——《规定》、60%、1.5元；",
        "1~2个月", "file_5_6_name", "(a) [b] {c}", "a!", "AT&T R&D 5 < 6", "C# F#", "a | b", "#话题#", "-5%", "+3",
        "3.15晚会", "2016年", "a - b", "=", "$100", "http://x.cn/a_b?c=1&d=2", "￥5", "a: b", "12)", "[记者] 报道",
    ],
)  # fmt: skip
def test_plain_prose_has_no_backslash(text: str) -> None:
    text = text.replace("12)", "a 12)")
    assert body_markdown([Paragraph((Run(text),))]) == text


@pytest.mark.parametrize(
    ("runs", "markdown"),
    [
        ((Run("实施。", True), Run("在")), "**实施**。在"),
        ((Run("实施。", True),), "**实施。**"),
        ((Run("说："), Run("“好。”", True), Run("\n"), Run("他")), "说：**“好。”**\\\n他"),
        ((Run("前"), Run("甲", True, "http://x"), Run("后")), "前[**甲**](http://x)后"),
        ((Run("前 "), Run("甲", True, "http://x")), "前 **[甲](http://x)**"),
        ((Run("a", True), Run("甲", True, "http://x"), Run("b", True)), "**a[甲](http://x)b**"),
        ((Run("甲", link="http://x"), Run("乙", True, "http://x")), "[甲**乙**](http://x)"),
        ((Run("。", True), Run("a")), "。a"),
        ((Run("约3。", True), Run("~4")), "**约3**。~4"),  # cmark-gfm looks through a tilde
        ((Run("约"), Run("~4。", True), Run("元")), "约~**4**。元"),
        ((Run("a"), Run("x", link="javascript:y")), "ax"),
        ((Run("1. a"), Run("\n"), Run("---")), "1\\. a\\\n\\---"),
        ((Run("原价"), Run("120元", struck=True), Run("90元")), "原价~~120元~~90元"),
        ((Run("原价"), Run("120元。", struck=True), Run("90元")), "原价~~120元~~。90元"),
        ((Run("原价", True), Run("120元", struck=True), Run("90元", True)), "**原价**~~120元~~**90元**"),
        ((Run("甲。", True), Run("乙", struck=True), Run("。丙", True)), "**甲**。~~乙~~。**丙**"),
        ((Run("约3~"), Run("4~5", struck=True)), "约3\\~~~4\\~5~~"),
        ((Run("见"), Run("公告", link="http://x.cn", struck=True)), "见[~~公告~~](http://x.cn)"),
    ],
)
def test_markers(runs: Runs, markdown: str) -> None:
    assert body_markdown([Paragraph(runs)]) == markdown


def test_caption_is_no_footnote() -> None:
    assert body_markdown([Figure(Image("http://x.cn", "^a"))]) == "![\\^a](http://x.cn)"  # to cmark-gfm, ``![^`` is one

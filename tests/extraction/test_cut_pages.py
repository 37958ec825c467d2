"""Pages of which only the beginning was saved, and pages that only look so."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

import pytest

from sinaextract import extract, extract_file
from sinaextract.errors import ExtractError
from tests.pages import FIRST, FIRST_TEXT, LAST, LAST_TEXT, page

CUT = re.compile(r"cut off after [\d,]+ characters of text")
FIXTURES = sorted((Path(__file__).parent.parent / "fixtures").glob("*/*/page.html"))
WHOLE = page(FIRST + LAST)
POST = "\n---\ntitle: '渡轮'\n---\n<div>   \n<p>渡轮今日停航。</p>\n<p>码头仍开放。</p>\n</div>\n            ".encode()


def cut(data: bytes) -> list[str]:
    return [warning for warning in extract(data).warnings if CUT.match(warning)]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_whole_fixtures_are_not_cut_and_their_beginnings_are(path: Path) -> None:
    data = path.read_bytes()
    try:
        whole = extract(data)
    except ExtractError:
        pytest.skip("no article")
    assert not cut(data)
    encoding = "gb18030" if whole.encoding == "gb18030" else "utf-8"
    lines = [line for line in whole.text.split("\n") if len(line) > 12]
    places = [place for line in lines if (place := data.find(line[-8:-1].encode(encoding))) > 0]
    if not places:
        pytest.skip("its text is written with references")
    with suppress(ExtractError):  # refused, which is not silent either: of a slide show the pictures may be missing
        assert cut(data[: max(places) + 4])


@pytest.mark.parametrize(
    "end",
    [
        pytest.param("渡轮", id="in a paragraph"),
        pytest.param("</p>", id="after a paragraph"),
        pytest.param('<p class="a', id="in a value"),
        pytest.param("<p", id="in a tag"),
        pytest.param("<!-- 广告", id="in a comment"),
        pytest.param("<script>document.write('</body>", id="in a script that writes a page end"),
        pytest.param("<script>a</script><!-- <p>", id="in a comment after a script"),
        pytest.param('<div class="img_wrapper"><img src="a.jpg">', id="in a photo box"),
        pytest.param("<table><tr><td>甲", id="in a table"),
    ],
)
def test_places_where_a_page_may_end(end: str) -> None:
    start = WHOLE[: WHOLE.index("市场人士".encode())]
    assert len(cut(start + end.encode())) == 1


def test_a_frame_that_holds_a_page() -> None:
    frame = '<iframe srcdoc="<html><body>广告</body></html>"></iframe>'
    whole = page(FIRST + frame + LAST)
    assert not cut(whole)
    assert cut(whole[: whole.index("市场人士".encode())])


def test_a_script_in_the_head_that_writes_a_page_end() -> None:
    data = page(FIRST, "<script>w('</body></html>')</script>")
    assert cut(data[: data.index(b"</div>", data.index(b"artibody"))])


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(WHOLE, id="whole"),
        pytest.param(WHOLE.replace(b"</div>", b""), id="no div closed"),
        pytest.param(WHOLE.replace(b"</div>", b"").replace(b"</html>", b""), id="no div, no html closed"),
        pytest.param(WHOLE.replace(b"</body></html>", b""), id="body closed, page end missing"),
        pytest.param(WHOLE.replace(b"</body></html>", b"<div>footer"), id="cut in the footer"),
        pytest.param(WHOLE + b"<!-- saved", id="something after the end"),
        pytest.param(WHOLE.replace(b"</html>", b"</HTML >"), id="capitals"),
        pytest.param(POST, id="post"),
        pytest.param(POST.replace(b"<p>", b"<div><p>", 1), id="post with a div too many"),
    ],
)
def test_sloppy_pages_are_not_cut(data: bytes) -> None:
    assert not cut(data)


@pytest.mark.parametrize("opening", ["<!-- 广告 >", "<!--[if IE]>", "<script>a", "</p><!-- <script>a</script>"])
@pytest.mark.parametrize("whole", [WHOLE, POST])
def test_what_swallows_the_rest_of_a_page_with_its_end(whole: bytes, opening: str) -> None:
    place = whole.index("码头仍".encode() if whole is POST else "市场人士".encode())
    assert len(cut(whole[:place] + opening.encode() + whole[place:])) == 1


@pytest.mark.parametrize(
    "part",
    [
        "<!-- 广告 -->",
        "<!-->",
        "<script>w('<!--')</script>",
        "<!-- a --><script><!--\nw('</body>')\n//--></script>",
    ],
)
@pytest.mark.parametrize("div", [b"</div>", b""])
def test_comments_that_swallow_nothing(part: str, div: bytes) -> None:
    whole = page(FIRST + part + LAST).replace(b"</div>", div)
    assert not cut(whole)
    assert LAST_TEXT in extract(whole).text


@pytest.mark.parametrize("end", ["码头", "</p>\n<p", "码头仍开放。</p>\n"])
def test_cut_posts(end: str) -> None:
    assert len(cut(POST[: POST.index(end.encode()) + len(end.encode())])) == 1


def mhtml(page_of: bytes, last: str = "\r\n------B--\r\n") -> bytes:
    head = (
        'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="----B"\r\n\r\n'
    )
    part = "------B\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\nContent-Location: http://a.cn/a\r\n\r\n"
    return (head + part).encode() + page_of + last.encode()


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
def test_mhtml_without_its_last_boundary(tmp_path: Path, start: bytes) -> None:
    path = tmp_path / "a.mht"
    path.write_bytes(start + mhtml(WHOLE))
    assert extract_file(path).warnings == ()
    path.write_bytes(start + mhtml(page(FIRST), last=""))
    found = extract_file(path)
    assert found.text == FIRST_TEXT
    assert [bool(CUT.match(warning)) for warning in found.warnings] == [True]

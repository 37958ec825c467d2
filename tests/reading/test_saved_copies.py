"""Ways of saving are undone, and pages that only mention them are left alone."""

from __future__ import annotations

import pytest

from sinaextract import extract
from sinaextract.reading.saved_copies import undo_saving

from ..pages import FIRST, LAST, page


def html(body: str = FIRST + LAST) -> str:
    return page(body).decode()


@pytest.mark.parametrize(
    ("mark", "url"),
    [
        ("<!-- saved from url=(0041)https://finance.sina.com.cn/a/doc-ix1.shtml -->\n", "https://finance.sina.com.cn/a/doc-ix1.shtml"),
        ("<!-- saved from url=(0014)about:internet -->\n", None),
        ("<!--\n Page saved with SingleFile \n url: https://news.sina.com.cn/a.shtml \n saved date: x\n-->", "https://news.sina.com.cn/a.shtml"),
        ('<text id="http://finance.sina.com.cn/b.shtml" title="x" encoding="gb2312">\n', "http://finance.sina.com.cn/b.shtml"),
    ],
)  # fmt: skip
def test_the_address_that_the_way_of_saving_states(mark: str, url: str | None) -> None:
    assert extract((mark + html()).encode()).url == url


def test_the_pages_own_address_comes_first() -> None:
    own = '<meta property="og:url" content="https://finance.sina.com.cn/own.shtml">'
    saved = "<!-- saved from url=(0041)https://finance.sina.com.cn/other.shtml -->"
    data = saved.encode() + page(FIRST + LAST, head=own)
    assert extract(data, url="https://finance.sina.com.cn/given.shtml").url == "https://finance.sina.com.cn/own.shtml"


def test_the_callers_address_comes_last() -> None:
    assert extract(page(FIRST + LAST), url="https://finance.sina.com.cn/given.shtml").url == (
        "https://finance.sina.com.cn/given.shtml"
    )


def test_wayback_addresses_are_given_back() -> None:
    copy = (
        "<!-- BEGIN WAYBACK TOOLBAR INSERT --><div>1,024 captures</div><!-- END WAYBACK TOOLBAR INSERT -->"
        '<a href="https://web.archive.org/web/20140305123456/http://finance.sina.com.cn/a.shtml">a</a>'
        '<img src="//web.archive.org/web/20140305123456im_/http://i1.sinaimg.cn/b.jpg">'
        '<a href="/web/20140305123456/http://finance.sina.com.cn/c.shtml">c</a>'
    )
    saved = undo_saving(copy)
    assert "archive.org" not in saved.html and "captures" not in saved.html
    assert 'href="http://finance.sina.com.cn/a.shtml"' in saved.html
    assert 'src="http://i1.sinaimg.cn/b.jpg"' in saved.html
    assert 'href="http://finance.sina.com.cn/c.shtml"' in saved.html


LINKED = '<p><a href="https://web.archive.org/web/20050420120000/http://www.sina.com.cn/">新浪首页</a></p>'
SCRIPT = '<script src="//archive.org/includes/athena.js"></script>{}<!-- End Wayback Rewrite JS Include -->'
TOOLBAR = "<!-- BEGIN WAYBACK TOOLBAR INSERT -->{}<!-- END WAYBACK TOOLBAR INSERT -->"


@pytest.mark.parametrize(
    ("insert", "url"),
    [
        (
            SCRIPT.format('<script>__wm.wombat("http://finance.sina.com.cn/b/1.shtml","20050420120000");</script>'),
            "http://finance.sina.com.cn/b/1.shtml",
        ),
        (
            TOOLBAR.format('<input name="url" id="wmtbURL" value="http://finance.sina.com.cn/b.php?a=1&amp;b=2" />'),
            "http://finance.sina.com.cn/b.php?a=1&b=2",
        ),
        (
            TOOLBAR.format('<a href="https://web.archive.org/web/20050420120000*/http://finance.sina.com.cn/b/3.shtml">'),
            "http://finance.sina.com.cn/b/3.shtml",
        ),
        (TOOLBAR.format("<div>1,024 captures</div>"), None),
        (
            "<!-- saved from url=(0079)https://web.archive.org/web/20050420120000/http://finance.sina.com.cn/b/4.shtml"
            " -->" + TOOLBAR.format("<div>1,024 captures</div>"),
            "http://finance.sina.com.cn/b/4.shtml",
        ),
    ],
)  # fmt: skip
def test_a_wayback_copys_address_is_what_the_archive_put_in_says_and_no_link_of_the_page(
    insert: str, url: str | None
) -> None:
    assert undo_saving(f"<html>{insert}{LINKED}</html>").url == url


def test_a_page_that_links_to_the_archive_is_no_copy() -> None:
    text = html(
        '<p>　　见<a href="https://web.archive.org/web/20140305123456/http://example.com/">存档</a>。</p>' + LAST
    )
    assert undo_saving(text).html == text

"""tar in every packing, WACZ, Safari's web archives, feeds, what cannot be read, and pages glued into one input."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import plistlib
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import sinaextract
from sinaextract import NotAnArticle

from ..archives import HOST, archive_of, zstd
from ..command import article, counts, run, write
from .test_containers import mhtml, zipped

PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstd,
}
POST = """---
title: "码头{0}号启用"
author: 临州晚报
date: Fri, 05 Mar 2021 01:26:00 GMT
---
<div><p>第{0}座码头昨日启用。</p></div>
"""


def records(*arguments: str | Path, status: int = 0) -> list[dict[str, object]]:
    done = run(*arguments, "-f", "jsonl")
    assert done.returncode == status, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def tarred(members: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def test_an_archive_in_an_archive_is_read_where_it_lies_uncompressed(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "in.zip", {"a.html": article(1)}).read_bytes()
    stored = zipped(tmp_path / "stored.zip", {"in.zip": inner}, zipfile.ZIP_STORED)
    packed = zipped(tmp_path / "packed.zip", {"in.zip": inner, "b.html": article(2)})
    write(tmp_path, {"outer.tar": tarred({"in.zip": inner})})
    names = [record["input"] for record in records(stored, tmp_path / "outer.tar")]
    assert names == [f"{stored}!in.zip!a.html", f"{tmp_path}/outer.tar!in.zip!a.html"]
    done = run(packed, "-f", "jsonl")
    assert done.returncode == 3 and b"packed.zip!in.zip: " in done.stderr and done.stdout.count(b"\n") == 1


@pytest.mark.parametrize(
    ("name", "before"), [("a.run", b"#!/bin/sh\nexec unzip $0\n"), ("a.zip", b"PK00"), ("b.zip", b"PK\x07\x08")]
)
def test_a_zip_archive_behind_a_program_or_a_mark_of_volumes(tmp_path: Path, name: str, before: bytes) -> None:
    write(tmp_path, {name: before + zipped(tmp_path / "in.zip", {"a.html": article(1)}).read_bytes()})
    assert [record["input"] for record in records(tmp_path / name)] == [f"{tmp_path / name}!a.html"]


def test_tar_headers_without_magic_are_told_by_their_checksum(tmp_path: Path) -> None:
    """The label of a GNU volume has none, nor has a header of the time before POSIX."""
    (tmp_path / "a.html").write_bytes(article(1))
    subprocess.run(["tar", "-V", "卷标", "-cf", tmp_path / "label.tar", "-C", tmp_path, "a.html"], check=True)
    subprocess.run(["tar", "--format=v7", "-cf", tmp_path / "old.tar", "-C", tmp_path, "a.html"], check=True)
    (tmp_path / "no.tar").write_bytes((tmp_path / "old.tar").read_bytes().replace(b"a.html", b"b.html", 1))
    found = records(tmp_path / "label.tar", tmp_path / "old.tar")
    assert [record["input"] for record in found] == [f"{tmp_path}/label.tar!a.html", f"{tmp_path}/old.tar!a.html"]
    assert run(tmp_path / "no.tar").returncode == 1


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_tar_archive_that_ends_in_or_before_a_header_is_cut_off(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    whole = tarred({"a.html": article(1), "b.html": article(2), "c.html": article(3)}, tarfile.USTAR_FORMAT)
    for length in (0, 1, 300, 511):
        (tmp_path / "a.tar").write_bytes(pack(whole[: whole.index(b"c.html") + length]))
        done = run(tmp_path / "a.tar", "-f", "jsonl")
        assert counts(done) == {"written": 2, "skipped": 0, "refused": 0, "failed": 1}
        assert b"damaged tar archive after member 2: it is cut off" in done.stderr and done.returncode == 3


def test_a_zip_archive_behind_another_tells_of_that_one(tmp_path: Path) -> None:
    one, other = (zipped(tmp_path / f"{n}.zip", {f"{n}.html": article(n)}).read_bytes() for n in (1, 2))
    (tmp_path / "both.zip").write_bytes(one + other)
    done = run(tmp_path / "both.zip", "-f", "jsonl")
    assert counts(done) == {"written": 1, "skipped": 0, "refused": 0, "failed": 1} and done.returncode == 3
    assert b"both.zip: another ZIP archive, which is not read, stands before this one" in done.stderr


def test_links_in_a_tar_archive_are_called_so(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(article(1))
    os.link(tmp_path / "a.html", tmp_path / "b.html")
    (tmp_path / "c.html").symlink_to("a.html")
    subprocess.run(["tar", "-cf", "links.tar", "a.html", "b.html", "c.html"], check=True, cwd=tmp_path)
    done = run(tmp_path / "links.tar", "-f", "jsonl")
    assert b"a link 1" in done.stderr and b"the same file as another member 1" in done.stderr
    assert counts(done) == {"written": 1, "skipped": 2, "refused": 0, "failed": 0}


def test_tables_in_archives_are_read_where_their_column_is_named(tmp_path: Path) -> None:
    rows = json.dumps({"html": article(1).decode()}).encode()
    stored = zipped(tmp_path / "a.zip", {"a.jsonl": rows, "b_files/c.json": b"{}", ".d.csv": b"x"}, zipfile.ZIP_STORED)
    write(tmp_path, {"a.tar": tarred({"a.jsonl": rows})})
    for archive in (stored, tmp_path / "a.tar"):
        named = records(archive, "--html-field", "html", status=3 if archive == stored else 0)
        assert [record["input"] for record in named] == [f"{archive}!a.jsonl!1"]
        assert counts(run(archive, "-f", "jsonl"))["written"] == 0


@pytest.mark.parametrize("packing", PACKINGS)
def test_tar_in_every_packing_and_its_members_by_name(tmp_path: Path, packing: str) -> None:
    members = {
        "港口/1.html": article(1),
        "2_files/logo.png": b"\x89PNG",
        "2.html.gz": gzip.compress(article(2), mtime=0),
    }
    path = tmp_path / f"saved.tar{packing}"
    path.write_bytes(PACKINGS[packing](tarred(members)))
    found = records(path)
    assert [record["input"] for record in found] == [f"{path}!港口/1.html", f"{path}!2.html.gz"]
    assert all(f"第{n}号" in str(record["text"]) for n, record in enumerate(found, 1))
    (again,) = records(f"{path}!2.html.gz")  # what the tool printed is accepted back
    assert again == found[1]
    assert sinaextract.extract_file(f"{path}!2.html.gz").text == found[1]["text"]


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT])
def test_tar_that_is_cut_off_gives_what_came_before(tmp_path: Path, form: int) -> None:
    data = tarred({"a.html": article(1), "b/" * 40 + "b.html": article(2), "c.html": article(3)}, form)
    end = data.rindex("第3号".encode())
    (tmp_path / "a.tar").write_bytes(data[:end])
    done = run(tmp_path / "a.tar", "-f", "jsonl")
    assert done.returncode == 3 and done.stdout.count(b"\n") == 2
    assert b"damaged a.tar: cut off" in done.stderr or b"damaged tar archive after member" in done.stderr


def _tar(*numbers: int) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for number in numbers:
            info = tarfile.TarInfo(f"{number}.html")
            info.size = len(article(number))
            archive.addfile(info, io.BytesIO(article(number)))
    return stream.getvalue()


def test_tar_goes_on_after_its_end_and_after_a_damaged_header(tmp_path: Path) -> None:
    """`cat a.tar b.tar`; and a header in the middle that is none costs its member, and is told."""
    (tmp_path / "a.tar").write_bytes(_tar(1, 2) + _tar(3))
    assert [str(r["input"]).rpartition("!")[2] for r in records(tmp_path / "a.tar")] == ["1.html", "2.html", "3.html"]
    damaged = bytearray(_tar(1, 2, 3))
    damaged[damaged.index(b"2.html") + 150] ^= 1
    (tmp_path / "b.tar").write_bytes(damaged)
    found = records(tmp_path / "b.tar", status=3)
    assert [str(r["input"]).rpartition("!")[2] for r in found] == ["1.html", "3.html"]
    assert b"b.tar: damaged tar header after member 1" in run(tmp_path / "b.tar", "-f", "jsonl").stderr


def test_a_damaged_entry_of_a_feed_costs_itself(tmp_path: Path) -> None:
    entries = (f"<item><title>{t}</title><description><![CDATA[<p>{t}。</p>]]></description></item>" for t in "甲<乙")
    head = '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "x"><rss><channel>'
    (tmp_path / "a.xml").write_text(head + "".join(entries) + "</channel></rss>", "utf-8")
    assert [r["text"] for r in records(tmp_path / "a.xml", status=3)] == ["甲。", "乙。"]
    assert b"a.xml!2: damaged entry" in run(tmp_path / "a.xml", "-f", "jsonl").stderr
    items = [{"id": str(n), "title": str(n), "content_html": f"<p>第{n}件。</p>"} for n in (1, 2, 3)]
    feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}, ensure_ascii=False)
    (tmp_path / "b.json").write_text(feed[:-30], "utf-8")
    assert [r["text"] for r in records(tmp_path / "b.json", status=3)] == ["第1件。", "第2件。"]


CDX_LINE = b"com,sina)/ 20210304102033 http://sina.com/ text/html 200 A - - 1 2 a.warc.gz\n"
LAUGHS = '<!ENTITY a0 "哈">' + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://a.cn/rss.dtd">',
        '<!DOCTYPE rss [<!ENTITY nbsp "&#160;"> <!ENTITY copy "&#169;">]>',
        "<!DOCTYPE rss>",
        f"<!DOCTYPE rss [{LAUGHS}]>",
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_a_feed_with_a_doctype(tmp_path: Path, doctype: str) -> None:
    """Its entities are not put in, so that none can stand for gigabytes or for a file."""
    item = "<item><title>甲</title><description>&lt;p&gt;第一件。&lt;/p&gt;</description></item>"
    hostile = "<item><title>乙</title><description>&lt;p&gt;{}&lt;/p&gt;</description></item>".format(
        "&a12;" if "a12" in doctype else "&a;" if "SYSTEM" in doctype else "第二件。"
    )
    (tmp_path / "a.xml").write_text(
        f'<?xml version="1.0"?>\n{doctype}<rss><channel>{item}{hostile}</channel></rss>', "utf-8"
    )
    done = run(tmp_path / "a.xml", "-f", "jsonl")
    found = [json.loads(line)["text"] for line in done.stdout.splitlines()]
    assert found[0] == "第一件。" and len(done.stdout) < 3000
    if "a12" not in doctype and "SYSTEM" not in doctype:
        assert found == ["第一件。", "第二件。"] and done.returncode == 0


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (
            b" CDX N b a m s k r M S V g\n" + CDX_LINE,
            b"an index of web archives (CDX)",
        ),
        (
            CDX_LINE,
            b"an index of web archives (CDX)",
        ),
        (b'{"log": {"version": "1.2", "entries": []}}', b"a HAR log"),
        (b"ARROW1\0\0" + bytes(50), b"an Arrow file"),
        (b"FEA1" + bytes(50), b"an Arrow file"),
        (b"LZIP\1" + bytes(50), b"data packed by lzip"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, data: bytes, what: bytes) -> None:
    write(tmp_path / "in", {"a.html": article(1), "b": data})
    for name in (tmp_path / "in/b", tmp_path / "in"):
        done = run(name, "-f", "jsonl")
        assert done.returncode == 3 and what in done.stderr and done.stdout.count(b"\n") == (name.name == "in")


def test_limits_hold_for_every_packing_and_for_tar(tmp_path: Path) -> None:
    bomb = bytes(8_000_000)
    write(tmp_path / "in", {f"bomb.html{ending}": pack(bomb) for ending, pack in PACKINGS.items() if ending})
    done = run(tmp_path / "in", "-f", "jsonl", env={"SINAEXTRACT_MAX_COMPRESSION_RATIO": "5"})
    assert counts(done)["failed"] == 4 and done.stderr.count(b"packed more than 5:1, taken for a bomb") == 4
    (tmp_path / "a.tar").write_bytes(tarred({f"{n}.html": article(n) for n in range(3)}))
    done = run(tmp_path / "a.tar", "-f", "jsonl", env={"SINAEXTRACT_MAX_ARCHIVE_MEMBERS": "2"})
    assert done.returncode == 3 and b"tar archive with more than 2 members" in done.stderr
    huge = bytearray(tarred({"a.html": article(1)}))
    header = tarfile.TarInfo("big.html")
    header.size = 1 << 40
    (tmp_path / "b.tar").write_bytes(header.tobuf(tarfile.GNU_FORMAT) + huge)
    done = run(tmp_path / "b.tar", "-f", "jsonl")
    assert done.returncode == 3 and b"Traceback" not in done.stderr


def test_the_list_of_a_zip_is_not_read_when_it_is_too_large(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.html", article(1))
    data = bytearray(stream.getvalue())
    end = data.rindex(b"PK\x05\x06")
    data[end + 12 : end + 16] = (0xFFFFFF00).to_bytes(4, "little")
    (tmp_path / "a.zip").write_bytes(data)
    done = run(tmp_path / "a.zip")
    assert done.returncode == 3 and b"a.zip: ZIP archive whose list of members has 4,294,967,040 bytes" in done.stderr


def test_wacz(tmp_path: Path) -> None:
    path = tmp_path / "crawl.wacz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        warc = archive_of([(HOST + f"{n}.shtml", article(n)) for n in (1, 2)], packed=True)
        archive.writestr("archive/data.warc.gz", warc)
        archive.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0"}\n')
        archive.writestr("datapackage.json", '{"profile": "data-package"}')
    found = [json.loads(line) for line in run(path, "-f", "jsonl").stdout.splitlines()]
    assert [record["url"] for record in found] == [HOST + "1.shtml", HOST + "2.shtml"]
    assert all(f"第{n}号" in record["text"] for n, record in enumerate(found, 1))
    assert sinaextract.extract_file(found[1]["input"]).text == found[1]["text"]


@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_webarchive_of_safari(tmp_path: Path, form: plistlib.PlistFormat) -> None:
    main = {
        "WebResourceData": article(1).replace(b'<meta charset="utf-8">', b"").decode().encode("gb18030"),
        "WebResourceURL": HOST + "1.shtml",
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "gb2312",
    }
    (tmp_path / "a.webarchive").write_bytes(plistlib.dumps({"WebMainResource": main}, fmt=form))
    (record,) = records(tmp_path / "a.webarchive")
    assert record["url"] == HOST + "1.shtml" and "第1号" in str(record["text"])
    (tmp_path / "b.webarchive").write_bytes(plistlib.dumps({"WebMainResource": {}}, fmt=form))
    assert b"a property list without a page" in run(tmp_path / "b.webarchive").stderr
    (tmp_path / "c.webarchive").write_bytes(plistlib.dumps({"WebMainResource": main}, fmt=form)[:-60])
    done = run(tmp_path / "c.webarchive")
    assert done.returncode == 3 and b"damaged property list" in done.stderr


HTML = "<p>临州港第{0}座码头昨日启用。</p><p>企业成本将下降。</p>"
TEXT = "临州港第{0}座码头昨日启用。\n企业成本将下降。"
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0">
<channel><title>临州财经</title>{}</channel></rss>"""
ITEM = """<item><title>码头{0}号启用 &amp; 结算</title><link>https://finance.sina.com.cn/{0}.shtml</link>
<description>摘要</description><content:encoded><![CDATA[{1}]]></content:encoded><dc:creator>东澜日报</dc:creator>
<category>港口</category><pubDate>Fri, 05 Mar 2021 01:26:0{0} GMT</pubDate></item>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>临州财经</title>{}</feed>"""
ENTRY = """<entry><title>码头{0}号启用 &amp; 结算</title><link rel="self" href="https://a.example/"/>
<link href="https://finance.sina.com.cn/{0}.shtml"/><author><name>东澜日报</name></author><category term="港口"/>
<published>2021-03-05T01:26:0{0}Z</published><content type="html"><![CDATA[{1}]]></content></entry>"""


def rss() -> bytes:
    return RSS.format("".join(ITEM.format(n, HTML.format(n)) for n in (1, 2))).encode()


def atom() -> bytes:
    return ATOM.format("".join(ENTRY.format(n, HTML.format(n)) for n in (1, 2))).encode()


def json_feed() -> bytes:
    items = [
        {
            "id": str(n),
            "url": f"https://finance.sina.com.cn/{n}.shtml",
            "title": f"码头{n}号启用 & 结算",
            "content_html": HTML.format(n),
            "date_published": f"2021-03-05T09:26:0{n}+08:00",
            "authors": [{"name": "东澜日报"}],
            "tags": ["港口"],
        }
        for n in (1, 2)
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "临州财经", "items": items}).encode()


@pytest.mark.parametrize("feed", [rss, atom, json_feed])
def test_each_entry_of_a_feed_is_an_article(tmp_path: Path, feed: Callable[[], bytes]) -> None:
    path = tmp_path / "feed"
    path.write_bytes(feed())
    found = records(path)
    assert [record["input"] for record in found] == [f"{path}!1", f"{path}!2"]
    for n, record in enumerate(found, 1):
        assert record["title"] == f"码头{n}号启用 & 结算" and record["text"] == TEXT.format(n)
        assert record["url"] == f"https://finance.sina.com.cn/{n}.shtml" and record["author"] == "东澜日报"
        assert record["date"] == f"2021-03-05T09:26:0{n}+08:00"
    assert records(f"{path}!2") == found[1:]


def test_feeds_with_references_of_html_titles_of_html_and_comments(tmp_path: Path) -> None:
    title = "<title>港口&nbsp;&amp; 码头 & &no;</title><category><![CDATA[R&D]]></category>"
    item = f"<item>{title}<description><!-- a -->&lt;p&gt;昨日启用&hellip;&lt;/p&gt;</description></item>"
    write(tmp_path, {"named.xml": RSS.format(item).encode()})
    titled = atom().replace(b"<title>", b"<title type='html'>").replace("码头".encode(), "&lt;b>码&lt;/b>头".encode())
    (tmp_path / "atom.xml").write_bytes(titled.replace(b" &amp; ", b" &amp;amp; "))
    record = records(tmp_path / "named.xml")[0]
    assert (record["title"], record["text"], record["channel"]) == ("港口 & 码头 & &no;", "昨日启用…", ["R&D"])
    assert [r["title"] for r in records(tmp_path / "atom.xml")] == ["码头1号启用 & 结算", "码头2号启用 & 结算"]


def test_a_feed_whose_packing_is_damaged_gives_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "a.xml.gz").write_bytes(gzip.compress(rss())[:-4])
    done = run(tmp_path / "a.xml.gz", "-f", "jsonl")
    assert counts(done) == {"written": 2, "skipped": 0, "refused": 0, "failed": 1}
    assert b"damaged feed after entry 2: damaged gzip data: it is cut off" in done.stderr


@pytest.mark.parametrize("declared", ["", '<?xml version="1.0" encoding="gb2312"?>', "<?xml version='1.0'?>"])
def test_feeds_are_decoded_as_pages_are(tmp_path: Path, declared: str) -> None:
    """Characters that GB2312 lacks under its name, GBK under none, and characters that XML forbids."""
    item = "<item><title>朱镕基\x0b到港</title><description>&lt;p&gt;昨日启用。&lt;/p&gt;</description></item>"
    xml = declared + RSS.format(item).partition("?>")[2].lstrip()
    for charset in ("gb18030", "utf-8", "utf-16"):
        (tmp_path / "a.xml").write_bytes(xml.encode(charset))
        assert records(tmp_path / "a.xml")[0]["title"] == "朱镕基到港"


def test_titles_and_texts_of_media_are_not_those_of_the_entry(tmp_path: Path) -> None:
    """As WordPress.com and podcasts have them."""
    spaces = 'xmlns:m="http://search.yahoo.com/mrss/" xmlns:i="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    media = '<i:title>节目</i:title><m:content url="a.jpg"><m:title>图</m:title></m:content><m:title>图</m:title>'
    item = (
        f"<item {spaces}>{media}<title>码头启用</title><description>&lt;p&gt;昨日启用。&lt;/p&gt;</description></item>"
    )
    (tmp_path / "a.xml").write_bytes(RSS.format(item).encode())
    record = records(tmp_path / "a.xml")[0]
    assert (record["title"], record["text"]) == ("码头启用", "昨日启用。")


def test_feeds_cut_off_of_headlines_and_empty(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "cut.xml": rss()[: rss().rindex(b"</item>") - 200],
            "headlines.xml": RSS.format("<item><title>码头启用</title><description>摘要</description></item>").encode(),
            "empty.xml": RSS.format("").encode(),
        },
    )
    done = run(tmp_path / "cut.xml", "-f", "jsonl")
    assert done.returncode == 3 and done.stdout.count(b"\n") == 1 and b"cut.xml!2: damaged entry" in done.stderr
    (tmp_path / "cut.xml").write_bytes(rss()[: rss().rindex(b"</item>") + 7])
    done = run(tmp_path / "cut.xml", "-f", "jsonl")
    assert done.returncode == 3 and done.stdout.count(b"\n") == 2 and b"damaged feed after entry 2" in done.stderr
    done = run(tmp_path / "headlines.xml")
    assert done.returncode == 1 and b"an entry without the article's HTML" in done.stderr
    done = run(tmp_path / "empty.xml")
    assert done.returncode == 1 and b"a feed without entries" in done.stderr


@pytest.mark.parametrize(
    ("name", "head", "reason"),
    [
        ("a.7z", b"7z\xbc\xaf\x27\x1c\0\4", b"a 7z archive, which cannot be read; unpack it and give the folder"),
        ("a.sh", b"#!/bin/sh\nexec unzip $0\nPK\x03\x04", b"damaged ZIP archive"),
        ("a.zip", b"what came before" + b"PK\x03\x04", b"damaged ZIP archive"),
        ("a.exe", b"MZ" + bytes(600) + b"PK\x03\x04", b"damaged ZIP archive"),
        ("a.rar", b"Rar!\x1a\x07\x01\0", b"a RAR archive"),
        ("a.arc", b"filedesc://a.arc 0.0.0.0 20080101000000 text/plain 9\n", b"an ARC archive"),
        ("a.zip.gz", gzip.compress(b"PK\x03\x04" + bytes(60), mtime=0), b"a ZIP archive that is packed again"),
        (
            "a.arc.gz",
            gzip.compress(b"filedesc://a.arc 0.0.0.0 20080101000000 text/plain 9\n", mtime=0),
            b"an ARC archive",
        ),
    ],
)
def test_archives_that_cannot_be_read_are_named_and_fail(tmp_path: Path, name: str, head: bytes, reason: bytes) -> None:
    write(tmp_path, {name: head + bytes(600), "b.html": article(1)})
    done = run(tmp_path, "-f", "jsonl")
    assert counts(done) == {"written": 1, "skipped": 0, "refused": 0, "failed": 1} and done.returncode == 3
    assert name.encode() + b": " in done.stderr and reason in done.stderr


DESCRIBED = """<?xml version="1.0"?>
<RDF:RDF xmlns:MAF="http://maf.mozdev.org/metadata/rdf#" xmlns:RDF="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <RDF:Description RDF:about="urn:root">
    <MAF:originalurl RDF:resource="https://finance.sina.com.cn/a.shtml?b=1&amp;c=2"/>
    <MAF:indexfilename RDF:resource="index.html"/>
  </RDF:Description>
</RDF:RDF>
"""


def test_a_page_of_a_maff_has_the_address_that_its_description_states(tmp_path: Path) -> None:
    """The archives of Firefox's add-on: a folder a page, with what is known of it."""
    folders = {"1/index.html": article(1), "1/index.rdf": DESCRIBED.encode(), "2/index.html": article(2)}
    zipped(tmp_path / "a.maff", {**folders, "2/index.rdf": b"<RDF:RDF"})
    done = run(tmp_path / "a.maff", "-f", "jsonl")
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["url"] == "https://finance.sina.com.cn/a.shtml?b=1&c=2" and second["url"] is None
    assert counts(done) == {"written": 2, "skipped": 2, "refused": 0, "failed": 0}


GLUED = {
    "two pages": article(1) + article(2),
    "pages with the mark of a browser": article(1)
    + b"\r\n<!-- saved from url=(0020)http://a.example/ -->\n"
    + article(2),
    "two pages in UTF-16": (article(1) + article(2)).decode().encode("utf-16"),
    "two posts": (POST.format(1) + POST.format(2)).encode(),
    "a page and a post": article(1) + b"\n" + POST.format(1).encode(),
    "a post and a page": POST.format(1).encode() + b"<!-- end -->\n\n" + article(1),
    "a page and MHTML": article(1) + b"\r\n" + mhtml(article(2), "text/html"),
    "three posts": ("\n" + POST.format(1) + "\n" + POST.format(2) + "\n" + POST.format(3)).encode(),
}


@pytest.mark.parametrize("glued", GLUED)
def test_glued_inputs_are_refused_with_a_hint(tmp_path: Path, glued: str) -> None:
    """``cat *.md | sinaextract -`` would give one article of all."""
    data = GLUED[glued]
    done = run("-", stdin=data)
    assert done.returncode == 1 and done.stdout == b""
    assert b"in one input; give them as files of their own, or as a folder" in done.stderr
    with pytest.raises(NotAnArticle, match="in one input"):
        sinaextract.extract(data)
    (tmp_path / "a.html").write_bytes(data)
    with pytest.raises(NotAnArticle, match="in one input"):
        sinaextract.extract_file(tmp_path / "a.html")


@pytest.mark.parametrize("other", [article(2), mhtml(article(2), "text/html")])
def test_what_follows_mhtml_is_told(other: bytes) -> None:
    done = run("-", stdin=mhtml(article(1), "text/html") + other)
    assert done.returncode == 1 and b"several pages in one input" in done.stderr


def test_a_post_with_lines_of_its_own_is_one(tmp_path: Path) -> None:
    """Rules and lines with a colon in the text are no front matter."""
    post = POST.format(1).replace("</div>", "<p>名单：</p>\n---\n\n表决结果: 通过\n\n---\n<p>完毕。</p></div>")
    assert run("-", stdin=post.encode()).returncode == 0
    assert "</html>" not in run("-", stdin=article(1) + b"\n<!-- served in 3 ms -->\n").stdout.decode()


def test_looking_for_glued_posts_takes_linear_time() -> None:
    """Lines that two kinds of lines could be took time by the power of two."""
    post = b"---\ntitle: a\n" + b"-a: b\n \t- c: d\n" * 25 + b"x\n"
    with pytest.raises(NotAnArticle):
        sinaextract.extract(post * 400)

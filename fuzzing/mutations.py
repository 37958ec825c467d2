"""Structure-aware mutations: pages damaged as pages are, hostile markup, and containers around them."""
# ruff: noqa: E501  (lists of markup)

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import plistlib
import random
import re
import tarfile
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
from tests.mutants import INSERTS, mutate

_ATTRIBUTE = re.compile(rb'(?:class|id|style|href|src|name|property)="([^"]*)"')
_NAMES = re.compile(rb'(?:class|id)="[^"]{1,60}"')
_COMMENT = re.compile(rb"<!--[^>]{0,80}-->")

HOSTILE = [
    b'<a href="javascript:alert(1)">x</a>', b'<a href=" data:text/html,<b>">y</a>', b'<img src="javascript:x" alt="alt">',
    b'<img src=x onerror="alert(1)">', b"<p>\x1b[31m\x1b]0;t\x07red\x9b2J</p>", b"&#27;[31m&#x9b;2J&#0;&#xD800;&#x10FFFF;",
    b"\x00", b"\xff\xfe", b"\x80\x81", b"\xed\xa0\x80", b"\xf0\x9f\x98", b"&" * 40, b"&#", b"&#xfffffffff;",
    b"<svg><script>alert(1)</script></svg>", b"<math><mi>", b"<select><option>", b"<plaintext>", b"<xmp>", b"<listing>",
    b"<noscript>", b"<template>", b"<frameset><frame>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>&a;", b"<![CDATA[ x ]]>", b"<?php ?>",
    b"<table><tr><td colspan=99999 rowspan=99999>a<td>b", b"<ul><li>a<ul><li>b", b"<ol start=999999999><li>a", b"<caption>c",
    b"<td>", b"<tr>", b"<li>", b"<h2>", b"</h2>", b"<blockquote>", b"</blockquote>", b"<pre>\n\n x\n</pre>", b"<br><br>", b"<hr>",
    b"<div class=img_wrapper><img src=//a.cn/b.jpg alt=abcdef>", b"<span class=img_descr>c</span>", b"<figure><figcaption>f",
    b"<!-- publish_helper_end -->", b"<!-- NEWSZW_HZH_BEGIN -->", b"<!-- NEWSZW_HZH_END -->", b"<!--article_adlist[<b>x</b>]article_adlist-->",
    b'<div style="display:none">h</div>', b"<ins>", b"<iframe>", b"<object>", b"<embed>", b"<video>", b"<form>", b"<textarea>",
    b"[<a href=http://weibo.com/a>\xe5\xbe\xae\xe5\x8d\x9a</a>]", b"<p>\xe8\xb4\xa3\xe4\xbb\xbb\xe7\xbc\x96\xe8\xbe\x91\xef\xbc\x9aab</p>",
    b"<p>\xe5\x8e\x9f\xe6\xa0\x87\xe9\xa2\x98\xef\xbc\x9aab</p>", b"\xe2\x80\xae\xe2\x81\xa6\xef\xbb\xbf\xe2\x80\x8b\xe3\x80\x80\xc2\xa0\xe2\x80\xa8",
    b"**a** _b_ `c` [d](e) | # - 1. <f> \\", b'<meta http-equiv="content-type" content="text/html; charset=utf-16">',
    b'<meta charset="gbk">', b'<base href="javascript:">', b"<p><p><p>", b"<wbr>", b"<font>" * 30, b"<div>" * 300, b"</div>" * 30,
]  # fmt: skip


def page_mutant(pages: list[bytes], chance: random.Random) -> bytes:
    """A page with damage of one to four kinds."""
    data = chance.choice(pages)
    for _ in range(chance.choice([1, 1, 2, 3])):
        data = chance.choice(_STEPS)(data, pages, chance) or data
    return data


def _regions(data: bytes, pages: list[bytes], chance: random.Random) -> bytes:
    return mutate(data, chance)


def _hostile(data: bytes, pages: list[bytes], chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(data) + 1)
        if chance.random() < 0.8:
            place = max(0, data.find(b"<", place))
        data = data[:place] + chance.choice(HOSTILE) * chance.choice([1, 1, 1, 5]) + data[place:]
    return data


def _into_body(data: bytes, pages: list[bytes], chance: random.Random) -> bytes:
    """Hostile markup in the article itself, which is where it counts."""
    marks = [m.end() for m in re.finditer(rb"<p[ >][^<]{0,40}|</p>|\xe3\x80\x82", data)]
    if not marks:
        return data
    for place in sorted(chance.choices(marks, k=chance.randint(1, 3)), reverse=True):
        data = data[:place] + chance.choice(HOSTILE + INSERTS) + data[place:]
    return data


def _bytes(data: bytes, pages: list[bytes], chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice([1, 4, 30])):
        changed[chance.randrange(len(changed))] = chance.choice([chance.randrange(256), 0x3C, 0x3E, 0x22, 0x26, 0])
    return bytes(changed)


def _truncate(data: bytes, pages: list[bytes], chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data) + 1)]


def _splice(data: bytes, pages: list[bytes], chance: random.Random) -> bytes:
    other = chance.choice(pages)
    return (
        data[: data.find(b"<", chance.randrange(len(data)))] + other[other.find(b"<", chance.randrange(len(other))) :]
    )


def _attributes(data: bytes, pages: list[bytes], chance: random.Random) -> bytes:
    """The value of one attribute becomes another one's, of this page or of another."""
    here = list(_ATTRIBUTE.finditer(data))
    there: list[bytes] = _ATTRIBUTE.findall(chance.choice([data, chance.choice(pages)]))
    if not here or not there:
        return data
    match = chance.choice(here)
    return data[: match.start(1)] + chance.choice(there) + data[match.end(1) :]


def _marks(data: bytes, pages: list[bytes], chance: random.Random) -> bytes:
    """A comment or an element with the name of a part of a page, where it does not belong."""
    other = chance.choice(pages)
    marks: list[bytes] = _COMMENT.findall(other) + [b"<div " + name + b">" for name in _NAMES.findall(other)]
    if not marks:
        return data
    place = max(0, data.find(b"<", chance.randrange(len(data))))
    return data[:place] + chance.choice(marks) + data[place:]


def _charset(data: bytes, pages: list[bytes], chance: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(chance.choice(["gb18030", "utf-16", "utf-8-sig", "utf-16-be", "utf-32"]), "replace")


_STEPS = (
    _regions, _regions, _hostile, _hostile, _into_body, _into_body, _into_body, _bytes, _truncate, _splice,
    _attributes, _attributes, _marks, _charset,
)  # fmt: skip


def container_mutant(pages: list[bytes], chance: random.Random) -> tuple[bytes, str]:
    """A damaged container with the ending that it would have."""
    page = chance.choice(pages) if chance.random() < 0.7 else page_mutant(pages, chance)
    data, ending = chance.choice(_CONTAINERS)(page, chance)
    if chance.random() < 0.8:
        data = chance.choice((_bytes, _truncate, _doubled))(data, pages, chance)
    if chance.random() < 0.1:  # the container as such is damaged, its packing is not
        pack, packed = chance.choice(((gzip.compress, ".gz"), (bz2.compress, ".bz2"), (lzma.compress, ".xz")))
        data, ending = pack(data), ending + packed
    return data, ending


def _doubled(data: bytes, pages: list[bytes], chance: random.Random) -> bytes:
    start, stop = sorted(chance.choices(range(len(data) + 1), k=2))
    return data[:stop] + data[start:]


def _gzip(page: bytes, chance: random.Random) -> tuple[bytes, str]:
    packed = gzip.compress(page, 1)
    return chance.choice([packed, packed * 2, gzip.compress(packed), gzip.compress(b"<p>" * 50_000)]), ".html.gz"


def _zip(page: bytes, chance: random.Random) -> tuple[bytes, str]:
    stream = io.BytesIO()
    names = [
        "a.html",
        "../../b.html",
        "/etc/c.html",
        "c:\\d.html",
        "e\n.html",
        "f\x1b[31m.html",
        "新.html",
        "x" * 300,
        "g/",
        ".h",
    ]
    with zipfile.ZipFile(stream, "w", chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as archive:
        for name in chance.sample(names, 3):
            archive.writestr(name, page)
    return stream.getvalue(), ".zip"


def _mhtml(page: bytes, chance: random.Random) -> tuple[bytes, str]:
    place = chance.choice(
        [b"http://a.sina.com.cn/b", b"../../../etc/passwd", b"file:///etc/passwd", b"x\x1b[31m", b"\xff"]
    )
    charset = chance.choice([b"utf-8", b"gb2312", b"utf-16", b"rot13", b"\xff", b"x" * 200])
    parts = (
        b"--b\r\nContent-Type: text/html; charset=" + charset + b"\r\nContent-Location: " + place + b"\r\n"
        b"Content-Transfer-Encoding: "
        + chance.choice([b"8bit", b"base64", b"quoted-printable", b"x"])
        + b"\r\n\r\n"
        + page
        + b"\r\n"
        b"--b\r\nContent-Type: image/png\r\nContent-Location: " + place + b"\r\n\r\n\x89PNG\r\n--b--\r\n"
    )
    head = b'From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
    return head + parts, ".mhtml"


def _warc(page: bytes, chance: random.Random) -> tuple[bytes, str]:
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + chance.choice(
        [b"", b"Content-Encoding: gzip\r\n", b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: br\r\n"]
    )
    body = http + b"\r\n" + page
    record = (
        (
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://finance.sina.com.cn/a.html\r\n"
            b"WARC-Date: 2020-01-01T00:00:00Z\r\nContent-Length: %d\r\n\r\n" % len(body)
        )
        + body
        + b"\r\n\r\n"
    )
    if chance.random() < 0.2:  # lines that end in LF alone
        record = record.replace(b"\r\n", b"\n")
    packed = gzip.compress(record, 1)
    return chance.choice(
        [(record, ".warc"), (record * 3, ".warc"), (packed * 2, ".warc.gz"), (gzip.compress(record * 2), ".warc.gz")]
    )


def _jsonl(page: bytes, chance: random.Random) -> tuple[bytes, str]:
    row = json.dumps({"url": "http://finance.sina.com.cn/a", "html": page.decode("utf-8", "surrogateescape")}).encode()
    return (row + b"\n") * chance.randint(1, 3), ".jsonl"


def _csv(page: bytes, chance: random.Random) -> tuple[bytes, str]:
    row = b'http://finance.sina.com.cn/a,"' + page.replace(b'"', b'""') + b'"\r\n'
    return b"url,html\r\n" + row * chance.randint(1, 3), ".csv"


def _post(page: bytes, chance: random.Random) -> tuple[bytes, str]:
    front = chance.choice([
        b"title: a\nauthor: *x\n", b"a: &a [x,x]\nb: &b [*a,*a]\ntitle: *b\n", b"title: {a: b}\ndate: 2022-02-31\n",
        b"title: [a]\ncategories: {x: y}\nheadimg: [1]\n", b"title: !!python/object:os.system x\n", b"? [a]\n: b\ntitle: x\n",
        b"title: 1\nauthor: 2\ndate: 3\ncategories: 4\n", b'title: "\\x1b[31m\\ud800"\n', b"title: " + b"[" * 60 + b"\n",
        b"title: 2020-01-01\ndate: 99999999999999999999\n", b"title: .inf\ncategories: [null, .nan, true]\n",
    ])  # fmt: skip
    return b"\n---\n" + front + b"---\n<div><p>" + page[-3000:] + b"</p></div>", ".md"


def _tar(page: bytes, chance: random.Random) -> tuple[bytes, str]:
    stream = io.BytesIO()
    names = ["a.html", "../../b.html", "/etc/c.html", "e\n.html", "f\x1b[31m.html", "新.html", "x" * 300, ".h"]
    form = chance.choice([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
    with tarfile.open(fileobj=stream, mode="w", format=form) as archive:
        for name in chance.sample([name for name in names if form != tarfile.USTAR_FORMAT or len(name) < 100], 3):
            info = tarfile.TarInfo(name)
            info.size = len(page)
            info.type = chance.choice([tarfile.REGTYPE] * 4 + [tarfile.SYMTYPE, tarfile.FIFOTYPE])
            archive.addfile(info, io.BytesIO(page))
    return stream.getvalue(), ".tar"


def _wacz(page: bytes, chance: random.Random) -> tuple[bytes, str]:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("archive/data.warc.gz", _warc(page, chance)[0])
        archive.writestr("archive/more.tar", _tar(page, chance)[0])
        archive.writestr("pages/pages.jsonl", _jsonl(page, chance)[0])
    return stream.getvalue(), ".wacz"


def _webarchive(page: bytes, chance: random.Random) -> tuple[bytes, str]:
    url = chance.choice(["http://finance.sina.com.cn/a.html", "file:///etc/passwd", "x\u202e[31m", ""])
    main = {
        "WebResourceData": page,
        "WebResourceURL": url,
        "WebResourceTextEncodingName": chance.choice(["gb2312", "utf-16", "rot13", "x" * 200]),
    }
    picture = {"WebResourceData": b"\x89PNG", "WebResourceURL": url, "WebResourceMIMEType": "image/png"}
    archive = {"WebMainResource": main, "WebSubresources": [picture, chance.choice([picture, {}])]}
    return plistlib.dumps(archive, fmt=chance.choice([plistlib.FMT_BINARY, plistlib.FMT_XML])), ".webarchive"


def _feed(page: bytes, chance: random.Random) -> tuple[bytes, str]:
    html = page[-4000:].decode("utf-8", "replace")
    title = chance.choice(["标题", "a\x07b", "&#27;[31m", "x" * 3000, ""])
    if chance.random() < 0.3:
        items = [{"title": title, "url": "http://finance.sina.com.cn/a", "content_html": html, "tags": [1, "a"]}] * 2
        return json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}).encode(), ".json"
    body = "<![CDATA[" + html.replace("]]>", "") + "]]>"
    entry = chance.choice([
        f"<item><title>{title}</title><description>{body}</description><pubDate>Fri, 05 Mar 2021 01:26:00 GMT</pubDate></item>",
        f"<entry><title>{title}</title><content type='html'>{body}</content><published>2021-02-31T</published></entry>",
    ])  # fmt: skip
    doctype = chance.choice(["", "<!DOCTYPE x [<!ENTITY a 'b'><!ENTITY c SYSTEM 'file:///etc/passwd'>]>"])
    return f"<?xml version='1.0'?>{doctype}<rss><channel>{entry * 3}&c;</channel></rss>".encode(), ".xml"


def _json(page: bytes, chance: random.Random) -> tuple[bytes, str]:
    row = {"url": "http://finance.sina.com.cn/a", "html": page.decode("utf-8", "replace")}
    data = json.dumps([row] * 3, ensure_ascii=False, indent=chance.choice([None, 1]))
    return data.encode(chance.choice(["utf-8", "utf-8-sig", "utf-16", "gb18030"]), "replace"), ".json"


def _parquet(page: bytes, chance: random.Random) -> tuple[bytes, str]:
    rows = [{"html": page if chance.random() < 0.8 else None}] * chance.randint(0, 3)
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, pa.schema({"html": pa.binary()})), stream, row_group_size=2)
    return stream.getvalue(), ".parquet"


_CONTAINERS = (_gzip, _zip, _mhtml, _warc, _warc, _jsonl, _csv, _post, _tar, _wacz, _webarchive, _feed, _json, _parquet)

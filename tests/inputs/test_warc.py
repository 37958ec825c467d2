"""Web archives: what other tools write, with every coding and packing, damaged, and interrupted."""

from __future__ import annotations

import gzip
import json
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

import sinaextract
from sinaextract.inputs.containers.http import parse

from ..archives import (
    CODINGS,
    HOST,
    HTML,
    Archive,
    archive_of,
    records_of,
    wget,
    zstd,
    zstd_by_record,
    zstd_with_dictionary,
)
from ..command import article, counts, run, tree
from ..extraction.test_fixtures import PAGES
from ..pages import page

Record = dict[str, Any]
NAMES = [f"{path.parts[-3]}/{path.parts[-2]}.shtml" for path in PAGES]


def records(*arguments: str | Path, status: int = 0) -> list[Record]:
    done = run(*arguments, "-f", "jsonl")
    assert done.returncode == status, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def without(record: Record, *keys: str) -> Record:
    return {key: value for key, value in record.items() if key not in keys}


def assert_as_the_plain_files(found: list[Record]) -> None:
    """The fixtures' records, in order, with the address and time that only the archive knows."""
    plain = records(*PAGES)
    assert len(found) == len(plain) == len(NAMES)
    for record, expected, name in zip(found, plain, NAMES, strict=True):
        assert record["input"].endswith("!" + HOST + name)
        assert record["url"] == expected["url"] or (expected["url"] is None and record["url"] == HOST + name)
        assert record["captured"].endswith("+08:00") and expected["captured"] is None
        assert without(record, "input", "url", "captured") == without(expected, "input", "url", "captured")


@pytest.mark.parametrize("packed", [False, True])
def test_warcio_writes_the_fixtures(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "crawl"
    path.write_bytes(archive_of(((HOST + n, p.read_bytes()) for n, p in zip(NAMES, PAGES, strict=True)), packed))
    found = records(path)
    assert_as_the_plain_files(found)
    assert {record["captured"] for record in found} == {"2021-03-05T17:26:07+08:00"}


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("wget"), reason="wget is not installed")
@pytest.mark.parametrize("options", [(), ("--no-warc-compression",), ("--compression=gzip",)])
def test_wget_fetches_the_fixtures(tmp_path: Path, options: tuple[str, ...]) -> None:
    pages = {name: path.read_bytes() for name, path in zip(NAMES, PAGES, strict=True)}
    archive = wget(tmp_path, pages, *options)
    assert_as_the_plain_files(records(archive))


@pytest.mark.parametrize("coding", CODINGS)
def test_codings_of_http(tmp_path: Path, coding: str) -> None:
    name, value, encode = CODINGS[coding]
    archive = Archive()
    archive.add(HOST + "a", encode(article(1)), HTML, (name, value))
    (tmp_path / "a.warc").write_bytes(archive.bytes())
    (record,) = records(tmp_path / "a.warc")
    (tmp_path / "a.html").write_bytes(article(1))
    assert record["text"] == records(tmp_path / "a.html")[0]["text"]


def test_coded_and_sent_in_chunks(tmp_path: Path) -> None:
    archive = Archive()
    body = CODINGS["chunked"][2](gzip.compress(article(1)))
    archive.add(HOST + "a", body, HTML, ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"))
    (tmp_path / "a.warc").write_bytes(archive.bytes())
    assert "第1号" in records(tmp_path / "a.warc")[0]["text"]


@pytest.mark.parametrize(
    ("stated", "real"),
    [("gb2312", "gb18030"), ("gb2312", "utf-8"), ("big5", "big5"), ("no-such", "utf-8")],
)
def test_charset_of_http(tmp_path: Path, stated: str, real: str) -> None:
    html = page("<p>　　國際結算已經完成。</p>").decode().replace("临州港跨境结算提速", "國際結算")
    html = html.replace("东澜日报", "經濟日報").replace('<meta charset="utf-8">', "").replace("新浪财经", "新浪財經")
    archive = Archive()
    archive.add(HOST + "a", html.encode(real), ("Content-Type", f"text/html; charset={stated}"))
    (tmp_path / "a.warc").write_bytes(archive.bytes())
    assert records(tmp_path / "a.warc")[0]["text"] == "國際結算已經完成。"


def crawl(packed: bool = False) -> Archive:
    """Five pages among everything else that a crawl brings."""
    archive = Archive(packed)
    archive.add(HOST + "1.shtml", article(1))
    archive.add(HOST + "1.shtml", b"", kind="revisit")
    archive.add("http://www.example.com/finance.sina.com.cn", article(9))
    archive.add("http://notsina.com.cn/", article(9))
    archive.add("https://k.sina.cn/article_2.html?from=wap", article(2), ("content-type", "text/html; charset=utf-8"))
    archive.add(HOST + "logo.png", b"\x89PNG", ("Content-Type", "image/png"))
    archive.add(HOST + "gone", b"<html>", HTML, status="404 Not Found")
    archive.add(HOST + "old", b"", ("Location", HOST), status="302 Found")
    archive.add("http://SINA.com.cn/3", article(3))
    archive.add(HOST + "list", b"<html><body>hello</body></html>")
    archive.add(HOST, article(4), ("Content-Type", "text/html"))
    archive.add(HOST + "5.shtml", article(5))
    return archive


TEXTS = [f"第{number}号" for number in range(1, 6)]


def test_what_is_read_and_what_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "crawl.warc.gz").write_bytes(crawl(packed=True).bytes())
    done = run(tmp_path, "-f", "jsonl")
    assert counts(done) == {"written": 5, "skipped": 6, "refused": 1, "failed": 0} and done.returncode == 1
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(text in record["text"] for text, record in zip(TEXTS, found, strict=True))
    assert found[1]["url"] == "https://k.sina.cn/article_2.html?from=wap"
    for reason in ("a revisit record; the page was stored earlier 1", "not of a Sina host 2", "HTTP status 404 1"):
        assert reason.encode() in done.stderr
    offset = int(found[4]["input"].split("!")[1])
    assert (tmp_path / "crawl.warc.gz").read_bytes()[offset:].startswith(b"\x1f\x8b")
    run(tmp_path, "-o", tmp_path / "vault")
    host = "crawl.warc.gz/finance.sina.com.cn"
    expected = {f"{host}/1.md", "crawl.warc.gz/k.sina.cn/article_2.html？from=wap.md", "crawl.warc.gz/sina.com.cn/3.md"}
    assert set(tree(tmp_path / "vault")) == expected | {f"{host}/index.md", f"{host}/5.md"}
    assert b"captured: 2021-03-05T17:26:07+08:00\n" in (tmp_path / "vault" / host / "5.md").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [(), ("-j", "2")])
@pytest.mark.parametrize(
    "pack",
    [gzip.compress, zstd, zstd_by_record, zstd_with_dictionary, lambda d: b"".join(map(gzip.compress, records_of(d)))],
    ids=["gzip in one piece", "zstd in one piece", "zstd", "zstd with dictionary", "gzip"],
)
def test_packings(tmp_path: Path, pack: Any, jobs: tuple[str, ...]) -> None:
    (tmp_path / "a").write_bytes(crawl().bytes())
    (tmp_path / "b").write_bytes(pack(crawl().bytes()))
    plain, packed = ([without(r, "input") for r in records(tmp_path / name, *jobs, status=1)] for name in ("a", "b"))
    assert plain == packed and len(plain) == 5


@pytest.mark.parametrize("meta", ["", '!meta {"format": "cdxj"}\n'])
def test_an_index_of_pywb(tmp_path: Path, meta: str) -> None:
    """CDXJ: a sortable address, a time, and JSON that says where the record is."""
    archive = Archive(packed=True)
    places = [archive.add(f"{HOST}{n}.shtml", article(n)) for n in range(4)]
    (tmp_path / "a.warc.gz").write_bytes(archive.bytes())
    ends = [*places[1:], len(archive.bytes())]
    lines = []
    for n, (at, end) in enumerate(zip(places, ends, strict=True)):
        values = {"url": f"{HOST}{n}.shtml", "status": "200", "offset": str(at), "length": str(end - at)}
        values["filename"] = "a.warc.gz"
        lines.append(f"cn,com,sina,finance)/{n}.shtml 20210305092607 {json.dumps(values)}")
    lines[1] = "cn,com,sina,finance)/1.shtml 20210305092607 {damaged"
    (tmp_path / "index.cdxj").write_text(meta + "\n".join(lines) + "\n")
    done = run(tmp_path / "index.cdxj", "-f", "jsonl")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["url"] for record in found] == [f"{HOST}{n}.shtml" for n in (0, 2, 3)] and done.returncode == 3
    assert counts(done)["failed"] == 1
    again = run(found[1]["input"], "-f", "jsonl")
    assert json.loads(again.stdout)["text"] == found[1]["text"]
    assert counts(run(tmp_path, "-f", "jsonl"))["written"] == 4  # in a folder the archive is read, not its index


def test_a_truncated_record_in_each_packing(tmp_path: Path) -> None:
    whole = crawl().bytes()
    last = records_of(whole)[-1]
    cut = whole[: len(whole) - len(last) // 2]
    for name, data in (("a", cut), ("b", gzip.compress(whole)[:-20]), ("c", crawl(packed=True).bytes()[:-20])):
        (tmp_path / name).write_bytes(data)
        done = run(tmp_path / name, "-f", "jsonl")
        assert done.stdout.count(b"\n") == 4 and counts(done)["failed"] == 1, (name, done.stderr)
        assert b"damaged" in done.stderr and b"Traceback" not in done.stderr
        assert (b"what follows it in the same piece is lost" in done.stderr) == (name == "b")


def test_damage_costs_only_its_record(tmp_path: Path) -> None:
    packed = crawl(packed=True)
    places = [p for p in range(len(packed.bytes())) if packed.bytes()[p : p + 4] == b"\x1f\x8b\x08\0"]
    whole = packed.bytes()
    for number, inside in ((0, 40), (0, 400), (4, 40), (4, 400)):
        damaged = bytearray(whole)
        place = places[number] + inside
        damaged[place : place + 8] = bytes(8)
        (tmp_path / "a.warc.gz").write_bytes(damaged)
        done = run(tmp_path / "a.warc.gz", "-f", "jsonl")
        assert done.stdout.count(b"\n") == 4, (number, inside, done.stderr)
        assert counts(done)["failed"] == 1 and f"a.warc.gz!{places[number]}".encode() in done.stderr


def test_rubbish_between_records(tmp_path: Path) -> None:
    pieces = records_of(crawl().bytes())
    (tmp_path / "a.warc").write_bytes(b"".join([*pieces[:4], b"rubbish\r\n\r\n" * 9, *pieces[4:]]))
    done = run(tmp_path / "a.warc", "-f", "jsonl")
    assert done.stdout.count(b"\n") == 5 and counts(done)["failed"] == 1


@pytest.mark.parametrize("body", [gzip.compress(article(1))[:-30], b"\x1f\x8b" + bytes(50)])
def test_a_damaged_body(tmp_path: Path, body: bytes) -> None:
    archive = Archive()
    archive.add(HOST + "a", body, HTML, ("Content-Encoding", "gzip"))
    archive.add(HOST + "b", article(2), HTML, ("Content-Encoding", "nonsense"))
    archive.add(HOST + "c", article(3))
    (tmp_path / "a.warc").write_bytes(archive.bytes())
    done = run(tmp_path / "a.warc", "-f", "jsonl")
    assert b"damaged gzip data" in done.stderr and b"unknown content encoding 'nonsense'" in done.stderr
    assert counts(done) == {"written": 1, "skipped": 0, "refused": 0, "failed": 2}


def test_a_body_of_several_gzip_members_and_what_follows_them(tmp_path: Path) -> None:
    archive, html = Archive(), article(1)
    body = gzip.compress(html[:200]) + gzip.compress(html[200:]) + b"\r\nrest"
    archive.add(HOST + "a", body, HTML, ("Content-Encoding", "gzip"))
    (tmp_path / "a.warc").write_bytes(archive.bytes())
    assert "第1号" in records(tmp_path / "a.warc")[0]["text"]


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "bare deflate", "br", "zstd"])
def test_a_coded_body_that_is_cut_off_gives_what_there_is(tmp_path: Path, coding: str) -> None:
    """The record says so, or the length of the body."""
    name, value, encode = CODINGS[coding]
    data = encode(page("".join(f"<p>第{n}号泊位{n * n}单。</p>" for n in range(20_000))))
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{name}: {value}\r\n"
    pieces = [
        record(shtml(1), f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data[: len(data) // 2]),
        record(shtml(2), f"{head}\r\n".encode() + data[: len(data) // 2], "WARC-Truncated: length"),
        record(shtml(3), f"{head}\r\n".encode() + data[: len(data) // 2]),
    ]
    (tmp_path / "a.warc").write_bytes(b"".join(pieces))
    found = records(tmp_path / "a.warc", status=3)
    assert len(found) == 2 and found[0]["text"] == found[1]["text"]
    assert all(r["text"].startswith("第0号泊位0单。") and "cut off" in r["warnings"][0] for r in found)


@pytest.mark.parametrize("end", [b"0\r\n\r\n", b"0\r\nExpires: 0\r\n\r\n", b"000;a=b\r\n\r\n", b"0\n\n", b"0\r\n", b""])
def test_chunks_without_the_last_one_are_cut_off(tmp_path: Path, end: bytes) -> None:
    body = b"%x\r\n%b\r\n" % (len(article(1)), article(1)) + end
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    (tmp_path / "a.warc").write_bytes(record(shtml(1), head + body) + record(shtml(2), head + article(1)))
    assert [bool(r["warnings"]) for r in records(tmp_path / "a.warc")] == [not end, False]


def test_interim_and_partial_responses_and_segments(tmp_path: Path) -> None:
    head, page_ = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", article(1)
    pieces = [
        record(shtml(1), b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + head + page_),
        record(shtml(2), head.replace(b"200 OK", b"206 Partial Content") + page_),
        record(shtml(3), head + page_[:900], "WARC-Segment-Number: 1"),
        record(shtml(4), b"HTTP/1.1 100 Continue\r\n\r\n"),
    ]
    (tmp_path / "a.warc").write_bytes(b"".join(pieces))
    whole, part = records(tmp_path / "a.warc", status=3)
    assert whole["text"] == part["text"] and [len(whole["warnings"]), len(part["warnings"])] == [0, 1]
    done = run(tmp_path / "a.warc")
    assert b"cut into segments" in done.stderr and b"HTTP status 100 1" in done.stderr


def test_bombs(tmp_path: Path) -> None:
    archive = Archive()
    for coding, encode in (("gzip", gzip.compress), ("zstd", zstd)):
        archive.add(HOST + coding, encode(b"<" + bytes(3_000_000)), HTML, ("Content-Encoding", coding))
    archive.add(HOST + "plain", b"<" + bytes(3_000_000))
    (tmp_path / "a.warc").write_bytes(archive.bytes())
    done = run(tmp_path / "a.warc", env={"SINAEXTRACT_MAX_PAGE_BYTES": "1000000"})
    assert done.stderr.count(b"more than 1,000,000 bytes in") == 2 and b"(limit 1,000,000)" in done.stderr


def test_a_pipe_cannot_be_sought_in() -> None:
    done = run("-", stdin=crawl().bytes())
    assert done.returncode == 3 and b"give it as a file" in done.stderr and done.stdout == b""


def test_without_the_extra(tmp_path: Path) -> None:
    (tmp_path / "brotli.py").write_text("raise ImportError")
    archive = Archive(packed=True)
    archive.add(HOST + "1", article(1))
    archive.add(HOST + "2", CODINGS["br"][2](article(2)), HTML, ("Content-Encoding", "br"))
    (tmp_path / "a.warc").write_bytes(archive.bytes())
    done = run("a.warc", "-f", "jsonl", cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 3 and done.stdout.count(b"\n") == 1
    assert (
        b"2: reading pages that were sent packed by Brotli needs brotli: pip install 'sinaextract[warc]'" in done.stderr
    )


@pytest.mark.parametrize(("form", "output"), [("jsonl", "news.jsonl"), ("markdown", "vault/")])
def test_resume(tmp_path: Path, form: str, output: str) -> None:
    """An archive that grew since: what was done is not done again."""
    archive = Archive(packed=True)
    for number in range(40):
        archive.add(HOST + f"{number}.shtml", article(number))
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(archive.bytes())
    whole = tmp_path / ("whole" + output)
    run(path, "-f", form, "-o", whole)
    run(path, "-f", form, "-o", tmp_path / output)
    journal = tmp_path / (".news.jsonl.journal" if form == "jsonl" else "vault/.sinaextract.journal")
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:30]))  # as a killed run leaves it
    done = run(path, "-f", form, "-o", tmp_path / output, "--resume")
    assert counts(done) == {"written": 10, "skipped": 30, "refused": 0, "failed": 0}
    if form == "jsonl":
        assert (tmp_path / output).read_bytes() == whole.read_bytes()
    else:
        assert tree(tmp_path / "vault") == tree(whole)


def record(
    url: str,
    block: bytes,
    *headers: str,
    kind: str = "response",
    of: str = "application/http; msgtype=response",
    length: int | None = None,
) -> bytes:
    """A record as the standard has it, with headers that no library would write."""
    lines = ["WARC/1.0", f"WARC-Type: {kind}", f"WARC-Target-URI: {url}", "WARC-Date: 2021-03-05T09:26:07Z"]
    lines += [f"Content-Type: {of}", *headers, f"Content-Length: {len(block) if length is None else length}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def response(number: int, of: str = "text/html") -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: {of}\r\n\r\n".encode() + article(number)


def shtml(number: int) -> str:
    return f"{HOST}{number}.shtml"


@pytest.mark.parametrize("pack", [gzip.compress, zstd], ids=["gzip", "zstd"])
@pytest.mark.parametrize("jobs", [(), ("-j", "2")])
def test_single_members_then_one_with_several(tmp_path: Path, pack: Any, jobs: tuple[str, ...]) -> None:
    """Each text under its own name, also when one record alone is asked for by the name that was printed."""
    single = [record(shtml(n), response(n)) for n in range(1, 7)]
    path = tmp_path / "crawl.warc"
    path.write_bytes(b"".join([*map(pack, single[:2]), pack(b"".join(single[2:5])), pack(single[5])]))
    found = records(path, *jobs)
    assert [r["url"] for r in found] == [shtml(n) for n in range(1, 7)]
    assert all(f"第{n}号" in r["text"] for n, r in enumerate(found, 1))
    places = [r["input"].split("!")[1] for r in found]
    assert [("+" in place) for place in places] == [False, False, False, True, True, False]
    assert records(found[4]["input"]) == [found[4]]
    assert sinaextract.extract_file(found[3]["input"]).text == found[3]["text"]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("lie", [60, 100_000, 10**15])
def test_a_content_length_that_lies(tmp_path: Path, pack: Any, lie: int) -> None:
    """Too short, over the next records, over the end: that record fails, the others stay what they are."""
    pieces = [record(shtml(n), response(n), length=lie if n == 2 else None) for n in range(1, 6)]
    (tmp_path / "a.warc").write_bytes(b"".join(map(pack, pieces)))
    done = run(tmp_path / "a.warc", "-f", "jsonl")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["url"] for r in found] == [shtml(n) for n in (1, 3, 4, 5)] and done.returncode == 3
    assert all(f"第{n}号" in r["text"] for n, r in zip((1, 3, 4, 5), found, strict=True))


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_line_feeds_alone_and_headers_of_any_case(tmp_path: Path, pack: Any) -> None:
    """As archives look that went through an editor or a tool of someone's own; a header may be folded."""
    pieces = [record(shtml(n), response(n).replace(b"\r\n", b"\n"), "X-Of: a\r\n b") for n in (1, 2, 3)]
    pieces = [piece.replace(b"\r\n", b"\n").replace(b"WARC-T", b"warc-t") for piece in pieces]
    (tmp_path / "a.warc").write_bytes(b"".join(map(pack, pieces)))
    found = records(tmp_path / "a.warc")
    assert [r["url"] for r in found] == [shtml(n) for n in (1, 2, 3)]
    assert all(f"第{n}号" in r["text"] for n, r in enumerate(found, 1))


def test_warc_truncated_is_a_warning(tmp_path: Path) -> None:
    half = response(1)[: -len("</div></body></html>") - 30]
    (tmp_path / "a.warc").write_bytes(record(shtml(1), half, "WARC-Truncated: length"))
    (found,) = records(tmp_path / "a.warc")
    assert any("not saved to its end" in warning for warning in found["warnings"])
    assert run(tmp_path / "a.warc", "--strict").returncode == 3


def test_records_that_hold_the_page_alone(tmp_path: Path) -> None:
    """Resource records, and responses that say that they are no HTTP; media types in any case and several of them."""
    types = ("Text/HTML", "TEXT/HTML; charset=utf-8", "text/plain, text/html", "application/xhtml+xml")
    pieces = [record(shtml(n), response(n, of)) for n, of in enumerate(types, 1)]
    pieces.append(record(shtml(5), article(5), kind="resource", of="Text/Html; charset=UTF-8"))
    pieces.append(record(shtml(6), article(6), of="text/html"))
    pieces.append(record(shtml(7), b"\x89PNG", kind="resource", of="image/png"))
    pieces.append(record(shtml(8), b"no status here\r\n\r\n" + article(8)))
    (tmp_path / "a.warc").write_bytes(b"".join(pieces))
    done = run(tmp_path / "a.warc", "-f", "jsonl")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(f"第{n}号" in r["text"] for n, r in enumerate(found, 1)) and len(found) == 6
    assert counts(done) == {"written": 6, "skipped": 1, "refused": 0, "failed": 1}
    assert b"8.shtml: damaged WARC record: no HTTP status" in done.stderr


def test_an_archive_that_gives_nothing_says_why(tmp_path: Path) -> None:
    text = "临州港昨日启用。".encode()
    cases = {
        "a.warc.wet.gz": (record(shtml(1), text, kind="conversion", of="text/plain"), b"(WET); give the WARC"),
        "b.warc.wat.gz": (record(shtml(1), b"{}", kind="metadata", of="application/json"), b"metadata (WAT)"),
        "c.warc.gz": (record("http://a.example/", response(1)), b"not of a Sina host"),
        "d.warc.gz": (b"", b"it is empty"),
    }
    for name, (data, reason) in cases.items():
        (tmp_path / name).write_bytes(gzip.compress(data))
        done = run(tmp_path / name, "-f", "jsonl")
        assert done.returncode == 1 and done.stdout == b"" and reason in done.stderr, (name, done.stderr)
        assert b"no page of a Sina host in this archive" in done.stderr


def test_hosts(tmp_path: Path) -> None:
    """Copies of the Wayback Machine count as the page that they are of; --host reads others."""
    copy = "https://web.archive.org/web/20140601000000id_/" + shtml(1)
    urls = (copy, "http://blog.a.example/2", "http://a.example:8080/3", "http://b.example/4", "http://evila.example/5")
    (tmp_path / "a.warc").write_bytes(b"".join(record(url, response(n)) for n, url in enumerate(urls, 1)))
    (found,) = records(tmp_path / "a.warc")
    assert found["url"] == shtml(1) and copy in found["input"]
    assert len(records(tmp_path / "a.warc", "--host", "web.archive.org")) == 1
    assert ["2" in r["url"] for r in records(tmp_path / "a.warc", "--host", "A.example")] == [True, False]
    assert len(records(tmp_path / "a.warc", "--host", "b.example", "--host", "sina.com.cn")) == 2
    assert len(records(tmp_path / "a.warc", "--host", "*")) == 5
    done = run(tmp_path / "a.warc", "--host", "c.example")
    assert done.returncode == 1 and b"no page of c.example in this archive" in done.stderr


PIECE = gzip.compress(record(shtml(1), response(1)))
LIE = record(shtml(2), response(2), length=10**9)
HOSTILE = {
    "the magic of gzip 300,000 times": PIECE + b"\x1f\x8b\x08" * 300_000,
    "the start of a record 300,000 times": record(shtml(1), response(1)) + b"\nWARC/1." * 300_000,
    "2,000 records that claim a gigabyte": record(shtml(1), response(1)) + LIE * 2000,
    "2,000 packed records that claim a gigabyte": PIECE + gzip.compress(LIE) * 2000,
    "2,000 broken pieces": PIECE + (PIECE[:300] + bytes(30)) * 2000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_damage_takes_time_that_grows_with_the_archive(tmp_path: Path, name: str) -> None:
    """Each try at reading on may read all the rest: 300,000 of them took hours."""
    resource = pytest.importorskip("resource")  # processor time: other processes cost a busy machine seconds
    (tmp_path / "a.warc").write_bytes(HOSTILE[name])
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = run(tmp_path / "a.warc", "-f", "jsonl")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - started < 15
    assert done.returncode == 3 and done.stdout.count(b"\n") == 1 and b"Traceback" not in done.stderr


def test_a_header_sent_over_and_over_takes_time_that_grows_with_it() -> None:
    """Joined to what there was each time, these took a minute."""
    started = time.process_time()
    found = parse(b"HTTP/1.1 200 OK\r\n" + b"X-A: a\r\n" * 600_000 + b"\r\n<p>")
    assert found is not None and found.headers == {"x-a": ", ".join("a" * 600_000)} and found.body == b"<p>"
    assert time.process_time() - started < 15

"""Web archives: what other tools write, with every coding and packing, damaged, and interrupted."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

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


def test_a_truncated_record_in_each_packing(tmp_path: Path) -> None:
    whole = crawl().bytes()
    last = records_of(whole)[-1]
    cut = whole[: len(whole) - len(last) // 2]
    for name, data in (("a", cut), ("b", gzip.compress(whole)[:-20]), ("c", crawl(packed=True).bytes()[:-20])):
        (tmp_path / name).write_bytes(data)
        done = run(tmp_path / name, "-f", "jsonl")
        failed = 2 if name == "b" else 1  # compressed in one piece, what may follow is lost as well
        assert done.stdout.count(b"\n") == 4 and counts(done)["failed"] == failed, (name, done.stderr)
        assert b"damaged" in done.stderr and b"Traceback" not in done.stderr


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


def test_bombs(tmp_path: Path) -> None:
    archive = Archive()
    for coding, encode in (("gzip", gzip.compress), ("zstd", zstd)):
        archive.add(HOST + coding, encode(b"<" + bytes(3_000_000)), HTML, ("Content-Encoding", coding))
    archive.add(HOST + "plain", b"<" + bytes(3_000_000))
    (tmp_path / "a.warc").write_bytes(archive.bytes())
    done = run(tmp_path / "a.warc", env={"SINAEXTRACT_MAX_PAGE_BYTES": "1000000"})
    assert done.stderr.count(b"unpacks to more than 1,000,000 bytes") == 2 and b"(limit 1,000,000)" in done.stderr


def test_a_pipe_cannot_be_sought_in() -> None:
    done = run("-", stdin=crawl().bytes())
    assert done.returncode == 3 and b"give it as a file" in done.stderr and done.stdout == b""


def test_without_the_extra(tmp_path: Path) -> None:
    (tmp_path / "fastwarc.py").write_text("raise ImportError")
    (tmp_path / "a.warc").write_bytes(crawl().bytes())
    (tmp_path / "b.html").write_bytes(article(1))
    done = run("a.warc", "b.html", "-f", "jsonl", cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 3 and done.stdout.count(b"\n") == 1
    assert b"a.warc: reading WARC needs fastwarc: pip install 'sinaextract[warc]'" in done.stderr


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

"""What pages come wrapped in: gzip, ZIP, MHTML; damaged, hostile and as real programs write them."""

from __future__ import annotations

import base64
import gzip
import json
import zipfile
from pathlib import Path

import pytest

from sinaextract import extract, extract_file
from sinaextract.article.record import to_record
from sinaextract.inputs.containers import unwrap
from sinaextract.reading.bundle import Bundle

from ..command import article, counts, run, tree, write
from ..pages import page

HERE = Path(__file__).parent.parent
SAMPLES = HERE / "samples"
MHTML = sorted(SAMPLES.glob("mhtml/*.mhtml"))


def records(*arguments: str | Path, status: int = 0) -> list[dict[str, object]]:
    done = run(*arguments, "-f", "jsonl")
    assert done.returncode == status, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_gzip_by_content_whatever_the_name(tmp_path: Path) -> None:
    write(tmp_path, {"a.html.gz": gzip.compress(article(1)), "b.html": gzip.compress(article(2))})
    found = records(tmp_path)
    assert ["第1号" in str(found[0]["text"]), "第2号" in str(found[1]["text"])] == [True, True]
    assert run(tmp_path, "-o", tmp_path / "out").returncode == 0 and set(tree(tmp_path / "out")) == {"a.md", "b.md"}
    by_pipe = run("-", "-f", "json", stdin=gzip.compress(article(1)))
    assert json.loads(by_pipe.stdout)["title"] == found[0]["title"]


@pytest.mark.parametrize("cut", [9, 40, -9, -1])
def test_damaged_gzip(tmp_path: Path, cut: int) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(article(1))[:cut])
    done = run(tmp_path / "a.gz")
    assert done.returncode == 3 and b"a.gz: damaged gzip data" in done.stderr and done.stdout == b""


def test_a_gzip_bomb(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(bytes(3_000_000)))
    done = run(tmp_path / "a.gz", env={"SINAEXTRACT_MAX_PAGE_BYTES": "1000000"})
    assert done.returncode == 3 and b"more than 1,000,000 bytes in" in done.stderr


def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_zip_members(tmp_path: Path) -> None:
    members = {
        "2021/a.html": article(1),
        "2021/a_files/logo.png": b"\x89PNG",
        "2021/a_files/ad.html": article(9),
        "b.html.gz": gzip.compress(article(2)),
        "__MACOSX/._a.html": b"\0",
        "inner.zip": zipped(tmp_path / "inner", {"x.html": article(3)}).read_bytes(),
        "list.html": b"<html><body>hello</body></html>",
    }
    archive = zipped(tmp_path / "saved.data", members)
    found = records(archive, status=3)
    assert [r["input"] for r in found] == [f"{archive}!2021/a.html", f"{archive}!b.html.gz"]
    done = run(archive, "-o", tmp_path / "out")
    assert counts(done) == {"written": 2, "skipped": 3, "refused": 1, "failed": 1}
    assert b"inner.zip: a ZIP archive, which cannot be read here; give it as a file of its own" in done.stderr
    assert set(tree(tmp_path / "out")) == {"saved.data/2021/a.md", "saved.data/b.md"}
    assert len(json.loads(run(archive, "-f", "json").stdout)) == 2


def test_gbk_names_as_chinese_windows_writes_them(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"aabb.html": article(1), "中文/二.html": article(2)})
    archive.write_bytes(archive.read_bytes().replace(b"aabb.html", "财经".encode("gbk") + b".html"))
    assert [str(r["input"]).split("!")[1] for r in records(archive)] == ["财经.html", "中文/二.html"]
    run(archive, "-o", tmp_path / "out")
    assert set(tree(tmp_path / "out")) == {"a.zip/财经.md", "a.zip/中文/二.md"}


@pytest.mark.parametrize(
    ("name", "encoding", "system"), [("一页", "gbk", 0), ("一页", "utf-8", 3), ("一页", "gbk", 10)]
)
def test_names_without_the_flag_are_those_of_their_system(
    tmp_path: Path, name: str, encoding: str, system: int
) -> None:
    """The GBK of 一页 is UTF-8 for other letters; macOS writes UTF-8 without saying so."""
    coded = "一页".encode(encoding)
    archive = zipped(tmp_path / "a.zip", {"x" * len(coded) + ".html": article(1)})
    data = archive.read_bytes().replace(b"x" * len(coded), coded)
    place = data.rindex(b"PK\x01\x02") + 5
    archive.write_bytes(data[:place] + bytes([system]) + data[place + 1 :])
    assert records(archive)[0]["input"] == f"{archive}!一页.html"


def test_a_member_without_a_name(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", {"x": article(1), "b.html": article(2)})
    data = archive.read_bytes()
    listed = data.rindex(b"PK\x01\x02", 0, data.rindex(b"PK\x01\x02"))  # the first one's entry in the directory
    nameless = bytearray(data)
    for at, length in ((data.index(b"PK\x03\x04"), 26), (listed, 28)):
        nameless[at + length : at + length + 2] = b"\0\0"
        nameless[at + length + 2 : at + length + 4] = b"\1\0"  # what was its name is an extra field
    archive.write_bytes(nameless)
    done = run(archive, "-o", tmp_path / "out")
    assert done.returncode == 0 and set(tree(tmp_path / "out")) == {"a.zip/unnamed.md", "a.zip/b.md"}, done.stderr


def test_member_names_never_lead_out_of_the_output(tmp_path: Path) -> None:
    names = ("../../evil.html", "/abs.html", "x/../../up.html", "..\\win.html", "C:\\c.html", "..")
    zipped(tmp_path / "a.zip", dict.fromkeys(names, article(1)))
    before = set(tmp_path.rglob("*"))
    done = run("a.zip", "-o", "deep/out", cwd=tmp_path)
    assert done.returncode == 0 and counts(done)["written"] == 6
    new = {path.relative_to(tmp_path).as_posix() for path in set(tmp_path.rglob("*")) - before if path.is_file()}
    assert len(new) == 7 and all(name.startswith("deep/out/") for name in new)


def test_damaged_encrypted_and_hostile_archives(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "a.zip", {"a.html": article(1), "b.html": article(2)}).read_bytes()
    folder = tmp_path / "in"
    members = zipfile.ZipFile(tmp_path / "a.zip").infolist()
    middle = members[1].header_offset + 60
    encrypted = bytearray(whole)
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = whole.index(signature)
        encrypted[place + at] |= 1
    zipped(folder.parent / "bomb", {"bomb.html": bytes(3_000_000)})
    write(
        folder,
        {
            "1-cut.zip": whole[:-30],
            "2-flipped.zip": whole[:middle] + bytes(8) + whole[middle + 8 :],
            "3-encrypted.zip": bytes(encrypted),
            "4-bomb.zip": (folder.parent / "bomb").read_bytes(),
            "5-empty.zip": b"PK\x05\x06" + bytes(18),
        },
    )
    done = run(folder, "-f", "jsonl", "--errors", tmp_path / "errors")
    found = [json.loads(line)["input"].split("/")[-1] for line in done.stdout.splitlines()]
    assert found == ["2-flipped.zip!a.html", "3-encrypted.zip!b.html"] and done.returncode == 3
    errors = {e["input"].split("/")[-1]: e for e in map(json.loads, (tmp_path / "errors").read_text().splitlines())}
    reasons = {
        "1-cut.zip": "damaged ZIP archive",
        "2-flipped.zip!b.html": "damaged ZIP member",
        "3-encrypted.zip!a.html": "encrypted ZIP member",
        "4-bomb.zip!bomb.html": "packed more than 200:1",
        "5-empty.zip": "without files",
    }
    assert set(errors) == set(reasons)
    assert all(reasons[name] in errors[name]["reason"] for name in reasons), errors


@pytest.mark.slow
def test_a_method_of_packing_that_cannot_be_read_is_no_damage(tmp_path: Path) -> None:
    data = zipped(tmp_path / "a.zip", {"a.html": article(1)}).read_bytes()
    place = data.rindex(b"PK\x01\x02")  # in its entry of the directory, and in its own header
    (tmp_path / "a.zip").write_bytes(data[:8] + b"\x5d" + data[9 : place + 10] + b"\x5d" + data[place + 11 :])
    done = run(tmp_path / "a.zip")
    assert done.returncode == 3 and b"ZIP member packed by method 93, which cannot be read; unpack" in done.stderr


def test_a_large_archive_is_opened_once(tmp_path: Path) -> None:
    """Reading the list of members for each of them would take a minute here."""
    archive = zipped(tmp_path / "a.zip", {f"{i:05}.txt": b"" for i in range(6000)}, zipfile.ZIP_STORED)
    done = run(archive, "-q", "-f", "jsonl", "-j", "2")
    assert done.returncode == 1 and done.stdout == b""


def test_there_are_samples_of_chromium() -> None:
    assert len(MHTML) >= 6


@pytest.mark.parametrize("path", MHTML, ids=lambda path: path.stem)
def test_mhtml_of_chromium_gives_what_the_page_itself_gives(path: Path) -> None:
    """The fixture, saved by a real browser. What a browser changes is only how places are written."""
    fixtures = (HERE / "fixtures").glob("*/*/expected.json")
    fixture = next(f for f in fixtures if f"{f.parent.parent.name}-{f.parent.name}" == path.stem)
    original = json.loads(fixture.read_bytes())
    bundle = unwrap(Bundle(path.read_bytes()))
    record = to_record(extract(bundle.html, bundle.url, encoding=bundle.encoding))
    for key in (
        "title",
        "text",
        "markdown",
        "author",
        "byline",
        "source",
        "editor",
        "date",
        "symbols",
        "docid",
        "template",
    ):
        assert record[key] == original[key], key
    assert str(record["url"]).startswith("http") and bundle.files


def test_mhtml_by_content_and_gzipped(tmp_path: Path) -> None:
    sample = next(path for path in MHTML if "gb2312" in path.name)
    write(tmp_path, {"a.dat": sample.read_bytes(), "b.gz": gzip.compress(sample.read_bytes())})
    one, other = (dict(r, input="") for r in records(tmp_path))
    assert one == other and one["template"] == "artibody-title"


def mhtml(html: bytes, content_type: str, extra: bytes = b"") -> bytes:
    head = b'From: <Saved>\r\nContent-Type: multipart/related; type="text/html";\r\n\tboundary="--=_b"\r\n\r\n'
    part = f"----=_b\r\nContent-Type: {content_type}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
    return head + part + html + b"\r\n" + extra + b"----=_b--\r\n"


@pytest.mark.parametrize("charset", ["gb2312", "utf-8", "no-such-charset", "iso-8859-1", "unicode"])
def test_a_charset_that_mhtml_states_wrongly_does_no_harm(tmp_path: Path, charset: str) -> None:
    for encoding in ("utf-8", "gb18030"):
        html = page("<p>　　朱镕基昨日在临州港。</p>").decode().encode(encoding)  # 镕 is in GBK, not in GB2312
        (tmp_path / "a.mht").write_bytes(mhtml(html, f'text/html; charset="{charset}"'))
        assert records(tmp_path / "a.mht")[0]["text"] == "朱镕基昨日在临州港。"


def test_a_page_that_is_the_only_part_of_a_message(tmp_path: Path) -> None:
    """As Internet Explorer saves a page without pictures; and as a letter with the page in its second form."""
    html = article(1).decode().encode("gb18030")
    head = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    letter = b"Content-Type: multipart/alternative; boundary=Q\r\n\r\n--Q\r\n\r\nhi\r\n--Q\r\n"
    body = head + base64.encodebytes(html)
    write(tmp_path, {"a.mht": b"From: a\r\n" + body, "b.eml": b"From: a\r\n" + letter + body + b"\r\n--Q--\r\n"})
    for name in ("a.mht", "b.eml"):
        assert "第1号" in extract_file(tmp_path / name).text


def test_base64_of_mhtml_that_is_damaged_or_cut_off(tmp_path: Path) -> None:
    head, end = b"----=_b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n", b"\r\n----=_b--\r\n"
    start = mhtml(b"", "").partition(b"----=_b")[0] + head
    coded = base64.encodebytes(article(2))
    pages = {"a": coded[:300] + b"!!!" + coded[303:] + end, "b": coded[:-50], "c": coded[:101]}
    write(tmp_path, {f"{name}.mhtml": start + data for name, data in pages.items()})
    damaged, cut, early = (run(tmp_path / f"{name}.mhtml", "-f", "json") for name in pages)
    assert damaged.returncode == 3 and b"damaged base64 data" in damaged.stderr
    assert cut.returncode == 0 and "第2号" in json.loads(cut.stdout)["text"] and b"cut" in cut.stderr
    assert early.returncode == 1 and b"only its beginning was saved" in early.stderr


@pytest.mark.parametrize("mark", ["Content-ID: <main>", "Content-Location: https://finance.sina.com.cn/a.shtml"])
def test_the_main_page_of_mhtml_is_the_one_that_its_head_names(tmp_path: Path, mark: str) -> None:
    """By the ``start`` of RFC 2387, or by Chrome's address; the page of a frame may stand before it."""
    stated = b'multipart/related; start="<main>"' if "ID" in mark else b"multipart/related"
    extra = f"----=_b\r\nContent-Type: text/html\r\n{mark}\r\n\r\n".encode() + article(1) + b"\r\n"
    data = mhtml(b"<p>frame</p>", "text/html", extra).replace(b"multipart/related", stated)
    head = b"Snapshot-Content-Location: https://finance.sina.com.cn/a.shtml\r\n"
    (tmp_path / "a.mhtml").write_bytes(head + data)
    record = records(tmp_path / "a.mhtml")[0]
    assert "第1号" in str(record["text"]) and record["url"] == "https://finance.sina.com.cn/a.shtml"


def test_damaged_mhtml(tmp_path: Path) -> None:
    whole = next(path for path in MHTML if "plain" in path.name).read_bytes()
    write(tmp_path, {"a.mht": whole[:300], "b.mht": mhtml(b"body {}", "text/css"), "c.mht": whole[: len(whole) // 2]})
    done = run(tmp_path, "-f", "jsonl")
    assert b"Traceback" not in done.stderr and b"internal error" not in done.stderr
    assert b"b.mht: MHTML without a page in it" in done.stderr
    assert sum(counts(done).values()) == 3 and counts(done)["failed"] == 0


def test_limits_from_the_environment(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(article(1))
    done = run(tmp_path / "a.html", env={"SINAEXTRACT_MAX_PAGE_BYTES": "100"})
    assert done.returncode == 3 and b"(limit 100)" in done.stderr
    archive = zipped(tmp_path / "a.zip", {"a.html": article(1), "b.html": article(2)})
    assert b"2 members (limit 1)" in run(archive, env={"SINAEXTRACT_MAX_ARCHIVE_MEMBERS": "1"}).stderr

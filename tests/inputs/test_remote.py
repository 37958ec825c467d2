"""Remote stores: every kind of input from one, by one opener; and rows that say where records of archives lie."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sinaextract

from ..archives import HOST, Archive
from ..command import article, counts, run, write

pytestmark = pytest.mark.slow

MODE_OF_S3 = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1"}


@cache  # the ids of its records differ each time
def crawl() -> tuple[bytes, list[dict[str, Any]]]:
    """An archive of four pages, and its index as Common Crawl has it."""
    archive = Archive(packed=True)
    urls = [HOST + "1.shtml", "http://www.example.com/2", HOST + "3.shtml", HOST + "4.shtml"]
    places = [archive.add(url, article(number)) for number, url in enumerate(urls, 1)]
    ends = [*places[1:], len(archive.bytes())]
    rows: list[dict[str, Any]] = [
        {
            "url": url,
            "status": "200",
            "filename": "crawl-data/a.warc.gz",
            "offset": str(start),
            "length": str(end - start),
        }
        for url, start, end in zip(urls, places, ends, strict=True)
    ]
    return archive.bytes(), rows


def stored() -> dict[str, bytes]:
    archive, _ = crawl()
    rows = [{"html": article(number).decode()} for number in (7, 8)]
    table = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(rows), table)
    return {
        "saved/1.html": article(1),
        "saved/sub/2.html": article(2),
        "saved/1_files/a.js": b"x",
        "saved/crawl.warc.gz": archive,
        "rows.jsonl": "\n".join(map(json.dumps, rows)).encode(),
        "rows.parquet": table.getvalue().to_pybytes(),
    }


def check(base: str, done: Any) -> None:
    """What a folder in a store gives: pages, an archive's records, and the address of each."""
    assert done.returncode == 0, done.stderr
    names = [json.loads(line)["input"] for line in done.stdout.splitlines()]
    assert names[0] == f"{base}/saved/1.html" and names[-1] == f"{base}/saved/sub/2.html" and len(names) == 5
    assert names[1] == f"{base}/saved/crawl.warc.gz!0!{HOST}1.shtml"
    assert counts(done)["skipped"] == 2  # a script, a record of another host


def test_a_folder_by_address(tmp_path: Path) -> None:
    """``file://`` is a store as any other: whole folders, one file, one record, tables, resumed."""
    write(tmp_path, stored())
    base = tmp_path.as_uri()
    check(base, run(f"{base}/saved", "-f", "jsonl", "-j", "2"))
    for name in (f"{base}/saved/sub/2.html", f"{base}/saved/crawl.warc.gz!0!{HOST}1.shtml"):
        assert json.loads(run(name, "-f", "json").stdout)["input"] == name
        assert sinaextract.extract_file(name).text
    for name in ("rows.jsonl", "rows.parquet"):
        done = run(f"{base}/{name}", "--html-field", "html", "-f", "jsonl")
        assert [json.loads(line)["input"] for line in done.stdout.splitlines()] == [
            f"{base}/{name}!{n}" for n in (1, 2)
        ]
    assert counts(run(f"{base}/saved", "-o", tmp_path / "vault"))["written"] == 5
    (tmp_path / "saved/1.html").write_bytes(article(5))
    assert counts(run(f"{base}/saved", "-o", tmp_path / "vault", "--resume"))["written"] == 1


def test_the_memory_of_fsspec() -> None:
    store = fsspec.filesystem("memory")
    for name, data in stored().items():
        store.pipe_file("/bucket/" + name, data)
    found = list(sinaextract.extract_many("memory://bucket/saved", jobs=0))
    assert [a.input for a in found][::4] == ["memory://bucket/saved/1.html", "memory://bucket/saved/sub/2.html"]


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket of an S3 server on loopback."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name, value in {**MODE_OF_S3, "AWS_ENDPOINT_URL": f"http://{host}:{port}"}.items():
        monkeypatch.setenv(name, value)
    store = fsspec.filesystem("s3", skip_instance_cache=True)
    store.makedirs("bucket", exist_ok=True)  # the server keeps what an earlier test put there
    for name, data in stored().items():
        store.pipe_file("bucket/" + name, data)
    yield "s3://bucket"
    server.stop()


def test_s3(bucket: str, tmp_path: Path) -> None:
    check(bucket, run(f"{bucket}/saved", "-f", "jsonl", "-j", "2"))
    done = run(f"{bucket}/none.html", "s3://no-such-bucket/a.html", f"{bucket}/saved/1.html", "-f", "jsonl")
    assert counts(done) == {"written": 1, "skipped": 0, "refused": 0, "failed": 2} and done.returncode == 3
    assert b"s3://bucket/none.html: No such file" in done.stderr and b"Traceback" not in done.stderr
    _, rows = crawl()  # the index is here, the archive there
    rows = [{**row, "filename": f"{bucket}/saved/crawl.warc.gz"} for row in rows]
    (tmp_path / "index.jsonl").write_text("\n".join(map(json.dumps, rows)))
    done = run(tmp_path / "index.jsonl", "-f", "jsonl")
    assert counts(done) == {"written": 3, "skipped": 1, "refused": 0, "failed": 0}, done.stderr


def test_sparks_workers_open_a_store_by_the_names_of_hadoop(bucket: str) -> None:
    """In a process of its own, as the kept worker of this one may be older than the settings of the store."""
    names = [f"s3a://bucket/{name}" for name in [*stored(), "none.html"]]
    script = f"""if __name__ == "__main__":
        import json, pyarrow as pa
        from sinaextract.arrow import Extraction
        from sinaextract.inputs.inputs import SINA_HOSTS
        from sinaextract.spark.rows import from_paths
        batches = from_paths([pa.record_batch({{"path": pa.array({names})}})], SINA_HOSTS, Extraction())
        print(json.dumps([[row["input"], row["error"]] for batch in batches for row in batch.to_pylist()]))
    """
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    rows = json.loads(done.stdout)
    assert {name.partition("!")[0] for name, _ in rows} == {name.replace("s3a", "s3") for name in names}
    assert [error for name, error in rows if name.endswith("none.html")] == [
        "No such file or directory; check its name"
    ]


def test_what_is_no_store_or_cannot_be_opened(tmp_path: Path) -> None:
    done = run("https://finance.sina.com.cn/a.html")
    assert done.returncode == 2 and b"this tool reads saved pages" in done.stderr
    done = run("nosuch://a/b.html")
    assert done.returncode == 3 and b"nosuch://a/b.html: ValueError: Protocol not known" in done.stderr
    (tmp_path / "fsspec.py").write_text("raise ImportError")
    done = run("s3://a/b.html", env={"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 3 and b"pip install 'sinaextract[remote]'" in done.stderr


def as_csv(rows: list[dict[str, Any]]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def as_parquet(rows: list[dict[str, Any]]) -> bytes:
    """The columnar index: numbers, and other names."""
    names = {"filename": "warc_filename", "offset": "warc_record_offset", "length": "warc_record_length"}
    table = pa.Table.from_pylist(
        [{names.get(k, k): int(v) if v.isdecimal() else v for k, v in row.items()} for row in rows]
    )
    stream = pa.BufferOutputStream()
    pq.write_table(table, stream)
    return bytes(stream.getvalue().to_pybytes())


INDEXES = {
    "index.jsonl": lambda rows: "\n".join(map(json.dumps, rows)).encode(),
    "index.csv": as_csv,
    "index.parquet": as_parquet,
}


@pytest.mark.parametrize("name", INDEXES)
def test_an_index_gives_its_records_without_a_scan(tmp_path: Path, name: str) -> None:
    archive, rows = crawl()
    damaged = archive[: int(rows[2]["offset"])] + bytes(int(rows[2]["length"])) + archive[int(rows[3]["offset"]) :]
    outside = ("crawl-data/none.warc.gz", f"{tmp_path}/crawl-data/a.warc.gz", "../crawl-data/a.warc.gz")
    rows = [*rows, {**rows[0], "status": "404"}, *({**rows[0], "filename": file} for file in outside)]
    write(tmp_path, {"crawl-data/a.warc.gz": damaged, f"index/{name}": INDEXES[name](rows)})
    done = run(tmp_path / "index" / name, "-f", "jsonl")
    assert counts(done) == {"written": 2, "skipped": 2, "refused": 0, "failed": 4}, done.stderr
    first = f"{tmp_path}/crawl-data/a.warc.gz!{rows[3]['offset']}!{HOST}4.shtml"
    assert json.loads(done.stdout.splitlines()[1])["input"] == first
    for number, file in enumerate(outside, 6):
        assert f"{name}!{number}: {file} is not in the index's folder".encode() in done.stderr
    assert counts(run(tmp_path / "index" / name, "--host", "*", "-f", "jsonl"))["written"] == 3


def test_parquet_in_every_form(tmp_path: Path) -> None:
    """Text, bytes of any charset, nothing, a struct; several row groups; damaged; without its column."""
    pages = [article(1).decode(), None, article(3).decode(), "no page"]
    table = pa.table(
        {
            "url": [HOST + str(n) for n in range(4)],
            "html": pages,
            "raw": [page and page.encode("gb18030") for page in pages],
            "doc": [{"html": page} for page in pages],
            "number": [1, 2, 3, 4],
        }
    )
    path = tmp_path / "a.parquet"
    pq.write_table(table, path, row_group_size=2)
    for column in ("html", "raw", "doc.html"):
        done = run(path, "--html-field", column, "--url-field", "url", "-f", "jsonl", "-j", "2")
        found = [json.loads(line) for line in done.stdout.splitlines()]
        assert [r["input"] for r in found] == [f"{path}!1", f"{path}!3"] and "第3号" in found[1]["text"]
        assert counts(done) == {"written": 2, "skipped": 0, "refused": 1, "failed": 1} and done.returncode == 3
        assert f"a.parquet!2: '{column}' holds no text".encode() in done.stderr
    assert json.loads(run(f"{path}!3", "--html-field", "html", "-f", "json").stdout)["input"] == f"{path}!3"
    assert b"'number' holds no text" in run(path, "--html-field", "number").stderr
    assert b"no column 'page'; there are: 'url', 'html'" in run(path, "--html-field", "page").stderr
    done = run(path)
    assert done.returncode == 1 and b"a Parquet table; --html-field names the column" in done.stderr
    path.write_bytes(path.read_bytes()[:-9])
    done = run(path, "--html-field", "html")
    assert (
        done.returncode == 3 and b"a.parquet: damaged Parquet file" in done.stderr and b"Traceback" not in done.stderr
    )

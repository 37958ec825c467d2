"""Web archives for tests, written by tools that are not ours."""

from __future__ import annotations

import gzip
import io
import re
import shutil
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import brotli
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

if sys.version_info >= (3, 14):
    from compression import zstd as zstandard
else:
    from backports import zstd as zstandard

HOST = "http://finance.sina.com.cn/"
DATE = "2021-03-05T09:26:07Z"
HTML = ("Content-Type", "text/html")


class Archive:
    """A WARC that warcio writes, each record compressed by itself if ``packed``."""

    def __init__(self, packed: bool = False) -> None:
        self.stream = io.BytesIO()
        self.writer = WARCWriter(self.stream, gzip=packed)

    def add(
        self,
        url: str,
        body: bytes,
        *headers: tuple[str, str],
        kind: str = "response",
        status: str = "200 OK",
        date: str = DATE,
    ) -> int:
        """Append a record; its offset."""
        offset = self.stream.tell()
        http = StatusAndHeaders(status, list(headers or (HTML,)), protocol="HTTP/1.1")
        record = self.writer.create_warc_record(
            url, kind, payload=io.BytesIO(body), http_headers=http, warc_headers_dict={"WARC-Date": date}
        )
        self.writer.write_record(record)
        return offset

    def bytes(self) -> bytes:
        return self.stream.getvalue()


def archive_of(pages: Iterable[tuple[str, bytes]], packed: bool = False) -> bytes:
    archive = Archive(packed)
    for url, page in pages:
        archive.add(url, page)
    return archive.bytes()


def zstd(data: bytes, dictionary: bytes | None = None) -> bytes:
    packed: bytes = zstandard.compress(data, zstd_dict=zstandard.ZstdDict(dictionary) if dictionary else None)
    return packed


def records_of(plain: bytes) -> list[bytes]:
    """The records of an uncompressed WARC."""
    places = [match.start() for match in re.finditer(rb"WARC/1\.[01]\r\n", plain)]
    return [plain[start:end] for start, end in zip(places, [*places[1:], len(plain)], strict=True)]


def zstd_by_record(plain: bytes) -> bytes:
    return b"".join(map(zstd, records_of(plain)))


def zstd_with_dictionary(plain: bytes) -> bytes:
    """As https://iipc.github.io/warc-specifications/specifications/warc-zstd/ has it: the dictionary comes first."""
    samples = [plain[i : i + 400] + bytes([i % 251]) for i in range(0, len(plain) - 400, 40)]
    dictionary = zstandard.train_dict(samples, 2000).dict_content
    frame = b"\x5d\x2a\x4d\x18" + len(dictionary).to_bytes(4, "little") + dictionary
    return frame + b"".join(zstd(record, dictionary) for record in records_of(plain))


def chunked(data: bytes) -> bytes:
    pieces = [data[i : i + 700] for i in range(0, len(data), 700)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


CODINGS: dict[str, tuple[str, str, Callable[[bytes], bytes]]] = {
    "gzip": ("Content-Encoding", "gzip", gzip.compress),
    "x-gzip": ("Content-Encoding", "x-gzip", gzip.compress),
    "deflate": ("Content-Encoding", "deflate", zlib.compress),
    "bare deflate": ("Content-Encoding", "deflate", bare_deflate),
    "br": ("Content-Encoding", "br", brotli.compress),
    "zstd": ("Content-Encoding", "zstd", zstd),
    "two": ("Content-Encoding", "gzip, br", lambda data: brotli.compress(gzip.compress(data))),
    "chunked": ("Transfer-Encoding", "chunked", chunked),
    "identity": ("Content-Encoding", "identity", lambda data: data),
    "undone gzip": ("Content-Encoding", "gzip", lambda data: data),
    "undone br": ("Content-Encoding", "br", lambda data: data),
    "undone chunked": ("Transfer-Encoding", "chunked", lambda data: data),
}


@contextmanager
def site(pages: dict[str, bytes]) -> Iterator[str]:
    """A proxy on loopback that answers for every host, so that a crawler really asks for Sina addresses."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = pages.get(urlsplit(self.path).path.lstrip("/"))
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Type", "text/html; charset=gb2312")
            data = body or b"<html>not here</html>"
            if "gzip" in self.headers.get("Accept-Encoding", ""):
                data = gzip.compress(data)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def wget(folder: Path, pages: dict[str, bytes], *options: str) -> Path:
    """``folder/crawl.warc.gz`` (or ``.warc``) as wget writes it while it fetches ``pages`` from a Sina host."""
    program = shutil.which("wget")
    assert program
    (folder / "urls").write_text("".join(f"{HOST}{name}\n" for name in pages), encoding="utf-8")
    with site(pages) as proxy:
        command = [program, "-q", "-i", "urls", "--warc-file=crawl", "-O", "/dev/null", "-e", "use_proxy=yes"]
        command += ["-e", f"http_proxy={proxy}", *options]
        subprocess.run(command, cwd=folder, timeout=60, check=False)
    return next(folder.glob("crawl.warc*"))

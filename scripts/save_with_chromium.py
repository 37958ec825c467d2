"""Have a real Chromium save fixtures: tests/samples/mhtml/*.mhtml and tests/samples/complete/*.html + *_files.

    python scripts/save_with_chromium.py mhtml      # needs Debian's chromium
    python scripts/save_with_chromium.py complete   # needs xvfb, xdotool and openssl as well

Nothing leaves this machine. For MHTML every request is answered from here through DevTools (Fetch domain), for
"save page, complete" by a server on loopback that Chromium takes for every host. Pictures are drawn here.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import fcntl
import itertools
import json
import os
import shutil
import ssl
import struct
import subprocess
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TESTS = Path(__file__).parent.parent / "tests"
CHROMIUM = ("chromium", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-crash-reporter")
OPEN_AS_GIVEN = "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,Translate"
TIMEOUT = 30.0

Json = dict[str, Any]


@dataclass(frozen=True)
class Saved:
    """A fixture and the address that Chromium opens it under; ``name`` is typed into the dialog, else its own stays."""

    fixture: str
    url: str
    name: str = ""

    @property
    def page(self) -> bytes:
        return (TESTS / "fixtures" / self.fixture / "page.html").read_bytes()


MHTML = (
    Saved("finance-main-title/plain", "https://finance.sina.com.cn/chanjing/cyxw/2018-11-06/doc-ihzvkqr4170417.shtml"),
    Saved(
        "finance-main-title/symbols-and-disclaimer",
        "https://finance.sina.com.cn/stock/s/2019-08-21/doc-ikpvxzn0417552.shtml",
    ),
    Saved("news-main-title/original-title-video", "https://news.sina.com.cn/c/2019-04-17/doc-ihvqtxz0417221.shtml"),
    Saved("artibody-title/gb2312-photo", "http://finance.sina.com.cn/nongye/nyhgxw/20130917/104218904171.shtml"),
    Saved("artibody-title/center-caption", "http://finance.sina.com.cn/chanjing/cyxw/20091116/13486904295.shtml"),
    Saved("mobile/plain", "https://finance.sina.cn/china/dfjj/2021-05-18/detail-imqznvw0417205.d.html"),
)
COMPLETE = (
    Saved(
        "finance-main-title/plain",
        "https://finance.sina.com.cn/chanjing/cyxw/2018-11-06/doc-ihzvkqr4170417.shtml",
        "finance-main-title-plain.html",
    ),
    Saved("artibody-title/gb2312-photo", "http://finance.sina.com.cn/nongye/nyhgxw/20130917/104218904171.shtml"),
)

JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqMyP/L2u71////m8H////6"
    "/+b9//j/wAALCAAMABABAREA/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAA/AKgP/9k="
)
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
STYLE = b'@charset "utf-8";\n.article p, .art_p { margin: 1em 0; } /* \xe6\xad\xa3\xe6\x96\x87 */\n'
# What the mobile site's script does for a picture that scrolls into view; the others keep their placeholder.
LAZY = b"""(function () {
  var picture = document.querySelector('img.j_fullppt_img[data-src]');
  if (picture) picture.src = picture.getAttribute('data-src');
})();
"""


def png(seed: str, width: int = 64, height: int = 48) -> bytes:
    """A plain picture whose colour follows from ``seed``."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    colour = struct.pack(">I", zlib.crc32(seed.encode()))[:3]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress((b"\0" + colour * width) * height, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(seed: str) -> bytes:
    """A grey picture told from others by a comment."""
    comment = b"%08x" % zlib.crc32(seed.encode())
    return JPEG[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + JPEG[2:]


def answer(url: str) -> tuple[int, str, bytes]:
    """Status, media type and body for ``url``; pages come as Sina's server sends them, with no charset."""
    for saved in MHTML + COMPLETE:
        if saved.url == url:
            return 200, "text/html", saved.page
    parts = urlsplit(url)
    seed = parts.netloc + parts.path
    match Path(parts.path).suffix:
        case ".png":
            return 200, "image/png", png(seed)
        case ".jpg" | ".jpeg":
            return 200, "image/jpeg", jpeg(seed)
        case ".gif":
            return 200, "image/gif", GIF
        case ".css":
            return 200, "text/css", STYLE
        case ".js":
            return 200, "application/javascript", LAZY if "SUDA" in parts.path else b"\n"
    return 404, "text/plain", b""


class Chromium:
    """A browser driven over --remote-debugging-pipe: JSON between NULs, in on its fd 3, out on its fd 4."""

    def __init__(self, profile: Path, *flags: str, env: dict[str, str] | None = None) -> None:
        to_browser, from_us = (fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10) for fd in os.pipe())
        from_browser, to_us = (fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10) for fd in os.pipe())
        argv = [*CHROMIUM, *QUIET, OPEN_AS_GIVEN, f"--user-data-dir={profile}", "--remote-debugging-pipe", *flags]
        self._pid = os.posix_spawnp(
            argv[0],
            [*argv, "about:blank"],
            {**os.environ, "HOME": str(profile), "LC_ALL": "C.UTF-8", **(env or {})},
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_DUP2, to_browser, 3),
                (os.POSIX_SPAWN_DUP2, to_us, 4),
            ],
        )
        os.close(to_browser)
        os.close(to_us)
        self._out = os.fdopen(from_us, "wb", buffering=0)
        self._in = os.fdopen(from_browser, "rb", buffering=0)
        self._ids = itertools.count(1)
        self._rest = b""
        self.session = ""
        self.on_event: Callable[[Json], None] = lambda event: None

    def _send(self, method: str, params: Json) -> int:
        number = next(self._ids)
        message: Json = {"id": number, "method": method, "params": params}
        if self.session and not method.startswith(("Target.", "Browser.")):
            message["sessionId"] = self.session
        self._out.write(json.dumps(message).encode() + b"\0")
        return number

    def _receive(self) -> Json:
        while b"\0" not in self._rest:
            data = self._in.read(1 << 16)
            if not data:
                raise ConnectionError("Chromium closed the pipe")
            self._rest += data
        line, self._rest = self._rest.split(b"\0", 1)
        message: Json = json.loads(line)
        return message

    def call(self, method: str, **params: Any) -> Json:
        number = self._send(method, params)
        while True:
            message = self._receive()
            if message.get("id") == number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                result: Json = message["result"]
                return result
            self._handle(message)

    def _handle(self, message: Json) -> None:
        if message.get("method") == "Fetch.requestPaused":
            status, media_type, body = answer(message["params"]["request"]["url"])
            self._send(
                "Fetch.fulfillRequest",
                {
                    "requestId": message["params"]["requestId"],
                    "responseCode": status,
                    "responseHeaders": [
                        {"name": "Content-Type", "value": media_type},
                        {"name": "Access-Control-Allow-Origin", "value": "*"},
                    ],
                    "body": base64.b64encode(body).decode(),
                },
            )
        self.on_event(message)

    def attach(self, target: str) -> None:
        self.session = ""
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")

    def open(self, url: str) -> None:
        loaded: list[bool] = []
        self.on_event = lambda event: loaded.append(True) if event.get("method") == "Page.loadEventFired" else None
        self.call("Page.navigate", url=url)
        while not loaded:
            self._handle(self._receive())
        self.call("Runtime.evaluate", expression="new Promise(done => setTimeout(done, 1000))", awaitPromise=True)

    def close(self) -> None:
        with contextlib.suppress(ConnectionError, BrokenPipeError):
            self.call("Browser.close")
        os.waitpid(self._pid, 0)
        self._out.close()
        self._in.close()


@contextlib.contextmanager
def started(*flags: str, env: dict[str, str] | None = None, preferences: Json | None = None) -> Iterator[Chromium]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        profile = Path(folder)
        (profile / "Default").mkdir()
        (profile / "Default" / "Preferences").write_text(json.dumps(preferences or {}))
        browser = Chromium(profile, *flags, env=env)
        try:
            yield browser
        finally:
            browser.close()


def save_mhtml(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with started("--headless", "--host-resolver-rules=MAP * ~NOTFOUND") as browser:
        version = browser.call("Browser.getVersion")["product"]
        for saved in MHTML:
            target = browser.call("Target.createTarget", url="about:blank")["targetId"]
            browser.attach(target)
            browser.call("Fetch.enable", patterns=[{"urlPattern": "*"}])
            browser.open(saved.url)
            text: str = browser.call("Page.captureSnapshot", format="mhtml")["data"]
            path = folder / f"{saved.fixture.replace('/', '-')}.mhtml"
            path.write_bytes(text.encode())
            print(path.name, path.stat().st_size, version)
            browser.call("Target.closeTarget", targetId=target)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        scheme = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
        status, media_type, body = answer(f"{scheme}://{self.headers['Host']}{self.path}")
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """Resolver rules that take every host to servers on loopback, one for http and one for https."""
    plain, secure = (ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2))
    with tempfile.TemporaryDirectory() as folder:
        key, certificate = Path(folder) / "key.pem", Path(folder) / "certificate.pem"
        request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=loopback"]
        subprocess.run([*request, "-keyout", key, "-out", certificate], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    secure.socket = context.wrap_socket(secure.socket, server_side=True)
    for server in (plain, secure):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"MAP *:80 127.0.0.1:{plain.server_port}, MAP *:443 127.0.0.1:{secure.server_port}, MAP * ~NOTFOUND"
    finally:
        for server in (plain, secure):
            server.shutdown()
            server.server_close()


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """A virtual screen; gives its DISPLAY."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as answers:
            yield f":{answers.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


def wait_for(what: str, find: Callable[[], str]) -> str:
    end = time.monotonic() + TIMEOUT
    while time.monotonic() < end:
        if found := find():
            return found
        time.sleep(0.3)
    raise TimeoutError(what)


def save_by_dialog(display: str, folder: Path, name: str) -> Path:
    """Press Ctrl+S in the window on ``display`` and answer the dialog; gives the page that was written."""

    def xdotool(*arguments: str) -> str:
        run = subprocess.run(["xdotool", *arguments], env={**os.environ, "DISPLAY": display}, capture_output=True)
        return run.stdout.decode().strip()

    def settled() -> str:
        """The page's path, once nothing in the folder is partial and the size of all stays the same."""
        pages = list(folder.glob("*.html"))
        if not pages or list(folder.rglob("*.crdownload")):
            return ""
        sizes = sum(path.stat().st_size for path in folder.rglob("*"))
        time.sleep(1.5)
        return str(pages[0]) if sizes == sum(path.stat().st_size for path in folder.rglob("*")) else ""

    window = wait_for("window", lambda: xdotool("search", "--onlyvisible", "--class", "chromium")).splitlines()[-1]
    xdotool("windowfocus", "--sync", window)
    xdotool("key", "--clearmodifiers", "ctrl+s")
    dialog = wait_for("dialog", lambda: xdotool("search", "--onlyvisible", "--name", "^Save ")).splitlines()[-1]
    time.sleep(1)
    xdotool("windowfocus", "--sync", dialog)
    if name:
        xdotool("key", "--clearmodifiers", "ctrl+a")
        xdotool("type", "--delay", "20", name)
    time.sleep(1)
    xdotool("key", "--clearmodifiers", "alt+s")
    return Path(wait_for("saved page", settled))


def save_complete(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for saved in COMPLETE:
        with tempfile.TemporaryDirectory() as into, serving() as rules, screen() as display:
            preferences = {
                "savefile": {"default_directory": into, "type": 1},  # 1: complete
                "download": {"default_directory": into, "prompt_for_download": False},
            }
            flags = (f"--host-resolver-rules={rules}", "--ignore-certificate-errors", "--test-type")
            with started(*flags, "--ozone-platform=x11", env={"DISPLAY": display}, preferences=preferences) as browser:
                pages = browser.call("Target.getTargets", filter=[{"type": "page"}])["targetInfos"]
                browser.attach(pages[0]["targetId"])
                browser.open(saved.url)
                version = browser.call("Browser.getVersion")["product"]
                written = save_by_dialog(display, Path(into), saved.name)
            for path in (written, *written.parent.glob("*_files")):
                there = folder / path.name
                if there.is_dir():
                    shutil.rmtree(there)
                shutil.move(path, there)
            print(written.name, version)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("form", choices=["mhtml", "complete"])
    parser.add_argument("--into", type=Path, default=TESTS / "samples", help="folder of the samples")
    arguments = parser.parse_args()
    (save_mhtml if arguments.form == "mhtml" else save_complete)(arguments.into / arguments.form)


if __name__ == "__main__":
    main()

"""The real command, run as users do, for the tests of the batch."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from .pages import page

COMMAND = (sys.executable, "-m", "sinaextract")
Done = subprocess.CompletedProcess[bytes]


def run(
    *arguments: str | Path,
    stdin: bytes | None = None,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    prefix: Iterable[str] = (),
) -> Done:
    command = [*prefix, *COMMAND, *map(str, arguments)]
    environment = {**os.environ, **(env or {})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # with it, each command would compile the package
    if stdin is None:  # an empty pipe would be read
        nothing = subprocess.DEVNULL
        return subprocess.run(command, stdin=nothing, capture_output=True, cwd=cwd, env=environment, timeout=60)
    return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, env=environment, timeout=60)


def held(*arguments: str | Path, cwd: Path | None = None) -> subprocess.Popen[bytes]:
    """The command at work, its standard input the last of its inputs: it is not over before a test lets it be."""
    command = [*COMMAND, *map(str, arguments), "-"]
    pipe = subprocess.PIPE
    listen = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # what a shell starts with & does not
    return subprocess.Popen(command, stdin=pipe, stderr=pipe, cwd=cwd, start_new_session=True, preexec_fn=listen)


def article(number: int, docid: str = "") -> bytes:
    """A page whose text is its own; its CMS id only if given."""
    head = f'<meta name="publishid" content="{docid}">' if docid else ""
    return page(f"<p>　　本港第{number}号泊位昨日完成今年第{number}单跨境结算。</p>" * (number % 3 + 1), head)


def write(folder: Path, pages: dict[str, bytes]) -> Path:
    for name, data in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def articles(folder: Path, count: int) -> Path:
    """``count`` pages in folders of ten."""
    return write(folder, {f"{i // 10:02}/{i:03}.html": article(i) for i in range(count)})


def tree(folder: Path) -> dict[str, bytes]:
    """Every file that is no hidden one and in no hidden folder."""
    files = {path.relative_to(folder): path for path in folder.rglob("*") if path.is_file()}
    hidden = {name for name in files if any(part.startswith(".") for part in name.parts)}
    return {name.as_posix(): path.read_bytes() for name, path in files.items() if name not in hidden}


def counts(done: Done) -> dict[str, int]:
    """The closing line's counts: written, skipped, refused, failed."""
    found = re.findall(rb"([\d,]+) (written|skipped|refused|failed)\b", done.stderr.splitlines()[-1])
    return {name.decode(): int(number.replace(b",", b"")) for number, name in found}


def workers_of(marker: str) -> list[str]:
    """Processes that have ``marker`` in their command line or environment (multiprocessing's workers keep it)."""
    found = []
    for process in Path("/proc").iterdir():
        if not process.name.isdecimal() or int(process.name) == os.getpid():
            continue
        try:
            environment = (process / "environ").read_bytes()
        except OSError:
            continue
        if marker.encode() in environment:
            found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return found

"""A program on a pseudo-terminal of its own, typed at and read as a person would."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path

BIN = Path(sys.executable).parent
_CONTROLS = re.compile(r"\x1b\[[\d;?]*[a-zA-Z]|\x1b[()=>][\dAB]?|\r")


class Terminal:
    """Its size is 80 by 24; its environment is bare but for ``env``."""

    def __init__(self, command: list[str], folder: Path, env: Mapping[str, str] | None = None) -> None:
        path = f"{BIN}:{os.environ['PATH']}"
        environment = {"HOME": str(folder), "PATH": path, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **(env or {})}
        self.process, self.ours = pty.fork()  # fish insists on a controlling terminal
        if self.process == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            os.chdir(folder)
            os.execvpe(command[0], command, environment)

    def type(self, text: str) -> None:
        os.write(self.ours, text.encode())

    def read_until(self, wanted: str | None, seconds: float = 20, raw: bool = False) -> str:
        """What appears until ``wanted`` does (None: until the program ends), terminal controls apart unless ``raw``."""
        data, end = b"", time.monotonic() + seconds
        while time.monotonic() < end:
            shown = data.decode("utf-8", "replace")
            shown = shown if raw else _CONTROLS.sub("", shown)
            if wanted is not None and wanted in shown:
                break
            if select.select([self.ours], [], [], 0.2)[0]:
                try:
                    data += os.read(self.ours, 65536)
                except OSError:  # the program ended
                    break
        return shown

    def close(self) -> None:
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.ours)

"""Shell completion in the real shells, as the README says to set it up."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import select
import shutil
import signal
import sys
import time
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
SETUP = {
    "bash": 'eval "$(_SINAEXTRACT_COMPLETE=bash_source sinaextract)"',
    "zsh": 'autoload -Uz compinit; compinit -u -D; eval "$(_SINAEXTRACT_COMPLETE=zsh_source sinaextract)"',
    "fish": "_SINAEXTRACT_COMPLETE=fish_source sinaextract | source",
}
START = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
CASES = [
    ("sinaextract --sche", "--schema"),
    ("sinaextract --property orig", "original_title"),
    ("sinaextract -f markd", "markdown"),
    ("sinaextract pag", "page-of-today.html"),
    ("sinaextract --errors pag", "page-of-today.html"),
]


@pytest.mark.parametrize("shell", SETUP)
@pytest.mark.parametrize(("typed", "completed"), CASES)
def test_a_tab_completes(shell: str, typed: str, completed: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed: apt-get install {shell}")
    (tmp_path / "page-of-today.html").touch()
    with contextlib.closing(Terminal(START[shell], tmp_path)) as terminal:
        terminal.type(f"{SETUP[shell]}; echo set'-'up\n")
        assert "set-up" in terminal.read_until("set-up")
        terminal.type(typed + "\t")
        assert completed in terminal.read_until(completed)


def test_the_documented_lines_are_the_tested_ones() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    assert SETUP["bash"] in readme and SETUP["zsh"].split("; ")[-1] in readme and SETUP["fish"] in readme


class Terminal:
    """A shell on a pseudo-terminal of its own."""

    def __init__(self, command: list[str], home: Path) -> None:
        environment = {"HOME": str(home), "PATH": f"{BIN}:{os.environ['PATH']}", "TERM": "xterm", "LC_ALL": "C.UTF-8"}
        self.process, self.ours = pty.fork()  # fish insists on a controlling terminal
        if self.process == 0:
            os.chdir(home)
            os.execvpe(command[0], command, environment)

    def type(self, text: str) -> None:
        os.write(self.ours, text.encode())

    def read_until(self, wanted: str, seconds: float = 20) -> str:
        """What appears until ``wanted`` does, terminal controls apart."""
        shown, end = "", time.monotonic() + seconds
        while wanted not in shown and time.monotonic() < end:
            if select.select([self.ours], [], [], 0.2)[0]:
                try:
                    shown += os.read(self.ours, 65536).decode("utf-8", "replace")
                except OSError:
                    break
                shown = re.sub(r"\x1b\[[\d;?]*[a-zA-Z]|\x1b[()=>][\dAB]?|\r", "", shown)
        return shown

    def close(self) -> None:
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.ours)

"""Shell completion in the real shells, as docs/command.md says to set it up."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from ..terminal import Terminal

pytestmark = pytest.mark.slow

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
    with closing(Terminal(START[shell], tmp_path)) as terminal:
        terminal.type(f"{SETUP[shell]}; echo set'-'up\n")
        assert "set-up" in terminal.read_until("set-up")
        terminal.type(typed + "\t")
        assert completed in terminal.read_until(completed)


@pytest.mark.parametrize("name", ["docs/command.md", "docs/zh-CN/command.md"])
def test_the_documented_lines_are_the_tested_ones(name: str) -> None:
    document = (Path(__file__).parent.parent.parent / name).read_text("utf-8")
    assert SETUP["bash"] in document and SETUP["zsh"].split("; ")[-1] in document and SETUP["fish"] in document

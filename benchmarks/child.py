"""Commands run in processes of their own, with their time, peak memory and output."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .pages import ROOT

_PROBE = Path(__file__).with_name("probe.py")


@dataclass(frozen=True, slots=True)
class Done:
    seconds: float
    peak: int  # bytes, of the largest process when there were several
    status: int  # exit status; -1 when it was killed
    output: str
    errors: str


def script(name: str) -> str:
    """The command ``name`` of the environment that runs the benchmarks."""
    return str(Path(sysconfig.get_path("scripts")) / name)


def run(command: Sequence[str], scratch: Path, stdin: str = "/dev/null", timeout: float = 300) -> Done:
    """Run ``command`` from the repository's root; its output passes through files in ``scratch``."""
    output, errors = scratch / "stdout", scratch / "stderr"
    request = [str(timeout), stdin, str(output), str(errors), *command]
    probe = subprocess.run(
        [sys.executable, "-I", "-S", str(_PROBE), *request], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = json.loads(probe.stdout)
    return Done(found["seconds"], found["peak"], found["status"], _read(output), _read(errors))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")

"""Follow both READMEs to the letter on an empty machine: a fresh clone, an empty home, an empty virtual environment.

    python scripts/follow_readme.py      # writes docs/transcripts/README.txt and README.zh-CN.txt

Every ``sh`` and ``python`` block runs in order in one shell, those that install included; blocks that want what a new
machine has not (a web archive) or that run all tests are left out. Long output is cut; of pip's the result is shown.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from tests.documents import Block, blocks  # noqa: E402

_LONGEST = 16  # lines of output that are shown of one command
_MARK = "\x01"


def main() -> None:
    for readme in ("README.md", "README.zh-CN.md"):
        transcript = follow(ROOT / readme)
        (ROOT / "docs/transcripts").mkdir(exist_ok=True)
        (ROOT / "docs/transcripts" / Path(readme).with_suffix(".txt").name).write_text(transcript, "utf-8")


def follow(readme: Path) -> str:
    with TemporaryDirectory() as home:
        clone = Path(home, "sinaextract")
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        settings = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        path = f"{Path(sys.base_prefix, 'bin')}:/usr/local/bin:/usr/bin:/bin"
        environment = {"HOME": home, "PATH": path, "LC_ALL": "C.UTF-8", "COLUMNS": "100", **settings}
        start = time.monotonic()
        script = "".join(map(_script, blocks(clone / readme.name, installing=True)))
        done = subprocess.run(["bash", "-c", script], cwd=clone, env=environment, capture_output=True, text=True)
        seconds = time.monotonic() - start
    head = f"{readme.name} followed on {time.strftime('%Y-%m-%d')}: {platform.system()} {platform.machine()}, "
    head += f"Python {platform.python_version()}, an empty home, {seconds:.0f} s in all.\n\n"
    return head + "\n".join(_shown(part.replace(home, "~")) for part in done.stdout.split(_MARK)[1:])


def _script(block: Block) -> str:
    """Shell source that says each command, marked, and runs it."""
    if block.language == "python":
        shown = f"$ python <<EOF\n{block.code}EOF"
        return f"printf '{_MARK}%s\\n' {_quoted(shown)}\npython - <<'EOF' 2>&1\n{block.code}EOF\n"
    source = ""
    for line in filter(str.strip, block.code.splitlines()):
        source += f"printf '{_MARK}%s\\n' {_quoted('$ ' + line)}\n{{ {line.split('   #')[0]}\n}} 2>&1\n"
    return source


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _shown(part: str) -> str:
    lines = part.splitlines()
    if lines[0].startswith("$ pip "):
        lines = [line for line in lines if line.startswith(("$ ", "Success", "ERROR"))]
    asked = lines.index("EOF") + 1 if lines[0].endswith("<<EOF") else 1
    rest = lines[asked:]
    cut = [f"… ({len(rest) - _LONGEST} more lines)"] if len(rest) > _LONGEST else []
    return "\n".join([*lines[:asked], *rest[:_LONGEST], *cut, ""])


if __name__ == "__main__":
    main()

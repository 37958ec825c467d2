"""The code blocks of README and docs, and a folder to run them in.

A block runs if it is marked ``python`` or ``sh``. A comment on the line before it changes that:
``<!-- not run: reason -->`` leaves it out, ``<!-- needs: jq -->`` skips it where that program or module is missing.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
FIXTURES = ROOT / "tests/fixtures"
DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
CHINESE = {  # documents with the same blocks, comments apart -> those of which they have them
    ROOT / "README.zh-CN.md": ROOT / "README.md",
    **{path: ROOT / "docs" / path.name for path in sorted((ROOT / "docs/zh-CN").glob("*.md"))},
}
_BLOCK = re.compile(r"(?:^<!-- (?P<remark>[^\n]*) -->\n)?^```(?P<language>python|sh)\n(?P<code>.*?)^```$", re.M | re.S)


@dataclass(frozen=True)
class Block:
    document: Path
    line: int
    language: str
    code: str
    needs: tuple[str, ...]


def blocks(document: Path, installing: bool = False) -> list[Block]:
    """The blocks of ``document`` that are to be run, in order; with those that install, if asked."""
    text = document.read_text("utf-8")
    found = []
    for match in _BLOCK.finditer(text):
        remark = match["remark"] or ""
        if remark.startswith("not run:") and not (installing and remark == "not run: installs"):
            continue
        needs = tuple(re.split(r"[, ]+", remark.removeprefix("needs: "))) if remark.startswith("needs: ") else ()
        line = text.count("\n", 0, match.start("code")) + 1
        found.append(Block(document, line, match["language"], match["code"], needs))
    return found


def reader_folder(folder: Path) -> Path:
    """What the documents take for granted: the project's files and, as the README makes them, pages to try."""
    (folder / "tests").symlink_to(ROOT / "tests")
    shutil.copy(FIXTURES / "finance-main-title/symbols-and-disclaimer/page.html", folder)
    for kind in ("complete", "mhtml"):
        shutil.copytree(ROOT / "tests/samples" / kind, folder / "saved" / kind)
    return folder

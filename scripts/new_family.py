"""Begin a page family: its module, its line in TEMPLATES, and a fixture folder with a page to fill in.

    python scripts/new_family.py finance-live

Fill in the module and the page, then `make expected` and `python scripts/make_lists.py`, and read what they wrote.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "src/sinaextract/extraction/templates"
FIXTURES = ROOT / "tests/fixtures"

_MODULE = '''"""TODO: which pages these are (``host``, years), by which markup they are told."""

from .family import Family

{constant} = Family(
    name="{name}",
    marks=(("h1.{name}-title",), ("div#{name}-body",)),  # TODO: each must find something
    title=("h1.{name}-title",),
    date=(".{name}-date",),
    source=(".{name}-source",),
    body=("div#{name}-body",),
    verified=False,  # until it was checked against a really saved page
)
'''
_PAGE = """<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<title>TODO: the family's real markup around prose of your own_新浪财经</title>
</head>
<body>
<h1 class="{name}-title">TODO: the family's real markup around prose of your own</h1>
<p><span class="{name}-date">2021年03月04日 10:20:30</span> <span class="{name}-source">江岬日报</span></p>
<div id="{name}-body">
<p>松州城西的冷柜今年添了三百台，电费由两家小店各摊一半。</p>
</div>
</body>
</html>
"""
_WHY = "TODO: one line on what this page shows that no other fixture does.\n"


def main(arguments: list[str]) -> None:
    if len(arguments) != 1 or not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", arguments[0]):
        raise SystemExit("usage: python scripts/new_family.py NAME, a name such as finance-live")
    name = arguments[0]
    module = TEMPLATES / f"{name.replace('-', '_')}.py"
    fixture = FIXTURES / name / "plain"
    if module.exists() or fixture.parent.exists():
        raise SystemExit(f"there is a family {name} already; nothing was written")
    constant = name.upper().replace("-", "_")
    module.write_text(_MODULE.format(name=name, constant=constant), "utf-8")
    _add_line(TEMPLATES / "__init__.py", module.stem, constant)
    fixture.mkdir(parents=True)
    (fixture / "page.html").write_text(_PAGE.format(name=name), "utf-8", newline="\n")
    (fixture / "why.txt").write_text(_WHY, "utf-8", newline="\n")
    print("\n".join(str(path.relative_to(ROOT)) for path in (module, TEMPLATES / "__init__.py", fixture)))


def _add_line(register: Path, module: str, constant: str) -> None:
    """The import, in its alphabetical place, and the tuple's first line: more marks come before fewer."""
    lines = register.read_text("utf-8").splitlines()
    imports = [number for number, line in enumerate(lines) if line.startswith("from .") and "..." not in line]
    after = [number for number in imports if lines[number].split()[1] > f".{module}"]
    lines.insert(after[0] if after else imports[-1] + 1, f"from .{module} import {constant}")
    lines.insert(lines.index("TEMPLATES: tuple[Family, ...] = (") + 1, f"    {constant},")
    register.write_text("\n".join(lines) + "\n", "utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])

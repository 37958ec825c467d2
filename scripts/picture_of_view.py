"""Draw what ``sinaextract PAGE --view`` shows on a terminal of 80 columns: docs/view.png. Needs chromium and Noto CJK.

python scripts/picture_of_view.py [PAGE] [PNG]
"""

from __future__ import annotations

import subprocess
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

from sinaextract import extract_file
from sinaextract.render.terminal import to_view

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "tests/fixtures/post/tables/page.md"
COLUMNS, LINES = 80, 44
LINE = 21  # pixels; a column has 9
HTML = """<!DOCTYPE html><meta charset="utf-8"><style>{stylesheet}
/* Frames and bullets are one column wide on a terminal, two in the Chinese font. */
@font-face {{ font-family: frames; src: local("DejaVu Sans Mono"); size-adjust: 83%;
  unicode-range: U+2022, U+2500-257F; }}
body {{ margin: 0; padding: 16px; overflow: hidden; color: {foreground}; background: {background}; }}
pre {{ margin: 0; font: 18px/21px frames, "Noto Sans Mono CJK SC", monospace; }} a {{ color: inherit; }}
</style><pre>{code}</pre>"""


def main(page: Path = PAGE, picture: Path = ROOT / "docs/view.png") -> None:
    shown = f"$ sinaextract {page.name} --view\n" + to_view(extract_file(page), COLUMNS, styled=True)
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True)
    for line in shown.split("\n")[:LINES]:
        console.print(Text.from_ansi(line), soft_wrap=True)
    with TemporaryDirectory() as folder:
        html = Path(folder, "view.html")
        html.write_text(console.export_html(theme=MONOKAI, code_format=HTML), "utf-8")
        size = f"--window-size={COLUMNS * 9 + 32},{LINES * LINE + 32}"
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", size, f"--screenshot={picture}"]
        subprocess.run([*command, html.as_uri()], check=True, capture_output=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

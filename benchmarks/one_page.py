"""Extract (or only parse) one page in this fresh process; print the best processor time (s) and the text's length.

python -m benchmarks.one_page ours|lxml PAGE
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

_LONG_ENOUGH = 0.3  # seconds: short runs are repeated so long
_MOST = 50


def main() -> None:
    tool, path = sys.argv[1:]
    run = _TOOLS[tool](Path(path).read_bytes())
    best, length, spent = float("inf"), 0, 0.0
    for _ in range(_MOST):
        start = process_time()
        length = run()
        seconds = process_time() - start
        best, spent = min(best, seconds), spent + seconds
        if spent > _LONG_ENOUGH:
            break
    print(best, length)


def _ours(data: bytes) -> Callable[[], int]:
    from sinaextract import extract
    from sinaextract.render.markdown import to_markdown

    return lambda: len(to_markdown(extract(data)))


def _lxml(data: bytes) -> Callable[[], int]:
    from lxml import etree

    text = data.decode()

    # huge_tree: without it libxml2 gives up on the largest of these pages
    return lambda: len(etree.HTML(text, etree.HTMLParser(huge_tree=True)).findtext(".//title") or "")


_TOOLS: dict[str, Callable[[bytes], Callable[[], int]]] = {"ours": _ours, "lxml": _lxml}

if __name__ == "__main__":
    main()

"""Write expected.json and expected.md beside every fixture page from what the code gives now.

    python scripts/make_expected.py            # all fixtures
    python scripts/make_expected.py post/tables

Tests never write expectations; read the diff of what this script wrote before committing it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sinaextract import extract
from sinaextract.article.record import to_record
from sinaextract.render.markdown import to_markdown

FIXTURES = Path(__file__).parent.parent / "tests" / "fixtures"


def main(wanted: list[str]) -> None:
    for page in sorted(FIXTURES.glob("*/*/page.*")):
        slug = page.parent.relative_to(FIXTURES).as_posix()
        if slug.startswith("refused/") or (wanted and slug not in wanted):
            continue
        article = extract(page.read_bytes(), input=page.name)
        record = to_record(article, explain=True)
        expected = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
        (page.parent / "expected.json").write_bytes(expected.encode())
        (page.parent / "expected.md").write_bytes(to_markdown(article).encode())
        print(slug)


if __name__ == "__main__":
    main(sys.argv[1:])

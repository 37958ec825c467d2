"""Size, memory and opening time of a report: ``python scripts/measure_report.py 20000``.

The articles are those of the real pages beside the project, else of the fixtures, under other titles and dates.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import chromium  # noqa: E402
from tests.mutants import PAGES  # noqa: E402
from tests.report_pages import varied  # noqa: E402

from sinaextract import NotAnArticle  # noqa: E402
from sinaextract.batch.process import WRITTEN, Result  # noqa: E402
from sinaextract.extraction.pipeline import Request, extract_with  # noqa: E402
from sinaextract.htmlreport.writer import PageReport  # noqa: E402
from sinaextract.render.report_details import details  # noqa: E402

_TIMES = """const [navigation] = performance.getEntriesByType("navigation");
return [window.usableAfter, navigation.domComplete]"""
_WATCH = """new MutationObserver(() => { window.usableAfter ??= performance.now(); })
  .observe(document, { subtree: true, attributes: true, attributeFilter: ["data-ready"] });"""


def main() -> None:
    count = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "report.html")
        with PageReport(path, {}, resume=False, resumable=False) as report:
            for result in _results(count):
                report.add(result)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        print(f"{count:,} pages: {path.stat().st_size / 1e6:.0f} MB, peak memory {memory:.0f} MB")
        with chromium(Path(folder, "profile")) as driver:
            driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _WATCH})
            for _ in range(3):
                driver.get("about:blank")
                driver.get(path.as_uri())
                time.sleep(1)
                usable, complete = driver.execute_script(_TIMES)
                print(f"usable after {usable / 1000:.1f} s, read to its end after {complete / 1000:.1f} s")


def _results(count: int) -> Iterator[Result]:
    rare = random.Random(3)
    real = [path for path in PAGES if "fixtures" not in path.parts] or PAGES
    known = []
    for path in real:
        with suppress(NotAnArticle):
            known.append(details(extract_with(path.read_bytes(), Request(positions=True))).rsplit(b',"', 1))
    for number in range(count):
        facts, body = known[number % len(known)]
        yield Result(f"saved/{number}.html", WRITTEN, details=varied(facts, number, rare) + b',"' + body)


if __name__ == "__main__":
    main()

"""Writes the screenshots of the report in docs/: made-up pages, real writer, real Chromium. ``make screenshots``."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import chromium  # noqa: E402
from tests.report_pages import results  # noqa: E402

from sinaextract.htmlreport.writer import PageReport  # noqa: E402

DOCS = ROOT / "docs"
# name, pages, language, theme, size, place in the report, what is done first
SHOTS = (
    ("report-light", 2_000, "zh-CN", "light", (1280, 1500), "", ""),
    ("report-dark", 2_000, "en-US", "dark", (1280, 1500), "", ""),
    ("report-page", 2_000, "zh-CN", "light", (1280, 900), "#page-6", ""),
    ("report-narrow", 2_000, "zh-CN", "light", (390, 1500), "", ""),
    ("report-20000", 20_000, "en-US", "light", (1280, 1100), "", "document.querySelector('#pages').scrollIntoView()"),
)


def main() -> None:
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, pages, language, theme, (width, height), place, script in SHOTS:
            report = Path(folder, f"{pages}.html")
            if not report.exists():
                write_report(report, pages)
            with chromium(Path(folder, name), language, (width, height)) as driver:
                features = [{"name": "prefers-color-scheme", "value": theme}]
                driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
                size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
                driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
                driver.get(report.as_uri() + place)
                time.sleep(2)
                driver.execute_script(script)
                time.sleep(0.5)
                driver.save_screenshot(str(DOCS / f"{name}.png"))


def write_report(path: Path, pages: int) -> None:
    with PageReport(path, {}, resume=False, resumable=False) as report:
        for result in results(pages):
            report.add(result)


if __name__ == "__main__":
    main()

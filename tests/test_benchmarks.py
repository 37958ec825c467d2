"""The benchmarks' own steps, on the pages that they take where there is no corpus."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks import pages, stages

pytestmark = pytest.mark.slow


def test_steps_of_every_fixture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_PLACES", pages._PLACES[1:])
    fixtures = pages.page_set()
    assert any(Path(page.name).parent.name == "deep-nesting" for page in fixtures.pages)  # the slow parser's
    for page in fixtures.pages:
        assert {"fields", "blocks", "Markdown"} <= stages.measure([page], 1).keys(), page.name

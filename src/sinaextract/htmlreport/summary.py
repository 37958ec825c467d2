"""Rows -> the counts that the report charts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ..batch.process import SKIPPED, WRITTEN
from ..render.report_details import COVERED
from .pages_file import Row


@dataclass
class Summary:
    """Counts over a run. Families, months, rules, warnings and fields are those of pages that gave an article."""

    outcomes: Counter[str] = field(default_factory=Counter)
    skips: Counter[str] = field(default_factory=Counter)  # reason -> inputs
    families: Counter[str] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)  # 2016-05 -> pages; "" without a date
    rule_pages: Counter[str] = field(default_factory=Counter)  # rule -> pages that it took something from
    rule_removals: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    known: int = 0  # articles of which more is known than that they were written
    unchanged: int = 0  # inputs that a resumed run did not read again

    def skip(self, reason: str, count: int) -> None:
        """Inputs that are no pages: counted, but no rows."""
        self.outcomes[SKIPPED] += count
        self.skips[reason.split(":")[0]] += count

    def add(self, row: Row) -> None:
        self.rows += 1
        self.outcomes[row.outcome] += 1
        if row.outcome == SKIPPED:
            self.skips[row.reason.split(":")[0]] += 1
        if row.outcome != WRITTEN or row.facts is None:
            return
        _, date, _, _, family, warnings, present, rules = row.facts
        self.known += 1
        self.families[family] += 1
        self.months[date[:7]] += 1
        self.warnings.update(warnings)
        self.rule_removals.update(rules)
        self.rule_pages.update(set(rules))
        self.fields.update(name for bit, name in enumerate(COVERED) if present >> bit & 1)

    def charted(self) -> dict[str, Any]:
        """As JSON; counts as lists of name and count, most frequent first."""
        return {
            "outcomes": dict(self.outcomes),
            "skips": self.skips.most_common(),
            "families": self.families.most_common(),
            "months": sorted(self.months.items()),
            "rules": [[rule, pages, self.rule_removals[rule]] for rule, pages in self.rule_pages.most_common()],
            "warnings": self.warnings.most_common(),
            "fields": [[name, self.fields[name]] for name in COVERED],
            "rows": self.rows,
            "known": self.known,
            "unchanged": self.unchanged,
        }

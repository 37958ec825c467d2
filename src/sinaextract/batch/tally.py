"""What a batch came to: counts, families, warnings, first failures; as a table or one line."""

from __future__ import annotations

import time
from collections import Counter, defaultdict

from ..article.doubts import DAMAGE, kind_of
from ..inputs.inputs import LEFT_OUT, Input, Passed
from ..text.whitespace import printable
from .process import EDITED, FAILED, REFUSED, SKIPPED, WRITTEN, Result

_SHOWN = 10  # failures, families and warnings listed
OUTCOMES = (WRITTEN, SKIPPED, REFUSED, FAILED)


def count_of(item: Input | Result | Passed) -> int:
    """How many inputs it stands for: a folder that was passed over stands for its files."""
    return item.files if isinstance(item, Passed) else 1


def damage_of(result: Result) -> list[str]:
    """The kinds of what an article that was written, by this run or before it, lacks or has lost; each once."""
    was_written = result.outcome == WRITTEN or result.known
    kinds = {kind_of(warning) for warning in result.warnings} if was_written else set()
    return [kind for kind in DAMAGE if kind in kinds]


class Tally:
    """Every input is counted under exactly one outcome."""

    def __init__(self) -> None:
        self.outcomes = dict.fromkeys(OUTCOMES, 0)  # these two are no counters, which take thrice as long for each page
        self.families: defaultdict[str, int] = defaultdict(int)
        self.warnings: Counter[str] = Counter()
        self.damage: Counter[str] = Counter()  # pages by kind; one may have several
        self.skips: Counter[str] = Counter()
        self.inputs = 0  # files and members, not what was passed over
        self.left_out = 0  # as asked
        self.edited: list[str] = []  # what persons have edited, and no run replaces
        self.retired = 0  # outputs of earlier runs, removed because their inputs now give others
        self.kept: list[str] = []  # such that persons have edited, left beside the others
        self.unbalanced = 0  # pages
        self.failures: list[tuple[str, str]] = []
        self.started = time.monotonic()

    def add(self, result: Result | Passed) -> None:
        outcome, count = result.outcome, 1
        if isinstance(result, Result):
            self.add_page(result)
        else:
            count = result.files
            self.left_out += count if result.reason == LEFT_OUT else 0
        self.outcomes[outcome] += count
        if outcome == SKIPPED and count:
            self.skips[result.reason.split(":")[0]] += count
        elif outcome in (REFUSED, FAILED) and len(self.failures) < _SHOWN:
            self.failures.append((result.name, result.reason))

    def add_page(self, result: Result) -> None:
        self.inputs += 1
        if result.reason.startswith(EDITED):
            self.edited.append(result.reason.removeprefix(EDITED + ": ").split(";")[0])
        if result.retired:
            self.retired += 1
        if result.kept:
            self.kept.append(result.kept)
        if result.outcome == WRITTEN and (template := result.template):
            self.families[template] += 1
            if warnings := result.warnings:
                self.warnings.update(warnings)
                self.damage.update(damage_of(result))
        if (balance := result.balance) is not None and not balance.is_even:
            self.unbalanced += 1

    @property
    def unsuccessful(self) -> int:
        return self.outcomes[REFUSED] + self.outcomes[FAILED]

    def status(self) -> int:
        """The exit status: 0 every input gave an article or was left out as asked, 1 some hold none or lose text,
        3 something failed."""
        if self.outcomes[FAILED]:
            return 3
        return 1 if self.outcomes[REFUSED] or self.unbalanced or not (self.inputs or self.left_out) else 0

    @property
    def total(self) -> int:
        return sum(self.outcomes.values())

    def rate(self) -> float:
        """Pages (written, refused or failed) a second since the start."""
        pages = self.total - self.outcomes[SKIPPED]
        return pages / max(time.monotonic() - self.started, 1e-6)

    def line(self) -> str:
        counts = ", ".join(f"{self.outcomes[outcome]:,} {outcome}" for outcome in OUTCOMES)
        parts = [f"{counts}; {self.rate():,.0f} pages/s"]
        for label, counter in (("families", Counter(self.families)), ("skipped", self.skips)):
            if counter:
                parts.append(f"{label}: " + ", ".join(f"{name} {n:,}" for name, n in counter.most_common(_SHOWN)))
        if self.warnings:  # sentences, some of which end in a number of their own
            shown = (f'{n:,}× "{warning}"' for warning, n in self.warnings.most_common(_SHOWN))
            parts.append(f"warnings: {', '.join(shown)}")
        if self.damage:
            parts.append("pages with damage: " + ", ".join(f"{kind} {n:,}" for kind, n in self.damage.most_common()))
        if self.retired:
            outputs = "1 older output" if self.retired == 1 else f"{self.retired:,} older outputs"
            parts.append(f"{outputs} of these inputs removed")
        if self.kept:
            parts.append(f"older outputs of these inputs, edited and left so: {_listed(self.kept)}")
        if self.edited:
            parts.append(f"{EDITED} (--force replaces them): {_listed(self.edited)}")
        return "; ".join(parts)

    def print_table(self) -> None:
        """On standard error, for a terminal."""
        from rich.console import Console  # only messages in a terminal need it
        from rich.table import Table
        from rich.text import Text

        table = Table(title=f"sinaextract: {self.total:,} inputs, {self.rate():,.0f} pages/s", title_justify="left")
        for heading in ("", "count", "what"):
            table.add_column(heading, justify="right" if heading == "count" else "left")
        for outcome in OUTCOMES:
            detail = ", ".join(f"{k} {n:,}" for k, n in self.skips.most_common(_SHOWN)) if outcome == SKIPPED else ""
            table.add_row(outcome, f"{self.outcomes[outcome]:,}", Text(printable(detail)))
        counters = (("family", Counter(self.families)), ("damage", self.damage), ("warning", self.warnings))
        for label, counter in counters:
            for name, count in counter.most_common(_SHOWN):
                table.add_row(label, f"{count:,}", Text(printable(name)))
        if self.retired:
            table.add_row("removed", f"{self.retired:,}", "older outputs of these inputs")
        for path in (self.edited + self.kept)[:_SHOWN]:
            table.add_row("edited", "", Text(printable(path)))
        for name, reason in self.failures:
            table.add_row("no article", "", Text(printable(f"{name}: {reason}")))
        Console(stderr=True).print(table)


def _listed(paths: list[str]) -> str:
    more = len(paths) - _SHOWN
    return ", ".join(paths[:_SHOWN]) + (f" and {more:,} more" if more > 0 else "")

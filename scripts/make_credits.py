"""Write the tables of credits in docs/fields.md from the table of roles, between its two markers.

python scripts/make_credits.py
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sinaextract.extraction.credits.roles import ROLES, Role

PAGE = Path(__file__).parent.parent / "docs/fields.md"
BEGIN, END = "<!-- roles: written by scripts/make_credits.py -->", "<!-- end of roles -->"


def main() -> None:
    PAGE.write_text(with_tables(PAGE.read_text("utf-8")), "utf-8")


def with_tables(page: str) -> str:
    """``page`` with the tables as the code has them now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{tables()}\n\n{END}{after}"


def tables() -> str:
    rows = ["| labels | credits | field | how |", "| --- | --- | --- | --- |"]
    return "\n".join([*rows, *(_row(role) for role in ROLES)])


def _row(role: Role) -> str:
    field = {"author": "`byline`", "source": "`source`", "editor": "`editor`", "original title": "`original_title`"}
    labels = "、".join(role.labels)
    return f"| {labels} | {role.name} | {field.get(role.kind, 'none')} | {'; '.join(_how(role))} |"


def _how(role: Role) -> Iterable[str]:
    if role.before == "medium":
        yield "a medium and titles may stand before the label"
    elif role.before == "adjective":
        yield "an adjective may stand before the label"
    if role.glued:
        yield "a name may follow at once"
    if role.after:
        yield "also after what it credits"
    if role.marked:
        yield "only before a colon, bar or slash"
    if role.of_place:
        yield "only after an organisation"


if __name__ == "__main__":
    main()

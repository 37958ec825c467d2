"""Write what the documents list from the code: families and rules, formats, the modules of each room.

python scripts/make_lists.py
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import sinaextract.extraction.templates as templates
from sinaextract.extraction.rules import LINE_RULES, NODE_RULES, LineRule, Rule
from sinaextract.extraction.templates import GENERIC, POST, TEMPLATES, Family
from sinaextract.reading.selectors import Locator
from sinaextract.render.formats import FORMATS

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs/families.md"
ARCHITECTURE = ROOT / "docs/architecture.md"
PACKAGE = ROOT / "src/sinaextract"
_FIELDS = ("title", "date", "source", "body", "breadcrumb", "keywords", "author", "researchers", "company")


def main() -> None:
    PAGE.write_text(lists(), "utf-8")
    ARCHITECTURE.write_text(architecture(), "utf-8")


def architecture() -> str:
    """The document with its lists made anew; the rest of it is written by hand."""
    text = ARCHITECTURE.read_text("utf-8")
    for name, lines in (("formats", _formats()), ("modules", _modules())):
        start, end = f"<!-- {name}, written by scripts/make_lists.py -->\n", f"\n<!-- end of {name} -->"
        before, rest = text.split(start)
        text = before + start + "\n".join(lines) + end + rest.split(end)[1]
    return text


def _formats() -> Iterable[str]:
    yield from ("", *_row("`-f`", "ending", "renderer", "a collection becomes", "our own files are told by"))
    yield from _row("---", "---", "---", "---", "---")
    for format in FORMATS:
        names = ", ".join(f"`{name}`" for name in (format.name, *format.aliases))
        told = "how they are written" if format.is_own else "the journal of their run"
        many = "one file" if format.one_file else "a folder of files"
        yield from _row(names, f"`{format.ending}`", f"`render/{format.renderer.split('.')[0]}.py`", many, told)
    yield ""


def _modules() -> Iterable[str]:
    """Room by room, in the order of their names: each module with the first sentence of its docstring."""
    rooms = sorted({path.parent for path in PACKAGE.rglob("*.py")})
    for room in rooms:
        yield from ("", f"### `{room.relative_to(PACKAGE.parent).as_posix()}/`", "")
        for path in sorted(room.glob("*.py")):
            docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
            about = " ".join(docstring.split("\n\n")[0].split()).replace("``", "`")
            if path.stem != "__init__" or about:
                yield f"- `{path.name}` {about}".rstrip()
    yield ""


def lists() -> str:
    families = (POST, *TEMPLATES, GENERIC)
    return "\n".join(
        [
            "# Page families and removal rules",
            "",
            "Written by `python scripts/make_lists.py` from the code; a test holds that it is current. Do not edit.",
            "",
            "## Families",
            "",
            "A page is of the first family whose marks are all found, in this order; of two articles with headlines of",
            "large families, the first counts. *Verified* families were checked against really saved pages; the others",
            "were written from known markup. A field is looked for with CSS selectors, tried in order; what stands in",
            "*italics* is a function, told by its first line.",
            "",
            *_row("family", "marks: each finds something", "verified"),
            *_row("---", "---", "---"),
            *(line for family in families for line in _row(*_family(family))),
            "",
            "## Where each family's fields stand",
            "",
            *(line for family in families for line in _locators(family)),
            "## Rules on elements",
            "",
            "In this order, on the article's body only. What a rule takes out is in `removed` under the rule's name.",
            "",
            *_row("rule", "why it goes", "what it takes", "becomes"),
            *_row("---", "---", "---", "---"),
            *(line for rule in NODE_RULES for line in _row(*_node_rule(rule))),
            "",
            "## Rules on paragraphs",
            "",
            "On a whole paragraph, whatever markup carries it; an expression must match all of it.",
            "",
            *_row("rule", "why it goes", "expression", "becomes"),
            *_row("---", "---", "---", "---"),
            *(line for rule in LINE_RULES for line in _row(*_line_rule(rule))),
            "",
        ]
    )


def _row(*cells: str) -> Iterable[str]:
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"]


def _family(family: Family) -> tuple[str, str, str]:
    chosen = {POST: "YAML front matter", GENERIC: "none; refuses when unsure"}
    headed = (family.headline, family.body) if family.headline else ()
    marks = " and ".join(map(_any_of, (*headed, *family.marks))) or chosen.get(family, "")
    return f"`{family.name}`: {_about(family)}", marks, "yes" if family.verified else "no"


def _about(family: Family) -> str:
    """The first line of the docstring of the module that defines ``family``."""
    constant = family.name.upper().replace("-", "_")
    for module in pkgutil.iter_modules(templates.__path__):
        loaded = importlib.import_module(f"{templates.__name__}.{module.name}")
        if re.search(rf'^{constant} = |name="{family.name}"', inspect.getsource(loaded), re.M):
            return _first_line(loaded)
    raise LookupError(family.name)


def _locators(family: Family) -> Iterable[str]:
    found = [(field, getattr(family, field)) for field in _FIELDS if getattr(family, field)]
    if not found or family is POST:
        return []
    return [f"### `{family.name}`", "", *(f"- `{field}`: {_any_of(locators)}" for field, locators in found), ""]


def _any_of(locators: Iterable[Locator]) -> str:
    return " or ".join(f"`{locator}`" if isinstance(locator, str) else _function(locator) for locator in locators)


def _function(function: Callable[..., object]) -> str:
    return f"*{_first_line(function).rstrip('.') or function.__name__.strip('_').replace('_', ' ')}*"


def _first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").split("\n", 1)[0].replace("``", "`")


def _node_rule(rule: Rule) -> tuple[str, str, str, str]:
    takes = [f"`{selector}`" for selector in rule.selectors]
    takes += [
        f"what stands between the comments `{first}` and `{last}`" if last else f"all after the comment `{first}`"
        for first, last in rule.between
    ]
    if rule.after:
        takes.append(f"all after the comment `{rule.after}`")
    condition = f", when: {_function(rule.when)}" if rule.when else ""
    brackets = ", with the brackets around it" if rule.brackets else ""
    return f"`{rule.name}`", rule.reason, ", ".join(takes) + condition + brackets, _becomes(rule)


def _line_rule(rule: LineRule) -> tuple[str, str, str, str]:
    told = _function(rule.pattern) if callable(rule.pattern) else f"`{rule.pattern.pattern}`"
    return f"`{rule.name}`", rule.reason, told, _becomes(rule)


def _becomes(rule: Rule | LineRule) -> str:
    return f"`{rule.field}`" if rule.field else ""


if __name__ == "__main__":
    main()

"""The house: which imports wait until they are needed, and why."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src/sinaextract"
MODULES = sorted(SOURCE.rglob("*.py"))

# What may be imported inside a function: modules that only some runs need, as start-up time is a feature.
WAITING = {
    "CONTAINERS": "bz2 lzma compression backports brotli fsspec.core",
    "PARSING": "bs4 bs4.element yaml html json email lxml xml.parsers.expat plistlib",
    "SPARK": "pyarrow pyspark.sql pyspark.sql.pandas.types arrow spark sinaextract.arrow sinaextract.spark.job",
    "COMPLETION": "click.shell_completion",
    "TERMINAL": "rich.console rich.table rich.text rich.progress click os shutil difflib fnmatch shlex",
    "SYSTEM": "concurrent.futures fcntl hashlib msvcrt resource importlib importlib.util pandas tomllib tomli",
    "OWN": (
        "article.body_markdown article.record article.schema batch.naming batch.output_folder batch.pictures "
        "batch.pool batch.record_file text.addresses "
        "cli.command cli.conflicts cli.dry_run cli.explain cli.run cli.settings extraction.balance "
        "extraction.own_rules extraction.refusals extraction.removal_positions htmlreport.writer "
        "inputs.containers reading.charset reading.stray_ends reading.tolerant_parser render.flavors render.fields "
        "render.field_lines render.plainer render.report_details render.terminal"
    ),
}
ALLOWED = frozenset(" ".join(WAITING.values()).split())


def test_functions_import_only_what_some_runs_need() -> None:
    assert {module for path in MODULES for _, module in waiting_imports(path)} == ALLOWED


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_each_of_them_says_why(path: Path) -> None:
    """In a comment at its end; one that follows another directly goes without saying."""
    lines = path.read_text("utf-8").splitlines()
    spans = {node.lineno: node.end_lineno or node.lineno for node, _ in waiting_imports(path)}
    silent = [start for start, end in spans.items() if "  # " not in "".join(lines[start - 1 : end])]
    assert not [f"{path.name}:{n}: {lines[n - 1].strip()}" for n in silent if n - 1 not in spans.values()]


def test_no_named_tuple_is_generic() -> None:
    """Python 3.10 has none such: every batch failed there."""
    classes = [
        node for path in MODULES for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ClassDef)
    ]
    bases = [{ast.unparse(base).partition("[")[0] for base in node.bases} for node in classes]
    assert not [names for names in bases if {"NamedTuple", "Generic"} <= names]


def waiting_imports(path: Path) -> Iterator[tuple[ast.Import | ast.ImportFrom, str]]:
    """Each import inside a function, and the module that it names, those of the package without its name."""
    room = path.relative_to(SOURCE).with_suffix("").parts[:-1]
    for function in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for node in ast.walk(function):
                if isinstance(node, ast.Import):
                    yield from ((node, alias.name) for alias in node.names)
                elif isinstance(node, ast.ImportFrom):
                    above = room[: len(room) - node.level + 1] if node.level else ()
                    yield node, ".".join((*above, *([node.module] if node.module else [])))


def test_no_two_modules_have_one_name() -> None:
    """Apart from packages' own; a reader who is sent to `front_matter` must not have to ask which."""
    names = [path.stem for path in MODULES if not path.stem.startswith("__")]
    assert not {name for name in names if names.count(name) > 1}


def test_the_tests_mirror_the_folders() -> None:
    tests = Path(__file__).parent
    rooms = {path.parent.relative_to(SOURCE).parts[0] for path in MODULES if path.parent != SOURCE}
    folders = {path.parent.relative_to(tests).parts[0] for path in tests.glob("*/**/test_*.py")}
    assert folders <= rooms | {"scripts"}

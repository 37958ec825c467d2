"""scripts/new_family.py, run in a copy of the tree: what it writes works as it is, and passes the checks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
WRITTEN = "src/sinaextract/extraction/templates/finance_live.py"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for folder in ("src", "scripts", "tests/extraction", "docs"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "*.png"))
    shutil.copytree(ROOT / "tests/fixtures/blog", tmp_path / "tests/fixtures/blog")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copy(ROOT / "tests/__init__.py", tmp_path / "tests")
    return tmp_path


def run(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=tree, env=environment, capture_output=True, text=True, encoding="utf-8"
    )


def test_a_new_family_is_known_tested_listed_and_well_formed(tree: Path) -> None:
    done = run(tree, "scripts/new_family.py", "finance-live")
    assert done.returncode == 0, done.stderr
    assert (tree / WRITTEN).is_file()
    assert run(tree, "scripts/make_expected.py").returncode == 0
    assert run(tree, "scripts/make_lists.py").returncode == 0
    assert "`finance-live`" in (tree / "docs/families.md").read_text("utf-8")
    tested = run(tree, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/extraction/test_fixtures.py")
    assert tested.returncode == 0 and "finance-live" not in tested.stdout, tested.stdout
    expected = (tree / "tests/fixtures/finance-live/plain/expected.json").read_text("utf-8")
    assert '"template": "finance-live"' in expected and '"date": "2021-03-04T10:20:30+08:00"' in expected
    for check in (("check",), ("format", "--check")):
        checked = run(tree, "-m", "ruff", *check, "--no-cache", "src", "scripts")
        assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("name", ["blog", "Finance Live", "../x", ""])
def test_a_name_that_is_taken_or_none_writes_nothing(tree: Path, name: str) -> None:
    before = sorted(tree.rglob("*"))
    done = run(tree, "scripts/new_family.py", name)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert sorted(tree.rglob("*")) == before

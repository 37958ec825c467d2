"""The recipes of docs/scale.md run in the engines that are installed, and give the records of the command."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from .documents import ROOT, reader_folder

pytestmark = pytest.mark.slow
PAGE = (ROOT / "docs/scale.md").read_text("utf-8")
RECIPES = re.findall(r"<!-- not run: in an environment with (\w+) -->\n```python\n(.*?)```", PAGE, re.S)
COMMAND = """import runpy, sys
sys.argv[1:] = "saved/ -q -f jsonl -o news.jsonl".split()
runpy.run_module("sinaextract", run_name="__main__")
"""
OUTPUT = re.compile(r'"(of_\w+(?:\.parquet)?)"')


@pytest.mark.parametrize(("engine", "code"), RECIPES, ids=[engine for engine, _ in RECIPES])
def test_the_recipe(engine: str, code: str, tmp_path: Path) -> None:
    if find_spec(engine) is None:
        pytest.skip(f"{engine} is not installed: pip install {engine}")
    if engine == "pyspark" and shutil.which("java") is None:
        pytest.skip("Java is not installed, which Spark needs")
    reader_folder(tmp_path)
    pages = re.search(r"```python\n(.*?)```", PAGE, re.S)
    assert pages
    making = COMMAND if "news.jsonl" in code else pages[1]
    env = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1", "HOME": str(tmp_path)}
    for block in (making, code):
        done = subprocess.run([sys.executable, "-c", block], cwd=tmp_path, env=env, capture_output=True, timeout=300)
        assert done.returncode == 0, done.stderr.decode()[-4000:]
    if (output := OUTPUT.search(code)) is not None:
        titles = pq.read_table(tmp_path / output[1]).to_pylist()
        assert len(titles) >= 6 and all(row.get("title") or row["metadata"]["title"] for row in titles)


def test_there_is_a_recipe_for_each_engine() -> None:
    assert {engine for engine, _ in RECIPES} == {"pyspark", "ray", "daft", "datasets", "datatrove"}

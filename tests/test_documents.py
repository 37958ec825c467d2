"""Every code block of README and docs does what it says: it runs, in order, in a folder of saved pages."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sinaextract.article.schema import schema_text
from sinaextract.extraction.templates import GENERIC, POST, TEMPLATES

from .documents import CHINESE, DOCUMENTS, ROOT, Block, blocks, reader_folder

sys.path.insert(0, str(ROOT / "scripts"))
import make_comparison
import make_credits
import make_lists


@pytest.mark.slow
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_code_blocks_run(document: Path, tmp_path: Path) -> None:
    reader_folder(tmp_path)
    for block in blocks(document):
        if missing := [need for need in block.needs if not _is_there(need)]:
            print(f"{document.name}:{block.line} not run: {', '.join(missing)} not installed")
            continue
        done = _run(block, tmp_path)
        assert done.returncode == 0, (
            f"{document}:{block.line}\n{block.code}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        )


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["pipx", "uvx"])
def test_the_line_that_installs_without_pip(tool: str, tmp_path: Path) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    lines = [re.findall(f"`({tool} [^`]*)`", (ROOT / name).read_text("utf-8")) for name in READMES]
    assert lines[0] == lines[1] and len(lines[0]) == 1
    subprocess.run(["git", "clone", "--quiet", ROOT, tmp_path / "clone"], check=True)
    shutil.copy(ROOT / "tests/fixtures/finance-main-title/symbols-and-disclaimer/page.html", tmp_path / "clone")
    homes = {name: str(tmp_path / name) for name in ("PIPX_HOME", "PIPX_BIN_DIR", "PIPX_MAN_DIR", "UV_CACHE_DIR")}
    script = lines[0][0] + ("; $PIPX_BIN_DIR/sinaextract page.html" if tool == "pipx" else "")
    done = subprocess.run(
        ["bash", "-ec", script], cwd=tmp_path / "clone", env={**os.environ, **homes}, capture_output=True, text=True
    )
    assert done.returncode == 0 and "\n---\ntitle: " in "\n" + done.stdout, done.stderr[-2000:]


@pytest.mark.parametrize("chinese", CHINESE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_chinese_documents_have_the_blocks_of_the_english_ones(chinese: Path) -> None:
    found, wanted = ([_bare(block.code) for block in blocks(path)] for path in (chinese, CHINESE[chinese]))
    assert found == wanted


def test_the_readmes_have_the_same_parts() -> None:
    for mark in (r"^## ", r"^- ", r"^\| ", r"^```"):  # sections, points, rows, all blocks
        counts = [len(re.findall(mark, (ROOT / name).read_text("utf-8"), re.M)) for name in READMES]
        assert counts[0] == counts[1], (mark, counts)


def test_links_between_the_documents_lead_somewhere() -> None:
    for document in (*DOCUMENTS, *CHINESE, ROOT / "SECURITY.md", ROOT / "CONTRIBUTING.md"):
        prose = re.sub(r"```.*?```|`[^`\n]*`", "", document.read_text("utf-8"), flags=re.S)
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose):
            if not re.match(r"\w+:", target):
                assert (document.parent / target).exists(), f"{document.name} links to {target}"


@pytest.mark.parametrize("name", make_comparison.PAGES)
def test_the_comparison_is_the_one_that_was_measured(name: str) -> None:
    page = (ROOT / name).read_text("utf-8")
    assert page == make_comparison.with_tables(name, page), "run python scripts/make_comparison.py"
    assert "| sinaextract | 100.0% |" in page


def _bare(code: str) -> list[str]:
    """Code without comments."""
    return [re.sub(r"\s*#.*", "", line) for line in code.splitlines()]


def test_the_lists_are_current() -> None:
    assert make_lists.PAGE.read_text("utf-8") == make_lists.lists(), "run python scripts/make_lists.py"


def test_the_list_of_formats_and_modules_is_current() -> None:
    written = make_lists.ARCHITECTURE.read_text("utf-8")
    assert written == make_lists.architecture(), "run python scripts/make_lists.py"


def test_the_table_of_roles_is_current() -> None:
    page = make_credits.PAGE.read_text("utf-8")
    assert page == make_credits.with_tables(page), "run python scripts/make_credits.py"
    assert page.count(make_credits.BEGIN) == 1


def test_the_modules_that_the_documents_name_are_there() -> None:
    for name in ("docs/architecture.md", "CONTRIBUTING.md"):
        named = set(re.findall(r"`((?:[a-z]+/)+(?:\w+\.(?:py|json|yml|md))?)`", (ROOT / name).read_text("utf-8")))
        assert len(named) >= 8
        roots = (ROOT, ROOT / "src", ROOT / "src/sinaextract")
        assert not [path for path in named if not any((root / path).exists() for root in roots)], name


def test_files_that_the_documents_name_are_there() -> None:
    for document in (*DOCUMENTS, *CHINESE, ROOT / "SECURITY.md", ROOT / "CONTRIBUTING.md"):
        named = re.findall(
            r"(?<![\w./])((?:tests|scripts|benchmarks|fuzzing|docs)/[\w./-]*\w)", document.read_text("utf-8")
        )
        assert not [path for path in named if not ((ROOT / path).exists() or (ROOT / "tests" / path).exists())], (
            document
        )


def test_the_floors_are_those_that_are_checked() -> None:
    section = (ROOT / "docs/architecture.md").read_text("utf-8").split("## Floors")[1].split("##")[0]
    floors = [line.strip() for line in section.splitlines() if line.startswith("    ")]
    checked = re.search(r"layers = \[(.*?)\]", (ROOT / "pyproject.toml").read_text("utf-8"), re.S)
    assert checked and floors == [line.replace("sinaextract.", "") for line in re.findall(r'"(.*)"', checked[1])]


READMES = {  # heads of the tables' first columns, and what is said of a family that was written from known markup
    "README.md": ("key", "template", "not yet verified"),
    "README.zh-CN.md": ("键", "模板", "还没有拿真实页面验证过"),
}


def _rows(name: str, heading: str) -> dict[str, str]:
    """The names in the first cells of a table -> the row."""
    table = (ROOT / name).read_text("utf-8").split(f"\n| {heading} |", 1)[1].split("\n\n", 1)[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")]
    return {found: row for row in rows for found in re.findall(r"`([^`]+)`", row.split("|")[1])}


@pytest.mark.parametrize("name", READMES)
def test_what_the_first_screen_shows_is_what_comes_out(name: str, tmp_path: Path) -> None:
    page = "tests/fixtures/post/stocks-and-promo/page.md"
    screen = (ROOT / name).read_text("utf-8").split("## ")[0]
    before, after = re.findall(r"```(?:html|markdown)\n(.*?)```", screen, re.S)
    for piece in filter(None, re.split(r'…|class="keyword" href="|\s+', before)):
        assert piece in (ROOT / page).read_text("utf-8"), piece
    done = _run(Block(Path(name), 1, "sh", f"sinaextract {page} -f json --explain 2>/dev/null", ()), ROOT)
    record = json.loads(done.stdout)
    assert after.strip() in record["text"].split("\n")
    shown = {removal["rule"] for removal in record["removed"] if removal["text"] and not removal["field"]}
    assert shown == set(re.findall(r"`([a-z]+-[a-z]+)`", screen))
    assert [symbol["ticker"] for symbol in record["symbols"]][:2] == re.findall(r"\d{6}\.S[HZ]", screen)


def test_the_readmes_name_the_dependencies() -> None:
    needed = re.search(r"^dependencies = \[\n(.*?)^\]", (ROOT / "pyproject.toml").read_text("utf-8"), re.M | re.S)
    assert needed
    for name in READMES:
        said = (ROOT / name).read_text("utf-8")
        assert not [package for package in re.findall(r'^  "([\w-]+)', needed[1], re.M) if package not in said]


def test_the_readmes_say_what_the_comparison_says_of_the_first_look() -> None:
    """12 titles, 12 dates, none of 2 sources and 3 of 7 bylines are 27 of 33."""
    told = re.search(r"right in (\d+) titles, (\d+) dates, none of (\d+) sources and\s+(\d+) of (\d+) bylines",
                     (ROOT / "docs/comparison.md").read_text("utf-8"))  # fmt: skip
    assert told
    titles, dates, sources, bylines, all_bylines = map(int, told.groups())
    numbers = str(titles + dates + bylines), str(titles + dates + sources + all_bylines)
    assert f"{numbers[0]} of the {numbers[1]} fields right" in (ROOT / "README.md").read_text("utf-8")
    assert re.search(rf"字段\s*{numbers[1]} 个对了 {numbers[0]} 个", (ROOT / "README.zh-CN.md").read_text("utf-8"))


@pytest.mark.parametrize("name", READMES)
def test_the_record_tables_name_every_key(name: str) -> None:
    rows = _rows(name, READMES[name][0])
    assert set(rows) == set(json.loads(schema_text())["properties"]) | {"removed"}


@pytest.mark.parametrize("name", READMES)
def test_the_family_tables_name_every_family_and_which_are_verified(name: str) -> None:
    _, heading, unverified = READMES[name]
    rows = _rows(name, heading)
    assert set(rows) == {family.name for family in (POST, *TEMPLATES, GENERIC)}
    for family in TEMPLATES:
        assert family.verified or unverified in rows[family.name], family.name
        assert not family.verified or unverified not in rows[family.name] or family.name == "artibody-title"


def test_every_field_has_its_section() -> None:
    keys = list(json.loads(schema_text())["properties"])
    assert re.findall(r"^### `(\w+)`$", (ROOT / "docs/fields.md").read_text("utf-8"), re.M) == keys
    assert re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/zh-CN/fields.md").read_text("utf-8"), re.M) == keys


def _is_there(need: str) -> bool:
    return shutil.which(need) is not None or importlib.util.find_spec(need) is not None


def _run(block: Block, folder: Path) -> subprocess.CompletedProcess[str]:
    interpreter = [sys.executable, "-c"] if block.language == "python" else ["bash", "-euo", "pipefail", "-c"]
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONWARNINGS": "error",
    }
    command = [*interpreter, block.code]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)

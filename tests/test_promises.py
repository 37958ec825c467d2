"""Every promise of SECURITY.md and of the README's "What you can count on" has a test: each clause names the test that
fails where it is broken. A clause that is new or worded anew, and a test that vanishes, fails here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sinaextract import extract

ROOT = Path(__file__).parent.parent

# A clause of the column "what is promised", by a stretch of it -> the tests that hold it.
PROMISES = (
    ("nothing from a page becomes live HTML", "render/test_nothing_live.py::test_no_reader_makes_anything_live"),
    ("nothing from a page becomes live HTML", "render/test_nothing_live.py::test_nothing_runs_in_a_browser"),
    ("relative addresses become links or pictures", "test_hostile.py::test_nothing_scripted_is_live"),
    ("`<` of a page is escaped", "render/test_nothing_live.py::test_a_page_of_such_texts_gives_them_back"),
    ("control characters of pages and file names", "test_hostile.py::test_nothing_from_a_page_steers_the_terminal"),
    ("control characters of pages and file names", "test_hostile.py::test_nor_does_a_name"),
    (
        "control characters of pages and file names",
        "test_hostile.py::test_front_matter_of_the_output_holds_no_raw_control_characters",
    ),
    ("turn the direction of text go too", "cli/test_terminal_safety.py::test_what_goes_wrong"),
    (
        "everything is written below the output folder",
        "inputs/test_containers.py::test_member_names_never_lead_out_of_the_output",
    ),
    (
        "everything is written below the output folder",
        "batch/test_store.py::test_links_in_a_saved_folder_lead_no_write_elsewhere",
    ),
    (
        "everything is written below the output folder",
        "batch/test_store.py::test_a_name_template_writes_through_no_link",
    ),
    (
        "everything is written below the output folder",
        "batch/test_naming.py::test_safe_names_are_legal_on_windows_macos_and_linux",
    ),
    (
        "what the tool did not write",
        "batch/test_store.py::test_no_option_replaces_what_the_tool_did_not_write",
    ),
    ("what the tool did not write", "batch/test_store.py::test_an_edited_note_is_kept_and_named"),
    ("what the tool did not write", "batch/test_store.py::test_an_input_is_not_replaced_by_force"),
    ("no path in a journal leads out", "batch/test_store.py::test_a_journal_of_a_stranger_harms_nothing"),
    ("links to folders are not followed", "test_hostile.py::test_loops_of_links_end"),
    ("devices and FIFOs in a folder", "batch/test_run_batch.py::test_what_is_no_regular_file_never_hangs_a_run"),
    ("devices and FIFOs in a folder", "batch/test_one_input_costs_one.py::test_a_file_that_turns_into_a_fifo"),
    ("limits, below", "inputs/test_archives.py::test_limits_hold_for_every_packing_and_for_tar"),
    ("limits, below", "extraction/test_blocks.py::test_absurd_spans_cost_nothing"),
    ("YAML aliases in front matter", "test_hostile.py::test_front_matter_cannot_explode_or_run"),
    ("time grows no faster than the page", "test_hostile.py::test_time_grows_no_faster_than_the_page"),
    (
        "`--timeout` ends what takes too long",
        "batch/test_pool.py::test_the_command_gives_up_a_page_that_takes_too_long",
    ),
    ("costs only itself, and is named", "batch/test_pool.py::test_a_page_that_takes_too_long_costs_only_itself"),
    ("costs only itself, and is named", "batch/test_pool.py::test_a_worker_that_dies_costs_only_its_page"),
    ("costs only itself, and is named", "batch/test_pool.py::test_a_worker_has_so_much_memory_and_no_more"),
    (
        "so does a name or path",
        "batch/test_one_input_costs_one.py::test_a_member_whose_path_is_longer_than_the_system_takes",
    ),
    ("so does a name or path", "batch/test_one_input_costs_one.py::test_a_name_that_no_system_takes"),
    ("killed from outside costs nothing", "batch/test_pool.py::test_a_worker_killed_from_outside_costs_no_page"),
    ("is ever fetched", "test_hostile.py::test_nothing_is_fetched_and_no_entity_expanded"),
    ("no entity is expanded", "test_hostile.py::test_nothing_is_fetched_and_no_entity_expanded"),
    ("takes bitmaps saved with the page", "batch/test_pictures.py::test_what_is_outside_or_no_bitmap_is_not_taken"),
    (
        "takes bitmaps saved with the page",
        "batch/test_pictures.py::test_absolute_paths_and_archives_reach_no_file_of_the_machine",
    ),
    ("characters of a page's article region", "extraction/test_conservation.py::test_page_as_saved"),
    ("characters of a page's article region", "extraction/test_conservation.py::test_mutants"),
    ("`--audit FILE` counts them", "extraction/test_conservation.py::test_audit_writes_a_line_per_page"),
    # what the README says that one can count on
    (
        "Every input ends as exactly one of",
        "batch/test_run_batch.py::test_every_input_has_one_outcome_and_the_tree_is_the_same_whatever_the_workers",
    ),
    ("the closing summary counts them", "batch/test_run_batch.py::test_what_is_no_regular_file_never_hangs_a_run"),
    ("article's region are in the text", "extraction/test_conservation.py::test_page_as_saved"),
    ("counts them for every page, and exits 1", "extraction/test_conservation.py::test_audit_writes_a_line_per_page"),
    ("same in whatever form", "cli/test_command.py::test_the_text_is_the_same_whatever_the_format_or_flag"),
    (
        "`--rules` and `--encoding` change it",
        "cli/test_command.py::test_the_text_is_the_same_whatever_the_format_or_flag",
    ),
    ("no exchange is inferred from digits", "extraction/test_symbols.py::test_a_market_is_never_inferred"),
    ("no date from a path, no author from a sidebar", "test_promises.py::test_a_null_beats_a_guess"),
    (
        "What is doubtful is said in `warnings`",
        "article/test_doubts.py::test_warnings_of_the_fixtures_are_all_of_the_table",
    ),
    ("of a single page also on stderr", "cli/test_strict.py::test_what_is_doubtful_of_one_page_is_told"),
    ("Files appear whole or not at all", "batch/test_resume.py::test_a_full_disk"),
    ("Files appear whole or not at all", "batch/test_store.py::test_a_killed_runs_temporary_files_are_removed"),
    (
        "a note that you edited, is not replaced",
        "batch/test_store.py::test_no_option_replaces_what_the_tool_did_not_write",
    ),
    ("a note that you edited, is not replaced", "batch/test_store.py::test_an_edited_note_is_kept_and_named"),
    ("an input never is", "batch/test_store.py::test_an_input_is_not_replaced_by_force"),
    ("costs only itself", "batch/test_pool.py::test_a_worker_that_dies_costs_only_its_page"),
    # limits, by what changes them
    ("SINAEXTRACT_MAX_PAGE_BYTES", "inputs/test_containers.py::test_limits_from_the_environment"),
    (
        "SINAEXTRACT_MAX_ARCHIVE_MEMBERS",
        "inputs/test_archives.py::test_limits_hold_for_every_packing_and_for_tar",
    ),
    ("SINAEXTRACT_MAX_COMPRESSION_RATIO", "inputs/test_archives.py::test_limits_hold_for_every_packing_and_for_tar"),
    ("SINAEXTRACT_MAX_NESTING", "test_hostile.py::test_depth_is_limited_and_the_limit_can_be_moved"),
    ("SINAEXTRACT_MAX_WORKER_BYTES", "batch/test_retries.py::test_more_memory"),
    ("`--timeout` |", "batch/test_pool.py::test_the_command_gives_up_a_page_that_takes_too_long"),
)


def _clauses() -> list[str]:
    """The promises, one by one, and the rows of the limits."""
    readme = (ROOT / "README.md").read_text("utf-8").split("## What you can count on\n")[1].split("\n## ")[0]
    points = re.sub(r"\s+", " ", readme.replace("\n- ", "; ")).strip("; ")
    document = (ROOT / "SECURITY.md").read_text("utf-8")
    stakes, limits = (document.split(f"## {name}\n")[1].split("\n## ")[0] for name in ("What is at stake", "Limits"))
    promised = [line.strip("| ").split(" | ")[-1] for line in _rows(stakes)]
    return [clause for cell in promised for clause in cell.split("; ")] + _rows(limits) + re.split(r"[.;]+ ", points)


def _rows(section: str) -> list[str]:
    return [line for line in section.splitlines() if line.startswith("| ")][1:]


@pytest.mark.parametrize("clause", _clauses())
def test_a_promise_has_a_test(clause: str) -> None:
    assert [test for words, test in PROMISES if words in clause], "no test is named for this promise"


@pytest.mark.parametrize(("words", "test"), PROMISES)
def test_the_test_is_there_and_its_promise_too(words: str, test: str) -> None:
    file, _, name = test.partition("::")
    assert re.search(rf"^def {name}\(", (ROOT / "tests" / file).read_text("utf-8"), re.M)
    assert [clause for clause in _clauses() if words in clause]


def test_a_null_beats_a_guess() -> None:
    aside = (
        '<div class="sidebar"><a class="author">东澜甲</a><p>作者：东澜甲</p><span class="date">2019-01-02</span></div>'
    )
    body = '<div class="article" id="artibody"><p>临州港三期工程昨日开工，总投资二十亿元，工期三年。</p></div>'
    page = f'<html><body><h1 class="main-title">临州港扩建开工</h1>{body}{aside}</body></html>'
    found = extract(page.encode(), "https://finance.sina.com.cn/china/2021-03-04/doc-ikftssaq1234567.shtml")
    assert found.title == "临州港扩建开工" and (found.date, found.author, found.byline) == (None, None, ())

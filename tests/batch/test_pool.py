"""Workers that hang, die and are left alone."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest

from sinaextract.batch.pool import _Inbox, _StreamInbox
from sinaextract.batch.workers import in_order

from ..command import article, counts, run, workers_of, write
from ..pool_work import failure, sent, work

pytestmark = pytest.mark.slow

TIMED_OUT = "took longer than 0.5 s"


def results(tasks: list[str], jobs: int = 2, timeout: float = 0.5) -> list[str]:
    pairs = list(in_order(tasks, sent, work, failure, jobs, timeout))
    assert [task for task, _ in pairs] == tasks
    return [result for _, result in pairs if result is not None]


def test_results_come_in_order_and_bounded() -> None:
    taken = 0

    def tasks() -> Iterator[str]:
        nonlocal taken
        for taken in range(2000):
            yield f"sleep {0.2 if taken == 0 else 0}"

    stream = in_order(tasks(), sent, work, failure, 2, 5.0)
    assert next(stream)[1] == "sleep 0.2" and taken <= 2 * 64
    assert [result for _, result in stream] == ["sleep 0"] * 1999


def test_large_results_do_not_lock_up() -> None:
    assert [len(result) for result in results(["large 3000000"] * 12)] == [3000000] * 12


@pytest.mark.parametrize("kind", [_Inbox, _StreamInbox])
def test_messages_are_read_whole_however_they_arrive(kind: type[_Inbox]) -> None:
    ours, theirs = multiprocessing.Pipe()
    inbox, said, heard = kind(ours), [b"a", b"", b"b" * 5000, b"c" * 150_000, b"d"], list[bytes | bytearray]()
    writer = threading.Thread(target=lambda: deque(map(theirs.send_bytes, said)))
    writer.start()
    while len(heard) < len(said):
        heard += inbox.messages()
    writer.join()
    assert heard == said and not inbox.holds_more()
    theirs.close()
    with pytest.raises(EOFError):
        inbox.messages()


def test_large_tasks_do_not_lock_up() -> None:
    """Neither side waits to write while the other does: tasks and results of all sizes, either way."""
    sizes = [0, 3000, 4090, 5000, 60_000, 300_000, 0, 0, 3_000_000, 9, 4090, 4090, 4090, 300_000]
    tasks = [("large 500000 " if i % 3 == 0 else "page ") + "x" * sizes[i % len(sizes)] for i in range(140)]
    tasks = [task if i % 3 else "large 500000" for i, task in enumerate(tasks)]
    assert results(tasks, timeout=5.0) == ["x" * 500_000 if i % 3 == 0 else task[:70] for i, task in enumerate(tasks)]


def test_a_worker_killed_from_outside_costs_no_page(tmp_path: Path) -> None:
    tasks = [f"once {tmp_path / str(i)}" if i % 9 == 0 else f"page {i}" for i in range(60)]
    assert results(tasks, timeout=5.0) == [task[:70] for task in tasks]
    assert len(list(tmp_path.iterdir())) == 7


def test_a_worker_has_so_much_memory_and_no_more() -> None:
    """`Limits.worker_bytes`, 2 GiB; only a page that needs more fails, and its worker lives on."""
    tasks = ["page 1", "memory 5000000000", "memory 1000000000", "page 2"]
    found = results(tasks, jobs=1, timeout=20.0)
    assert found[1].startswith("memory 5000000000: needs more memory") and "SINAEXTRACT_MAX_WORKER_BYTES" in found[1]
    assert [*found[:1], *found[2:]] == ["page 1", "1000000000", "page 2"]


def test_what_cannot_be_sent_back_is_a_failure_of_one_page(capfd: pytest.CaptureFixture[str]) -> None:
    found = results(["page 1", "unsendable", "page 2"])
    assert found[1].startswith("unsendable: internal error, please report it") and found[::2] == ["page 1", "page 2"]
    assert capfd.readouterr().err == ""


def test_no_more_workers_start_than_have_tasks() -> None:
    before = set(multiprocessing.active_children())
    stream = in_order(map(str, range(40)), sent, work, failure, 400, 5.0)
    next(stream)
    assert 1 <= len(set(multiprocessing.active_children()) - before) <= 5
    assert [result for _, result in stream] == [str(number) for number in range(1, 40)]


def test_tasks_that_are_no_work_come_at_once_and_in_order() -> None:
    tasks = [str(number) if number % 10 == 7 else "idle" for number in range(500)]
    pairs = list(in_order(tasks, sent, work, failure, 2, 5.0))
    assert pairs == [(task, None if task == "idle" else task) for task in tasks]


def test_memory_of_what_waits_for_a_slow_page_is_bounded_in_bytes() -> None:
    taken = 0

    def tasks() -> Iterator[str]:
        nonlocal taken
        for taken in range(60):
            yield "sleep 2" if taken == 0 else "large 10000000"

    stream = in_order(tasks(), sent, work, failure, 2, 10.0)
    assert next(stream)[1] == "sleep 2" and taken < 40  # 64 MiB of results, and what was sent before they came
    assert len(list(stream)) == 59


def test_a_page_that_takes_too_long_costs_only_itself() -> None:
    tasks = ["sleep 9" if i in (3, 30) else f"page {i}" for i in range(40)]
    assert results(tasks) == [f"sleep 9: {TIMED_OUT}" if i in (3, 30) else tasks[i] for i in range(40)]


def test_a_worker_that_dies_costs_only_its_page() -> None:
    tasks = [{5: "kill", 6: "exit", 20: "kill"}.get(i, f"page {i}") for i in range(40)]
    expected = list(tasks)
    expected[5] = expected[20] = "kill: the worker process died on this page, twice (signal 9)"
    expected[6] = "exit: the worker process died on this page, twice (status 7)"
    assert results(tasks) == expected


def test_workers_that_die_again_and_again() -> None:
    assert [result[:5] for result in results(["kill"] * 20 + ["page"])] == ["kill:"] * 20 + ["page"]


def test_the_clock_of_a_page_starts_when_its_worker_is_ready() -> None:
    """Starting a worker takes longer than this limit."""
    assert results(["a", "b", "c"], timeout=0.1) == ["a", "b", "c"]


def test_an_iterator_closed_early_leaves_no_workers() -> None:
    before = set(multiprocessing.active_children())  # one that another test's engine keeps
    stream = in_order((f"page {i}" for i in range(10_000)), sent, work, failure, 2, 5.0)
    next(stream)
    assert len(set(multiprocessing.active_children()) - before) == 2
    stream.close()
    assert set(multiprocessing.active_children()) <= before


def test_signals_that_a_terminal_sends_to_all_are_the_parents_business() -> None:
    stream = in_order((f"sleep {i / 1e6}" for i in range(500)), sent, work, failure, 2, 5.0)
    found = [str(next(stream)[1])]
    for child in multiprocessing.active_children():
        assert child.pid is not None
        os.kill(child.pid, signal.SIGTERM)
        os.kill(child.pid, signal.SIGINT)
    found += [str(result) for _, result in stream]
    assert len(found) == 500 and not any("died" in result for result in found)


@pytest.mark.parametrize("busy_with", ["spin", "sleep 0.5"])
def test_no_worker_outlives_a_killed_parent(busy_with: str) -> None:
    marker = f"{os.getpid()}-{busy_with[:5]}"
    command = [sys.executable, "-m", "tests.pool_work", "0.2", "page", *[busy_with] * 40]
    environment = {**os.environ, "SINAEXTRACT_TEST": marker}
    root = Path(__file__).parent.parent.parent
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, cwd=root) as parent:
        assert parent.stdout is not None and parent.stdout.readline() == b"page\n"
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while workers_of(marker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert workers_of(marker) == []


def test_the_command_gives_up_a_page_that_takes_too_long(tmp_path: Path) -> None:
    """A page as long as this takes seconds; the limit is a fraction of one."""
    huge = article(1).replace(b"</p>", ("</p>" + "<p>　　甲乙丙丁戊己庚辛。</p>" * 300_000).encode(), 1)
    write(tmp_path / "in", {"a.html": article(1), "b.html": huge, "c.html": article(3)})
    done = run(tmp_path / "in", "-o", tmp_path / "vault", "--timeout", "0.3")
    assert done.returncode == 3 and b"b.html: took longer than 0.3 s" in done.stderr
    assert counts(done) == {"written": 2, "skipped": 0, "refused": 0, "failed": 1}

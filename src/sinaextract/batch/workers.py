"""Many tasks in order, in this process or in worker processes: the one way of the command, the library and Spark."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

FEW = 16  # inputs that are not worth starting worker processes for
DEFAULT_TIMEOUT = 30.0  # seconds for one page


def worker_count(inputs: int) -> int:
    """Worker processes for that many inputs; 0 when they are too few to be worth any."""
    if inputs <= FEW:
        return 0
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(
    tasks: Iterable[Task],
    work: Callable[[Task], Result],
    failure: Callable[[Task, str], Result],
    jobs: int,
    timeout: float,
    chunk: int | None = None,
    is_for_worker: Callable[[Task], bool] = lambda task: True,
) -> Generator[tuple[Task, Result], None, None]:
    """Yield each task with what ``work`` makes of it, or ``failure`` with the reason when its worker hung or died.

    ``jobs`` 0 works in this process, where nothing ends a task that hangs. ``timeout`` is seconds for one task,
    ``chunk`` how many a worker gets at once. What is not ``is_for_worker`` is no work, and done here. Closing the
    iterator ends the workers.
    """
    if not jobs:
        for task in tasks:
            yield task, work(task)
        return
    from .pool import CHUNK, run_ordered  # costs start-up time that one page need not pay

    yield from run_ordered(tasks, work, failure, jobs, timeout, chunk or CHUNK, is_for_worker)

"""Many tasks in order, in this process or in worker processes: the one way of the command, the library and Spark."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator, Hashable, Iterable
from typing import TypeVar

Task = TypeVar("Task")
Sent = TypeVar("Sent")
Result = TypeVar("Result")

FEW = 16  # inputs that are not worth starting worker processes for
DEFAULT_TIMEOUT = 30.0  # seconds for one page
_TIMEOUTS = (0.01, 86_400.0)  # seconds; systems count them as milliseconds in 32 bits, which end after 24 days


def checked_timeout(seconds: float) -> float:
    """``seconds``, if a worker's clock can count them. Raises `TypeError` and `ValueError`; NaN is no time."""
    shortest, longest = _TIMEOUTS
    if not hasattr(seconds, "__float__"):
        raise TypeError(f"a timeout is a number of seconds, not {seconds!r}")
    if not shortest <= seconds <= longest:
        raise ValueError(f"{seconds} is no timeout; give seconds from {shortest:g} to {longest:.0f}, which is a day")
    return float(seconds)


def worker_count(inputs: int) -> int:
    """Worker processes for that many inputs; 0 when they are too few to be worth any."""
    if inputs <= FEW:
        return 0
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_order(
    tasks: Iterable[Task],
    sent: Callable[[Task], Sent | None],
    work: Callable[[Sent], Result],
    failure: Callable[[Sent, str], Result],
    jobs: int,
    timeout: float,
) -> Generator[tuple[Task, Result | None], None, None]:
    """Yield each task with what ``work`` makes of what is ``sent`` of it, or ``failure`` with the reason when a worker
    hung, died or lacked memory; with None where nothing is sent, for there is nothing to do.

    ``jobs`` 0 works in this process, where nothing ends a task that hangs. ``timeout`` is seconds for one task. Closing
    the iterator ends the workers. Plain tuples are sent, either way, in half the time of named ones.
    """
    if not jobs:
        for task in tasks:
            data = sent(task)
            yield task, None if data is None else work(data)
        return
    from .pool import Pool  # costs start-up time that one page need not pay

    pool = Pool(sent, work, failure, jobs, timeout)
    try:
        yield from pool.run(tasks)
    finally:
        pool.stop()


_kept = threading.local()  # of each thread: the pool that its last call used, and for what


def in_kept_worker(
    tasks: Iterable[Task],
    sent: Callable[[Task], Sent | None],
    work: Callable[[Sent], Result],
    failure: Callable[[Sent, str], Result],
    timeout: float,
    key: Hashable,
) -> Generator[tuple[Task, Result | None], None, None]:
    """As `in_order` with one worker process, which stays for the thread's next call with the same ``key``: what
    ``work`` and ``timeout`` depend on. For callers who have many small batches, each of which would wait for a start.
    """
    from .pool import Pool  # costs start-up time, see above

    use = (os.getpid(), key)
    kept, pool = _kept.__dict__.pop("pool", (None, None))
    if kept != use:
        if kept and kept[0] == os.getpid():  # else this process was forked from the one whose workers they are
            pool.stop()
        pool = Pool(sent, work, failure, 1, timeout)
    try:
        yield from pool.run(tasks)
    except BaseException:  # also when nobody wants the rest
        pool.stop()
        raise
    _kept.pool = (use, pool)

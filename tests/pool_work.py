"""Work for `tests.test_pool`, importable by worker processes without pytest."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from sinaextract.batch.workers import in_order


def work(task: str) -> str:
    """``task`` says what happens: ``sleep SECONDS``, ``spin``, ``kill``, ``exit``, ``large BYTES``, ``memory BYTES``,
    ``once FILE`` (dies, but not again), ``unsendable``; of anything else its first 70 characters are given back.
    """
    verb, _, value = task.partition(" ")
    if verb == "sleep":
        time.sleep(float(value))
    elif verb == "spin":
        while True:
            pass
    elif verb == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif verb == "exit":
        os._exit(7)
    elif verb == "large":
        return "x" * int(value)
    elif verb == "memory":
        return str(len(bytes(int(value))))
    elif verb == "once" and not Path(value).exists():
        Path(value).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    elif verb == "unsendable":
        return lambda: task  # type: ignore[return-value]
    return task[:70]


def sent(task: str) -> str | None:
    """All that is to be done; ``idle`` is not."""
    return None if task == "idle" else task


def failure(task: str, reason: str) -> str:
    return f"{task[:70]}: {reason}"


if __name__ == "__main__":  # a parent to be killed while its workers are busy
    from . import pool_work  # workers cannot import what a main module defines

    for task, _ in in_order(
        iter(sys.argv[2:]), pool_work.sent, pool_work.work, pool_work.failure, 2, float(sys.argv[1])
    ):
        print(task, flush=True)

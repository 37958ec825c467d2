"""Work for `tests.test_pool`, importable by worker processes without pytest."""

from __future__ import annotations

import os
import signal
import sys
import time

from sinaextract.batch.pool import run_ordered


def work(task: str) -> str:
    """``task`` says what happens: ``sleep SECONDS``, ``spin``, ``kill``, ``exit``, anything else is given back."""
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
    return task


def failure(task: str, reason: str) -> str:
    return f"{task}: {reason}"


if __name__ == "__main__":  # a parent to be killed while its workers are busy
    from . import pool_work  # workers cannot import what a main module defines

    for task, _ in run_ordered(iter(sys.argv[2:]), pool_work.work, pool_work.failure, 2, float(sys.argv[1])):
        print(task, flush=True)

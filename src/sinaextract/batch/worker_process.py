"""A worker process of `pool.py`: how it starts, what it may use up, how it ends; and what it says.

It ends by itself when the parent is gone, however that died: its pipe closes, and a timer ends one that does not look.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import TypeVar

from ..limits import LIMITS, OUT_OF_MEMORY

Task = TypeVar("Task")
Result = TypeVar("Result")

READY, RESULT, REASON = b"?", b"\x80", b"!"  # how its messages begin; the second as pickles do
OWN_CLOCK = getattr(signal, "SIGPROF", 0)  # by which `_end_when_stuck` ends it


def start(context: BaseContext, pipe: Connection, work: Callable[[Task], Result], timeout: float) -> BaseProcess:
    """Raises `OSError` or `EOFError` where none can be started."""
    process: BaseProcess = context.Process(target=_serve, args=(pipe, work, timeout), daemon=True)  # type: ignore[attr-defined]
    with _main_out_of_sight(), _children_allowed():
        process.start()
    return process


def _serve(pipe: Connection, work: Callable[[Task], Result], timeout: float) -> None:
    """A worker's life: a word that it is ready, then tasks in, results out, until the pipe closes."""
    for number in (signal.SIGINT, signal.SIGTERM):  # the parent's business
        signal.signal(number, signal.SIG_IGN)
    _limit_memory(LIMITS.worker_bytes)
    try:
        pipe.send_bytes(READY)
        while True:
            for data in pickle.loads(pipe.recv_bytes()):
                _end_when_stuck(timeout)
                pipe.send_bytes(_done(data, work))
    except (EOFError, OSError):
        return


def _done(data: bytes, work: Callable[[Task], Result]) -> bytes:
    """The message that a task gives."""
    try:
        return pickle.dumps(work(pickle.loads(data)), pickle.HIGHEST_PROTOCOL)
    except (MemoryError, SystemError):  # the second: C code that found no memory and did not say so
        return REASON + OUT_OF_MEMORY.encode()
    except Exception as error:  # `work` lets none through; a result that cannot be sent is left
        return REASON + f"internal error, please report it: {type(error).__name__}: {error}"[:400].encode()


def _limit_memory(most: int) -> None:
    """So many bytes of its own data for this process, where the system keeps to it; 0: no limit."""
    try:
        import resource  # not on Windows
    except ImportError:
        return
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    hard = resource.getrlimit(kind)[1]
    if most and (hard == resource.RLIM_INFINITY or most < hard):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, hard))


def _end_when_stuck(timeout: float) -> None:
    """Have the system end this process after that much computing, should the parent not live to do it."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, timeout + 1)


@contextlib.contextmanager
def signals_held_back() -> Iterator[None]:
    """No signal between the start of a worker and its being known; workers inherit that they are not theirs."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # else starting a worker would start it, and let signals through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _main_out_of_sight() -> Iterator[None]:
    """Workers import the main module of whoever starts them, which runs a script again that does not guard against it;
    ours need nothing of it."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextlib.contextmanager
def _children_allowed() -> Iterator[None]:
    """Processes of `multiprocessing.Pool` may have none, who might outlive them; ours end by themselves."""
    here = multiprocessing.current_process()
    if not here.daemon:
        yield
        return
    here.daemon = False
    try:
        yield
    finally:
        here.daemon = True


def context() -> BaseContext:
    """A clean, preloaded process to fork workers from; never a fork of a process with threads."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["sinaextract.batch.process", "hashlib"])
    return server

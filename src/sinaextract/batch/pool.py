"""Worker processes that survive what pages do to them. Results come in the order of the tasks.

A task that takes longer than the limit, or that kills its worker, gives a failure; the worker is replaced and the rest
goes on. Memory is bounded: no more than a window of tasks is in flight or waiting for an earlier result. Workers
end by themselves when the parent is gone, however it died: their pipe closes, and a timer ends one that does not look.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

CHUNK = 8  # tasks sent at once; enough to hide the pipe's latency
_WINDOW = 64  # tasks per worker between the oldest unfinished one and the newest sent
_START = 60.0  # seconds for a worker to start in
_HELD_UP = 1.0  # seconds later than asked for: this process was stopped (Ctrl-Z) or busy, the clock proves nothing


@dataclass
class _Worker(Generic[Task]):
    process: BaseProcess
    pipe: Connection
    deadline: float  # monotonic seconds by which it must have started, then done its first pending task
    is_ready: bool = False
    pending: deque[tuple[int, Task]] = field(default_factory=deque)


def run_ordered(
    tasks: Iterable[Task],
    work: Callable[[Task], Result],
    failure: Callable[[Task, str], Result],
    jobs: int,
    timeout: float,
    chunk: int = CHUNK,
) -> Generator[tuple[Task, Result], None, None]:
    """Yield each task with ``work(task)``, or ``failure(task, reason)`` when its worker hung or died.

    ``work`` must be picklable and of a module other than the main one. ``timeout`` is seconds for one task. Closing the
    iterator stops all workers.
    """
    pool = _Pool(work, failure, timeout, chunk)
    try:
        for _ in range(jobs):
            pool.start()
        yield from pool.run(iter(tasks))
    finally:
        pool.stop()


class _Pool(Generic[Task, Result]):
    def __init__(
        self, work: Callable[[Task], Result], failure: Callable[[Task, str], Result], timeout: float, chunk: int
    ) -> None:
        self.chunk = chunk
        self.context = _context()
        self.work = work
        self.failure = failure
        self.timeout = timeout
        self.workers: list[_Worker[Task]] = []
        self.done: dict[int, tuple[Task, Result]] = {}
        self.again: deque[tuple[int, Task]] = deque()  # tasks of a worker that died before them
        self.sent = self.yielded = 0

    def start(self) -> None:
        ours, theirs = self.context.Pipe()
        arguments = (theirs, self.work, self.timeout)
        with _signals_held_back(), _main_out_of_sight():
            process = self.context.Process(target=_serve, args=arguments, daemon=True)  # type: ignore[attr-defined]
            process.start()
            self.workers.append(_Worker(process, ours, time.monotonic() + _START))
        theirs.close()

    def run(self, tasks: Iterator[Task]) -> Iterator[tuple[Task, Result]]:
        exhausted = False
        while True:
            exhausted = self.feed(tasks) or exhausted
            while self.yielded in self.done:
                yield self.done.pop(self.yielded)
                self.yielded += 1
                exhausted = self.feed(tasks) or exhausted
            if exhausted and self.yielded == self.sent:
                return
            self.collect()

    def feed(self, tasks: Iterator[Task]) -> bool:
        """Keep every worker supplied; True when ``tasks`` ran out."""
        for worker in self.workers:
            if len(worker.pending) > self.chunk // 2:
                continue
            chunk, exhausted = self.take(tasks)
            if chunk:
                self.send(worker, chunk)
            if exhausted:
                return True
        return False

    def take(self, tasks: Iterator[Task]) -> tuple[list[tuple[int, Task]], bool]:
        chunk: list[tuple[int, Task]] = []
        while len(chunk) < self.chunk:
            if self.again:
                chunk.append(self.again.popleft())
            elif self.sent - self.yielded >= _WINDOW * len(self.workers):
                break
            else:
                try:
                    chunk.append((self.sent, next(tasks)))
                except StopIteration:
                    return chunk, True
                self.sent += 1
        return chunk, False

    def send(self, worker: _Worker[Task], chunk: list[tuple[int, Task]]) -> None:
        if worker.is_ready and not worker.pending:
            worker.deadline = time.monotonic() + self.timeout
        worker.pending.extend(chunk)
        with contextlib.suppress(OSError):  # it died; `collect` will see the end of its pipe
            worker.pipe.send([task for _, task in chunk])

    def collect(self) -> None:
        """Wait for results, deaths or a deadline, and record what came."""
        busy = [worker for worker in self.workers if worker.pending]
        nearest = min((worker.deadline for worker in busy), default=time.monotonic() + 1)
        ready = wait([worker.pipe for worker in busy], timeout=max(0.0, nearest - time.monotonic()))
        now = time.monotonic()
        for worker in busy:
            if worker.pipe in ready:
                self.receive(worker)
            elif now > nearest + _HELD_UP:
                worker.deadline = max(worker.deadline, now + self.timeout)
            elif worker.deadline <= now:
                self.replace(worker, f"took longer than {self.timeout:g} s")

    def receive(self, worker: _Worker[Task]) -> None:
        try:
            while True:
                message = worker.pipe.recv()
                if worker.is_ready:
                    index, task = worker.pending.popleft()
                    self.done[index] = (task, message)
                worker.is_ready = True
                worker.deadline = time.monotonic() + self.timeout
                if not worker.pending or not worker.pipe.poll():
                    return
        except (EOFError, OSError):
            worker.process.join(1)
            code = worker.process.exitcode
            how = f"signal {-code}" if code is not None and code < 0 else f"status {code}"
            self.replace(worker, f"the worker process died on this page ({how})")

    def replace(self, worker: _Worker[Task], reason: str) -> None:
        """The first pending task is to blame; the others are done again by a fresh worker."""
        index, task = worker.pending.popleft()
        self.done[index] = (task, self.failure(task, reason))
        self.again.extend(worker.pending)
        self.workers.remove(worker)
        _kill(worker)
        self.start()

    def stop(self) -> None:
        for worker in self.workers:
            _kill(worker)


def _kill(worker: _Worker[Task]) -> None:
    worker.process.kill()
    worker.pipe.close()
    worker.process.join()


def _serve(pipe: Connection, work: Callable[[Task], Result], timeout: float) -> None:
    """A worker's life: a word that it is ready, then tasks in, results out, until the pipe closes."""
    for number in (signal.SIGINT, signal.SIGTERM):  # the parent's business
        signal.signal(number, signal.SIG_IGN)
    try:
        pipe.send(None)
        while True:
            for task in pipe.recv():
                _end_when_stuck(timeout)
                pipe.send(work(task))
    except (EOFError, OSError):
        return


def _end_when_stuck(timeout: float) -> None:
    """Have the system end this process after that much computing, should the parent not live to do it."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, timeout + 1)


@contextlib.contextmanager
def _signals_held_back() -> Iterator[None]:
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


def _context() -> BaseContext:
    """A clean, preloaded process to fork workers from; never a fork of a process with threads."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["sinaextract.batch.process"])
    return context

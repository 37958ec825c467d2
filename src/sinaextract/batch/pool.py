"""Worker processes that survive what pages do to them. Results come in the order of the tasks.

A task that takes longer than the limit gives a failure, and its worker is replaced. A worker that dies may have been
killed by its page or by somebody else (the system, short of memory): the page is tried once more, alone, before it is
called a failure. Memory is bounded, in each worker (`Limits.worker_bytes`) and here: no more than a window of tasks, by
number and by bytes, is in flight or waiting for an earlier result. Workers end by themselves when the parent is gone,
however it died: their pipe closes, and a timer ends one that does not look.

Nothing can wait for ever. A worker writes results whenever it has them, and this process always reads them, unless it
waits to write itself. So it writes only what will be taken at once: to a worker that has nothing left to do, which
reads and does not write; or, ahead, `_AHEAD` bytes at most to one that has read all that was sent before, which the
emptied pipe of every system holds whether they are read or not.

Pebble was measured for this: its limit on time is for a chunk of tasks, chunks of one cost six times as much (0.18 ms
a task), all tasks are taken at once, and it knows no limit on memory.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import select
import struct
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.util import Finalize
from typing import Any, Generic, TypeVar

from ..limits import OUT_OF_MEMORY
from .worker_process import OWN_CLOCK, RESULT, context, signals_held_back, start

Task = TypeVar("Task")
Result = TypeVar("Result")

_CHUNK = 8  # tasks sent at once; enough to hide the pipe's latency
_AHEAD = 4096  # bytes: pipes hold 8 KiB on macOS and Windows, more on Linux
_WINDOW = 64  # tasks per worker between the oldest unfinished one and the newest sent
_HELD = 64 << 20  # bytes of tasks and results in the window; the oldest task is worked on whatever its size
_DOZE = 0.05  # seconds
_START = 60.0  # seconds for a worker to start in
_STARTS = 3  # workers in a row that die before they are ready
_READ = 1 << 16  # bytes of results read at once
_LENGTH = struct.Struct("!i")  # before each message of a `Connection`: its wire format
_HELD_UP = 1.0  # seconds later than asked for: this process was stopped (Ctrl-Z) or busy, the clock proves nothing


class _Job(Generic[Task, Result]):
    """A task between taken and yielded."""

    __slots__ = ("data", "is_done", "is_suspect", "result", "size", "task")

    def __init__(self, task: Task, data: bytes) -> None:
        self.task = task
        self.data = data  # the task as it is sent; b"": there is nothing to do
        self.size = len(data)  # bytes that it holds
        self.is_suspect = False  # its worker died: to be tried alone
        self.is_done = not data
        self.result: Result | None = None


@dataclass
class _Worker(Generic[Task, Result]):
    process: BaseProcess
    pipe: Connection
    inbox: _Inbox
    deadline: float  # monotonic seconds by which it must have started, then done its first pending task
    is_ready: bool = False
    pending: deque[_Job[Task, Result]] = field(default_factory=deque)
    last_sent: int = 0  # tasks in the latest message

    @property
    def has_read_all(self) -> bool:
        """A result of the latest message came; a message is read whole before its first task is done."""
        return len(self.pending) < self.last_sent


class Pool(Generic[Task, Result]):
    """What `workers.py` runs tasks in; arguments as of its `in_order`. ``work`` must be picklable and of a module other
    than the main one.

    It can be run again once all that it was given is done; the workers stay until ``stop``. Raises `OSError` when they
    cannot be started.
    """

    def __init__(
        self,
        sent: Callable[[Task], Any],
        work: Callable[[Any], Result],
        failure: Callable[[Any, str], Result],
        jobs: int,
        timeout: float,
    ) -> None:
        self.sent, self.work, self.failure = sent, work, failure
        self.jobs, self.timeout = jobs, timeout
        self.tasks: Iterator[Task] = iter(())
        self.context = context()
        self.workers: list[_Worker[Task, Result]] = []
        self.in_flight: deque[_Job[Task, Result]] = deque()  # taken and not yielded
        self.again: deque[_Job[Task, Result]] = deque()  # of those, what is not sent, or not done
        self.is_exhausted = False
        self.held = 0  # bytes of tasks and results between taken and yielded
        self.failed_starts = 0
        self.received = self.counted = 0  # results, ever and when it dozed last
        self.awake = 0.0  # monotonic seconds of that
        self.pace = 0.0  # seconds that a worker takes for a task, of late
        Finalize(self, _kill_all, (self.workers,), exitpriority=0)  # else Python would wait for them at its end

    def start(self) -> None:
        ours, theirs = self.context.Pipe()
        with signals_held_back():
            try:
                process = self.started(theirs)
            except (OSError, EOFError) as error:  # the second: the process that they are forked from is gone
                raise OSError(f"cannot start worker processes: {error or type(error).__name__}; {_FEWER}") from None
            inbox = _StreamInbox(ours) if hasattr(select, "poll") else _Inbox(ours)
            self.workers.append(_Worker(process, ours, inbox, time.monotonic() + _START))
        theirs.close()

    def started(self, pipe: Connection) -> BaseProcess:
        try:
            return start(self.context, pipe, self.work, self.timeout)
        except ChildProcessError:  # `datasets` forked this process from the one whose child our forkserver is
            self.context = multiprocessing.get_context("spawn")
            return start(self.context, pipe, self.work, self.timeout)

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | None]]:
        self.tasks, self.is_exhausted = iter(tasks), False
        self.awake, self.counted = time.monotonic(), self.received  # what lies between two runs is no pace
        jobs, yielded = self.in_flight, 0
        while not (self.is_exhausted and not jobs):
            self.feed()
            if jobs and not jobs[0].is_done:
                self.collect()
            while jobs and jobs[0].is_done:
                job = jobs.popleft()
                self.held -= job.size
                yield job.task, job.result
                yielded += 1
                if not yielded % _CHUNK:
                    self.feed()

    def feed(self) -> None:
        """Keep every worker supplied, as far as nobody has to wait for it: see above. Start as many as have work."""
        for worker in self.workers:
            self.supply(worker)
        while len(self.workers) < self.jobs and all(worker.pending for worker in self.workers):
            if (job := self.next_job()) is None:
                return
            self.again.appendleft(job)
            self.start()
            self.supply(self.workers[-1])

    def supply(self, worker: _Worker[Task, Result]) -> None:
        is_idle = not worker.pending
        if is_idle or (len(worker.pending) <= _CHUNK and worker.has_read_all):
            chunk = self.take(is_idle, any_size=is_idle and worker.is_ready)
            if chunk:
                self.send(worker, chunk)

    def take(self, is_idle: bool, any_size: bool) -> list[_Job[Task, Result]]:
        """The next tasks for one message: `_AHEAD` bytes at most, or one task of ``any_size``."""
        chunk: list[_Job[Task, Result]] = []
        size = 0
        while len(chunk) < _CHUNK and (job := self.next_job()):
            size += len(job.data)
            fits = size <= _AHEAD or (any_size and not chunk)
            if not fits or (job.is_suspect and not (is_idle and not chunk)):
                self.again.appendleft(job)
                break
            chunk.append(job)
            if job.is_suspect:
                break
        return chunk

    def next_job(self) -> _Job[Task, Result] | None:
        """A task for a worker, if there is one and the window has room for it."""
        while not self.again:
            waiting = len(self.in_flight)
            is_full = waiting >= _WINDOW * max(1, len(self.workers)) or self.held >= _HELD
            if self.is_exhausted or (is_full and waiting):
                return None
            try:
                task = next(self.tasks)
            except StopIteration:
                self.is_exhausted = True
                return None
            sent = self.sent(task)
            try:
                data = b"" if sent is None else pickle.dumps(sent, pickle.HIGHEST_PROTOCOL)
                job: _Job[Task, Result] = _Job(task, data)
            except MemoryError:  # in this process: a page of 60 MB is here more than once
                job = _Job(task, b"")
                job.result = self.failure(sent, OUT_OF_MEMORY)
            self.in_flight.append(job)
            if job.data:
                self.held += job.size
                return job
        return self.again.popleft()

    def send(self, worker: _Worker[Task, Result], chunk: list[_Job[Task, Result]]) -> None:
        if worker.is_ready and not worker.pending:
            worker.deadline = time.monotonic() + self.timeout
        worker.pending.extend(chunk)
        worker.last_sent = len(chunk)
        with contextlib.suppress(OSError):  # it died; `collect` will see the end of its pipe
            worker.pipe.send_bytes(pickle.dumps([job.data for job in chunk], pickle.HIGHEST_PROTOCOL))

    def doze(self) -> None:
        """Let results gather, as long as no worker runs out of tasks: an awakening costs more than a result.

        Not where some wait already: then this process is what the run waits for, as when each makes a file.
        """
        now, count = time.monotonic(), self.received - self.counted
        if count:
            self.pace += ((now - self.awake) * len(self.workers) / count - self.pace) / 4
        self.awake, self.counted = now, self.received
        if any(worker.inbox.holds_more() for worker in self.workers):
            return
        to_spare = min(len(worker.pending) for worker in self.workers) - 1
        time.sleep(min(_DOZE, max(0, to_spare) / 2 * self.pace))

    def collect(self) -> None:
        """Wait for results, deaths or a deadline, and record what came."""
        self.doze()
        busy = [worker for worker in self.workers if worker.pending or not worker.is_ready]
        nearest = min((worker.deadline for worker in busy), default=time.monotonic() + 1)
        ready = wait([worker.pipe for worker in busy], timeout=max(0.0, nearest - time.monotonic()))
        now = time.monotonic()
        for worker in busy:
            if worker.pipe in ready:
                self.receive(worker)
            elif now > nearest + _HELD_UP:
                worker.deadline = max(worker.deadline, now + self.timeout)
            elif worker.deadline <= now:
                self.replace(worker, self.too_slow if worker.is_ready else "")

    def receive(self, worker: _Worker[Task, Result]) -> None:
        try:
            for message in worker.inbox.messages():
                if worker.is_ready:
                    self.record(worker.pending[0], message)
                    worker.pending.popleft()
                    self.received += 1
                worker.is_ready = True
                self.failed_starts = 0
            worker.deadline = time.monotonic() + self.timeout
        except (EOFError, OSError):
            self.bury(worker)
        except MemoryError:  # in this process, which cannot take the result
            self.replace(worker, OUT_OF_MEMORY)

    def record(self, job: _Job[Task, Result], message: bytes | bytearray) -> None:
        if message.startswith(RESULT):
            job.result = pickle.loads(message)
            job.size += len(message)
            self.held += len(message)
            job.is_done = True
        else:
            self.fail(job, message[1:].decode())

    def fail(self, job: _Job[Task, Result], reason: str) -> None:
        job.result = self.failure(self.sent(job.task), reason)
        job.is_done = True

    @property
    def too_slow(self) -> str:
        return f"took longer than {self.timeout:g} s"

    def bury(self, worker: _Worker[Task, Result]) -> None:
        """What a death means for the task that was being done."""
        worker.process.join(1)
        code = worker.process.exitcode
        if worker.is_ready and code == -OWN_CLOCK:
            self.replace(worker, self.too_slow)
        elif worker.is_ready and worker.pending and worker.pending[0].is_suspect:
            how = f"signal {-code}" if code is not None and code < 0 else f"status {code}"
            self.replace(worker, f"the worker process died on this page, twice ({how})")
        else:
            if worker.is_ready and worker.pending:
                worker.pending[0].is_suspect = True
            self.replace(worker, "")

    def replace(self, worker: _Worker[Task, Result], reason: str) -> None:
        """A fresh worker for one that is of no more use. With a ``reason``, its first pending task is to blame."""
        if reason and worker.pending:
            self.fail(worker.pending.popleft(), reason)
        self.again.extendleft(reversed(worker.pending))
        self.workers.remove(worker)
        _kill(worker)
        if not worker.is_ready:
            self.failed_starts += 1
            if self.failed_starts >= _STARTS:
                raise OSError(f"worker processes end as they start (status {worker.process.exitcode}); {_FEWER}")
        self.start()

    def stop(self) -> None:
        _kill_all(self.workers)


class _Inbox:
    """What a worker has said."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe = pipe

    def holds_more(self) -> object:
        return self.pipe.poll()

    def messages(self) -> list[bytes | bytearray]:
        """Those that are here, once something is. Raises `EOFError` and `OSError` when the worker is gone."""
        messages: list[bytes | bytearray] = [self.pipe.recv_bytes()]
        while self.pipe.poll():
            messages.append(self.pipe.recv_bytes())
        return messages


class _StreamInbox(_Inbox):
    """Where a pipe is a stream, as everywhere but on Windows. `Connection` reads twice for each message and makes a
    selector to see whether there is one: a third of what a task costs here."""

    def __init__(self, pipe: Connection) -> None:
        super().__init__(pipe)
        self.number = pipe.fileno()
        self.poller = select.poll()
        self.poller.register(self.number, select.POLLIN)
        self.data = bytearray()  # the beginning of the next message

    def holds_more(self) -> object:
        return self.poller.poll(0)

    def messages(self) -> list[bytes | bytearray]:
        if not (read := os.read(self.number, _READ)):
            raise EOFError
        data, start, messages = self.data, 0, list[bytes | bytearray]()
        data += read
        while start + _LENGTH.size <= len(data):
            begin = start + _LENGTH.size
            end = begin + _LENGTH.unpack_from(data, start)[0]
            if end < begin:
                raise MemoryError  # 2 GiB and more
            if end > len(data):
                break
            messages.append(data[begin:end])
            start = end
        del data[:start]
        return messages


_FEWER = "give them more memory, or start fewer with -j"


def _kill_all(workers: list[_Worker[Any, Any]]) -> None:
    while workers:
        _kill(workers.pop())


def _kill(worker: _Worker[Any, Any]) -> None:
    worker.process.kill()
    worker.pipe.close()
    worker.process.join()

"""Run one command; print its wall time, peak memory and exit status as JSON.

    python -I -S probe.py TIMEOUT STDIN STDOUT STDERR COMMAND...

A program of its own, that imports next to nothing, because Linux counts the memory of the process that starts a
command into the peak of that command: started from the benchmark itself, every command would seem to need the
memory of all contenders. What this one needs is less than a bare Python.
"""

import os
import signal
import sys
import time

KILLED = -1  # status of a command that took longer than TIMEOUT seconds


def main() -> None:
    timeout, stdin, stdout, stderr, *command = sys.argv[1:]
    write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    streams = [
        (os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, stdout, write, 0o644),
        (os.POSIX_SPAWN_OPEN, 2, stderr, write, 0o644),
    ]
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=streams)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, float(timeout))
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    signal.setitimer(signal.ITIMER_REAL, 0)
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else KILLED
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(f'{{"seconds": {seconds!r}, "peak": {peak}, "status": {code}}}')


if __name__ == "__main__":
    main()

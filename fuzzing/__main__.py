"""The structure-aware fuzzer: ``python -m fuzzing --inputs 20000 --seed 1``. Exit status 1 if it found anything.

Input N of a seed is the same on every run. What fails is saved in ``.fuzz/`` with its number.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from collections import Counter
from pathlib import Path

from tests.mutants import PAGES

from .check import problem_of, problem_of_file
from .mutations import container_mutant, page_mutant

LARGEST = 16_000  # bytes of a page to start from; larger ones cost more than they find
MEMORY = 3 << 30  # bytes of address space
FOUND = Path(".fuzz")
_TOLD = 5000  # inputs between two words of progress


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--containers", type=float, default=0.1, help="share of archives, tables and feeds")
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    pages = [data for page in PAGES if len(data := page.read_bytes()) <= LARGEST]
    started, problems, size, slowest = time.monotonic(), Counter[str](), 0, 0.0
    for number in range(asked.first, asked.first + asked.inputs):
        data, ending = _input(pages, asked.seed, number, asked.containers)
        began = time.process_time()
        problem = _problem(data, ending)
        if problem is not None and "processor time" in problem:
            problem = _problem(data, ending)  # again: another process may have cost it its caches
        slowest = max(slowest, time.process_time() - began)
        size += len(data)
        if (number + 1) % _TOLD == 0:
            print(f"{number + 1 - asked.first:,} inputs", file=sys.stderr, flush=True)
        if problem is not None:
            problems[problem.split(":")[0]] += 1
            _save(data, ending, f"{asked.seed}-{number}", problem)
    seconds = time.monotonic() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{asked.inputs:,} inputs of {len(pages)} pages (seed {asked.seed}), {size / 1e6:,.0f} MB, in {seconds:,.0f} s;"
        f" slowest {slowest:.2f} s with its checks; peak memory {memory:,.0f} MiB; {sum(problems.values())} problems"
    )
    return 1 if problems else 0


def _input(pages: list[bytes], seed: int, number: int, containers: float) -> tuple[bytes, str]:
    chance = random.Random(f"{seed} {number}")
    if chance.random() < containers:
        return container_mutant(pages, chance)
    return page_mutant(pages, chance), ".html"


def _problem(data: bytes, ending: str) -> str | None:
    problem = problem_of(data)
    return problem_of_file(data, ending) if problem is None and ending != ".html" else problem


def _save(data: bytes, ending: str, name: str, problem: str) -> None:
    FOUND.mkdir(exist_ok=True)
    (FOUND / (name + ending)).write_bytes(data)
    print(f"{FOUND / (name + ending)}: {problem[:300]}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())

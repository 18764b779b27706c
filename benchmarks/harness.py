"""Paired timings and bytes read, with the standard library alone.

A machine's speed swings more than the differences of interest, so the two sides of a comparison run
in turns and what counts is the median of the ratios within each pair.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
_IO_COUNTS = Path("/proc/self/io")


class NotMeasuredError(Exception):
    """A case cannot run here; the text says why."""


@dataclass(frozen=True)
class Measured:
    """What a case found: milliseconds, or bytes of a file and its size."""

    ours: float
    theirs: float | None = None
    ratio: float | None = None
    unit: str = "ms"


def time_processes(ours: list[str], theirs: list[str], runs: int) -> Measured:
    """Compare two whole Python processes, given by the arguments to the interpreter."""
    return _pair(lambda: _time_process(ours), lambda: _time_process(theirs), runs)


def time_once(ours: list[str], theirs: list[str]) -> Measured:
    """Compare two whole Python processes that take minutes: one run each, nothing warmed up."""
    our, their = _time_process(ours), _time_process(theirs)
    return Measured(our, their, our / their)


def time_calls(ours: Callable[[], object], theirs: Callable[[], object], runs: int) -> Measured:
    """Compare two calls within this process."""
    return _pair(lambda: _time_call(ours), lambda: _time_call(theirs), runs)


def time_call(call: Callable[[], object], runs: int) -> Measured:
    """Time a call that has nothing to be compared with."""
    call()
    return Measured(median(_time_call(call) for _ in range(runs)))


def bytes_read(call: Callable[[], object]) -> int:
    """Return how many bytes a call asked the system to read, from the page cache or not."""
    before = _bytes_so_far()
    start = _bytes_so_far()  # looking costs a few bytes itself
    call()
    return (_bytes_so_far() - start) - (start - before)


def _pair(ours: Callable[[], float], theirs: Callable[[], float], runs: int) -> Measured:
    ours(), theirs()  # warm up: bytecode, page cache, lazy imports
    pairs = [(ours(), theirs()) for _ in range(runs)]
    return Measured(
        ours=median(our for our, _ in pairs),
        theirs=median(their for _, their in pairs),
        ratio=median(our / their for our, their in pairs),
    )


def _time_process(arguments: list[str]) -> float:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, check=False
    )
    elapsed = time.perf_counter() - start
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise NotMeasuredError(f"exit status {done.returncode}: {last}")
    return elapsed * 1000


def _time_call(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def _bytes_so_far() -> int:
    try:
        counts = _IO_COUNTS.read_text(encoding="ascii")
    except FileNotFoundError as error:
        raise NotMeasuredError(f"needs {_IO_COUNTS}, which Linux has") from error
    return int(counts.split()[1])  # rchar

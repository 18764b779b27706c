"""Whether work grows with its input, or faster: told by processor time, as a ratio."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_Input = TypeVar("_Input")

_TIMES = 8
# Eight times the input takes eight times the work if it grows with it, 64 times if with its square.
_TOO_MUCH = 24
_TRIES = 3
_LEAST = 0.004  # what is quicker is not measured well


def is_linear(work: Callable[[_Input], object], make: Callable[[int], _Input], size: int) -> bool:
    """Whether an input that is eight times as large takes about eight times the processor time.

    One measurement out of three has to say so: other programs' work hardly tells in such a ratio,
    and never makes pairs look like single ones.
    """
    given = [make(size), make(size * _TIMES)]
    for _ in range(_TRIES):
        small, large = (_time(work, one) for one in given)
        if large / max(small, _LEAST) < _TOO_MUCH:
            return True
    return False


def _time(work: Callable[[_Input], object], given: _Input) -> float:
    # Without the collector, as timeit does it: it goes through all that other tests left, too.
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        work(given)
        return time.process_time() - start
    finally:
        gc.enable()

"""The garbage collector, held back where a call makes much that is meant to last, and no cycles."""

from __future__ import annotations

import gc
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCK = threading.Lock()
_blocks = 0  # how many are running, in all threads
_was_on = False  # before the first of them


@contextmanager
def collector_off() -> Iterator[None]:
    """Hold the garbage collector back for the length of a block; leave it as it was.

    Blocks may overlap in several threads: the first turns it off, the last turns it on again.

    >>> with collector_off():
    ...     gc.isenabled()
    False
    """
    global _blocks, _was_on  # noqa: PLW0603  there is one collector in a process
    with _LOCK:
        if _blocks == 0:
            _was_on = gc.isenabled()
            gc.disable()
        _blocks += 1
    try:
        yield
    finally:
        with _LOCK:
            _blocks -= 1
            if _blocks == 0 and _was_on:
                gc.enable()

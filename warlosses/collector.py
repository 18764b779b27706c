"""The garbage collector, held back where a call makes much that is meant to last, and no cycles."""

from __future__ import annotations

import gc
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Holders:
    """How many blocks hold the collector back now, in all threads, and how the first found it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number = 0
        self._was_on = False

    def enter(self) -> None:
        with self._lock:
            if not self._number:
                self._was_on = gc.isenabled()
                gc.disable()
            self._number += 1

    def leave(self) -> None:
        with self._lock:
            self._number -= 1
            if not self._number and self._was_on:
                gc.enable()


_HOLDERS = _Holders()


@contextmanager
def collector_off() -> Iterator[None]:
    """Hold the garbage collector back for the length of a block; leave it as it was found.

    >>> with collector_off():
    ...     gc.isenabled()
    False
    """
    _HOLDERS.enter()
    try:
        yield
    finally:
        _HOLDERS.leave()

"""One measurement: what is compared with what, and how close it ought to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from harness import Measured


@dataclass(frozen=True)
class Settings:
    """What the command line asks for."""

    runs: int
    mirror: Path | None = None


@dataclass(frozen=True)
class Case:
    """One row of the table; the ratio ought to be the target at most."""

    name: str
    ours: str
    theirs: str
    target: float | None
    measure: Callable[[Settings], Measured]

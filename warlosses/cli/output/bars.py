"""Small bars beside figures, where the terminal can show them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_CELLS = 8


def drawable() -> bool:
    """Whether standard output is a terminal that has the characters of bars."""
    if os.environ.get("TERM") == "dumb" or not sys.stdout.isatty():
        return False
    try:
        _EIGHTHS.encode(sys.stdout.encoding)
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def bars(values: Sequence[int | None], cells: int = _CELLS) -> list[str]:
    """Return a bar for each figure, the largest one full; none for what is missing or none.

    >>> bars([8, 4, 1, 0, None], cells=1)
    ['█', '▌', '▏', '', '']
    """
    largest = max((value for value in values if value is not None), default=0)
    return ["" if not value or value < 0 else _bar(value / largest, cells) for value in values]


def _bar(share: float, cells: int) -> str:
    """Return a bar, at least an eighth of a cell: what is there is seen."""
    full, eighths = divmod(max(round(share * cells * 8), 1), 8)
    return "█" * full + (_EIGHTHS[eighths] if eighths else "")

"""Series -> text: what has the same days stands in one line."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from warlosses.cli.output.table import style, table, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from warlosses.data.coverage import Series

_SHARED = ("claimant", "belligerent")
_HEADER = ("measure", "first", "last", "days", "gap", "state", "what")


def coverage_as_text(series: Sequence[Series], ends: date) -> Iterator[str]:
    """Yield a block of lines for each claimant (and belligerent)."""
    first_block = True
    for who, of_one in groupby(series, key=_shared):
        if not first_block:
            yield ""
        first_block = False
        yield style(" on ".join(who), bold=True)
        yield from _block(list(of_one), ends)


def _shared(one: Series) -> tuple[str, ...]:
    return tuple(one.codes[name] for name in _SHARED if name in one.codes)


def _block(series: list[Series], ends: date) -> Iterator[str]:
    alike: dict[tuple[str, ...], list[str]] = {}
    for one in series:
        state, _ = one.state(ends)
        days = str(one.first_day), str(one.last_day), f"{one.days:,}", f"{one.longest_gap:,}"
        place = (one.codes.get("measure", ""), *days, state)
        alike.setdefault(place, []).append(_what(one))
    rows = [[*place, ""] for place in alike]
    lines = table(_HEADER, [[*row[:-1], "x"] for row in rows], left=("measure", "state", "what"))
    at = lines[0].index("what")
    room = max(width() - at, 20)
    yield lines[0]
    for line, names in zip(lines[1:], alike.values(), strict=True):
        start = line[:at]
        for part in _folded(names, room):
            if len(part) > room and start.strip():  # a name too long to stand beside the days
                yield start.rstrip()
                start = ""
            yield f"{start or ' ' * min(at, max(width() - len(part), 0))}{part}".rstrip()
            start = ""


def _what(one: Series) -> str:
    category, outcome = one.codes.get("category", ""), one.codes.get("outcome", "lost")
    return category if outcome == "lost" else f"{category}:{outcome}"


def _folded(names: list[str], room: int) -> list[str]:
    """Return names in lines of some width, none of them broken.

    >>> _folded(["tanks", "mlrs", "uavs"], 12)
    ['tanks, mlrs,', 'uavs']
    """
    lines = [""]
    for number, name in enumerate(names):
        text = name if number == len(names) - 1 else f"{name},"
        joined = f"{lines[-1]} {text}".strip()
        if len(joined) > room and lines[-1]:
            lines.append(text)
        else:
            lines[-1] = joined
    return lines


def series_as_dicts(series: Sequence[Series], ends: date) -> list[dict[str, Any]]:
    """Return series ready for JSON."""
    return [
        {
            **one.codes,
            "first_day": str(one.first_day),
            "last_day": str(one.last_day),
            "days": one.days,
            "missing_days": one.missing_days,
            "longest_gap": one.longest_gap,
            "state": one.state(ends)[0],
            "note": one.state(ends)[1],
        }
        for one in series
    ]

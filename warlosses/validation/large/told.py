"""Hits of many rows: exact totals, a bounded number of each rule, numbered through all files."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from warlosses.validation.readers.limits import LIMITS
from warlosses.validation.rule import RowNumber

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from warlosses.validation.rule import Hit


class LargeHits:
    """Hits by rule: the first ones by row, and how many there are in all."""

    def __init__(self) -> None:
        self._kept: dict[str, list[Hit]] = {}
        self.count: Counter[str] = Counter()

    def add(self, hits: Iterable[Hit], counts: Counter[str] | None = None) -> None:
        """Add hits; where they are only some of many, with the number of all by rule."""
        added: Counter[str] = Counter()
        for hit in hits:
            added[hit.code] += hit.times
            if hit.times == 1:  # others only say how many more there are
                self._kept.setdefault(hit.code, []).append(hit)
        self.count += added if counts is None else counts
        for code, kept in self._kept.items():
            if len(kept) > 2 * LIMITS.max_findings:
                self._kept[code] = _first(kept)

    @property
    def kept(self) -> list[Hit]:
        """The first hits of each rule."""
        return [hit for kept in self._kept.values() for hit in _first(kept)]

    def left_out(self) -> dict[str, int]:
        """Return by rule how many hits were not kept."""
        shown = {code: len(_first(kept)) for code, kept in self._kept.items()}
        more = {code: number - shown.get(code, 0) for code, number in self.count.items()}
        return {code: number for code, number in more.items() if number > 0}


def renumbered(hit: Hit, rows: Sequence[int] | Any) -> Hit:
    """Return a hit of some rows, with the numbers that these rows have among all."""

    def moved(row: int) -> int:
        return int(rows[row - 1])

    fields = {
        name: RowNumber(moved(fact)) if isinstance(fact, RowNumber) else fact
        for name, fact in hit.fields.items()
    }
    related = tuple(moved(row) for row in hit.related_rows)
    row = None if hit.row is None else moved(hit.row)
    return hit._replace(row=row, fields=fields, related_rows=related)


def _first(hits: list[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: hit.row or 0)[: LIMITS.max_findings]

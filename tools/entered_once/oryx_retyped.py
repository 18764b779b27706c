"""oryx: snapshots of its pages by Lee Drake, retyped and checked against their own sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses.sources.oryx import OUTCOMES, readings_of
from warlosses.sources.row import Row, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.claims.reading import Reading, Rejected
    from warlosses.sources.copy import Copy

FILES = ("leedrake5_by_type_snapshots.tsv", "leedrake5_by_type_extra.csv")
_SNAPSHOTS, _EXTRA = FILES


def read(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield the retyped snapshots, each linking to the day's file at its commit."""
    columns = ("date", "losses_of", "equipment_type", *OUTCOMES, "total", "repo_commit")
    for row in table(copy, _SNAPSHOTS, columns, "\t"):
        yield from _of_day(row, row["losses_of"], row["repo_commit"])
    columns = ("date", "country", "equipment_type", *OUTCOMES, "total", "commit")
    for row in table(copy, _EXTRA, columns):
        yield from _of_day(row, row["country"], row["commit"])


def _of_day(row: Row, side: str, commit: str) -> Iterator[Reading | Rejected]:
    day = row.day()
    url = f"{row.copy.source.repo}/blob/{commit}/data/byType/{day}.csv"
    yield from readings_of(row, side, "total", day, url)

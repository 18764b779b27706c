"""warspotting: Russian losses by type and status, counted in a scraper's table at each day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from warlosses.sources.row import Row, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.claims.reading import Reading, Rejected
    from warlosses.sources.copy import Copy

FILES = ("ru_by_day_type_status.tsv.gz",)
(_NAME,) = FILES
_TABLE = "warspotting_losses.csv"
# The scraper had seen a part of the list only: its counts fell by 235, and came back.
_PARTIAL = (date(2026, 5, 17), date(2026, 5, 23))
_SUM_NOTE = "a sum of the statuses that the list gives"


def read(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield the counts of each type by status, and their sum."""
    columns = ("date", "committed", "lost_by", "type", "status", "count", "commit")
    first, last = _PARTIAL
    rows = table(copy, _NAME, columns, "\t")
    for (_, label), of_type in groupby(rows, key=lambda row: (row["date"], row["type"])):
        parts = list(of_type)
        day = parts[0].day()
        if first <= day <= last:
            yield parts[0].rejected(label, day, "a partial scan of the list")
            continue
        yield from _readings(parts, day)


def _readings(parts: list[Row], day: date) -> Iterator[Reading]:
    counts = {row["status"].lower(): row.number("count") for row in parts}
    row = parts[0]
    meaning = row.meaning(row["type"], day)
    for outcome, value in (*counts.items(), ("lost", sum(counts.values()))):
        yield row.reading(
            meaning,
            claimant="warspotting",
            outcome=outcome,
            as_of=day,
            value=value,
            source_url=row.copy.permalink(_TABLE, row["commit"]),
            raw_label=row["type"],
            recorded_at=datetime.fromisoformat(row["committed"]).astimezone(UTC),
            note=_SUM_NOTE if outcome == "lost" else "",
        )

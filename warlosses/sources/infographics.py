"""general-staff-infographics: the claimant's own picture of each bulletin, read by OCR."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from warlosses.sources.row import Row, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.claims.reading import Reading
    from warlosses.sources.copy import Copy

FILES = ("values.tsv.gz",)
(_NAME,) = FILES
_AGAIN = "-rev."  # a second picture of the day, headed a correction


def read(copy: Copy) -> Iterator[Reading]:
    """Yield what each picture prints, linking to it; of two pictures of one day the second last.

    An increment of a total that the second picture changed was withdrawn with it the same day.
    """
    columns = ("as_of", "category", "measure", "value", "how", "image")
    rows = sorted(table(copy, _NAME, columns, "\t"), key=lambda row: _AGAIN in row["image"])
    totals: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if row["measure"] == "cumulative":
            totals.setdefault((row["as_of"], row["category"]), set()).add(row["value"])
    for row in rows:
        reading = _reading(row)
        versions = totals.get((row["as_of"], row["category"]), set())
        if len(versions) > 1 and row["measure"] == "increment" and _AGAIN not in row["image"]:
            end = datetime.combine(reading.as_of, time.max, UTC)
            reading = reading._replace(superseded_at=end, note="withdrawn by a second picture")
        yield reading


def _reading(row: Row) -> Reading:
    day = row.day("as_of")
    meaning = row.meaning(row["category"], day)
    total = row["measure"] == "cumulative"
    return row.reading(
        meaning,
        claimant="ua_general_staff",
        measure=row["measure"],
        as_of=day,
        value=row.number("value"),
        source_url=row.copy.permalink(row["image"]),
        raw_label=row["category"],
        qualifier=meaning.qualifier if total else "exact",
        note="read by eye" if "eye" in row["how"] else "",
    )

"""oryx: the headings of its pages as printed, from two projects that kept the pages themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from warlosses.claims.reading import Reading
from warlosses.sources.oryx import OUTCOMES, note_of_total
from warlosses.sources.row import Row, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.claims.reading import Rejected
    from warlosses.sources.copy import Copy

GSAJKO_FILES = ("gsajko.tsv.gz",)
KLAASWIE_FILES = ("klaaswie.tsv.gz",)
_SIDES = {"RU": "Russia", "UA": "Ukraine"}
_ALL = "ALL"


def read_gsajko(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield each day's headings at the day's last version, with all four outcomes.

    The page was looked at every hour and kept where it had changed: between two versions it stood.
    Of a heading whose total is not the sum of its outcomes, the total is read on those days too,
    when others give but the sum.
    """
    versions: dict[str, set[date]] = {}
    readings = list(_read(copy, GSAJKO_FILES[0], "losses.md"))
    for given in readings:
        if isinstance(given, Reading):
            versions.setdefault(given.belligerent, set()).add(given.as_of)
    unchanged = {
        (side, day): [day + timedelta(days=n) for n in range(1, (following - day).days)]
        for side, days in versions.items()
        for day, following in pairwise(sorted(days))
    }
    for given in readings:
        yield given
        if isinstance(given, Reading) and given.outcome == "lost" and given.note:
            for day in unchanged.get((given.belligerent, given.as_of), ()):
                note = f"{given.note}; the page stood as on {given.as_of}"
                yield given._replace(as_of=day, note=note)


def read_klaaswie(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield the saved pages' headings; an outcome that a heading does not name has no reading."""
    yield from _read(copy, KLAASWIE_FILES[0], "")


def _read(copy: Copy, name: str, path: str) -> Iterator[Reading | Rejected]:
    columns = ("date", "committed", "belligerent", "label", "total", *OUTCOMES, "commit")
    seen: set[tuple[str, str, str]] = set()
    for row in table(copy, name, columns, "\t"):
        day = row.day()
        printed = row["label"].replace("\xa0", " ")
        label = _ALL if printed.startswith(f"{_ALL}:") else printed
        key = (row["date"], row["belligerent"], label)
        if key in seen:
            reason = "the heading stands twice on one page; the first continues the series"
            yield row.rejected(label, day, reason)
            continue
        seen.add(key)
        url = (
            copy.permalink(path, row["commit"])
            if path
            else f"{copy.source.repo}/tree/{row['commit']}"
        )
        yield from _readings(row, label, url)


def _readings(row: Row, label: str, url: str) -> Iterator[Reading]:
    day, side = row.day(), row.belligerent(_SIDES.get(row["belligerent"], row["belligerent"]))
    meaning = row.meaning(label, day, side)
    printed = {outcome: row.number_or_none(outcome) for outcome in OUTCOMES}
    outcomes = {outcome: value for outcome, value in printed.items() if value is not None}
    total = row.number("total")
    note = note_of_total(total, sum(outcomes.values())) if outcomes else ""
    for outcome, value in (*outcomes.items(), ("lost", total)):
        yield row.reading(
            meaning,
            claimant="oryx",
            belligerent=side,
            outcome=outcome,
            as_of=day,
            value=value,
            source_url=url,
            raw_label=label,
            recorded_at=_committed(row),
            note=note if outcome == "lost" else "",
        )


def _committed(row: Row) -> datetime:
    try:
        return datetime.fromisoformat(row["committed"]).astimezone(UTC)
    except ValueError as error:
        raise row.fail("an ISO 8601 time", row["committed"]) from error

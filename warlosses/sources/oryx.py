"""oryx: visually confirmed losses by type and outcome, from two transcriptions of its pages."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from warlosses.claims.reading import Reading, Rejected
from warlosses.sources import crosswalk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.sources.copy import Copy

SCARNECCHIA_FILES = ("totals_by_type_history.csv.gz", "totals_by_type.csv")
LEEDRAKE_FILES = ("leedrake5_by_type_snapshots.tsv",)
_HISTORY, _CURRENT = SCARNECCHIA_FILES
(_SNAPSHOTS,) = LEEDRAKE_FILES
_OUTCOMES = ("destroyed", "abandoned", "captured", "damaged")
# Such as "Losses excluding Recon Drones and Trucks - 13640, of which: destroyed: 9785, ..."
_SUMMARY = re.compile(
    r"^(?P<label>.+?) - (?P<total>[\d,]+), of which: destroyed: (?P<destroyed>\d+),"
    r" damaged: (?P<damaged>\d+), abandoned: (?P<abandoned>\d+), captured: (?P<captured>\d+)$"
)


def read_scarnecchia(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield each snapshot of ``totals_by_type.csv``: the page as it stood at each commit.

    A snapshot's claims are of the day of its commit (UTC). Of several commits on one day the last
    is the claim; the earlier ones are superseded by it.
    """
    seen: set[tuple[str, str, str]] = set()
    for name, place, row, commit, at in _snapshots(copy):
        key = (commit, row["country"], row["equipment_type"].strip())
        yield from _snapshot_row(
            copy,
            name,
            place,
            row,
            day=at.date(),
            total=row["type_total"],
            url=copy.permalink(_CURRENT, commit),
            at=at,
            repeated=key in seen,
        )
        seen.add(key)


def _snapshots(copy: Copy) -> Iterator[tuple[str, str, dict[str, str], str, datetime]]:
    """Yield (file, place, row, commit, time) of the history's snapshots, then of the newest."""
    columns = ("country", "equipment_type", *_OUTCOMES, "type_total")
    if copy.has(_HISTORY):
        for line, row in copy.table(_HISTORY, ("committed_at", "commit", *columns)):
            place = f"line {line}"
            try:
                at = datetime.fromisoformat(row["committed_at"]).astimezone(UTC)
            except ValueError as error:
                raise copy.fail(_HISTORY, place, "an ISO 8601 time", row["committed_at"]) from error
            yield _HISTORY, place, row, row["commit"], at
    if copy.has(_CURRENT) or not copy.has(_HISTORY):
        if copy.commit is None or copy.committed_at is None:
            raise copy.fail(_CURRENT, "", "the commit and its day in SOURCES.toml", "none")
        for line, row in copy.table(_CURRENT, columns):
            yield _CURRENT, f"line {line}", row, copy.commit, copy.committed_at


def read_leedrake(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield the retyped snapshots, each linking to the day's file at its commit."""
    columns = ("date", "losses_of", "equipment_type", *_OUTCOMES, "total", "repo_commit")
    for line, row in copy.table(_SNAPSHOTS, columns, "\t"):
        place = f"line {line}"
        try:
            day = date.fromisoformat(row["date"])
        except ValueError as error:
            raise copy.fail(_SNAPSHOTS, place, "a date, YYYY-MM-DD", repr(row["date"])) from error
        url = f"{copy.source.repo}/blob/{row['repo_commit']}/data/byType/{day}.csv"
        row["country"] = row["losses_of"]
        yield from _snapshot_row(
            copy, _SNAPSHOTS, place, row, day=day, total=row["total"], url=url, at=None
        )


def _snapshot_row(
    copy: Copy,
    name: str,
    place: str,
    row: dict[str, str],
    *,
    day: date,
    total: str,
    url: str,
    at: datetime | None,
    repeated: bool = False,
) -> Iterator[Reading | Rejected]:
    """Yield the four outcomes and the total of one equipment type."""
    raw_label = row["equipment_type"].strip()
    label, note = raw_label, ""
    counts = {o: copy.whole_number(name, f"{place}, {o}", row[o]) for o in _OUTCOMES}
    lost = copy.whole_number(name, f"{place}, total", total)
    reason = ""
    if printed := _SUMMARY.match(raw_label):
        label, lost = printed["label"], int(printed["total"].replace(",", ""))
        if any(int(printed[o]) != counts[o] for o in _OUTCOMES):
            reason = "the label's outcomes and the columns differ"
    elif "of which" in raw_label or raw_label.endswith(")"):
        reason = "garbled label: the heading was cut in two, and a figure with it"
    if repeated:
        reason = "the label stands twice in one snapshot; the first continues the series"
    if reason:
        where = f"{name}, {place}"
        yield Rejected(copy.source.source_id, where, raw_label, day.isoformat(), reason)
        return
    if not printed and lost != sum(counts.values()):
        found = f"{lost}, while the four outcomes add up to {sum(counts.values())}"
        raise copy.fail(
            name, f"{place} ({raw_label})", "a total that its outcomes add up to", found
        )
    if lost != sum(counts.values()):
        note = f"the page's own total; its four outcomes add up to {sum(counts.values())}"
    side = crosswalk.belligerent(copy, name, place, row["country"])
    meaning = crosswalk.meaning(copy, name, place, label, day, side)
    for outcome, value in (*counts.items(), ("lost", lost)):
        yield Reading(
            source_id=copy.source.source_id,
            claimant="oryx",
            belligerent=side,
            category=meaning.category,
            outcome=outcome,
            measure="cumulative",
            as_of=day,
            value=value,
            source_url=url,
            raw_label=raw_label,
            recorded_at=at,
            note=note if outcome == "lost" else "",
        )

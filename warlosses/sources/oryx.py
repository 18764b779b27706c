"""oryx: visually confirmed losses by type and outcome, as a transcription sums them up."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple

from warlosses.sources.row import Row, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.claims.reading import Reading, Rejected
    from warlosses.sources.copy import Copy

SCARNECCHIA_FILES = ("totals_by_type_history.csv.gz", "totals_by_type.csv")
_HISTORY, _CURRENT = SCARNECCHIA_FILES
OUTCOMES = ("destroyed", "abandoned", "captured", "damaged")
# Such as "Losses excluding Recon Drones and Trucks - 13640, of which: destroyed: 9785, ..."
_SUMMARY = re.compile(
    r"^(?P<label>.+?) - (?P<total>[\d,]+), of which: destroyed: (?P<destroyed>\d+),"
    r" damaged: (?P<damaged>\d+), abandoned: (?P<abandoned>\d+), captured: (?P<captured>\d+)$"
)


class _Counts(NamedTuple):
    """One equipment type of one side in a snapshot: its four outcomes, and its total."""

    raw_label: str
    label: str
    outcomes: dict[str, int]
    lost: int
    printed: bool  # the label itself has the figures


def read_scarnecchia(copy: Copy) -> Iterator[Reading | Rejected]:
    """Yield each snapshot of ``totals_by_type.csv``: the page as it stood at each commit.

    A snapshot's claims are of the day of its commit (UTC). Of several commits on one day the last
    is the claim; the earlier ones are superseded by it.
    """
    seen: set[tuple[str, str, str]] = set()
    for row, commit, at in _snapshots(copy):
        key = (commit, row["country"], row["equipment_type"].strip())
        url = copy.permalink(_CURRENT, commit)
        side, total = row["country"], "type_total"
        yield from readings_of(row, side, total, at.date(), url, at=at, repeated=key in seen)
        seen.add(key)


def _snapshots(copy: Copy) -> Iterator[tuple[Row, str, datetime]]:
    """Yield (row, commit, time) of the history's snapshots, then of the newest."""
    columns = ("country", "equipment_type", *OUTCOMES, "type_total")
    if copy.has(_HISTORY):
        for row in table(copy, _HISTORY, ("committed_at", "commit", *columns)):
            try:
                at = datetime.fromisoformat(row["committed_at"]).astimezone(UTC)
            except ValueError as error:
                raise row.fail("an ISO 8601 time", row["committed_at"]) from error
            yield row, row["commit"], at
    if copy.has(_CURRENT) or not copy.has(_HISTORY):
        if copy.commit is None or copy.committed_at is None:
            raise copy.fail(_CURRENT, "", "the commit and its day in SOURCES.toml", "none")
        for row in table(copy, _CURRENT, columns):
            yield row, copy.commit, copy.committed_at


def readings_of(
    row: Row,
    country: str,
    total: str,
    day: date,
    url: str,
    *,
    at: datetime | None = None,
    repeated: bool = False,
) -> Iterator[Reading | Rejected]:
    """Yield the four outcomes and the total of one equipment type."""
    counts = _counts(row, total)
    reason = row.set_aside(counts.raw_label, day) or _unusable(row, counts)
    if repeated:
        reason = "the label stands twice in one snapshot; the first continues the series"
    if reason:
        yield row.rejected(counts.raw_label, day, reason)
        return
    added, note = sum(counts.outcomes.values()), ""
    if counts.lost != added:
        if not counts.printed:
            instead = f"{counts.lost}, while the four outcomes add up to {added}"
            labelled = row.at(f" ({counts.raw_label})")
            raise labelled.fail("a total that its outcomes add up to", instead)
        note = note_of_total(counts.lost, added)
    side = row.belligerent(country)
    meaning = row.meaning(counts.label, day, side)
    for outcome, value in (*counts.outcomes.items(), ("lost", counts.lost)):
        yield row.reading(
            meaning,
            claimant="oryx",
            belligerent=side,
            outcome=outcome,
            as_of=day,
            value=value,
            source_url=url,
            raw_label=counts.raw_label,
            recorded_at=at,
            note=note if outcome == "lost" else "",
        )


def note_of_total(printed: int, added: int) -> str:
    """Return the note on a printed total that its outcomes do not add up to, else nothing.

    >>> note_of_total(371, 146)
    "the page's own total; its four outcomes add up to 146"
    """
    if printed == added:
        return ""
    return f"the page's own total; its four outcomes add up to {added}"


def _counts(row: Row, total: str) -> _Counts:
    raw_label = row["equipment_type"].strip()
    outcomes = {outcome: row.number(outcome) for outcome in OUTCOMES}
    lost = row.number(total)
    if summary := _SUMMARY.match(raw_label):
        lost = int(summary["total"].replace(",", ""))
        return _Counts(raw_label, summary["label"], outcomes, lost, printed=True)
    return _Counts(raw_label, raw_label, outcomes, lost, printed=False)


def _unusable(row: Row, counts: _Counts) -> str:
    """Return why a row gives no figures, or nothing."""
    summary = _SUMMARY.match(counts.raw_label)
    if summary:
        differ = any(int(summary[outcome]) != row.number(outcome) for outcome in OUTCOMES)
        return "the label's outcomes and the columns differ" if differ else ""
    if "of which" in counts.raw_label or counts.raw_label.endswith(")"):
        return "garbled label: the heading was cut in two, and a figure with it"
    return ""

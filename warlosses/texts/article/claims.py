"""What was claimed about a statement's figure: the claims that it may speak of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from warlosses.codes import WAR_START
from warlosses.data.load import load

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    import pyarrow as pa

    from warlosses.texts.article.spans import Span

_ONE = timedelta(days=1)
_MOST_NEAR = 400  # days within which a nearest claim is worth naming


class Claimed(NamedTuple):
    """A figure claimed, or worked out from the totals claimed on two days."""

    value: int
    low: int
    high: int
    as_of: date
    period_start: date
    status: str
    source_url: str
    how: str
    claim_id: str = ""


class Subject(NamedTuple):
    """Whose claim, on whose losses, of what."""

    claimant: str
    belligerent: str
    category: str
    outcome: str


class Claims:
    """The claims of some claimants on some categories, by what they are about."""

    def __init__(
        self,
        claimants: Collection[str],
        categories: Collection[str] | None,
        days: Collection[date],
        version: str | Path | None = None,
    ) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        self._version = version
        self._readings: pa.Table | None = None
        self._others: dict[str, list[int]] = {}
        self._around: dict[tuple[str, frozenset[date]], Claims] = {}
        table = load(
            version=version,
            claimants=sorted(claimants),
            categories=None if categories is None else sorted(categories),
            backend="arrow",
        )
        as_of = table["as_of"].cast(pa.date32())
        # All days of those who speak now and then, for the nearest; of the daily ones the needed.
        rare = pc.invert(
            pc.is_in(
                table["claimant"].cast(pa.string()),
                value_set=pa.array(["ua_general_staff", "oryx", "ru_mod"]),
            )
        )
        wanted = pc.is_in(as_of, value_set=pa.array(sorted(days), pa.date32()))
        table = table.set_column(table.column_names.index("as_of"), "as_of", as_of)
        table = table.filter(pc.or_(wanted, rare))
        self._rows: dict[tuple[Subject, str, date, date], dict[str, object]] = {}
        self._days: dict[tuple[Subject, str], list[date]] = {}
        columns = (
            *("claimant", "belligerent", "category", "outcome", "measure", "as_of"),
            *("period_start", "value", "value_low", "value_high", "status", "source_url", "note"),
            "claim_id",
        )
        for row in table.select(columns).to_pylist():
            subject = Subject(*(row[name] for name in columns[:4]))
            key = (subject, row["measure"], _day(row["as_of"]), _day(row["period_start"]))
            self._rows[key] = row
            self._days.setdefault((subject, row["measure"]), []).append(key[2])

    def about(self, subject: Subject, span: Span) -> Iterator[Claimed]:
        """Yield what was claimed of a subject for a span."""
        if span.base is None:
            total = self._total(subject, span.end)
            if total is not None:
                yield total
            return
        one_day = span.end - span.base == _ONE
        for start, end in ((span.start, span.end), (span.base, span.end - _ONE)):
            if start > end:
                continue
            row = self._rows.get((subject, "increment", end, start))
            if row is None or "nothing printed" in str(row.get("note", "")):
                continue
            if one_day and end != span.end:
                continue
            how = "the increment of that day" if one_day else f"the claim for {start} to {end}"
            yield _claimed(row, end, start, how)
        first, last = self._total(subject, span.base), self._total(subject, span.end)
        if span.base <= WAR_START:
            first = None
        if first is not None and last is not None:
            yield Claimed(
                last.value - first.value, last.low - first.high, last.high - first.low,
                span.end, span.start, last.status, last.source_url,
                f"the total of {span.end} less that of {span.base}",
            )  # fmt: skip

    def superseded(self, claimed: Claimed) -> list[int]:
        """Return the other readings of a claim's day: superseded ones, and other statements."""
        if not claimed.claim_id:
            return []
        if self._readings is None:
            table = load("observations", version=self._version, backend="arrow")
            self._readings = table.select(["claim_id", "value"])
        if claimed.claim_id not in self._others:
            import pyarrow as pa
            import pyarrow.compute as pc

            ids = self._readings["claim_id"].cast(pa.string())
            values = self._readings.filter(pc.equal(ids, claimed.claim_id))["value"].to_pylist()
            self._others[claimed.claim_id] = [value for value in values if value is not None]
        return self._others[claimed.claim_id]

    def around(self, claimant: str, days: frozenset[date]) -> Claims:
        """Return all claims of one claimant on some days, of whatever category."""
        key = claimant, days
        if key not in self._around:
            self._around[key] = Claims({claimant}, None, days, self._version)
        return self._around[key]

    def of_days(self, claimant: str, days: Collection[date]) -> Iterator[tuple[Subject, Claimed]]:
        """Yield all that one claimant claimed, as a total or for a day, on some days."""
        for (subject, _, day, start), row in self._rows.items():
            if subject.claimant == claimant and day in days:
                how = "the total of that day" if start == WAR_START else "the increment of that day"
                yield subject, _claimed(row, day, start, how)

    def nearest(self, subject: Subject, day: date) -> Claimed | None:
        """Return the total claimed nearest to a day, of one who speaks now and then."""
        days = self._days.get((subject, "cumulative"), [])
        if not days:
            return None
        near = min(days, key=lambda one: abs((one - day).days))
        return self._total(subject, near) if abs((near - day).days) <= _MOST_NEAR else None

    def _total(self, subject: Subject, day: date) -> Claimed | None:
        row = self._rows.get((subject, "cumulative", day, WAR_START))
        return None if row is None else _claimed(row, day, WAR_START, "the total of that day")


def _claimed(row: dict[str, object], day: date, start: date, how: str) -> Claimed:
    value, low, high = (row[name] for name in ("value", "value_low", "value_high"))
    point = next(n for n in (value, low, high) if isinstance(n, int))
    spread = value is None
    return Claimed(
        point,
        low if spread and isinstance(low, int) else point,
        high if spread and isinstance(high, int) else point,
        day,
        start,
        str(row["status"]),
        str(row["source_url"]),
        how,
        str(row["claim_id"]),
    )


def _day(moment: object) -> date:
    if hasattr(moment, "date"):
        return moment.date()  # type: ignore[no-any-return]
    assert isinstance(moment, date)
    return moment

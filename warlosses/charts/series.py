"""A release's claims as the explorer page holds them: small, and nothing left to work out."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from warlosses import codes
from warlosses.data.compare import side_by_side
from warlosses.data.daily import daily_from_totals

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

_SERIES = ["claimant", "belligerent", "category", "outcome"]
_START = pd.Timestamp(codes.WAR_START)


class Numbers:
    """Things that occur often, each once, with its number.

    >>> links = Numbers()
    >>> links("b"), links("a"), links("b"), links.all
    (0, 1, 0, ['b', 'a'])
    """

    def __init__(self) -> None:
        self._known: dict[Hashable, int] = {}

    def __call__(self, thing: Hashable) -> int:
        """Return a thing's number, a new one where it has none."""
        return self._known.setdefault(thing, len(self._known))

    @property
    def all(self) -> list[Any]:
        """The things in the order of their numbers."""
        return list(self._known)


def day_number(day: Any) -> int:
    """Return the days since the invasion's first.

    >>> day_number("2022-02-25")
    1
    """
    return (pd.Timestamp(day) - _START).days


def day_numbers(days: pd.Series) -> list[int]:
    """Return the days since the invasion's first, of many days at once."""
    return [int(n) for n in (days - _START).dt.days.tolist()]


def runs(values: Iterable[Any]) -> list[Any]:
    """Return values as value, count, value, count.

    >>> runs("aab")
    ['a', 2, 'b', 1]
    """
    return [x for value, same in groupby(values) for x in (value, len(list(same)))]


def number(value: Any) -> int | None:
    """Return a figure as JSON has it."""
    if isinstance(value, int):
        return value
    return None if pd.isna(value) else int(value)


def each(rows: pd.DataFrame) -> Iterator[Any]:
    """Yield a frame's rows, their cells by the columns' names."""
    yield from rows.itertuples(index=False)


class Shelf:
    """What all series of the page share: day lists, links, and what is said of a claim."""

    def __init__(self) -> None:
        self.days, self.links, self.kinds = Numbers(), Numbers(), Numbers()
        self.sets, self.sources, self.hours = Numbers(), Numbers(), Numbers()

    def kind(self, row: Any) -> int:
        """Return the number of what a claim's row says beside its figure."""
        note = "" if pd.isna(row.note) else str(row.note)
        agree = (int(row.n_agreeing), int(row.n_sources))
        return self.kinds((str(row.status), str(row.source_id), *agree, str(row.qualifier), note))


def steps(numbers: Sequence[int]) -> tuple[int, ...]:
    """Return numbers, each but the first told from the one before.

    >>> steps([5, 6, 9])
    (5, 1, 3)
    """
    return (*numbers[:1], *(b - a for a, b in pairwise(numbers)))


def claim_series(
    claims: pd.DataFrame, shelf: Shelf, corrections: pd.DataFrame | None = None
) -> tuple[list[list[dict[str, Any]]], pd.DataFrame]:
    """Return the totals that `daily` can work with, in groups, and the claims that are left over.

    Each series has the daily rows of `daily`: its value or, where that is null, its span's. All
    but the usual statuses are named one by one. Adding up gives the totals again. ``rows`` are the
    claims' places in the frame, which must be numbered from nought.
    """
    usual = claims["value"].notna() & (claims["measure"] == "cumulative")
    usual &= claims["period_start"] == _START
    totals, others = claims[usual], claims[~usual]
    printed = others[
        (others["measure"] == "increment")
        & (others["claimant"] == codes.GENERAL_STAFF)
        & others["value"].notna()
    ]
    given = {
        key: rows.sort_values("as_of") for key, rows in printed.groupby(_SERIES, observed=True)
    }
    parts: list[list[dict[str, Any]]] = []
    groups = totals.groupby(["claimant", "belligerent", "outcome"], observed=True)
    for (claimant, belligerent, outcome), rows in groups:
        stated = others[(others["measure"] == "increment") & (others["outcome"] == outcome)]
        key = {"claimant": claimant, "belligerent": belligerent, "outcome": outcome}
        decided = None if corrections is None else _totals_of(corrections, key)
        worked_out = daily_from_totals(rows, increments=stated, corrections=decided)
        daily = dict(tuple(worked_out.groupby("category", sort=False)))
        parts.append(group := [])
        for code, own in rows.groupby("category", observed=True):
            own_rows = own.sort_values("as_of")
            name = (str(claimant), str(belligerent), str(code), str(outcome))
            one = {"name": name, **_daily(daily[str(code)], shelf)}
            one["rows"] = own_rows.index.tolist()
            if name in given:
                increments = given.pop(name)
                one["printed"] = _printed(increments, daily[str(code)], shelf)
                one["printed"]["rows"] = increments.index.tolist()
                printed = printed.drop(increments.index)
            group.append(one)
    shown = set(printed.index)
    left = others[(others["measure"] != "increment") | (others["claimant"] != codes.GENERAL_STAFF)]
    return parts, pd.concat([left, others.loc[sorted(shown)]]) if shown else left


def _daily(rows: pd.DataFrame, shelf: Shelf) -> dict[str, Any]:
    days = day_numbers(rows["as_of"])
    after = steps(days)
    values, named = [], []
    cells = (rows[name].tolist() for name in ("status", "value", "days", "span_value"))
    for at, (status, value, length, span) in enumerate(zip(*cells, strict=True)):
        plain = ("observed" if after[at] == 1 else "gap") if at else "series_start"
        change = number(value)
        values.append(number(span) if change is None else change)
        if status != plain:
            named.append([at, status, number(length), None if change is None else number(span)])
    return {"days": shelf.days(after), "change": values, "named": named}


def _totals_of(corrections: pd.DataFrame, key: dict[str, Any]) -> pd.DataFrame:
    own = corrections["measure"] == "cumulative"
    for column, code in key.items():
        own &= corrections[column].astype("str") == str(code)
    return corrections[own]


def _printed(rows: pd.DataFrame, daily: pd.DataFrame, shelf: Shelf) -> dict[str, Any]:
    """Return printed increments, told from the day's worked-out loss where there is one."""
    worked_out = daily.set_index("as_of")["value"]
    days = day_numbers(rows["as_of"])
    beside = []
    for row in each(rows):
        base = worked_out.get(row.as_of)
        beside.append(int(row.value) - (0 if base is None or pd.isna(base) else int(base)))
    spans = [
        [at, day_number(row.period_start)]
        for at, row in enumerate(each(rows))
        if row.period_start != row.as_of
    ]
    return {"days": shelf.days(steps(days)), "beside": beside, "since": spans}


def rolled_up(claims: pd.DataFrame, shelf: Shelf) -> list[dict[str, Any]]:
    """Return the columns of `compare` that are sums of parts: their totals, as steps."""
    columns = []
    totals = claims[claims["measure"] == "cumulative"]
    for belligerent in codes.terms("belligerent"):
        of_one = totals[totals["belligerent"] == belligerent]
        for category in codes.categories():
            lists = codes.terms("outcome")
            if codes.categories()[category].unit != "people":
                lists = ("lost",)
            wanted = of_one["outcome"].isin(lists) & of_one["category"].isin(_below(category))
            table = side_by_side(of_one[wanted], category)
            for column, parts in table.attrs["rolled_up"].items():
                claimant, _, outcome = column.partition(":")
                points = table[column].dropna()
                days = day_numbers(points.index.to_series())
                name = (claimant, belligerent, category, outcome or "lost")
                own = of_one[(of_one["claimant"] == claimant) & (of_one["outcome"] == name[3])]
                summed = own[own["category"].isin(parts)].groupby("as_of")["value"].sum()
                beside = [int(v) - int(summed.get(day, 0)) for day, v in points.items()]
                one = {
                    "name": name,
                    "days": shelf.days(steps(days)),
                    "beside": beside,
                    "parts": parts,
                }
                columns.append(one)
    return columns


def _below(code: str) -> list[str]:
    return [code, *(deeper for child in codes.children(code) for deeper in _below(child))]


def single_claims(rows: pd.DataFrame, shelf: Shelf) -> list[list[Any]]:
    """Return the claims that belong to no series of totals: ranges, and other periods."""
    return [
        [
            *(str(getattr(row, name)) for name in _SERIES),
            str(row.measure),
            day_number(row.period_start),
            day_number(row.as_of),
            *(number(v) for v in (row.value, row.value_low, row.value_high)),
            shelf.kind(row),
            shelf.links(str(row.source_url)),
            str(row.claim_id),
        ]
        for row in each(rows)
    ]

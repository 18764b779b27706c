"""Claimants side by side: the same losses as different bodies count them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from warlosses import codes
from warlosses.claims.scope import changes_of, steps_across
from warlosses.data.load import load
from warlosses.data.request import checked_code, checked_codes, checked_span, data_through
from warlosses.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from pathlib import Path

_ONE_DAY = pd.Timedelta(days=1)


def compare(
    category: str,
    belligerent: str,
    *,
    claimants: str | Collection[str] | None = None,
    outcomes: str | Collection[str] | None = None,
    since: str | date | None = None,
    until: str | date | None = None,
    known_on: str | date | None = None,
    version: str | Path | None = None,
) -> pd.DataFrame:
    """Return the totals of every claimant for a category, one column each, one row a day.

    A claimant who gives only the parts of a category is rolled up: its parts are added for the
    days on which it gives all of them that it has in use (Oryx's five kinds of armoured vehicle
    make ``armored_vehicles``). ``.attrs["rolled_up"]`` names the parts by column.

    Parameters
    ----------
    category : str
        Code of the category.
    belligerent : str
        Whose losses: ``RU`` or ``UA``.
    claimants : str or collection of str, optional
        Claimants wanted; all by default.
    outcomes : str or collection of str, optional
        By default the totals not broken down (``lost``); for ``personnel`` every outcome, since
        claimants count the killed, the wounded or both.
    since, until, known_on, version
        As for `load`.

    Returns
    -------
    pandas.DataFrame
        Index ``as_of``; a column for each claimant, named ``claimant:outcome`` unless the outcome
        is ``lost``. Only stated points are shown: NaN where a claimant said nothing, or gave a
        range (so the numbers are floats, which everything that draws or computes takes). Claims
        counted from another day than the invasion's first are left out. Where a claimant changed
        what it counts, a day without its figure stands between, so that nothing subtracts across
        or draws a line; ``.attrs["scope_changes"]`` tells of it, by column.

    Raises
    ------
    ArgumentError
        An argument names something unknown, or a claimant that has no such totals.

    Notes
    -----
    The frame is pandas' own; ``polars.from_pandas(frame.reset_index())`` takes it.

    Examples
    --------
    >>> import warlosses as wl
    >>> tanks = wl.compare("tanks", belligerent="RU", since="2023-04-18", until="2023-04-18")
    >>> tanks.iloc[0].dropna().to_dict()
    {'oryx': 1903.0, 'ua_general_staff': 3661.0}
    """
    category = checked_code("category", category)
    belligerent = checked_code("belligerent", belligerent)
    wanted = checked_codes({"claimant": claimants}).get("claimant", [])
    first, last = checked_span(since, until, data_through(version))
    if outcomes is None:
        people = codes.categories()[category].unit == "people"
        outcomes = codes.terms("outcome") if people else "lost"
    claims = load(
        version=version,
        claimants=wanted or None,
        belligerents=belligerent,
        categories=_below(category),
        outcomes=outcomes,
        measures="cumulative",
        known_on=known_on,
    )
    everything = side_by_side(claims, category)
    if known_on is None:
        _refuse_silent(wanted, everything, category, belligerent)
    # Which parts a claimant has in use shows only in the whole series: cut afterwards.
    result = everything.loc[first and str(first) : last and str(last)]
    result.attrs = {**claims.attrs, **everything.attrs}
    return result


def _refuse_silent(
    wanted: list[str], totals: pd.DataFrame, category: str, belligerent: str
) -> None:
    """Raise for a claimant that never gave such totals: a missing column would say nothing."""
    speaking = {str(name).partition(":")[0] for name in totals.columns}
    silent = [claimant for claimant in wanted if claimant not in speaking]
    if silent:
        raise ArgumentError(
            f"no totals on {category} of {belligerent} with these outcomes by {', '.join(silent)}; "
            "leave claimants out to see who gives them, or ask `coverage`"
        )


def side_by_side(claims: pd.DataFrame, category: str) -> pd.DataFrame:
    """Return a frame of one belligerent's cumulative claims with a column a claimant; pure."""
    totals = claims[claims["value"].notna()]
    totals = totals[totals["period_start"] == pd.Timestamp(codes.WAR_START)]
    columns: dict[str, pd.Series] = {}
    rolled_up: dict[str, list[str]] = {}
    changed: dict[str, list[str]] = {}
    breaks: list[pd.Timestamp] = []
    for (claimant, outcome), rows in totals.groupby(["claimant", "outcome"], observed=True):
        name = str(claimant) if outcome == "lost" else f"{claimant}:{outcome}"
        given = {
            str(code): part.set_index("as_of")["value"]
            for code, part in rows.groupby("category", observed=True)
        }
        column, parts = _roll_up(category, given)
        if column is not None:
            columns[name] = column
            if parts:
                rolled_up[name] = parts
            if across := steps_across(str(claimant), category, column.index):
                changed[name] = [change.note for change in changes_of(str(claimant), category)]
                before = pd.DatetimeIndex(column.index[across]) - _ONE_DAY
                breaks += [day for day in before if day not in column.index]
    frame = pd.DataFrame(columns, dtype="Int64").dropna(how="all")
    frame = frame.reindex(frame.index.union(breaks)).sort_index().astype("float64")
    frame.index = pd.DatetimeIndex(frame.index, name="as_of")
    frame.attrs |= {"rolled_up": rolled_up, "scope_changes": changed}
    return frame


def _roll_up(code: str, given: dict[str, pd.Series]) -> tuple[pd.Series | None, list[str]]:
    """Return a category's totals, its own where it has them, else the sum of its parts."""
    own = given.get(code)
    parts: dict[str, pd.Series] = {}
    names: list[str] = []
    for child in codes.children(code):
        column, below = _roll_up(child, given)
        if column is not None:
            parts[child] = column
            names += below or [child]
    if not parts:
        return own, []
    summed = _sum_of_complete_days(parts)
    if own is None:
        return summed, names
    missing = summed.index.difference(own.index)
    if missing.empty:
        return own, []
    return pd.concat([own, summed[missing]]).sort_index(), names


def _sum_of_complete_days(parts: dict[str, pd.Series]) -> pd.Series:
    """Add parts on the days that have all the parts in use.

    A part is in use from the day on which the claimant first gave it, until a part that it was
    merged into takes over. One that just ends leaves a hole, not a smaller sum.
    """
    table = pd.DataFrame(parts, dtype="Int64").sort_index()
    given = table.notna()
    complete = pd.Series(True, index=table.index)
    for code in parts:
        taken_over = pd.Series(False, index=table.index)
        for successor in _successors(code):
            if successor in parts:
                taken_over |= given[successor]
        complete &= given[code] | ~given[code].cummax() | taken_over
    return table[complete].sum(axis=1, min_count=1).astype("Int64")


def _successors(code: str) -> list[str]:
    """Return the categories that a category was merged into, one after the other.

    >>> _successors("trucks_vehicles_jeeps")
    ['trucks_vehicles_jeeps_trains']
    """
    following = codes.categories()[code].merged_into
    return [following, *_successors(following)] if following else []


def _below(code: str) -> list[str]:
    return [code, *(deeper for child in codes.children(code) for deeper in _below(child))]

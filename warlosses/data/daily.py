"""From totals to daily losses, without ever subtracting across a hole or a birth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from warlosses import codes
from warlosses.claims.claim_id import default_period_start
from warlosses.claims.scope import steps_across
from warlosses.data.load import load
from warlosses.data.query import MADE_BY
from warlosses.data.request import checked_code, checked_codes, checked_span, data_through
from warlosses.errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from pathlib import Path

COLUMNS = ("as_of", "category", "value", "status", "days", "span_value", "printed")
_ONE_DAY = pd.Timedelta(days=1)
_DECIDED = ["claim_id", "category", "as_of", "kind"]


def daily(
    categories: str | Collection[str] | None = None,
    *,
    claimant: str | None = None,
    belligerent: str | None = None,
    outcome: str = "lost",
    since: str | date | None = None,
    until: str | date | None = None,
    known_on: str | date | None = None,
    version: str | Path | None = None,
) -> pd.DataFrame:
    """Return daily losses as the differences of a claimant's totals, each with its status.

    Parameters
    ----------
    categories : str or collection of str, optional
        Categories wanted; all of the claimant's by default.
    claimant, belligerent : str, optional
        Whose claims, on whose losses. May be left out where only one has such totals.
    outcome : str
        Which outcome's totals.
    since, until : str or datetime.date, optional
        First and last day to return, both included.
    known_on, version
        As for `load`.

    Returns
    -------
    pandas.DataFrame
        One row for each day that has a total: ``as_of``, ``category``, ``value`` (missing where no
        single day's loss is known), ``status``, ``days`` (length of the span, missing at a start),
        ``span_value`` and ``printed``, the day's loss as the claimant itself gave it, if it did.
        The numbers are floats, NaN where there is none, as everything that draws or computes takes
        them. Adding up ``value`` and ``span_value`` from each start gives the totals again.

        ========================= =============================================================
        ``observed``              the day's difference
        ``gap``                   days before it are missing: the span's loss is in
                                  ``span_value``, its length in ``days``
        ``series_start``          the first total, in ``span_value``: no loss of that day. The
                                  first after the claimant changed what it counts is such a start
                                  too (``schemas/scope_changes.csv``)
        ``merged``                the first day of a merger: the difference from the sum of its
                                  parts, which is in ``span_value``
        ``restated``              the total fell, or rose by another figure than ``printed``, or
                                  was changed by the claimant the same day: the claimant restated
                                  it, or one of the figures is a slip, its own or of who wrote it
                                  down (see the claims' own ``status``)
        ========================= =============================================================

    Raises
    ------
    ArgumentError
        An argument names something unknown, or totals that the claimant has none of; what there is
        is listed.

    Notes
    -----
    The frame is pandas' own; ``polars.from_pandas`` takes it, and DuckDB finds it by its name.

    Examples
    --------
    >>> import warlosses as wl
    >>> rows = wl.daily("vehicles_fuel_tanks", claimant="ua_general_staff", until="2022-05-02")
    >>> rows[["as_of", "value", "status"]]
           as_of  value    status
    0 2022-05-01   19.0    merged
    1 2022-05-02   28.0  observed
    >>> more = wl.daily("uavs", claimant="ua_general_staff", since="2025-12-30", until="2025-12-31")
    >>> more[["as_of", "value", "status", "printed"]]
           as_of  value    status  printed
    0 2025-12-30  400.0  observed    400.0
    1 2025-12-31  752.0  restated    552.0
    """
    one = {
        name: checked_code(name, code)
        for name, code in (("claimant", claimant), ("belligerent", belligerent))
        if code is not None
    }
    one["outcome"] = checked_code("outcome", outcome)
    wanted = checked_codes({"category": categories}).get("category")
    first, _ = checked_span(since, until, data_through(version))
    parts = [c.code for c in codes.categories().values() if wanted and c.merged_into in wanted]
    asked: dict[str, Any] = {
        "version": version,
        "claimants": one.get("claimant"),
        "belligerents": one.get("belligerent"),
        "categories": None if wanted is None else [*wanted, *parts],
        "outcomes": one["outcome"],
        "until": until,
        "known_on": known_on,
    }
    totals = load(**asked, measures="cumulative")
    if until is None and known_on is None:
        _refuse_nothing(totals, one, wanted, version)
    increments = load(**asked, measures="increment")
    decided = load("corrections", **asked, measures="cumulative", columns=_DECIDED)
    result = daily_from_totals(totals, wanted, increments, decided)
    if first is not None:
        result = result[result["as_of"] >= pd.Timestamp(first)].reset_index(drop=True)
    result.attrs = {**totals.attrs, MADE_BY: "daily"}
    return result


def _refuse_nothing(
    totals: pd.DataFrame,
    one: dict[str, str],
    wanted: list[str] | None,
    version: str | Path | None,
) -> None:
    """Raise where somebody asks for totals that nobody ever gave, and say what there is."""
    given = set(totals["category"].astype("str"))
    missing = [code for code in wanted or () if code not in given]
    if len(totals) and not missing:
        return
    others = load(
        version=version,
        claimants=one.get("claimant"),
        belligerents=one.get("belligerent"),
        measures="cumulative",
        columns=["claimant", "belligerent", "category", "outcome"],
    ).astype("str")
    whose = " ".join(one.get(name, "") for name in ("claimant", "belligerent")).strip()
    on = f" on {', '.join(missing)}" if missing else ""
    same = others[others["outcome"] == one["outcome"]]
    if missing:
        here = others[others["category"].isin(missing)]["outcome"].unique().tolist()
        if here:
            hint = f"of these there are totals with outcome {', '.join(sorted(here))}"
        else:
            hint = f"known: {', '.join(same['category'].unique()) or 'none'}"
    else:
        hint = f"there are totals with outcome {', '.join(sorted(others['outcome'].unique()))}"
        hint = hint if len(others) else "it gives increments, or claims on the other side"
    raise ArgumentError(
        f"no totals{on} ({one['outcome']}) of {whose or 'anybody'}; {hint}. "
        "`coverage` tells what there is"
    )


def daily_from_totals(
    claims: pd.DataFrame,
    categories: Collection[str] | None = None,
    increments: pd.DataFrame | None = None,
    corrections: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return daily losses of a frame of cumulative claims (see `daily`); a pure function.

    Claims without a point, and claims counted from another day than the claimant's usual one, are
    left out. ``increments`` are claims of the same claimant on its losses of single days,
    ``corrections`` this project's decisions on its totals.
    """
    totals = claims[claims["value"].notna()].astype({"category": "str"})
    usual = pd.Timestamp(default_period_start("cumulative", codes.WAR_START))
    totals = totals[totals["period_start"] == usual]
    for column in ("claimant", "belligerent", "outcome"):
        several = sorted(map(str, totals[column].unique()))
        if len(several) > 1:
            raise ArgumentError(
                f"daily losses need a single {column}; found {', '.join(several)}. Name one: "
                f"{column}={several[0]!r}"
            )
    series = _by_category(totals)
    wanted = [
        c for c in codes.categories() if c in series and (categories is None or c in categories)
    ]
    if not wanted:
        return _typed(pd.DataFrame(columns=list(COLUMNS)))
    claimant = str(totals["claimant"].iloc[0])
    printed = {} if increments is None else _by_category(_of_single_days(increments, totals))
    changed = _restated_days(corrections)
    frames = [
        _one_series(claimant, code, series, printed.get(code), changed.get(code, []))
        for code in wanted
    ]
    return _typed(pd.concat(frames, ignore_index=True))


def _by_category(claims: pd.DataFrame) -> dict[str, pd.Series]:
    return {
        str(category): rows.set_index("as_of")["value"].sort_index()
        for category, rows in claims.groupby("category", observed=True)
    }


def _of_single_days(increments: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Return the increments of one day each, of the claimant that the totals are of."""
    single = increments["value"].notna() & (increments["period_start"] == increments["as_of"])
    for column in ("claimant", "belligerent"):
        single &= increments[column].astype("str") == str(totals[column].iloc[0])
    return increments[single]


def _restated_days(corrections: pd.DataFrame | None) -> dict[str, list[pd.Timestamp]]:
    """Return the days on which the claimant changed a total that it had given, by category."""
    if corrections is None:
        return {}
    own = corrections[corrections["kind"].astype("str") == "restated_by_claimant"]
    return {str(c): list(of["as_of"]) for c, of in own.groupby("category", observed=True)}


def _one_series(
    claimant: str,
    code: str,
    series: dict[str, pd.Series],
    printed: pd.Series | None,
    changed: list[pd.Timestamp],
) -> pd.DataFrame:
    totals = series[code]
    days = totals.index.to_series()
    length = days.diff().dt.days
    change = totals - totals.shift()
    one_day = length == 1
    none = pd.Series(dtype="Int64")
    stated = (none if printed is None else printed).reindex(totals.index).astype("Int64")
    restated = (change < 0) | (one_day & (change != stated).fillna(False))
    restated |= one_day & totals.index.isin(changed)
    status = one_day.map({True: "observed", False: "gap"}).mask(restated, "restated")
    frame = pd.DataFrame(
        {
            "as_of": days,
            "category": code,
            "value": change.where(one_day),
            "status": status,
            "days": length,
            "span_value": change.where(~one_day),
            "printed": stated,
        }
    ).reset_index(drop=True)
    cells = {0: _first_row(code, series)}
    cells |= {at: _start(totals.iloc[at]) for at in steps_across(claimant, code, totals.index)}
    for at, row in cells.items():
        for column, value in row.items():
            frame[column] = frame[column].astype(object)
            frame.at[at, column] = value
    return frame


def _first_row(code: str, series: dict[str, pd.Series]) -> dict[str, Any]:
    """Return the first day's cells: a merger of series that ended the day before, or a start."""
    first, total = series[code].index[0], series[code].iloc[0]
    parts = [c.code for c in codes.categories().values() if c.merged_into == code]
    carried: list[Any] = [series[p].get(first - _ONE_DAY) for p in parts if p in series]
    if parts and len(carried) == len(parts) and not any(pd.isna(c) for c in carried):
        before = sum(carried)
        status = "restated" if total < before else "merged"
        return {"value": total - before, "status": status, "days": 1, "span_value": before}
    return _start(total)


def _start(total: Any) -> dict[str, Any]:
    return {"value": pd.NA, "status": "series_start", "days": pd.NA, "span_value": total}


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    # Through nullable integers, for the cells come as objects; then to what can be drawn.
    numbers = ("value", "days", "span_value", "printed")
    frame = frame.astype(dict.fromkeys(numbers, "Int64"))
    frame = frame.astype({**dict.fromkeys(numbers, "float64"), "category": "str", "status": "str"})
    return frame.assign(as_of=pd.to_datetime(frame["as_of"]).astype("datetime64[ms]"))

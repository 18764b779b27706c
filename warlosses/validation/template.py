"""A contribution to fill in: a day and a claimant, a row a figure, what stood before beside it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from warlosses import codes
from warlosses.claims.figure import figure_text
from warlosses.columns import CONTRIBUTION, FIGURES, REFERENCE
from warlosses.data.days import parse_day
from warlosses.data.load import load
from warlosses.errors import ArgumentError

if TYPE_CHECKING:
    from pathlib import Path

_SERIES = ["belligerent", "category", "outcome"]
_WEEK = pd.Timedelta(days=7)
_BULLETIN = "RU", "lost"  # what the daily bulletin speaks of, until there was one


def template(
    on: str | date,
    claimant: str,
    *,
    belligerent: str | None = None,
    source_url: str = "",
    version: str | Path | None = None,
) -> pd.DataFrame:
    """Return a contribution to fill in: the figures are empty, what stood before is beside them.

    There is a row for each total that the claimant stated in the latest week before; for a daily
    bulletin, a row for each of its categories that is in use on the day. Where the claimant also
    prints increments, each total is followed by its increment. A row whose figure was not stated
    is to be deleted.

    Parameters
    ----------
    on : str or datetime.date
        The day that the claims will speak of.
    claimant : str
        Who claims; a code of ``schemas/claimants.csv``.
    belligerent : str, optional
        Whose losses; by default all that the claimant spoke of.
    source_url : str
        The link where the figures can be read, if it is the same for all of them.
    version : str or Path, optional
        The release to look back in; by default the bundled one.

    Returns
    -------
    pandas.DataFrame
        A contribution's columns. ``qualifier`` is as it was the day before. ``previous``, which
        `validate` and `build` do not read, has the accepted figure of the day before (or of the
        latest day before) with its status.

    Raises
    ------
    ArgumentError
        The claimant is unknown, or stated nothing before that day.

    Examples
    --------
    >>> import warlosses as wl
    >>> blank = wl.template("2023-04-18", "ua_general_staff")
    >>> print(blank.loc[2:3, ["category", "measure", "previous", "value"]].to_string(index=False))
    category    measure            previous  value
       tanks cumulative 3660 (corroborated)   <NA>
       tanks  increment    3 (corroborated)   <NA>
    """
    day = parse_day("on", on)
    if day is None:
        raise ArgumentError("on: expected a date as YYYY-MM-DD; found none")
    # The latest date that is already there somewhere, as `validate` has it.
    latest = (datetime.now(UTC) + timedelta(hours=14)).date()
    if day > latest:
        raise ArgumentError(
            f"on: expected a day up to {latest}; found {day}, of which nobody has claimed anything"
        )
    codes.check_codes("claimant", claimant, codes.claimants())
    past = load(claimants=claimant, belligerents=belligerent, until=day, version=version)
    past = past[past["as_of"] < pd.Timestamp(day)]
    since_the_invasion = past["period_start"] == pd.Timestamp(codes.WAR_START)
    totals = _latest(past[(past["measure"] == "cumulative") & since_the_invasion])
    recent = totals[totals["as_of"] > totals["as_of"].max() - _WEEK]
    series = _series(recent, claimant, belligerent, day)
    if series.empty:
        whose = f" of {belligerent}" if belligerent else ""
        raise ArgumentError(
            f"claimant {claimant!r} stated no totals{whose} before {day}, so there is nothing to "
            "go by: write the rows yourself; CONTRIBUTING.md lists the columns"
        )
    parts = [_rows(series, totals, "cumulative", day)]
    daily = past[(past["measure"] == "increment") & (past["period_start"] == past["as_of"])]
    if not daily.empty:
        printed = series[series["outcome"].isin(daily["outcome"].unique())]
        parts.append(_rows(printed, _latest(daily), "increment", day))
    rows = pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)
    return _fill_columns(rows, claimant, day, source_url)


def _latest(stated: pd.DataFrame) -> pd.DataFrame:
    """Return the last figure of each series."""
    coded = stated.astype(dict.fromkeys([*_SERIES, "qualifier", "status"], "str"))
    return coded.sort_values("as_of").drop_duplicates(_SERIES, keep="last")


def _series(
    totals: pd.DataFrame, claimant: str, belligerent: str | None, day: date
) -> pd.DataFrame:
    """Return the series to ask for, in the code list's order."""
    known = codes.categories()
    series = totals[_SERIES]
    if codes.claimants()[claimant].statements_a_day == "one":
        whose, outcome = _BULLETIN
        if belligerent in (None, whose):
            bulletin = [(whose, c.code, outcome) for c in known.values() if c.valid_from]
            series = pd.concat([series, pd.DataFrame(bulletin, columns=_SERIES)])
        series = series[[known[code].in_use_on(day) for code in series["category"]]]
    ranks = {"category": list(known), "outcome": list(codes.terms("outcome"))}
    ranked = series.drop_duplicates().astype({n: pd.CategoricalDtype(c) for n, c in ranks.items()})
    return ranked.sort_values(_SERIES).astype("str").reset_index(drop=True)


def _rows(series: pd.DataFrame, before: pd.DataFrame, measure: str, day: date) -> pd.DataFrame:
    """Return the rows of one measure, with what was claimed the day before."""
    stated = before[[*_SERIES, "as_of", *FIGURES, "qualifier", "status"]]
    rows = series.reset_index().merge(stated, how="left", on=_SERIES).set_index("index")
    claims: Any = rows.to_dict("records")
    told = [_told(claim, measure, day) for claim in claims]
    return rows.assign(
        measure=measure, qualifier=rows["qualifier"].fillna("exact"), **{REFERENCE: told}
    )


def _told(claim: dict[str, Any], measure: str, day: date) -> str:
    """Return what was claimed before, with its status, and its day if that is not yesterday.

    No sign stands before an increment: a spreadsheet would take it for a formula.

    >>> from datetime import date
    >>> claim = {"value": 3657, "qualifier": "exact", "status": "single"}
    >>> _told(claim | {"as_of": pd.Timestamp("2023-04-17")}, "cumulative", date(2023, 4, 18))
    '3657 (single)'
    >>> _told(claim | {"as_of": pd.Timestamp("2023-04-16")}, "cumulative", date(2023, 4, 18))
    '3657 (single, 2023-04-16)'
    """
    if pd.isna(claim["as_of"]):
        return ""
    is_yesterday = (pd.Timestamp(day) - claim["as_of"]).days == 1
    if measure == "increment" and not is_yesterday:  # an older one tells nothing about this one
        return ""
    when = "" if is_yesterday else f", {claim['as_of'].date()}"
    return f"{figure_text(claim)} ({claim['status']}{when})"


def _fill_columns(rows: pd.DataFrame, claimant: str, day: date, source_url: str) -> pd.DataFrame:
    number = len(rows)
    empty = pd.Series(pd.NA, index=range(number), dtype="Int64")
    days = pd.Series(pd.Timestamp(day), index=range(number)).astype("datetime64[ms]")
    filled = rows.assign(
        as_of=days,
        claimant=claimant,
        **dict.fromkeys(FIGURES, empty),
        period_start=pd.Series(pd.NaT, index=range(number), dtype="datetime64[ms]"),
        source_url=source_url,
        note="",
    )
    columns = list(CONTRIBUTION)
    columns.insert(columns.index("value"), REFERENCE)
    return filled.loc[:, columns]

"""The readable key of a claim: made from its parts, and taken apart again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from warlosses import columns
from warlosses.codes import WAR_START

if TYPE_CHECKING:
    import pandas as pd


class ClaimKey(NamedTuple):
    """What makes a claim one claim."""

    claimant: str
    belligerent: str
    category: str
    outcome: str
    measure: str
    as_of: date
    period_start: date


def default_period_start(measure: str, as_of: date) -> date:
    """Return where a claim's period starts unless the claimant says otherwise.

    >>> default_period_start("cumulative", date(2023, 4, 18))
    datetime.date(2022, 2, 24)
    """
    return WAR_START if measure == "cumulative" else as_of


def format_claim_id(key: ClaimKey) -> str:
    """Return the id; the period's start is in it only where it is not the usual one.

    >>> format_claim_id(ClaimKey("oryx", "UA", "tanks", "captured", "cumulative",
    ...                          date(2023, 4, 18), date(2022, 2, 24)))
    'oryx.UA.tanks.captured.cumulative.2023-04-18'
    """
    text = ".".join([*key[:5], key.as_of.isoformat()])
    if key.period_start != default_period_start(key.measure, key.as_of):
        text += f".from-{key.period_start.isoformat()}"
    return text


def parse_claim_id(claim_id: str) -> ClaimKey:
    """Return the parts of an id.

    >>> parse_claim_id("ru_mod.UA.personnel.lost.increment.2023-05-30.from-2023-05-01").period_start
    datetime.date(2023, 5, 1)
    """
    claimant, belligerent, category, outcome, measure, day, *rest = claim_id.split(".")
    as_of = date.fromisoformat(day)
    start = (
        date.fromisoformat(rest[0].removeprefix("from-"))
        if rest
        else default_period_start(measure, as_of)
    )
    return ClaimKey(claimant, belligerent, category, outcome, measure, as_of, start)


def split_claim_ids(ids: pd.Series[str]) -> pd.DataFrame:
    """Return the parts of many ids as columns (days as datetime64), one row an id."""
    import pandas as pd

    parts = ids.astype(object).str.split(".", n=6, expand=True).reindex(columns=range(7))
    parts.columns = pd.Index([*columns.KEY, "period_start"])
    as_of = pd.to_datetime(parts["as_of"], format="%Y-%m-%d")
    told = parts["period_start"].astype("str").str.removeprefix("from-")
    told = told.where(parts["period_start"].notna())  # some versions of pandas write "None"
    start = pd.to_datetime(told, format="%Y-%m-%d")
    usual = as_of.where(parts["measure"] == "increment", pd.Timestamp(WAR_START))
    return parts.assign(as_of=as_of, period_start=start.where(start.notna(), usual))

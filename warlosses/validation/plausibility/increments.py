"""Totals held against the increments that were printed beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from warlosses import codes
from warlosses.claims.figure import WITHOUT_BOUND
from warlosses.validation.typed.claim_keys import A_DAY_OF_INCREMENTS, claim_keys, find

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from warlosses.validation.arrays import Flags, Integers
    from warlosses.validation.typed.contribution import Contribution

# A figure that came a day late is made up for within a week, or never.
_DAYS = 7


class Mismatch(NamedTuple):
    """A total that is not yesterday's plus the printed increment; rows count from 1."""

    row: int
    increment_row: int
    day: str
    total: int
    before: int
    increment: int

    @property
    def difference(self) -> int:
        """What the total is above the one before it."""
        return self.total - self.before


class _Figures(NamedTuple):
    """Figures by claim: those of the contribution, before those of the dataset."""

    keys: Integers
    figures: Integers

    def at(self, wanted: Integers) -> tuple[Integers, Flags]:
        """Return the figures of some claims, and whether there are such."""
        places = find(wanted, self.keys, keep="first")
        return self.figures[places], places >= 0


def mismatches(contribution: Contribution, baseline: pd.DataFrame) -> Iterator[Mismatch]:
    """Yield the totals that do not add up with the increments printed for their day.

    A total that makes up for a mismatch of the days before is passed over: what was printed for all
    these days together adds up, so one of them came late. That does not hold for totals that fall.
    """
    frame, keys = contribution.frame, contribution.keys
    places = np.flatnonzero(daily_increments(contribution))
    if not len(places):
        return
    wanted = keys_of_totals(frame.iloc[places])
    # Of a claim that stands twice the last row counts.
    own = np.where(is_point(frame), keys, -1 - np.arange(len(keys)))[::-1]
    value = frame["value"].to_numpy(dtype="int64", na_value=0)
    known = _Figures(own, value[::-1])
    if len(baseline):
        nobody = -1 - np.arange(len(baseline))
        theirs = np.where(is_point(baseline), baseline["key"].to_numpy(), nobody)
        settled = baseline["value"].to_numpy(dtype="int64", na_value=0)
        known = _Figures(np.concatenate([own, theirs]), np.concatenate([known.figures, settled]))
    rows = find(wanted, own[::-1])
    before, has_before = known.at(wanted - 1)
    printed = value[places]
    wrong = np.flatnonzero((rows >= 0) & has_before & (value[rows] - before != printed))
    late = _made_up_for(known, wanted[wrong], keys[places[wrong]], value[rows[wrong]])
    late &= value[rows[wrong]] >= before[wrong]
    days = frame["as_of"].to_numpy().astype("datetime64[D]")[places]
    for n in wrong[~late]:
        yield Mismatch(
            row=int(rows[n]) + 1,
            increment_row=int(places[n]) + 1,
            day=str(days[n]),
            total=int(value[rows[n]]),
            before=int(before[n]),
            increment=int(printed[n]),
        )


def _made_up_for(
    known: _Figures,
    totals: Integers,
    increments: Integers,
    value: Integers,
) -> Flags:
    """For each total, whether the increments of several days add up to its gain in these days."""
    adds_up = np.zeros(len(totals), dtype=bool)
    complete = np.ones(len(totals), dtype=bool)
    gained = np.zeros(len(totals), dtype="int64")
    for days in range(1, _DAYS + 1):
        # An increment's period starts on its day, so its key moves by a day in two places.
        printed, is_known = known.at(increments - (days - 1) * A_DAY_OF_INCREMENTS)
        complete &= is_known
        gained += np.where(is_known, printed, 0)
        before, is_known = known.at(totals - days)
        adds_up |= complete & is_known & (days > 1) & (value - before == gained)
    return adds_up


def daily_increments(contribution: Contribution) -> Flags:
    """For each row, whether it is what was lost in one day."""
    frame = contribution.frame
    return np.asarray(
        (frame["measure"] == "increment").to_numpy()
        & (frame["as_of"] == frame["period_start"]).to_numpy()
        & is_point(frame)
        & (contribution.keys >= 0)
    )


def keys_of_totals(increments: pd.DataFrame) -> Integers:
    """Return the keys of the totals that go with some daily increments."""
    parts = increments[["claimant", "belligerent", "category", "outcome", "as_of"]]
    return claim_keys(
        parts.assign(measure="cumulative", period_start=np.datetime64(codes.WAR_START))
    )


def is_point(frame: pd.DataFrame) -> Flags:
    """For each row, whether it gives a figure that can be added up."""
    hedged = frame["qualifier"].isin([*WITHOUT_BOUND, "about"])
    return np.asarray(frame["value"].notna() & hedged, dtype=bool)

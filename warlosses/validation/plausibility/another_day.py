"""Statements whose figures, taken together, are those of another day than they are dated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from warlosses import codes
from warlosses.validation.plausibility.forecast import RECENT, Series, learn, log_probability
from warlosses.validation.plausibility.past import DAY_BITS as STATEMENT_BITS
from warlosses.validation.plausibility.past import ages
from warlosses.validation.typed.claim_keys import DAY_BITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.validation.arrays import Floats, Integers
    from warlosses.validation.typed.contribution import Contribution

# So many totals that move tell a day from another, and no fewer.
_FEWEST: Final = 4
# What share of the totals must be those of the other day, and of their own day at most.
_NEARLY_ALL, _HARDLY_ANY = 0.8, 0.5
# How much likelier the figures must be on the other day: a million to one.
_ODDS: Final = float(np.log(1e6))
# How much less likely than the likeliest figure each may be, on average.
_SLACK: Final = 4.0
_MOSTLY: Final = 0.5
_LEARNED: Final = 200
_MOST_STATEMENTS: Final = 40


class AnotherDay(NamedTuple):
    """A statement whose figures fit another day better; rows count from 1."""

    rows: tuple[int, ...]
    day: str
    other: str
    fitting: int
    compared: int
    is_held: bool


def other_days(
    contribution: Contribution, baseline: pd.DataFrame, statements: Integers
) -> Iterator[AnotherDay]:
    """Yield the statements whose totals fit another day better than their own.

    Either they are the totals that the dataset holds of another day, or they are what is to be
    expected of the day after the last one that it holds. Only who speaks daily is asked: the totals
    of others stand still for weeks, and make up for it in a day.

    Parameters
    ----------
    contribution : Contribution
        What was handed in.
    baseline : pandas.DataFrame
        What the dataset holds.
    statements : numpy.ndarray of int64
        By row, from 1, a number for what one claimant said of one belligerent's day.
    """
    frame = contribution.frame
    used = (contribution.keys >= 0) & (frame["measure"] == "cumulative").to_numpy()
    daily = [claimant.code for claimant in codes.claimants().values() if claimant.statements_a_day]
    used &= frame["value"].notna().to_numpy() & frame["claimant"].isin(daily).to_numpy()
    rows = np.flatnonzero(used)
    if len(rows) < _FEWEST or not len(baseline):
        return
    numbers = statements[rows + 1]
    # A file of many days is a table; its days are not mistyped one by one.
    if len(np.unique(numbers)) > _MOST_STATEMENTS:
        return
    totals = _Totals.of(contribution, baseline, rows)
    own_days = set((numbers & (2**STATEMENT_BITS - 1)).tolist())
    for number in np.unique(numbers):
        among = rows[numbers == number]
        if len(among) >= _FEWEST:
            other = totals.compare(contribution, among, own_days)
            if other is not None:
                yield other


class _Totals(NamedTuple):
    """Totals of the dataset: one row a day, one column a series."""

    table: pd.DataFrame

    @classmethod
    def of(cls, contribution: Contribution, baseline: pd.DataFrame, rows: Integers) -> _Totals:
        names = np.unique(contribution.keys[rows] >> DAY_BITS)
        keys = baseline["key"].to_numpy()
        used = (keys >= 0) & baseline["value"].notna().to_numpy()
        used &= np.isin(keys >> DAY_BITS, names)
        keys, value = keys[used], baseline["value"].to_numpy(dtype="float64", na_value=np.nan)[used]
        table = pd.DataFrame(
            {"name": keys >> DAY_BITS, "day": keys & (2**DAY_BITS - 1), "value": value}
        ).drop_duplicates(["name", "day"], keep="last")
        return cls(table.pivot_table(index="day", columns="name", values="value"))

    def compare(
        self, contribution: Contribution, rows: Integers, own_days: set[int]
    ) -> AnotherDay | None:
        """Return the other day that a statement fits, if there is one."""
        keys = contribution.keys[rows]
        day = int(keys[0] & (2**DAY_BITS - 1))
        moving = np.isin(keys >> DAY_BITS, self._moving())
        if moving.sum() < _FEWEST:
            return None
        value = contribution.frame["value"].to_numpy(dtype="float64", na_value=np.nan)[rows]
        value, table = value[moving], self.table[keys[moving] >> DAY_BITS]
        same = (table.to_numpy() == value).sum(axis=1)
        if (same[table.index == day] > _HARDLY_ANY * len(value)).any():
            return None
        numbers = tuple(int(row) + 1 for row in rows)
        other = _held_day(table, same, day)
        if other is not None:
            fitting = int(same[table.index == other][0])
            return AnotherDay(numbers, _iso(day), _iso(other), fitting, len(value), is_held=True)
        other = int(table.index[-1]) + 1
        if other in own_days or not _fits_better(table, value, day, other):
            return None
        return AnotherDay(numbers, _iso(day), _iso(other), len(value), len(value), is_held=False)

    def _moving(self) -> Integers:
        """Return the series that move on most days: what stands still says nothing of the day."""
        recent = self.table.tail(RECENT)
        gains = recent.diff()
        moves = (gains > 0).sum().to_numpy() / np.maximum(gains.notna().sum().to_numpy(), 1)
        return np.asarray(self.table.columns[moves > _MOSTLY])


def _held_day(table: pd.DataFrame, same: Integers, day: int) -> int | None:
    """Return the day that these are the totals of, if the dataset holds it."""
    best = int(same.argmax())
    other = int(table.index[best])
    if same[best] < max(_NEARLY_ALL * table.shape[1], _FEWEST) or other == day:
        return None
    return other


def _fits_better(table: pd.DataFrame, value: Floats, day: int, other: int) -> bool:
    """Whether totals are as expected after all that are held, and not on the day they are dated."""
    if day == other:
        return False
    then = _likelihood(table, value, other)
    if then is None or then.total < then.best - _SLACK * then.known:
        return False
    if day in table.index:
        return True  # the dataset has other figures for that day
    now = _likelihood(table[table.index < day], value, day)
    return now is not None and then.total - now.total > _ODDS


class _Likelihood(NamedTuple):
    """Log probability of totals, that of the likeliest ones, and how many could be weighed."""

    total: float
    best: float
    known: int


def _likelihood(table: pd.DataFrame, value: Floats, day: int) -> _Likelihood | None:
    """Return how likely totals are on a day, after those before it; None where too few tell."""
    total, best, known = 0.0, 0.0, 0
    for column, figure in enumerate(value):
        past = table.iloc[-_LEARNED:, column].dropna()
        if not len(past):
            continue
        values = np.append(past.to_numpy(), figure).astype("int64")
        days = np.append(past.index.to_numpy(), day)
        forecast = learn(Series(values, days, ages(np.zeros(len(values), "int64")))).at([-1])
        if forecast.is_known[0]:
            known += 1
            usual = np.round(forecast.mean) * forecast.step
            total += float(log_probability(forecast, np.diff(values[-2:]).astype("float64"))[0])
            best += float(log_probability(forecast, usual)[0])
    return _Likelihood(total, best, known) if known >= _FEWEST else None


def _iso(day: int) -> str:
    return str(np.datetime64(day, "D"))

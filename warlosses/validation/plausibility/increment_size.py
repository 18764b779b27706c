"""Increments weighed by themselves: against the series' gains, and against its total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from warlosses.validation.plausibility.forecast import LEAST_PAST
from warlosses.validation.plausibility.increments import (
    daily_increments,
    is_point,
    keys_of_totals,
)
from warlosses.validation.plausibility.past import ages
from warlosses.validation.plausibility.record import NOTABLE_LEAP, WIDE_LEAP
from warlosses.validation.plausibility.running import largest_so_far
from warlosses.validation.typed.claim_keys import DAY_BITS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from warlosses.validation.arrays import Flags, Floats, Integers
    from warlosses.validation.typed.contribution import Contribution

# A total typed as an increment is the last total, but for a gain or two: so many records, and no
# more than this share of it.
_NEAR: Final = 2.0
_SHARE: Final = 0.25


class LargeIncrement(NamedTuple):
    """An increment beyond what its series ever gained in a day; its row counts from 1.

    Attributes
    ----------
    row, increment : int
        Where it stands, and the figure.
    record : int
        The most that the series gained before, from one total to the next.
    total, total_day : int, str
        The last total before it, and its day.
    is_total : bool
        Whether the figure is the total.
    is_beyond : bool
        Whether it is beyond the record by a wide margin, or is the total.
    """

    row: int
    increment: int
    record: int
    total: int
    total_day: str
    is_total: bool
    is_beyond: bool


def large_increments(
    contribution: Contribution, baseline: pd.DataFrame
) -> Iterator[LargeIncrement]:
    """Yield the increments of a day that are far beyond what their series ever gained.

    What a series gained is told by its totals of the days before, in the dataset and in the file.
    One that agrees with the totals of both days is only told where it is beyond them all.
    """
    rows = np.flatnonzero(daily_increments(contribution))
    if not len(rows):
        return
    keys = keys_of_totals(contribution.frame.iloc[rows])
    figures = contribution.frame["value"].to_numpy(dtype="int64", na_value=0)[rows]
    totals = _Totals.of(contribution, baseline, keys)
    if not len(totals.keys):
        return
    places = totals.last_before(keys)
    known = (places >= 0) & (totals.age[places] > LEAST_PAST)
    gained = totals.record[places]
    record = np.maximum(gained, 1.0)
    last = totals.value[places]
    size = np.abs(figures)
    agrees = totals.at(keys) - last == figures
    near = np.minimum(_NEAR * record, np.maximum(_SHARE * last, 1))
    is_total = (figures > record) & (np.abs(figures - last) <= near)
    is_total |= (figures > gained) & (figures == last) & ~agrees
    beyond = known & ((size > WIDE_LEAP * record) | is_total)
    notable = known & (size > NOTABLE_LEAP * record) & ~agrees
    for n in np.flatnonzero(beyond | notable):
        yield LargeIncrement(
            row=int(rows[n]) + 1,
            increment=int(figures[n]),
            record=int(record[n]),
            total=int(last[n]),
            total_day=str(np.datetime64(int(totals.day[places[n]]), "D")),
            is_total=bool(is_total[n]),
            is_beyond=bool(beyond[n]),
        )


class _Totals(NamedTuple):
    """Totals of some series, by key: series by series, and by day."""

    keys: Integers
    name: Integers
    day: Integers
    value: Integers
    age: Integers
    record: Floats

    @classmethod
    def of(cls, contribution: Contribution, baseline: pd.DataFrame, wanted: Integers) -> _Totals:
        """Return the totals of the wanted claims' series; the file's own before the dataset's."""
        names = np.unique(wanted >> DAY_BITS)
        parts = []
        for frame, keys in (
            (contribution.frame, contribution.keys),
            (baseline, baseline["key"].to_numpy()),
        ):
            used = (keys >= 0) & is_point(frame) & np.isin(keys >> DAY_BITS, names)
            value = frame["value"].to_numpy(dtype="int64", na_value=0)
            parts.append((keys[used][::-1], value[used][::-1]))
        keys = np.concatenate([part[0] for part in parts])
        value = np.concatenate([part[1] for part in parts])
        keys, first = np.unique(keys, return_index=True)
        value, name = value[first], keys >> DAY_BITS
        age = ages(name)
        gain = np.diff(value, prepend=0)
        gained = np.where(age > 0, np.maximum(gain, 0), 0).astype("float64")
        day = keys & (2**DAY_BITS - 1)
        return cls(keys, name, day, value, age, largest_so_far(gained, age))

    def last_before(self, keys: Integers) -> Integers:
        """Return the place of the last total of each series before a day; -1 for none."""
        places = np.searchsorted(self.keys, keys) - 1
        same: Flags = (places >= 0) & (self.name[places] == keys >> DAY_BITS)
        return np.where(same, places, -1)

    def at(self, keys: Integers) -> Floats:
        """Return the totals of some claims, NaN for none."""
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return np.where(self.keys[places] == keys, self.value[places], np.nan)

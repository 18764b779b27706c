"""A figure as stated: a point, a bound or a range, with its hedge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping


# What says nothing of a bound: the claimant's plain figure, or one whose hedge nobody kept.
WITHOUT_BOUND = ("exact", "not_recorded")


class Figure(NamedTuple):
    """The numbers of a reading: a point, a range or a bound, and the hedge."""

    value: int | None
    value_low: int | None
    value_high: int | None
    qualifier: str


def figure(
    point: int | None, low: int | None, high: int | None, qualifier: str = "exact"
) -> Figure:
    """Settle point, range and bound into the columns of the tables.

    A bound is a stated figure: it goes into ``value`` too, with a qualifier that says which way.

    Examples
    --------
    >>> figure(None, 2870, None, "more_than")
    Figure(value=2870, value_low=2870, value_high=None, qualifier='more_than')
    >>> figure(None, 15000, 20000)
    Figure(value=None, value_low=15000, value_high=20000, qualifier='range')
    >>> figure(None, None, 25000)
    Figure(value=25000, value_low=None, value_high=25000, qualifier='up_to')
    """
    if low is not None and low == high:
        point, low, high = low, None, None
    if low is not None and high is not None:
        return Figure(point, low, high, "range")
    if point is None and low is not None:
        point, qualifier = low, qualifier if qualifier not in WITHOUT_BOUND else "at_least"
    elif point is None and high is not None:
        point, qualifier = high, qualifier if qualifier not in WITHOUT_BOUND else "up_to"
    lower = point if qualifier in ("at_least", "more_than") else None
    upper = point if qualifier in ("almost", "up_to") else None
    return Figure(point, lower, upper, qualifier)


def figure_text(row: Mapping[str, Any]) -> str:
    """Return the figure of a row of a frame as a message shows it.

    >>> figure_text({"value": 2870, "qualifier": "more_than"}), figure_text({"value": 7})
    ('more_than 2870', '7')
    >>> figure_text({"value": 5, "value_low": 3, "value_high": 9, "qualifier": "range"})
    '5 within 3..9'
    """
    value, hedge = row["value"], row.get("qualifier", "exact")
    low, high = row.get("value_low", pd.NA), row.get("value_high", pd.NA)
    bounds = f"{'' if pd.isna(low) else low}..{'' if pd.isna(high) else high}"
    if pd.isna(value):
        return bounds
    if hedge == "range" and bounds != "..":
        return f"{value} within {bounds}"
    return str(value) if pd.isna(hedge) or hedge == "exact" else f"{hedge} {value}"

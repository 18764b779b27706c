"""Sums, maxima and counts over what came before each row of its series, by whole arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from warlosses.validation.arrays import Floats, Integers

YEAR: Final = 365


def log_gamma(z: Floats) -> Floats:
    """Return the logarithm of the gamma function, by Stirling's series (numpy has none).

    >>> log_gamma(np.array([1.0, 5.0])).round(6).tolist() == [0.0, round(float(np.log(24)), 6)]
    True
    """
    product = z * (z + 1) * (z + 2) * (z + 3) * (z + 4) * (z + 5)
    w = z + 6
    series = (1 / 12 - (1 / 360 - 1 / (1260 * w * w)) / (w * w)) / w
    logs: Floats = (w - 0.5) * np.log(w) - w + 0.5 * np.log(2 * np.pi) + series
    return np.asarray(logs - np.log(product))


def faded(
    values: Floats, age: Integers, fade: float, combine: Callable[..., Any], doublings: int
) -> Floats:
    """Combine each value with those before it in its series, the older the fainter.

    ``2 ** doublings`` values are combined: each round reaches twice as far back.

    >>> age = np.array([0, 1, 2, 0])
    >>> faded(np.array([8.0, 4.0, 2.0, 1.0]), age, 0.5, np.add, 2).tolist()
    [8.0, 8.0, 6.0, 1.0]
    """
    combined = values.copy()
    for power in range(doublings):
        shift = 2**power
        if shift >= len(combined):
            break
        earlier = np.zeros_like(combined)
        earlier[shift:] = combined[:-shift]
        earlier[age < shift] = 0.0
        combined = combine(combined, fade**shift * earlier)
    return combined


def largest_so_far(values: Floats, age: Integers) -> Floats:
    """Return for each row the largest value of its series up to it; no value is negative.

    >>> largest_so_far(np.array([5.0, 3.0, 7.0, 2.0]), np.array([0, 1, 2, 0])).tolist()
    [5.0, 5.0, 7.0, 2.0]
    """
    if not len(values):
        return values
    # Each series is lifted above the one before it, so one pass over all of them will do.
    lift = np.cumsum(age == 0) * (np.ceil(values.max()) + 1.0)
    return np.asarray(np.maximum.accumulate(values + lift) - lift)


def before(values: Any, age: Integers) -> Any:
    """Return for each row the value of the row before it in its series; 0 for the first.

    >>> before(np.array([5, 6, 7]), np.array([0, 1, 0])).tolist()
    [0, 5, 0]
    """
    shifted = np.zeros_like(values)
    shifted[1:] = values[:-1]
    shifted[age == 0] = 0
    return shifted


def count_before(flags: Any, age: Integers, reach: int) -> Floats:
    """Count the flags among the last rows of a series before each row.

    >>> count_before(np.array([True, True, True]), np.array([0, 1, 2]), 1).tolist()
    [0.0, 1.0, 1.0]
    """
    running = np.concatenate([[0.0], np.cumsum(flags)])
    here = np.arange(len(age))
    return np.asarray(running[here] - running[here - np.minimum(age, reach)])


def share_before(flags: Any, age: Integers, prior: tuple[float, float]) -> Floats:
    """Return what share of a year's figures before each row is flagged, with a Beta prior."""
    seen, days = prior
    share = (count_before(flags, age, YEAR) + seen) / (np.minimum(age, YEAR) + days)
    return np.asarray(share)

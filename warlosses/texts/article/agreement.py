"""Whether a figure as stated and the figure claimed agree: pure arithmetic.

A figure is as precise as it is written: "3,600" may stand for what rounds to it, "3,661" only for
itself. One of three digits or more may also be cut off: "964,000" is written of 964,580. A bound
must hold and be near: "over 3,600" is said of 3,661, not of 36,610. One that holds but is far off
agrees with nothing in particular, and is told apart.
"""

from __future__ import annotations

from typing import NamedTuple

_NEAR = 0.1  # of a bound, how far the figure may lie beyond it
_ROUGH = 0.05  # of the figure, what "about" may miss it by
_DIGITS = 100  # the least number of units of a figure that may be cut off, not rounded
_ROUND = 100  # the least unit that makes a figure a rounded one


class Stated(NamedTuple):
    """A figure as stated: ``step`` is the unit of its last digit, ``high`` the end of a range."""

    value: int
    qualifier: str = "exact"
    step: int = 1
    high: int | None = None


def agreement(stated: Stated, claimed: int) -> str:
    """Return ``agrees``, ``differs``, or ``far`` for a bound that holds without being near.

    Examples
    --------
    >>> agreement(Stated(3600, "more_than", 100), 3661)
    'agrees'
    >>> agreement(Stated(4000, "more_than", 1000), 3661)
    'differs'
    >>> agreement(Stated(100, "more_than", 100), 3661)
    'far'
    >>> agreement(Stated(183000, "exact", 1000), 183130)
    'agrees'
    >>> agreement(Stated(15000, "range", 1000, 20000), 18355)
    'agrees'
    """
    value, step = stated.value, stated.step
    beyond = max(step, value * _NEAR)
    match stated.qualifier:
        case "more_than" | "at_least":
            verdict = _bound(claimed - value, beyond)
        case "up_to":
            verdict = _bound(value - claimed, beyond)
        case "almost":
            verdict = _within(value - claimed, max(value * _NEAR, 1), least=-step / 20)
        case "range":
            high = stated.high if stated.high is not None else value
            verdict = "agrees" if value <= claimed <= high else "differs"
        case "about":
            verdict = _within(claimed - value, max(step / 2, value * _ROUGH))
        case _:
            half = step / 2 if step >= _ROUND else 0
            is_cut_off = half and value // step >= _DIGITS  # "964,000" of 964,580
            verdict = _within(claimed - value, step - 1 if is_cut_off else half, least=-half)
    return verdict


def _bound(beyond: float, near: float) -> str:
    """Judge by how far a claim lies beyond a bound, on the side where it must be."""
    if beyond < 0:
        return "differs"
    return "agrees" if beyond <= near else "far"


def _within(difference: float, most: float, *, least: float | None = None) -> str:
    return "agrees" if (-most if least is None else least) <= difference <= most else "differs"

"""What does not fit within one row, said once: for arrays in memory, and as SQL for rows anywhere.

A condition is a function of a row's cells. In memory a cell is a whole column, as numpy has it;
elsewhere it stands for the column in a query. Both know ``==``, ``<``, ``isin``, ``&``, ``|`` and
``~``, and in both a comparison with what is missing is false.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from warlosses import codes
from warlosses.claims.figure import WITHOUT_BOUND
from warlosses.columns import DAYS, FIGURES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from warlosses.validation.arrays import Flags
    from warlosses.validation.typed.contribution import Contribution

LOWER = ("at_least", "more_than")
UPPER = ("almost", "up_to")
BULLETIN = "ua_general_staff"
_OF_PEOPLE = ("lost", "killed", "wounded", "killed_or_wounded", "missing", "prisoner")
_OF_ITEMS = ("lost", "destroyed", "damaged", "abandoned", "captured")
OUTCOMES = {"people": _OF_PEOPLE, "items": _OF_ITEMS}
# Of rows whose cells here can be read, the schema says what holds for the row as a whole.
READABLE = (*FIGURES, "measure", *DAYS)

Cells: TypeAlias = "Mapping[str, Any]"


class Condition(NamedTuple):
    """One way in which the cells of a row may not fit each other.

    Attributes
    ----------
    code, column : str
        The rule that it breaks, and where.
    holds : callable
        Whether the row's cells, by column, are so.
    readable : tuple of str
        Columns whose cells have to be readable; of other rows the rule says nothing.
    part : str
        What tells it from the other conditions of its rule and column.
    """

    code: str
    column: str
    holds: Callable[[Cells], Any]
    readable: tuple[str, ...] = ()
    part: str = ""


def in_memory(contribution: Contribution) -> dict[str, Any]:
    """Return a contribution's columns as cells: figures as floats, of missing ones nan."""
    frame = contribution.frame
    cells: dict[str, Any] = {name: frame[name].array for name in _CODED}
    cells |= {name: frame[name].to_numpy() for name in DAYS}
    figures = {n: frame[n].to_numpy(dtype="float64", na_value=np.nan) for n in FIGURES}
    return cells | figures


def rows_that_hold(condition: Condition, contribution: Contribution, cells: Cells) -> list[int]:
    """Return the numbers, from 1, of the rows of which a condition holds."""
    flags: Flags = np.asarray(condition.holds(cells))
    if not flags.any():
        return []
    return rows_where(flags & ~contribution.has_fault(*condition.readable))


def rows_where(mask: np.ndarray[Any, Any]) -> list[int]:
    """Return the numbers, from 1, of the rows that a mask marks.

    >>> rows_where(np.array([False, True]))
    [2]
    """
    return [int(place) + 1 for place in np.flatnonzero(mask)]


def is_given(cell: Any) -> Any:
    """Whether there is anything: what is missing equals nothing, itself included."""
    return cell == cell  # noqa: PLR0124


def of_figures() -> list[Condition]:
    """Return the conditions of a row's figures, WL202 to WL204."""
    bounds = [
        Condition("WL202", name, partial(_is_negative_total, name=name), FIGURES)
        for name in ("value_low", "value_high")
    ]
    order = [
        Condition("WL203", "value_low", _crossed, FIGURES, "crossed"),
        Condition("WL203", "value", _below, FIGURES, "below"),
        Condition("WL203", "value", _above, FIGURES, "above"),
    ]
    hedges = [_hedge(qualifier) for qualifier in (*WITHOUT_BOUND, "range", *LOWER, *UPPER)]
    return bounds + order + hedges


def of_logic() -> list[Condition]:
    """Return the conditions of a row's day, category and outcome, WL205 to WL208."""
    return [
        Condition("WL205", "outcome", _misfits, ("category", "outcome")),
        Condition("WL206", "category", partial(_is_out_of_use, tomorrow=_tomorrow())),
        Condition("WL207", "as_of", partial(_is_after, day=latest_day())),
        Condition("WL208", "as_of", _is_before_the_war),
    ]


NEGATIVE_INCREMENT = Condition(
    "WL213", "value", lambda row: (row["value"] < 0) & (row["measure"] == "increment")
)
_CODED = ("claimant", "belligerent", "category", "outcome", "measure", "qualifier")


def latest_day() -> np.datetime64:
    """Return the latest date that is already there somewhere on Earth."""
    return np.datetime64((datetime.now(UTC) + timedelta(hours=14)).date())


def _tomorrow() -> np.datetime64:
    return np.datetime64(datetime.now(UTC).date() + timedelta(days=1))


def _is_negative_total(row: Cells, name: str) -> Any:
    return (row[name] < 0) & (row["measure"] == "cumulative")


def _crossed(row: Cells) -> Any:
    return row["value_low"] > row["value_high"]


def _below(row: Cells) -> Any:
    return (row["value"] < row["value_low"]) & ~_crossed(row)


def _above(row: Cells) -> Any:
    return (row["value"] > row["value_high"]) & ~_crossed(row)


def _hedge(qualifier: str) -> Condition:
    """Return the condition that a row has not the bounds which its qualifier asks for."""
    bound = "value_high" if qualifier in UPPER else "value_low"
    column = "qualifier" if qualifier in WITHOUT_BOUND else bound
    holds = partial(_misses_its_bounds, qualifier=qualifier)
    return Condition("WL204", column, holds, (*FIGURES, "qualifier"), qualifier)


def _misses_its_bounds(row: Cells, qualifier: str) -> Any:
    value, low, high = (row[name] for name in FIGURES)
    has_low, has_high = is_given(low), is_given(high)
    if qualifier in WITHOUT_BOUND:
        wrong = has_low | has_high
    elif qualifier == "range":
        # A row without any figure is WL201's.
        wrong = ~(has_low & has_high) & (is_given(value) | has_low | has_high)
    elif qualifier in LOWER:
        wrong = (is_given(value) | has_low | has_high) & (~(value == low) | has_high)
    else:
        wrong = (is_given(value) | has_low | has_high) & (~(value == high) | has_low)
    in_order = ~(_crossed(row) | _below(row) | _above(row))
    return (row["qualifier"] == qualifier) & wrong & in_order


def _misfits(row: Cells) -> Any:
    listed = codes.categories().values()
    people, items = ([c.code for c in listed if c.unit == unit] for unit in ("people", "items"))
    killed = [outcome for outcome in _OF_PEOPLE if outcome not in _OF_ITEMS]
    destroyed = [outcome for outcome in _OF_ITEMS if outcome not in _OF_PEOPLE]
    return (row["outcome"].isin(killed) & row["category"].isin(items)) | (
        row["outcome"].isin(destroyed) & row["category"].isin(people)
    )


def _is_out_of_use(row: Cells, tomorrow: np.datetime64) -> Any:
    """Whether the General Staff's bulletin did not have the category on that day."""
    day = row["as_of"]
    within = (day >= np.datetime64(codes.WAR_START)) & (day <= tomorrow)
    outside = None
    # Those that begin, or end, on one day are looked at together.
    for bounded, is_outside in _bounds_of_use().items():
        here = row["category"].isin(is_outside) & (
            day < np.datetime64(bounded[1])
            if bounded[0] == "from"
            else day > np.datetime64(bounded[1])
        )
        outside = here if outside is None else outside | here
    return (row["claimant"] == BULLETIN) & within & outside


def _bounds_of_use() -> dict[tuple[str, Any], list[str]]:
    bounds: dict[tuple[str, Any], list[str]] = {}
    for code, category in codes.categories().items():
        if category.valid_from:
            bounds.setdefault(("from", category.valid_from), []).append(code)
        if category.valid_to:
            bounds.setdefault(("to", category.valid_to), []).append(code)
    return bounds


def _is_after(row: Cells, day: np.datetime64) -> Any:
    return row["as_of"] > day


def _is_before_the_war(row: Cells) -> Any:
    return row["as_of"] < np.datetime64(codes.WAR_START)

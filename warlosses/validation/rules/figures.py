"""Logic of one row's figures: value, bounds and qualifier fit each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from warlosses import codes
from warlosses.claims.figure import WITHOUT_BOUND
from warlosses.columns import FIGURES
from warlosses.validation.examples import TANKS, lines
from warlosses.validation.rule import Example, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from warlosses.validation.typed.contribution import Contribution

_LOWER = ("at_least", "more_than")
_UPPER = ("almost", "up_to")
_RANGE = (
    "as_of,claimant,belligerent,category,outcome,value,value_low,value_high,qualifier,source_url"
)
_ESTIMATE = (
    "2024-02-04,mediazona_meduza,RU,personnel,killed,{},https://meduza.io/estimate/2024/02/04"
)
_RIGHT = Example(lines(TANKS))

RULES = (
    Rule(
        code="WL201",
        name="no-figure",
        severity="error",
        title="Neither a value nor a bound",
        message="value, value_low and value_high are all empty",
        what="Asks for a value, or for a bound where the claimant gave only that.",
        why="A row without a figure is no claim. A day without losses has the figure 0; a day that "
        "was not printed has no row.",
        cure="Fill in the figure, or remove the row.",
        failing=Example(lines(TANKS.replace("3661", ""))),
        passing=_RIGHT,
    ),
    Rule(
        code="WL202",
        name="negative-total",
        severity="error",
        title="A total below zero",
        message="a total cannot be below zero; found {found}",
        what="Refuses negative totals and bounds of totals.",
        why="Nobody can have lost fewer than none; a dash before the number was read as a minus "
        "sign.",
        cure="Remove the minus sign; if the claimant printed an increment, say so in measure.",
        failing=Example(lines(TANKS.replace("3661", "-3661"))),
        passing=_RIGHT,
    ),
    Rule(
        code="WL203",
        name="bounds-out-of-order",
        severity="error",
        title="Bounds out of order",
        message="{what}",
        what="Asks that value_low is not above value_high, and that the value lies between them.",
        why="Two cells were exchanged, or one was mistyped.",
        cure="Put the lower figure into value_low and the higher one into value_high.",
        failing=Example(
            lines(_ESTIMATE.format("85600,99600,75600,range"), header=_RANGE),
        ),
        passing=Example(
            lines(_ESTIMATE.format("85600,75600,99600,range"), header=_RANGE),
        ),
    ),
    Rule(
        code="WL204",
        name="qualifier-and-figures-disagree",
        severity="error",
        title="The qualifier and the figures disagree",
        message="qualifier {qualifier} {expected}; found {found}",
        what="Asks for both bounds with range, for none with exact and not_recorded; with at_least "
        "and more_than for the value again in value_low, with almost and up_to for the value again "
        "in value_high.",
        why="'More than 2,870' and '2,870' are two different claims.",
        cure="Choose the qualifier that the claimant's words have, and fill in the bounds to fit "
        "it.",
        failing=Example(lines(_ESTIMATE.format("85600,75600,99600,exact"), header=_RANGE)),
        passing=Example(lines(_ESTIMATE.format("85600,,,about"), header=_RANGE)),
    ),
)


def find_wrong_figures(contribution: Contribution, baseline: pd.DataFrame) -> Iterator[Hit]:  # noqa: ARG001
    """Yield the rows whose figures are missing, or do not fit each other."""
    frame, failing = contribution.frame, contribution.failing_rows
    if not _misnamed(contribution) and any(name in contribution.columns for name in FIGURES):
        for row in failing.get("WL201", ()):
            column = "value" if "value" in contribution.columns else None
            yield Hit("WL201", int(row), column, {})
    value = _numbers(frame["value"])
    for row in failing.get("WL202", ()):
        yield _negative(int(row), "value", value)
    if not {"value_low", "value_high"} & contribution.columns.keys():
        yield from _unbounded(contribution)
        return
    low, high = _numbers(frame["value_low"]), _numbers(frame["value_high"])
    readable = ~contribution.has_fault("value", "value_low", "value_high")
    total = (frame["measure"] == "cumulative").to_numpy() & readable
    for name, numbers in (("value_low", low), ("value_high", high)):
        for row in rows_where(total & (numbers < 0)):
            yield _negative(row, name, numbers)
    # Comparisons with a missing figure (nan) are false, which is what is wanted.
    crossed = readable & (low > high)
    below, above = readable & ~crossed & (value < low), readable & ~crossed & (value > high)
    for mask, column, words in (
        (crossed, "value_low", "expected value_low up to value_high; found {low:.0f} > {high:.0f}"),
        (below, "value", "expected a value from value_low, {low:.0f}, on; found {value:.0f}"),
        (above, "value", "expected a value up to value_high, {high:.0f}; found {value:.0f}"),
    ):
        for row in rows_where(mask):
            place = row - 1
            what = words.format(low=low[place], high=high[place], value=value[place])
            yield Hit("WL203", row, column, {"what": what})
    yield from _hedges(contribution, value, low, high, readable & ~crossed & ~below & ~above)


def _misnamed(contribution: Contribution) -> bool:
    """Whether the values stand in a column that is not known: that is told once, by its name."""
    return "value" not in contribution.columns and any(
        finding.rule in ("WL004", "WL005") and (finding.suggestion in FIGURES)
        for finding in contribution.sheet.findings
    )


def _negative(row: int, column: str, numbers: np.ndarray[Any, Any]) -> Hit:
    figure = int(numbers[row - 1])
    return Hit("WL202", row, column, {"found": figure}, str(-figure))


def rows_where(mask: np.ndarray[Any, Any]) -> list[int]:
    """Return the numbers, from 1, of the rows that a mask marks.

    >>> rows_where(np.array([False, True]))
    [2]
    """
    return [int(place) + 1 for place in np.flatnonzero(mask)]


def _numbers(column: pd.Series[int]) -> np.ndarray[Any, Any]:
    return column.to_numpy(dtype="float64", na_value=np.nan)


def _unbounded(contribution: Contribution) -> Iterator[Hit]:
    """Yield the hedges that need a bound, in a file that has no column for one."""
    frame = contribution.frame
    nothing = np.full(len(frame), np.nan)
    readable = ~contribution.has_fault("value")
    yield from _hedges(contribution, _numbers(frame["value"]), nothing, nothing, readable)


def _hedges(
    contribution: Contribution,
    value: np.ndarray[Any, Any],
    low: np.ndarray[Any, Any],
    high: np.ndarray[Any, Any],
    readable: np.ndarray[Any, Any],
) -> Iterator[Hit]:
    """Yield the rows whose bounds are not those that their qualifier asks for."""
    names = contribution.frame["qualifier"]
    given = {code for code in codes.terms("qualifier") if code in names.cat.categories}
    if not (
        np.isfinite(low).any() or np.isfinite(high).any() or given & {"range", *_LOWER, *_UPPER}
    ):
        return
    has_value, has_low, has_high = np.isfinite(value), np.isfinite(low), np.isfinite(high)
    checked = readable & (has_value | has_low | has_high) & ~contribution.has_fault("qualifier")
    for qualifier in given:
        chosen = checked & (names == qualifier).to_numpy()
        if qualifier in WITHOUT_BOUND:
            wrong, column, expected = has_low | has_high, "qualifier", "has no bounds"
        elif qualifier == "range":
            wrong, column, expected = ~(has_low & has_high), "value_low", "needs both bounds"
        elif qualifier in _LOWER:
            wrong = ~(has_value & (value == low)) | has_high
            column, expected = "value_low", "has the value again in value_low, and no value_high"
        elif qualifier in _UPPER:
            wrong = ~(has_value & (value == high)) | has_low
            column, expected = "value_high", "has the value again in value_high, and no value_low"
        else:
            continue
        for row in rows_where(chosen & wrong):
            figures = {"value": value, "value_low": low, "value_high": high}
            stated = {n: a[row - 1] for n, a in figures.items() if np.isfinite(a[row - 1])}
            told = ", ".join(f"{name} {number:.0f}" for name, number in stated.items())
            fields = {"qualifier": qualifier, "expected": expected, "found": told}
            yield Hit("WL204", row, column, fields, _cure(qualifier, stated))


def _cure(qualifier: str, stated: dict[str, float]) -> str | None:
    """Return what one cell may have to be, where that is clear."""
    if qualifier in WITHOUT_BOUND and {"value_low", "value_high"} <= stated.keys():
        return "range"
    if qualifier in WITHOUT_BOUND and "value" not in stated:
        (bound,) = stated
        return f"Move the figure from {bound} to value, or say with qualifier what bound it is."
    if qualifier in (*_LOWER, *_UPPER) and stated.keys() == {"value"}:
        return f"{stated['value']:.0f}"
    return None

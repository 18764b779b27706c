"""Logic of one row's figures: value, bounds and qualifier fit each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from warlosses.claims.figure import WITHOUT_BOUND
from warlosses.columns import FIGURES
from warlosses.validation.examples import TANKS, lines
from warlosses.validation.rule import Example, Hit, Rule
from warlosses.validation.rules.conditions import (
    LOWER,
    UPPER,
    in_memory,
    of_figures,
    rows_that_hold,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from warlosses.validation.rules.conditions import Cells, Condition
    from warlosses.validation.typed.contribution import Contribution

_ORDER = {
    "crossed": "expected value_low up to value_high; found {value_low:.0f} > {value_high:.0f}",
    "below": "expected a value from value_low, {value_low:.0f}, on; found {value:.0f}",
    "above": "expected a value up to value_high, {value_high:.0f}; found {value:.0f}",
}
_BOUNDS = {
    **dict.fromkeys(WITHOUT_BOUND, "has no bounds"),
    "range": "needs both bounds",
    **dict.fromkeys(LOWER, "has the value again in value_low, and no value_high"),
    **dict.fromkeys(UPPER, "has the value again in value_high, and no value_low"),
}
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
    failing, cells = contribution.failing_rows, in_memory(contribution)
    if asks_for_figures(contribution):
        for row in failing.get("WL201", ()):
            yield Hit("WL201", int(row), value_column(contribution), {})
    for row in failing.get("WL202", ()):
        yield _negative(int(row), "value", cells["value"])
    for condition in _asked(contribution):
        for row in rows_that_hold(condition, contribution, cells):
            yield _hit(condition, row, cells)


def asks_for_figures(contribution: Contribution) -> bool:
    """Whether a row without a figure is told: not where no column can hold one."""
    return not _misnamed(contribution) and any(name in contribution.columns for name in FIGURES)


def value_column(contribution: Contribution) -> str | None:
    """Return where a figure that is lacking is looked for."""
    return "value" if "value" in contribution.columns else None


def _asked(contribution: Contribution) -> list[Condition]:
    """Return the conditions that a contribution's columns and hedges can meet at all."""
    conditions = of_figures()
    if not {"value_low", "value_high"} & contribution.columns.keys():
        conditions = [c for c in conditions if c.code == "WL204" and c.part not in WITHOUT_BOUND]
    given = contribution.frame["qualifier"].cat.categories
    return [c for c in conditions if c.code != "WL204" or c.part in given]


def _hit(condition: Condition, row: int, cells: Cells) -> Hit:
    """Return what to say of a row whose figures do not fit each other."""
    if condition.code == "WL202":
        return _negative(row, condition.column, cells[condition.column])
    figures = {name: cells[name][row - 1] for name in FIGURES}
    if condition.code == "WL203":
        return Hit(
            "WL203", row, condition.column, {"what": _ORDER[condition.part].format(**figures)}
        )
    stated = {name: number for name, number in figures.items() if np.isfinite(number)}
    told = ", ".join(f"{name} {number:.0f}" for name, number in stated.items())
    qualifier = condition.part
    fields = {"qualifier": qualifier, "expected": _BOUNDS[qualifier], "found": told}
    return Hit("WL204", row, condition.column, fields, _cure(qualifier, stated))


def _misnamed(contribution: Contribution) -> bool:
    """Whether the values stand in a column that is not known: that is told once, by its name."""
    return "value" not in contribution.columns and any(
        finding.rule in ("WL004", "WL005") and (finding.suggestion in FIGURES)
        for finding in contribution.sheet.findings
    )


def _negative(row: int, column: str, numbers: np.ndarray[Any, Any]) -> Hit:
    figure = int(numbers[row - 1])
    return Hit("WL202", row, column, {"found": figure}, str(-figure))


def _cure(qualifier: str, stated: dict[str, float]) -> str | None:
    """Return what one cell may have to be, where that is clear."""
    if qualifier in WITHOUT_BOUND and {"value_low", "value_high"} <= stated.keys():
        return "range"
    if qualifier in WITHOUT_BOUND and "value" not in stated:
        (bound,) = stated
        return f"Move the figure from {bound} to value, or say with qualifier what bound it is."
    if qualifier in (*LOWER, *UPPER) and stated.keys() == {"value"}:
        return f"{stated['value']:.0f}"
    return None

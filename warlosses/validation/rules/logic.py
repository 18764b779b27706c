"""Logic within one row: its parts fit each other, and the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses import codes
from warlosses.validation.examples import HEADER, PAGE, TANKS, lines
from warlosses.validation.rule import Example, Hit, Rule
from warlosses.validation.rules.conditions import (
    BULLETIN,
    OUTCOMES,
    in_memory,
    latest_day,
    of_logic,
    rows_that_hold,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import pandas as pd

    from warlosses.validation.rules.conditions import Cells, Condition
    from warlosses.validation.typed.contribution import Contribution

_RIGHT = Example(lines(TANKS))
_PRISONERS = (
    "2022-03-02,ua_general_staff,RU,{},{},200,https://www.mil.gov.ua/news/2022/03/02/losses"
)
_WITH_OUTCOME = HEADER.replace("category,", "category,outcome,")

RULES = (
    Rule(
        code="WL205",
        name="outcome-does-not-fit",
        severity="error",
        title="The outcome does not fit what is counted",
        message="{category} counts {unit}, which cannot be {found!r}; expected {expected}",
        what="People can be killed, wounded, killed_or_wounded, missing or prisoner; items can be "
        "destroyed, damaged, abandoned or captured; both can be lost.",
        why="A tank is not killed and a soldier not captured: the row has a code of another list, "
        "or belongs to another category.",
        cure="Take an outcome that fits, or 'lost' where the claimant does not break losses down.",
        failing=Example(
            lines(_PRISONERS.format("personnel", "captured"), header=_WITH_OUTCOME),
        ),
        passing=Example(
            lines(_PRISONERS.format("personnel", "prisoner"), header=_WITH_OUTCOME),
        ),
    ),
    Rule(
        code="WL206",
        name="category-not-in-use",
        severity="error",
        title="The bulletin did not have this category on that day",
        message="the General Staff's bulletin had {category} {when}; found {found}",
        what="Compares the day with the first and last day of the category in the General Staff's "
        "bulletin, as `schemas/categories.csv` has them.",
        why="Categories were merged and added: a figure under the wrong one makes a leap in one "
        "series and a hole in another.",
        cure="Take the category that the bulletin printed on that day.",
        failing=Example(
            lines(f"2023-04-18,{BULLETIN},RU,military_vehicles,5671,{PAGE}"),
        ),
        passing=Example(
            lines(f"2023-04-18,{BULLETIN},RU,vehicles_fuel_tanks,5671,{PAGE}"),
        ),
    ),
    Rule(
        code="WL207",
        name="day-in-the-future",
        severity="error",
        title="A day in the future",
        message="expected a day up to {today}; found {found}",
        what="Refuses days that have begun nowhere on Earth.",
        why="The year or the month is mistyped.",
        cure="Correct the day.",
        failing=Example(lines(TANKS.replace("2023-04-18", "2923-04-18"))),
        passing=_RIGHT,
    ),
    Rule(
        code="WL208",
        name="day-before-the-war",
        severity="error",
        title=f"A day before {codes.WAR_START}",
        message=f"expected a day from {codes.WAR_START} on; found {{found}}",
        what="Refuses days before the full-scale invasion, from which on this dataset counts.",
        why="The year or the month is mistyped.",
        cure="Correct the day.",
        failing=Example(lines(TANKS.replace("2023-04-18", "2020-04-18"))),
        passing=_RIGHT,
    ),
    Rule(
        code="WL209",
        name="period-out-of-order",
        severity="error",
        title="The period starts after it ends",
        message="the period starts on {start}, after its last day, {as_of}",
        what="Asks that period_start is not after as_of.",
        why="The two days were exchanged, or one is mistyped.",
        cure="Correct the days; leave period_start empty for the usual period.",
        failing=Example(lines(TANKS + ",2023-05-18", header=HEADER + ",period_start")),
        passing=Example(lines(TANKS + ",2022-02-24", header=HEADER + ",period_start")),
    ),
)


def find_misfits(contribution: Contribution, baseline: pd.DataFrame) -> Iterator[Hit]:  # noqa: ARG001
    """Yield the rows whose own parts do not fit each other."""
    yield from _days(contribution)
    cells = in_memory(contribution)
    for condition in of_logic():
        for row in rows_that_hold(condition, contribution, cells):
            yield _hit(condition, row, cells)


def _days(contribution: Contribution) -> Iterator[Hit]:
    """Yield the rows whose period ends before it starts."""
    frame = contribution.frame
    days, starts = frame["as_of"].to_numpy(), frame["period_start"].to_numpy()
    for row in contribution.failing_rows.get("WL209", ()):
        # A total's usual period starts with the war: a day before that is WL208's.
        if "period_start" in contribution.columns and (
            contribution.columns["period_start"].codes[row - 1] >= 0
        ):
            fields = {"start": _iso(starts[row - 1]), "as_of": _iso(days[row - 1])}
            yield Hit("WL209", int(row), "period_start", fields)


def _hit(condition: Condition, row: int, cells: Cells) -> Hit:
    """Return what to say of a row whose day, category or outcome does not fit."""
    day = cells["as_of"][row - 1]
    if condition.code == "WL205":
        category = codes.categories()[cells["category"][row - 1]]
        outcome = cells["outcome"][row - 1]
        fields: dict[str, object] = {"category": category.code, "unit": category.unit}
        fields |= {"found": outcome, "expected": ", ".join(OUTCOMES[category.unit])}
        return Hit("WL205", row, "outcome", fields, _counterpart(outcome, category.unit))
    if condition.code == "WL206":
        category = codes.categories()[cells["category"][row - 1]]
        when = f"from {category.valid_from} on" if category.valid_from else ""
        if category.valid_to:
            when = f"from {category.valid_from} to {category.valid_to}"
        fields = {"category": category.code, "when": when, "found": _iso(day)}
        return Hit("WL206", row, "category", fields, _instead(category, day))
    return Hit(condition.code, row, "as_of", {"found": _iso(day), "today": latest_day()})


def _counterpart(outcome: str, unit: str) -> str | None:
    pairs = {"captured": "prisoner", "destroyed": "killed", "damaged": "wounded"}
    if unit == "items":
        pairs = {people: items for items, people in pairs.items()}
    return pairs.get(outcome)


def _instead(category: codes.Category, day: np.datetime64) -> str | None:
    """Return the category that took this one over, if it was in use on that day."""
    heir = codes.categories().get(category.merged_into)
    if heir is None or not heir.in_use_on(day.astype("datetime64[D]").item()):
        return None
    return heir.code


def _iso(day: np.datetime64) -> str:
    return str(day.astype("datetime64[D]"))

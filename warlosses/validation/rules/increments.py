"""Increments by themselves: a day's losses beyond all that the series ever gained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses.validation.examples import HEADER, PAGE, lines, month_of
from warlosses.validation.plausibility.increment_size import large_increments
from warlosses.validation.rule import AS_PRINTED, Example, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from warlosses.validation.typed.contribution import Contribution

_MEASURED = HEADER.replace("category,", "category,measure,")
_PRINTED = f"2023-04-18,ua_general_staff,RU,tanks,increment,{{}},{PAGE}"
_TANKS = month_of("tanks", 3660, (6, 9, 4, 11, 7))

RULES = (
    Rule(
        code="WL308",
        name="increment-beyond-the-record",
        severity="warning",
        title="More in a day than the series ever gained",
        message="an increment of {found} is {times:,.1f} times the record gain of {record}{why}",
        what="Weighs an increment by itself: against the largest gain of the series' totals, and "
        "against the total. It is an error where it is the total, or far beyond the record. "
        f"{AS_PRINTED}",
        why="A total typed into the increment's row looks right where no total stands beside it.",
        cure="Compare with the source: the day's own figure, or the total since the war began.",
        failing=Example(lines(_PRINTED.format(3661), header=_MEASURED), baseline=_TANKS),
        passing=Example(lines(_PRINTED.format(9), header=_MEASURED), baseline=_TANKS),
        yields_to=("WL501",),
        yields_to_note=True,
    ),
)


def find_large_increments(contribution: Contribution, baseline: pd.DataFrame) -> Iterator[Hit]:
    """Yield the increments that are far beyond what their series ever gained."""
    for large in large_increments(contribution, baseline):
        why = f"; the total of {large.total_day} is {large.total}" if large.is_total else ""
        fields: dict[str, object] = {
            "found": large.increment,
            "record": large.record,
            "times": abs(large.increment) / large.record,
            "why": why,
        }
        advice = "measure cumulative, if it is the total" if large.is_total else None
        severity = "error" if large.is_beyond else None
        yield Hit("WL308", large.row, "value", fields, advice, severity)

"""The day of a whole statement: figures that are another day's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses.validation.examples import PAGE, lines, month_of
from warlosses.validation.plausibility.another_day import other_days
from warlosses.validation.plausibility.past import statement_numbers
from warlosses.validation.rule import Example, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from warlosses.validation.typed.contribution import Contribution

_HELD = (
    *month_of("tanks", 3660, (6, 9, 4, 11, 7)),
    *month_of("artillery", 2806, (13, 8, 21, 10)),
    *month_of("uavs", 2353, (12, 25, 9, 30, 18)),
    *month_of("armored_vehicles", 7098, (11, 16, 8, 14)),
)


def _day(day: str, *figures: int) -> str:
    names = ("tanks", "artillery", "uavs", "armored_vehicles")
    page = PAGE.replace("2023/04/18", day.replace("-", "/"))
    return lines(
        *(
            f"{day},ua_general_staff,RU,{name},{figure},{page}"
            for name, figure in zip(names, figures, strict=True)
        )
    )


RULES = (
    Rule(
        code="WL504",
        name="figures-of-another-day",
        severity="warning",
        title="Check the date: the figures are those of another day",
        message="check the date: {fitting} of {compared} totals that move daily {what} {other}, "
        "not {day}",
        what="Compares all totals of a statement, taken together, with the days that the dataset "
        "holds, and with what is to be expected of the day after them. Only claimants that speak "
        "daily are looked at.",
        why="A new day's figures dated as yesterday, or a year that was not changed in the new "
        "year, makes every figure of a statement wrong at once.",
        cure="Look at the page: which day does it speak of? Correct the day, in all rows.",
        failing=Example(_day("2023-05-18", 3669, 2819, 2365, 7109), baseline=_HELD),
        passing=Example(_day("2023-04-18", 3669, 2819, 2365, 7109), baseline=_HELD),
        yields_to=("WL304",),
    ),
)


def find_other_days(contribution: Contribution, baseline: pd.DataFrame) -> Iterator[Hit]:
    """Yield the statements whose figures are another day's."""
    for fit in other_days(contribution, baseline, statement_numbers(contribution.frame)):
        fields: dict[str, object] = {
            "fitting": fit.fitting,
            "compared": fit.compared,
            "what": "are those of" if fit.is_held else "are what is to be expected of",
            "other": fit.other,
            "day": fit.day,
        }
        first, *others = fit.rows
        yield Hit("WL504", first, "as_of", fields, fit.other, related_rows=tuple(others))

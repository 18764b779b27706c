"""Series that the dataset never held: a claimant that never spoke of such a thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses.validation.examples import PAGE, lines, month_of
from warlosses.validation.plausibility.never_held import new_series
from warlosses.validation.rule import AS_PRINTED, Example, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from warlosses.validation.typed.contribution import Contribution

_TANKS = month_of("tanks", 3660, (6, 9, 4, 11, 7))
_ROW = f"2023-04-18,ua_general_staff,{{}},tanks,3669,{PAGE}"

RULES = (
    Rule(
        code="WL503",
        name="series-never-held",
        severity="warning",
        title="The dataset never held such a series",
        message="{claimant} never stated {category} of {belligerent} ({outcome}, {measure}) "
        "before{why}",
        what="Compares claimant, belligerent, category, outcome and measure with all that the "
        "dataset holds, and proposes the other belligerent or category where the figure fits its "
        "series. Where the claimant as good as never spoke of this belligerent and the figure fits "
        f"the other one's, it is an error. {AS_PRINTED}",
        why="The codes of the two belligerents are easily exchanged, and a category of another "
        "claimant's looks right by itself. New series do begin, so by itself it only warns.",
        cure="Compare the codes with the page. If the claimant says something new, leave it.",
        failing=Example(lines(_ROW.format("UA")), baseline=_TANKS),
        passing=Example(lines(_ROW.format("RU")), baseline=_TANKS),
        yields_to_note=True,
    ),
)


def find_new_series(
    contribution: Contribution, baseline: pd.DataFrame, *, is_whole: bool
) -> Iterator[Hit]:
    """Yield the rows that begin a series which the dataset never held."""
    for new in new_series(contribution, baseline, is_whole=is_whole):
        why = f"; the figure fits {new.code}, {new.fitting}" if new.code else ""
        fields: dict[str, object] = {**new._asdict(), "why": why}
        severity = "error" if new.is_swapped else None
        yield Hit("WL503", new.row, new.column or "category", fields, new.code, severity)

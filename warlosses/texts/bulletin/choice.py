"""Of several statements on one claim in a text, the one that is the bulletin's."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from warlosses.codes import GENERAL_STAFF, RUSSIAN_MINISTRY
from warlosses.errors import BulletinError
from warlosses.texts.language.meaning import meaning

if TYPE_CHECKING:
    from datetime import date

    from warlosses.texts.language.statement import Statement

_LIST = 3
_LARGE = 1000  # so many were lost in no single fight
_LEAST_TOTAL = 5  # a total is at least so many times the day's losses


def choose(statements: list[Statement], claimant: str, day: date) -> list[Statement]:
    """Return one statement for each claim of the text, in the text's order."""
    sizes = _sizes(statements)
    kept = [_resolved(s, claimant, day) for s in statements if _belongs(s, claimant, sizes)]
    kept = _without_doubles(kept)
    if claimant == RUSSIAN_MINISTRY:
        kept = _totals_if_any(kept)
    _refuse_two(kept, sizes)
    groups: dict[tuple[str, str, str], list[Statement]] = defaultdict(list)
    for one in kept:
        groups[one.category, one.outcome, one.measure].append(one)
    chosen = [
        max(_unrounded(group), key=lambda s: (s.rank + min(sizes[s.run], 8), -s.start))
        for group in groups.values()
    ]
    if not chosen:
        raise BulletinError(
            "expected the text of a bulletin; found figures, but none that is said to be a "
            "total or a day's loss. Check the text, and the claimant if you gave one."
        )
    return sorted(chosen, key=lambda s: (s.figure_start, s.measure))


def _unrounded(group: list[Statement]) -> list[Statement]:
    """Leave out figures that only round (or bound) a finer one of the same claim."""
    if len(group) == 1:
        return group
    by_step: dict[int, list[int]] = defaultdict(list)
    for one in group:
        by_step[one.step].append(one.value)
    for values in by_step.values():
        values.sort()

    def is_rounded(one: Statement) -> bool:
        reach = min(one.step, one.value / 2)
        # Looked up and not compared one with one: a text may repeat its figures without end.
        for step, values in by_step.items():
            nearest = bisect_left(values, one.value - reach)
            is_near = nearest < len(values) and values[nearest] <= one.value + reach
            if step < one.step and is_near:
                return True
        return False

    return [one for one in group if not is_rounded(one)]


def _sizes(statements: list[Statement]) -> dict[int, int]:
    categories: dict[int, set[str]] = defaultdict(set)
    for one in statements:
        categories[one.run].add(one.category)
    return {run: len(members) for run, members in categories.items()}


def _belongs(statement: Statement, claimant: str, sizes: dict[int, int]) -> bool:
    if statement.period not in ("total", "day", ""):
        return False
    listed = sizes[statement.run] >= _LIST
    if statement.rank < 0 and not listed:
        return False
    own = statement.claimant in ("", claimant) or sizes[statement.run] >= 2 * _LIST
    told = statement.sure in ("own", "list") or statement.scope.loss == "lost"
    told = told or (statement.sure == "before" and sizes[statement.run] > 1)
    told = told or statement.value >= _LARGE
    # a sentence right behind the list: "At sea, 28 ships were destroyed"
    told = told or (statement.label.role == "" and sizes.get(statement.run - 1, 0) >= _LIST)
    return own and (listed or statement.paired or (told and bool(statement.scope.loss)))


def _resolved(statement: Statement, claimant: str, day: date) -> Statement:
    """Settle what a label means in this claimant's mouth, on this day.

    What the categories are is told by `meaning`; "killed and wounded" is the General Staff's own
    word for all its losses.
    """
    label = statement.label
    category, outcome = meaning(label.category, claimant, day), label.outcome
    if outcome == "killed_or_wounded" and claimant == GENERAL_STAFF:
        outcome = "lost"
    if (category, outcome) == (label.category, label.outcome):
        return statement
    return replace(statement, label=label._replace(category=category, outcome=outcome))


def _without_doubles(statements: list[Statement]) -> list[Statement]:
    """Leave out totals that are a day's losses, told without saying so (as headlines do)."""
    day_losses: dict[str, int] = {}
    for one in statements:
        if one.measure == "increment":
            day_losses[one.category] = max(day_losses.get(one.category, 0), one.value)
    return [
        one
        for one in statements
        if one.measure == "increment"
        or (one.period == "total" and one.sure in ("own", "list"))
        or not day_losses.get(one.category)
        or one.value >= _LEAST_TOTAL * day_losses[one.category]
    ]


def _totals_if_any(statements: list[Statement]) -> list[Statement]:
    """Keep the totals that close the Russian ministry's briefings; the rest are single strikes."""
    totals = [one for one in statements if one.measure == "cumulative" or one.paired]
    return totals or statements


def _refuse_two(statements: list[Statement], sizes: dict[int, int]) -> None:
    """Raise where two lists give different totals for the same categories."""
    totals: dict[str, dict[int, int]] = defaultdict(dict)
    for one in statements:
        if one.measure == "cumulative" and sizes[one.run] > _LIST and one.step < 100:  # noqa: PLR2004
            totals[one.category].setdefault(one.run, one.value)
    differing = [c for c, by_run in totals.items() if len(set(by_run.values())) > 1]
    if len(differing) >= _LIST:
        category = differing[0]
        values = " and ".join(f"{v:,}" for v in dict.fromkeys(totals[category].values()))
        raise BulletinError(
            f"expected one bulletin; found two lists, with {category} as {values}. "
            "Give one bulletin at a time."
        )

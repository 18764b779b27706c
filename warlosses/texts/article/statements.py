"""Which statements of an article can be held against a claim, and how each is hedged."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from warlosses.codes import GENERAL_STAFF, RUSSIAN_MINISTRY

if TYPE_CHECKING:
    from warlosses.texts.language.statements import Reading, Statement

_LIST = 3
_SEVERAL = 2
_LARGE = 1000  # so many are lost in no single fight
_ROUND = 100  # the least unit of a figure that takes the hedge of the one before
_CARRIED = frozenset({"more_than", "at_least", "almost", "about"})


def checkable(reading: Reading) -> list[tuple[Statement, tuple[str, ...]]]:
    """Return the statements that speak of a war total or a period's losses, with their hedges.

    A hedge before a list ("over 3,600 tanks, 7,000 armored vehicles") may count for all of it.
    Figures of one fight, of people who are no soldiers, and of arms in use are left alone.
    """
    sizes = _sizes(reading.statements)
    main = _main_claimant(reading)
    large = {one.run for one in reading.statements if one.value >= _LARGE}
    kept = [
        _said_by(one, one.claimant or main)
        for one in sorted(reading.statements, key=lambda s: s.start)
        if _speaks_of_losses(one, sizes[one.run], large=one.run in large)
    ]
    return _with_hedges(kept)


def _said_by(one: Statement, claimant: str) -> Statement:
    return replace(one, scope=replace(one.scope, claimant=claimant))


def _sizes(statements: list[Statement]) -> dict[int, int]:
    held: dict[int, set[str]] = defaultdict(set)
    for one in statements:
        held[one.run].add(one.category)
    return {run: len(categories) for run, categories in held.items()}


def _main_claimant(reading: Reading) -> str:
    named = Counter(code for code, _ in reading.claimants)
    russian = named[RUSSIAN_MINISTRY] > named[GENERAL_STAFF]
    return RUSSIAN_MINISTRY if russian else GENERAL_STAFF


def _speaks_of_losses(one: Statement, size: int, *, large: bool) -> bool:
    if _is_of_other_things(one, size):
        return False
    loss = one.scope.loss
    if one.label.role in ("unit", "weak", "count"):
        return large or (loss == "lost" and one.sure in ("own", "before"))
    if one.sure in ("own", "list"):
        return loss == "lost" or one.period != "other"
    # the period comes from the sentence before, or from nowhere: then the verb must tell
    told = size >= _SEVERAL or one.step < _ROUND or one.sure == "before" or large
    return size >= _LIST or (loss == "lost" and told) or (large and bool(loss))


def _is_of_other_things(one: Statement, size: int) -> bool:
    """Whether a figure is of arms in use, of one fight, or of people who are no soldiers."""
    scope = one.scope
    if size >= _LIST:
        return False
    another = one.claimant not in ("", GENERAL_STAFF, RUSSIAN_MINISTRY)
    return (
        scope.launched
        or scope.other_war
        or not scope.loss
        or (another and scope.loss != "lost")  # what an air force shot down
        # what befell a city, what a brigade did
        or (scope.civil and (one.period != "total" or one.sure != "own"))
    )


def _with_hedges(statements: list[Statement]) -> list[tuple[Statement, tuple[str, ...]]]:
    found: list[tuple[Statement, tuple[str, ...]]] = []
    run, held = -1, ""
    for one in statements:
        if one.run != run:
            run, held = one.run, ""
        if one.qualifier in _CARRIED and one.number_first:
            held = one.qualifier
        carries = (
            held and one.qualifier == "exact" and one.number_first
            and one.step >= _ROUND and one.period != "day"
        )  # fmt: skip
        found.append((one, (held, one.qualifier) if carries else (one.qualifier,)))
    return found

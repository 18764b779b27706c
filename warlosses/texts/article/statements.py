"""Which statements of an article speak of losses, each with its facets and hedges."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from warlosses import codes
from warlosses.codes import RUSSIAN_MINISTRY
from warlosses.texts.article.facets import ASSUMED, OTHER, Facet, Told
from warlosses.texts.article.losers import is_beside, tell_loser, tell_outcome
from warlosses.texts.article.marks import sentences
from warlosses.texts.article.parts import tell_part
from warlosses.texts.article.speakers import speakers_of, tell_speakers
from warlosses.texts.article.windows import Timing

if TYPE_CHECKING:
    from warlosses.texts.article.marks import Sentence
    from warlosses.texts.language.statement import ReadText, Statement

_COUNTS_NOTHING_ELSE = "osint"  # the kind of claimant whose every figure is of losses
_OF_LOSSES = ("suffer", "inflict", "fell")
_LIST, _SEVERAL = 3, 2
_LARGE = 1000  # so many are lost in no single fight
_ROUND = 100  # the least unit of a figure that takes the hedge of the one before
_CARRIED_HEDGES = frozenset({"more_than", "at_least", "almost", "about"})


def told_statements(text: ReadText) -> list[Told]:
    """Return the statements that speak of losses, with what the text tells of each."""
    made = sentences(text)
    timing = Timing(text)
    sizes = _sizes(text.statements)
    large = {one.run for one in text.statements if one.value >= _LARGE}
    speakers = tell_speakers(made, sizes)
    tokens = text.parts.tokens
    told: list[Told] = []
    for at, sentence in enumerate(made):
        named = speakers_of(sentence) if sentence.statements else []
        for statement in sentence.statements:
            claimant, alike = speakers[id(statement)]
            size = sizes[statement.run]
            timed = timing.tell(sentence, statement, made[:at][-1:])
            is_large = statement.run in large
            of_losses = _is_carried(
                told, made[max(at - 1, 0) : at + 1], statement
            ) or _speaks_of_losses(sentence, statement, size, claimant, large=is_large)
            if not of_losses and not _may_be_of_losses(statement, claimant, large=is_large):
                continue
            part = tell_part(sentence, statement, tokens, named, size)
            if part == "otherwar":
                continue
            loser = tell_loser(sentence, statement, tokens, named, claimant)
            if not of_losses and (
                part
                or not (
                    _counts_nothing_else(claimant) or is_beside(sentence, statement, tokens, named)
                )
            ):
                continue
            outcome = tell_outcome(sentence, statement, tokens)
            if claimant.known == ASSUMED and loser.value == "UA":
                claimant, alike = Facet(RUSSIAN_MINISTRY, ASSUMED), (RUSSIAN_MINISTRY,)
            told.append(
                Told(
                    statement,
                    sentence,
                    claimant,
                    alike,
                    loser,
                    outcome if of_losses else Facet(outcome.value, ASSUMED),
                    part,
                    timed.window,
                    timed.known,
                    timed.others,
                    timed.day,
                    (statement.qualifier,),
                )
            )
    _spread_hedges(told)
    return told


def _sizes(statements: list[Statement]) -> dict[int, int]:
    categories: dict[int, set[str]] = defaultdict(set)
    for one in statements:
        categories[one.run].add(one.category)
    return {run: len(names) for run, names in categories.items()}


def _speaks_of_losses(
    sentence: Sentence, one: Statement, size: int, claimant: Facet, *, large: bool
) -> bool:
    """Whether a figure is of losses, and not of arms in use, one fight, or other people."""
    if size >= _LIST or one.paired:  # with its increment, as nobody prints but for losses
        return True
    scope = one.scope
    said = claimant.is_told and claimant.value != OTHER
    loses = bool(sentence.of("suffer") or sentence.of("inflict") or sentence.of("fell"))
    if scope.launched:
        return False
    if not loses and not scope.loss:
        return said and bool(sentence.of("reached")) and large
    if said:
        return True
    return not _is_civil(one) and _is_likely(one, size, large=large)


def _may_be_of_losses(one: Statement, claimant: Facet, *, large: bool) -> bool:
    """Whether a figure may be of losses though no word says so: "Oryx counts 3,974 Russian tanks".

    It is looked up and never called wrong; left out in silence, it would pass for checked.
    """
    if not claimant.is_told or claimant.value == OTHER or one.scope.launched:
        return False
    return large or _counts_nothing_else(claimant)


def _counts_nothing_else(claimant: Facet) -> bool:
    return codes.claimants()[claimant.value].kind == _COUNTS_NOTHING_ELSE


def _is_carried(told: list[Told], near: list[Sentence], one: Statement) -> bool:
    """Whether a figure of no noun goes on with losses, as "For the day - 1,070" does.

    ``near`` are its sentence and, if there is one, that before.
    """
    if one.figure.label_first != one.figure.first:
        return False
    if told and any(told[-1].sentence is sentence for sentence in near):
        return True
    return any(sentence.of(kind) for sentence in near[:-1] for kind in _OF_LOSSES)


def _is_civil(one: Statement) -> bool:
    """Whether what befell a city, or what one unit did, is told of."""
    return one.scope.civil and (one.period != "total" or one.sure != "own")


def _is_likely(one: Statement, size: int, *, large: bool) -> bool:
    """Whether a figure that no one is said to claim looks like one of losses."""
    if one.label.role in ("unit", "weak", "count"):
        return large or (one.scope.loss == "lost" and one.sure in ("own", "before"))
    if one.sure in ("own", "list"):
        return one.scope.loss == "lost" or one.period != "other"
    told = size >= _SEVERAL or one.step < _ROUND or one.sure == "before" or large
    return (one.scope.loss == "lost" and told) or large


def _spread_hedges(told: list[Told]) -> None:
    """Let a hedge before a list ("over 3,600 tanks, 7,000 vehicles") count for all of it."""
    run, hedge = -1, ""
    for one in told:
        statement = one.statement
        if statement.run != run:
            run, hedge = statement.run, ""
        if statement.qualifier in _CARRIED_HEDGES and statement.number_first:
            hedge = statement.qualifier
        carries = (
            hedge and statement.qualifier == "exact" and statement.number_first
            and statement.step >= _ROUND and one.window.kind != "day"
        )  # fmt: skip
        if carries:
            one.qualifiers = (hedge, statement.qualifier)

"""Whose losses a statement is of, what became of them, and whether it is of a part only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses import codes
from warlosses.texts.article.facets import ASSUMED, CARRIED, SAID, Facet
from warlosses.texts.article.marks import stretch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warlosses.texts.article.marks import Sentence
    from warlosses.texts.article.speakers import Speaker
    from warlosses.texts.language.statement import Statement
    from warlosses.texts.language.tokens import Token

_OPPOSED = {"RU": "UA", "UA": "RU"}
_BESIDE, _BE_GAP, _OF_GAP = 2, 6, 5  # characters between words that belong together
_VERB = 60  # characters between who acts and the verb
_NEAR = 45  # characters between a figure and the word for what became of the people
_PEOPLE = "personnel"
_OF_ARMS = frozenset({"damaged", "abandoned"})
_CAPTURED, _DESTROYED = "captured", "destroyed"


def tell_loser(
    sentence: Sentence,
    statement: Statement,
    tokens: Sequence[Token],
    named: list[Speaker],
    claimant: Facet,
) -> Facet:
    """Return whose losses are meant: as an adjective, the verb, or the claimant's habit tells."""
    start, end = stretch(statement, tokens)
    whose = _names(sentence, named)
    beside = _beside(whose, start, end)
    if beside:
        return Facet(beside[0].words["whose"], SAID)
    counted = [stretch(one, tokens) for one in sentence.statements]
    roles = [
        (m, side) for m in whose if (side := _counted(m, counted) or _role(sentence, m)) is not None
    ]
    before = [side for m, side in roles if m.start < start]
    behind = [side for m, side in roles if m.start >= end]
    if before or behind:
        return Facet(before[-1] if before else behind[0], SAID)
    side = codes.claimants()[claimant.value].side if claimant.value in codes.claimants() else ""
    if side in _OPPOSED:
        return Facet(_OPPOSED[side], claimant.known if claimant.is_told else ASSUMED)
    return Facet("RU", ASSUMED)


def is_beside(
    sentence: Sentence, statement: Statement, tokens: Sequence[Token], named: list[Speaker]
) -> bool:
    """Whether a statement's own words say whose it is: "3,974 Russian tanks"."""
    return bool(_beside(_names(sentence, named), *stretch(statement, tokens)))


def _names(sentence: Sentence, named: list[Speaker]) -> list[Token]:
    """Return the names of either side that are neither who speaks nor a place ("in Ukraine")."""
    places = {m.end for m in sentence.of("against") if m.words["against"] == "place"}
    return [
        m
        for m in sentence.of("whose")
        if not _is_speaker(m, named) and not {m.start, m.start - 1} & places
    ]


def _beside(whose: list[Token], start: int, end: int) -> list[Token]:
    """Return the names within a stretch, else those beside it."""
    inside = [m for m in whose if start <= m.start < end]
    return inside or [
        m for m in whose if end <= m.start <= end + _BESIDE or 0 <= start - m.end <= _BESIDE
    ]


def _is_speaker(mark: Token, named: list[Speaker]) -> bool:
    return any(one.start <= mark.start < one.end for one in named)


def _counted(mark: Token, counted: list[tuple[int, int]]) -> str | None:
    """Return the side of an adjective beside another figure: "620 Russian soldiers killed"."""
    beside = any(start - _BESIDE <= mark.start <= end + _BESIDE for start, end in counted)
    return mark.words["whose"] if beside else None


def _role(sentence: Sentence, mark: Token) -> str | None:
    """Return whose losses a name's verb or noun makes them: it lost, or it destroyed another's."""
    side = mark.words["whose"]
    if _is_object(sentence, mark):
        return side if _is_loss_of(sentence, mark) else None
    for verb in sentence.marks:
        gap = verb.start - mark.end
        if gap < 0 or not verb.words.keys() & {"suffer", "inflict", "fell"}:
            continue
        if gap > _VERB or any(mark.end <= m.start < verb.start for m in sentence.of("whose")):
            break
        # "had 5,000 killed": a participle behind its figure makes no one act
        behind = any(mark.end <= s.figure.start < verb.start for s in sentence.statements)
        if behind or "inflict" not in verb.words or _is_passive(sentence, verb):
            return side
        return _OPPOSED[side]
    return None


def _is_passive(sentence: Sentence, verb: Token) -> bool:
    """Whether what the verb is said of was destroyed, and did not destroy."""
    return verb.words["inflict"] == "passive" or any(
        m.end <= verb.start <= m.end + _BE_GAP for m in sentence.of("be")
    )


def _is_object(sentence: Sentence, mark: Token) -> bool:
    """Whether a preposition before makes a name a place, not an actor ("against Russia")."""
    return any(m.end in (mark.start, mark.start - 1) for m in sentence.of("against"))


def _is_loss_of(sentence: Sentence, mark: Token) -> bool:
    return any(0 <= mark.start - m.end <= _OF_GAP for m in sentence.of("suffer"))


def tell_outcome(sentence: Sentence, statement: Statement, tokens: Sequence[Token]) -> Facet:
    """Return what became of what was lost, by the label or the word nearest to the figure."""
    label = statement.label
    start, end = stretch(statement, tokens)
    if label.category == _PEOPLE and label.role == "misspelt":
        return Facet("lost", SAID)
    own = [m for m in sentence.of("fell") if _applies(statement, m)]
    inside = [m for m in own if start <= m.start < end]
    if inside:
        return Facet(_fate(statement, inside[-1]), SAID)
    if label.outcome != "lost":
        return Facet(label.outcome, SAID)
    bounds = _item(sentence, statement)
    item = [m for m in own if bounds[0] <= m.start < bounds[1]]
    behind = [m for m in item if 0 <= m.start - end <= _NEAR]
    before = [m for m in item if 0 <= start - m.end <= _NEAR]
    if behind or before:
        chosen = behind[0] if behind else before[-1]
        return Facet(_fate(statement, chosen), SAID)
    anywhere = [m for m in own if m.start < start] or own
    said = sentence.of("suffer") or sentence.of("inflict") or anywhere
    if (
        label.category == _PEOPLE
        and anywhere
        and not any(
            m.text.split(" ")[-1].startswith(("los", "втрат", "потер"))
            for m in sentence.of("suffer")
        )
    ):
        return Facet(anywhere[-1].words["fell"], SAID)
    return Facet("lost", SAID if said or statement.paired else CARRIED)


def _fate(statement: Statement, mark: Token) -> str:
    arms = statement.category != _PEOPLE
    return _CAPTURED if arms and mark.text == _CAPTURED else mark.words["fell"]


def _applies(statement: Statement, mark: Token) -> bool:
    """Whether an outcome may be of what the statement counts."""
    fell = mark.words["fell"]
    if statement.category == _PEOPLE:
        return fell not in _OF_ARMS | {_DESTROYED}
    if statement.figure.label_first == statement.figure.first and fell == _DESTROYED:
        return True  # "3,974 tanks, of which 2,896 destroyed"; else the word is that for a loss
    return fell in _OF_ARMS or mark.text == _CAPTURED


def _item(sentence: Sentence, statement: Statement) -> tuple[int, int]:
    """Return the stretch of a sentence up to the figures before and behind."""
    starts = [s.figure.start for s in sentence.statements]
    ends = [s.figure.end for s in sentence.statements]
    before = [e for e in ends if e <= statement.figure.start]
    behind = [s for s in starts if s >= statement.figure.end]
    first, last = max(before, default=sentence.start), min(behind, default=sentence.end)
    # a semicolon ends what is said of a figure, too
    cut = sentence.text.rfind(
        ";", first - sentence.start, max(statement.figure.start - sentence.start, 0)
    )
    return (first if cut < 0 else sentence.start + cut), last

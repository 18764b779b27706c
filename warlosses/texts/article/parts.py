"""Whether a statement is of the whole force's losses, or of a part, an average, a stock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses.texts.article.marks import stretch
from warlosses.texts.language.wording import word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warlosses.texts.article.marks import Sentence
    from warlosses.texts.article.speakers import Speaker
    from warlosses.texts.language.statement import Statement
    from warlosses.texts.language.tokens import Token

REASONS = {
    "sector": "losses of one sector of the front, not of the whole force",
    "place": "losses at one place, not of the whole force",
    "unit": "losses of one unit, or told by one, not of the whole force",
    "drones": "losses by one weapon or branch, not all",
    "average": "an average, not a total of the days",
    "stock": "arms or people that are there, not lost",
    "aid": "arms given or bought, not lost",
    "prisoners": "people returned or exchanged, not losses",
    "civil": "people who are no soldiers",
    "share": "a share or a ratio",
    "forecast": "a forecast, not a claim of losses",
    "launched": "arms used, not lost",
    "otherwar": "losses of another war",
    "compared": "the figure of an earlier time, for comparison",
    "mixed": "one figure of several kinds of arms",
}
_LIST, _BESIDE = 3, 12
_AND = word_set("joint")
_BESIDE_ONLY = frozenset({"aid", "stock", "launched", "civil", "prisoners"})
_PLACES = frozenset({"place", "sector", "unit"})
_CLOSE = 40  # characters within which arms in use or given stand beside their figure


def tell_part(
    sentence: Sentence,
    statement: Statement,
    tokens: Sequence[Token],
    named: list[Speaker],
    size: int,
) -> str:
    """Return why a statement is not of the whole, a key of `REASONS`, or empty."""
    start, end = stretch(statement, tokens)
    others = sentence.of("otherwar")
    if others and not _is_parted(sentence, others, start):
        return "otherwar"
    if statement.paired:
        return ""
    if _is_compared(sentence, statement, start, end):
        return "compared"
    if _is_mixed(statement, tokens):
        return "mixed"
    for mark in sentence.of("part_of"):
        if any(one.start <= mark.start < one.end for one in named):
            continue
        if _is_of(sentence, statement, mark, size, (start, end)):
            return mark.words["part_of"]
    return ""


def _is_of(
    sentence: Sentence, statement: Statement, mark: Token, size: int, place: tuple[int, int]
) -> bool:
    """Whether a word for a part, a stock or the like is said of a statement."""
    start, end = place
    why = mark.words["part_of"]
    if start <= mark.start < end and why != "unit":
        return False
    if why in _BESIDE_ONLY:
        near = min(abs(mark.start - end), abs(start - mark.end)) <= _CLOSE
        return near and not _suffers_nearer(sentence, mark, start, end)
    if size >= _LIST and statement.sure == "list":
        return False
    behind = sentence.text[max(end - sentence.start, 0) : max(mark.start - sentence.start, 0)]
    return why not in _PLACES or ";" not in behind


def _is_compared(sentence: Sentence, statement: Statement, start: int, end: int) -> bool:
    """Whether a figure is what another is compared with: "up from 1,100"."""
    compared = sentence.of("compared")
    if statement.qualifier == "exact" and any(0 <= start - m.end <= 1 for m in compared):
        return True
    return any(0 <= m.start - statement.figure.end <= 1 for m in sentence.of("more")) and any(
        0 <= m.start - end <= _BESIDE for m in compared
    )  # "2,300 more drones than planes"


def _is_mixed(statement: Statement, tokens: Sequence[Token]) -> bool:
    """Whether one figure counts two kinds: "1,000 aircraft and drones"."""
    at = statement.figure.label_last + 1
    if not statement.number_first or at + 1 >= len(tokens) or tokens[at].text not in _AND:
        return False
    label = tokens[at + 1].label
    return label is not None and label.role == "" and label.category != statement.category


def _is_parted(sentence: Sentence, others: list[Token], start: int) -> bool:
    """Whether words on this war's loser stand between the other war's and the figure."""
    before = [m for m in others if m.start < start]
    if not before:
        return (
            min(m.start for m in others) - start > 2 * _CLOSE
            or any(start < b.start < min(m.start for m in others) for b in sentence.of("breaks"))
            or any(m.start < start for m in sentence.of("whose"))
        )
    return any(before[-1].start < m.start < start for m in sentence.of("whose"))


def _suffers_nearer(sentence: Sentence, mark: Token, start: int, end: int) -> bool:
    """Whether a word for losses is nearer to a figure than one for arms in use."""
    distance = min(abs(mark.start - end), abs(start - mark.end))
    return any(
        min(abs(m.start - end), abs(start - m.end)) < distance
        for m in (*sentence.of("suffer"), *sentence.of("inflict"))
    )

"""The words of an article that tell who speaks, whose losses, which part, and when.

They are those of ``schemas/text_facets.csv``, looked for apart from the labels and figures, so that
a name of several words ("Ukraine's defence ministry") takes nothing from the reading of a figure.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from warlosses import codes
from warlosses.texts.language.tokens import tokenize
from warlosses.texts.language.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from warlosses.texts.language.statement import ReadText, Statement
    from warlosses.texts.language.tokens import Token

_MOST = 60  # words and figures that a sentence is read by at once
_BELLIGERENTS = frozenset({"RU", "UA"})
_NOT_IN_PHRASES = frozenset({"owner", "body", "office", "alike"})
# Kinds of the words for figures that say the same here.
_SHARED = {"period": "span", "total": "span"}


@cache
def facet_wording() -> Wording:
    """Return the tree of the phrases; offices ("British defence ministry") are composed.

    >>> [ministry] = tokenize("the british defence ministry", facet_wording())[-1:]
    >>> ministry.words["speaker"]
    'uk_mod'
    """
    tree = Wording()
    listed = codes.rows("text_facets")
    for row in listed:
        if row["kind"] not in _NOT_IN_PHRASES:
            tree.add(row["word"], row["kind"], row["meaning"])
    offices = {row["word"]: row["meaning"] for row in listed if row["kind"] == "office"}
    owners = [row for row in listed if row["kind"] == "owner"]
    for body in (row for row in listed if row["kind"] == "body"):
        for owner in owners:
            code = offices.get(f"{owner['meaning']} {body['meaning']}")
            if code is not None:
                forces = body["meaning"] == "forces"  # an army speaks, or loses
                for phrase in _offices(owner["word"], body["word"]):
                    tree.add(phrase, "voice" if forces else "speaker", code)
                    if forces and owner["meaning"] in _BELLIGERENTS:
                        tree.add(phrase, "whose", owner["meaning"])
    for row in codes.rows("text_words"):
        if row["kind"] in _SHARED:
            meaning = row["meaning"] if row["kind"] == "period" else "total"
            tree.add(row["word"], "span", meaning)
    return tree


def _offices(owner: str, body: str) -> Iterator[str]:
    yield f"{owner} {body}"
    if owner.endswith("'s"):
        land = owner.removesuffix("'s")
        yield f"{body} of {land}"
        yield f"{body} in {land}"


@dataclass(slots=True)
class Sentence:
    """A sentence of an article: its stretch (in the folded text), its words, days and figures."""

    number: int
    line: int
    start: int
    end: int
    marks: list[Token] = field(default_factory=list)
    days: list[Token] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    text: str = ""

    def of(self, kind: str) -> list[Token]:
        """Return the words of a kind."""
        return [mark for mark in self.marks if kind in mark.words]


def sentences(text: ReadText) -> list[Sentence]:
    """Return the sentences of a text that hold any word, in their order."""
    tokens, layout = text.parts.tokens, text.parts.layout
    made: list[Sentence] = []
    for at, token in enumerate(tokens):
        if not made or made[-1].number != layout.sentences[at]:
            made.append(Sentence(layout.sentences[at], layout.lines[at], token.start, token.end))
        made[-1].end = token.end
        if token.day is not None:
            made[-1].days.append(token)
    whole = text.parts.folded.text
    marks = [mark for mark in tokenize(whole, facet_wording()) if mark.kind == "phrase"]
    places = sorted([*(m.start for m in marks), *(s.figure.start for s in text.statements)])
    made = _cut(made, places)
    starts = [one.start for one in made]
    for one in made:
        one.text = whole[one.start : one.end]
    for mark in marks:
        _at(made, starts, mark.start).marks.append(mark)
    for statement in text.statements:
        _at(made, starts, statement.figure.start).statements.append(statement)
    for one in made:
        one.statements.sort(key=lambda s: s.figure.start)
    return made


def _cut(whole: list[Sentence], places: list[int]) -> list[Sentence]:
    """Cut sentences of very many words and figures, which no writer writes, into pieces.

    Each statement is judged by all the words of its sentence, so the time would grow with its
    square.
    """
    pieces: list[Sentence] = []
    for one in whole:
        inside = places[bisect_left(places, one.start) : bisect_left(places, one.end)]
        cuts = [one.start, *inside[_MOST::_MOST], one.end]
        for start, end in pairwise(cuts):
            days = [token for token in one.days if start <= token.start < end]
            pieces.append(Sentence(one.number, one.line, start, end, days=days))
    return pieces


def _at(made: Sequence[Sentence], starts: Sequence[int], place: int) -> Sentence:
    return made[max(bisect_right(starts, place) - 1, 0)]


def stretch(statement: Statement, tokens: Sequence[Token]) -> tuple[int, int]:
    """Return where a figure and its label start and end in the folded text."""
    figure = statement.figure
    first, last = figure.start, figure.end
    if figure.label_first >= 0:
        first = min(first, tokens[figure.label_first].start)
        last = max(last, tokens[figure.label_last].end)
    return first, last

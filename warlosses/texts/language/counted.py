"""Figures that a clause parts from their label: "the number of tanks that ... reached 3,299"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses.texts.language.wording import word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warlosses.texts.language.figures import Figure
    from warlosses.texts.language.layout import Layout
    from warlosses.texts.language.tokens import Token

_COUNTS = word_set("figurenoun")  # number, tally
_RUINED, _THE = word_set("ruined"), word_set("the")
_OF = word_set("partof")
_SHORT_VERBS = word_set("placing")  # "at", "to": of places and hours as well
_LONGEST = 24  # tokens between a label and what it is said to have reached
_NEAR = 5  # tokens between the word for a count and the label


def name_the_counted(tokens: Sequence[Token], layout: Layout, figures: list[Figure]) -> None:
    """Give figures the label that they are the number of, a clause standing between.

    "The number of Russian tanks confirmed by Oryx reached 3,299", "tank losses that the BBC
    documented total 3,299", "of the tanks, 1,896 were destroyed".
    """
    for figure in figures:
        if figure.label is not None or figure.sign or figure.in_words:
            continue
        at = _counted(tokens, layout, figure)
        if at is None:
            at = _parted(tokens, layout, figure)
        if at is not None:
            figure.label = tokens[at].label
            figure.label_first = figure.label_last = at


def _counted(tokens: Sequence[Token], layout: Layout, figure: Figure) -> int | None:
    """Return the place of the label whose count "reached" or "stands at" a figure."""
    at = _before_hedges(tokens, figure)
    if at < 0 or tokens[at].means("reach") is None or tokens[at].text in _SHORT_VERBS:
        return None
    sentence = layout.sentences[figure.first]
    for place in range(at - 1, max(at - _LONGEST, -1), -1):
        token = tokens[place]
        if layout.sentences[place] != sentence or token.kind == "number":
            return None
        label = token.label
        if label is None or label.role in ("unit", "count"):
            continue
        if label.role == "other" or token.words.keys() & {"else"}:
            return None
        return place if _is_count_of(tokens, place) or _is_of_losses(tokens, place) else None
    return None


def _before_hedges(tokens: Sequence[Token], figure: Figure) -> int:
    """Return the place of what a figure is said by, past "more than" and one adverb ("now")."""
    at, adverbs = figure.first - 1, 1
    while at >= 0 and (
        tokens[at].means("hedge") or tokens[at].text in _THE or tokens[at].kind == "word"
    ):
        adverbs -= tokens[at].kind == "word" and tokens[at].text not in _THE
        if adverbs < 0:
            break
        at -= 1
    return at


def _is_count_of(tokens: Sequence[Token], label: int) -> bool:
    return any(token.text in _COUNTS for token in tokens[max(label - _NEAR, 0) : label])


def _is_of_losses(tokens: Sequence[Token], label: int) -> bool:
    """Whether losses of what a label names are told of: "tank losses", "losses of tanks"."""
    near = [*tokens[max(label - _NEAR, 0) : label], *tokens[label + 1 : label + 2]]
    return any(t.means("loss") is not None and t.label is not None for t in near)


def _parted(tokens: Sequence[Token], layout: Layout, figure: Figure) -> int | None:
    """Return the place of the label that a figure is a part of: "of the tanks, 96 were lost"."""
    sentence = layout.sentences[figure.first]
    at = figure.first - 1
    if at < 1 or tokens[at].text != ",":
        return None
    label = tokens[at - 1].label
    if label is None or label.role in ("unit", "count", "other"):
        return None
    first = at - 1
    while first > 0 and layout.sentences[first - 1] == sentence:
        first -= 1
    lead = tokens[first : at - 1]
    if len(lead) > _NEAR or not any(token.text in _OF for token in lead):
        return None
    behind = tokens[figure.after : figure.after + 2]
    return at - 1 if any(token.text in _RUINED for token in behind) else None

"""Figures that stand without a noun, named by what stands near."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses.texts.language.wording import Label, word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warlosses.texts.language.figures import Figure
    from warlosses.texts.language.layout import Layout
    from warlosses.texts.language.tokens import Token

_TO, _BY = word_set("rangeto"), word_set("raisedby")
_IN = word_set("within") | word_set("forday")
_WEEKDAYS, _THE = word_set("weekday"), word_set("the")
_FATES, _BE, _RUINED = word_set("fell"), word_set("be"), word_set("ruined")
_FIGURE_NOUNS = word_set("figurenoun")
_LEAST_PEOPLE, _FEW = 100, 3
_LEAST_IN_WORDS = 1000  # "losses topped one million"
_NEAR = 12  # tokens between the word for losses and the total it is given


def name_the_unnamed(tokens: Sequence[Token], layout: Layout, figures: list[Figure]) -> None:
    """Name what "losses reached 183,130, with 470 in the past day" leaves unnamed: personnel."""
    before: Figure | None = None
    for figure in figures:
        if figure.label is None and _is_of_people(tokens, figure):
            figure.label = Label("personnel", "lost", "weak")
            figure.label_first = figure.label_last = figure.first
        elif figure.label is None and (
            _is_of_a_time(tokens, figure) or not is_named_otherwise(tokens, layout, figure)
        ):
            near = before is not None and layout.sentences[figure.first] - layout.sentences[
                before.first
            ] in (0, 1)
            of_people = near and before is not None and _is_personnel(before)
            if (
                near
                and before is not None
                and before.label is not None
                and before.label.role != "other"
                and (
                    _is_running_total(tokens, figure)
                    or _is_raised(tokens, layout, before, figure)
                    or _is_of_a_time(tokens, figure)
                    or _is_of_these(tokens, layout, before, figure)
                )
            ):
                figure.label, figure.label_first = before.label, figure.first
                figure.label_last = figure.first
            elif (
                _is_given_total(tokens, layout, figure)
                or _is_the_figure(tokens, layout, figure)
                or _is_step(tokens, figure)
                or (of_people and _is_share(tokens, layout, figure))
                or (of_people and _is_lost(tokens, figure))
            ):
                figure.label = Label("personnel", "lost", "weak")
                figure.label_first = figure.label_last = figure.first
        if figure.label is not None:
            before = figure


def _is_personnel(figure: Figure) -> bool:
    return figure.label is not None and figure.label.category == "personnel"


def is_named_otherwise(tokens: Sequence[Token], layout: Layout, figure: Figure) -> bool:
    """Whether a number counts something else: a noun follows that is no word of ours."""
    at, stranger = figure.after, False
    while at < len(tokens) and at - figure.after < _NEAR:
        token = tokens[at]
        words = token.words
        if token.kind == "symbol" or layout.items[at] != layout.items[figure.last]:
            break
        if "else" in words or "scale" in words or token.label is not None:
            return True
        if token.day is not None or words.keys() & {"period", "total", "loss"}:
            return False
        if token.text in _RUINED:
            return False
        stranger = stranger or token.kind == "word"
        at += 1
    return stranger


def _is_given_total(tokens: Sequence[Token], layout: Layout, figure: Figure) -> bool:
    """Whether the figure is what losses "reached", "are" or "were put at"."""
    if figure.sign or (figure.in_words and figure.step < _LEAST_IN_WORDS):
        return False
    at, reached, told = figure.first - 1, False, False
    lowest = max(at - _NEAR, 0)
    while at >= lowest and layout.sentences[at] == layout.sentences[figure.first]:
        token = tokens[at]
        words = token.words
        if token.kind == "number":
            return False
        if words.get("loss") == "lost" or (token.label and token.label.category == "personnel"):
            return reached
        if token.label is not None:
            return False
        reached = reached or "reach" in words or token.text in {":", "-"}
        item = layout.items[at] == layout.items[figure.first]
        if token.kind == "word" and (not reached or (item and not told)):
            return False
        told = told or "reach" in words
        at -= 1
    return False


def _is_the_figure(tokens: Sequence[Token], layout: Layout, figure: Figure) -> bool:
    """Whether "the figure was" it, of people that the sentence before speaks of."""
    if figure.value < _LEAST_IN_WORDS or figure.sign:
        return False
    sentence, at, named = layout.sentences[figure.first], figure.first - 1, False
    lowest = max(at - 3 * _NEAR, 0)
    while at >= lowest and layout.sentences[at] >= sentence - 1:
        token = tokens[at]
        if layout.sentences[at] == sentence:
            if token.kind == "number" or (token.label is not None and token.label.role == ""):
                return False
            named = named or token.text in _FIGURE_NOUNS
        elif not named:
            return False
        elif token.label is not None and token.label.role != "unit":
            return token.label.category == "personnel"
        at -= 1
    return False


def _is_step(tokens: Sequence[Token], figure: Figure) -> bool:
    """Whether losses were raised by the figure: "its count of losses by 1,030"."""
    before = tokens[max(figure.first - 2, 0) : figure.first]
    return len(before) > 1 and before[-1].text in _BY and before[-2].means("loss") is not None


def _is_running_total(tokens: Sequence[Token], figure: Figure) -> bool:
    """Whether the figure is what the one before brings "the total to"."""
    before = tokens[max(figure.first - 3, 0) : figure.first]
    return any("total" in token.words and token.text.endswith(" to") for token in before)


def _is_raised(tokens: Sequence[Token], layout: Layout, before: Figure, figure: Figure) -> bool:
    """Whether the figure is what another raised losses to: "by 1,030 to 133,190"."""
    if layout.sentences[before.first] != layout.sentences[figure.first] or figure.first < 1:
        return False
    by = tokens[before.first - 1].text if before.first else ""
    return tokens[figure.first - 1].text in _TO and by in _BY and before.after == figure.first - 1


def _is_of_a_time(tokens: Sequence[Token], figure: Figure) -> bool:
    """Whether a figure of no noun is of a time: "and 41,980 in October", "55 of them in a week"."""
    at = figure.after
    if figure.sign or at >= len(tokens):
        return False
    if tokens[at].means("part") is not None:  # "of them"
        at += 1
    if at >= len(tokens):
        return False
    token = tokens[at]
    if token.day is not None or token.means("period") is not None:
        return token.text.split(" ")[0] in _IN
    place = at + 1
    while place < len(tokens) and place - at < 3 and tokens[place].text in _THE:  # noqa: PLR2004
        place += 1
    following = tokens[place] if place < len(tokens) else None
    return token.text in _IN and following is not None and (
        following.day is not None or "month" in following.words or "period" in following.words
        or following.text in _WEEKDAYS
    )  # fmt: skip


def _is_of_people(tokens: Sequence[Token], figure: Figure) -> bool:
    """Whether a figure is said of people only by what became of them: "370,000 wounded"."""
    return figure.value >= _LEAST_PEOPLE and _fate_of(tokens, figure) in _FATES


def _is_of_these(tokens: Sequence[Token], layout: Layout, before: Figure, figure: Figure) -> bool:
    """Whether a figure is a part of the one before: "3,974 tanks, of which 2,896 destroyed"."""
    if layout.sentences[before.first] != layout.sentences[figure.first]:
        return False
    people = _is_personnel(before)
    if people and figure.first and tokens[figure.first - 1].text in _FATES:
        return True  # "killed 180 men and wounded 95"
    return _fate_of(tokens, figure) in (_FATES if people else _RUINED)


def _fate_of(tokens: Sequence[Token], figure: Figure) -> str:
    """Return the word behind a figure, past "of them" and "were"."""
    at = figure.after
    while (
        at < len(tokens)
        and at - figure.after < _FEW
        and (tokens[at].text in _BE or tokens[at].means("part") is not None)
    ):
        at += 1
    return tokens[at].text if at < len(tokens) else ""


def _is_lost(tokens: Sequence[Token], figure: Figure) -> bool:
    """Whether "lost" stands right before a large figure: "it has lost 716,070, the ... said"."""
    return (
        figure.first > 0
        and figure.value >= _LEAST_IN_WORDS
        and tokens[figure.first - 1].means("loss") == "lost"
    )


def _is_share(tokens: Sequence[Token], layout: Layout, figure: Figure) -> bool:
    """Whether the figure is said to be of a day, week or month, close by."""
    item = layout.items[figure.first]
    span = range(max(figure.first - _NEAR, 0), min(figure.after + _NEAR, len(tokens)))
    return any(layout.items[at] == item and tokens[at].means("period") is not None for at in span)

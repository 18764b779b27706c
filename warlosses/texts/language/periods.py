"""Over which period a figure is stated, whose losses it counts, and by whom: from the words near.

A bulletin's list takes the period of the sentence that leads it in. In prose the nearest cue of
the sentence counts, one behind "including" only for what follows it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from warlosses.texts.language.wording import word_set

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from warlosses.texts.language.figures import Figure
    from warlosses.texts.language.layout import Layout
    from warlosses.texts.language.tokens import Day, Token

_FAR = 3  # times a period's losses that a total is more than
_FAR_OFF = 80  # tokens beyond which commas no longer matter
_COMMA, _PART, _FIGURE = 12, 60, 40  # what a comma, an "including", a figure adds to a distance
_IN = word_set("within")
_FOR_A_DAY = word_set("forday")
_SINCE = word_set("since")


_Place = TypeVar("_Place", bound=tuple[Any, ...])  # a cue or a day, its token's place first


@dataclass(slots=True)
class Scope:
    """What the words around a figure say of it."""

    period: str = ""
    sure: str = ""
    loss: str = ""
    belligerent: str = ""
    claimant: str = ""
    launched: bool = False
    civil: bool = False
    last: str = ""  # the period that was told last, in whichever paragraph before
    told_day: bool = False  # whether any sentence before speaks of a day
    day: Day | None = None


class _Cue(NamedTuple):
    at: int
    start: int
    period: str


@dataclass(slots=True)
class _Sentence:
    first: int
    last: int
    cues: list[_Cue]
    parts: list[int]
    days: list[tuple[int, Day]]
    loss: str = ""
    claimant: str = ""
    launches: list[int] = field(default_factory=list)  # places of words for arms in use
    losses: list[int] = field(default_factory=list)
    side: str = ""
    civil: bool = False
    leads: bool = False  # ends with a colon


def scopes(tokens: Sequence[Token], layout: Layout, figures: Sequence[Figure]) -> dict[int, Scope]:
    """Return the scope of each figure, by its first token."""
    aside = {at for f in figures if f.increment for at in range(f.last + 1, f.after)}
    aside |= {
        at for f in figures if f.increment for at in range(f.increment.first, f.increment.after)
    }
    sentences = _sentences(tokens, layout, aside)
    places = [figure.start for figure in figures]
    scopes: dict[int, Scope] = {}
    carried, loss, claimant, line, last = "", "", "", -1, ""
    done = -1
    led = told_day = False
    for figure in figures:
        number = layout.sentences[figure.first]
        while done < number - 1:  # what the sentences before leave behind
            done += 1
            if done not in sentences:
                continue
            before = sentences[done]
            new_line = layout.lines[before.first]
            last = _leaves(before) or last
            told_day = told_day or any(cue.period == "day" for cue in before.cues)
            stays = led or new_line == line
            carried = _leaves(before) or (carried if stays else "")
            loss = before.loss or (loss if stays else "")
            tells = bool(before.loss or before.cues)
            led = (before.leads and tells) or (
                led and (not tells or _is_list_line(tokens[before.first]))
            )
            claimant = before.claimant or (claimant if stays else "")
            line = new_line
        here = sentences[number]
        listed = led or _is_list_line(tokens[here.first])
        goes_on = listed or layout.lines[here.first] == line
        before_here = (carried if goes_on else "", loss if listed else "", claimant)
        scope = scopes[figure.first] = _scope(tokens, here, figure, places, before_here)
        scope.last, scope.told_day = last, told_day
    _part_totals(tokens, layout, figures, scopes)
    return scopes


def _is_list_line(first: Token) -> bool:
    return first.kind in ("number", "symbol") or first.label is not None


def _part_totals(
    tokens: Sequence[Token], layout: Layout, figures: Sequence[Figure], scopes: dict[int, Scope]
) -> None:
    """Of two figures on one thing in a sentence on a period, take the far larger as the total."""
    labelled = [figure for figure in figures if figure.label is not None]
    for one, two in pairwise(labelled):
        if layout.sentences[one.first] != layout.sentences[two.first]:
            continue
        if one.label is None or two.label is None or one.label.category != two.label.category:
            continue
        first, second = scopes[one.first], scopes[two.first]
        larger, smaller = (one, two) if one.value > two.value else (two, one)
        if first.period != second.period or larger.value <= _FAR * max(smaller.value, 1):
            continue
        if first.period != "total":
            scopes[larger.first].period = "total"
        elif any("total" in token.words for token in tokens[one.after : two.first][:_FAR_OFF]):
            scopes[smaller.first].period = "day"  # "eight, bringing the total to 5,928"


def _sentences(
    tokens: Sequence[Token], layout: Layout, aside: Container[int]
) -> dict[int, _Sentence]:
    """Return what each sentence says, but for what stands in the brackets of increments."""
    sentences: dict[int, _Sentence] = {}
    last = -1
    for at, (token, number) in enumerate(zip(tokens, layout.sentences, strict=True)):
        if number != last:
            sentence, last = sentences.setdefault(number, _Sentence(at, at, [], [], [])), number
        sentence.last = at
        if token.text == ":":
            sentence.leads = True
        elif sentence.leads and token.kind in ("word", "number", "phrase"):
            sentence.leads = token.label is None and token.kind != "number"
        if token.day is not None:
            _note_day(sentence, tokens, at)
        elif token.words:
            _note_words(sentence, tokens, at, is_aside=at in aside)
    return sentences


def _note_words(sentence: _Sentence, tokens: Sequence[Token], at: int, *, is_aside: bool) -> None:
    token, words = tokens[at], tokens[at].words
    period = words.get("period")
    if period is not None:
        of_a_day = at > 0 and tokens[at - 1].day is not None and period == "other"
        if is_aside or of_a_day:  # "in February last year" is a day, no period
            return
        if period == "day" and at and _is_count(tokens[at - 1]):
            period = "other"  # of several days
        sentence.cues.append(_Cue(at, token.start, period))
    elif "total" in words:
        sentence.cues.append(_Cue(at, token.start, "total"))
    if "part" in words:
        sentence.parts.append(token.start)
    if sentence.loss != "lost":
        sentence.loss = words.get("loss", sentence.loss)
    sentence.claimant = sentence.claimant or words.get("claimant", "")
    if "launch" in words:
        sentence.launches.append(token.start)
    if "loss" in words:
        sentence.losses.append(token.start)
    sentence.civil = sentence.civil or "civil" in words
    _note_subject(sentence, tokens, at)


def _note_subject(sentence: _Sentence, tokens: Sequence[Token], at: int) -> None:
    words = tokens[at].words
    if "subject" in words and not (at and tokens[at - 1].text in _IN):  # who lost, not where
        sentence.side = sentence.side or words["subject"]


def _is_count(token: Token) -> bool:
    return token.kind == "number" or "number" in token.words


def _note_day(sentence: _Sentence, tokens: Sequence[Token], at: int) -> None:
    token = tokens[at]
    day = token.day
    if day is None:
        return
    before = tokens[at - 1].text if at else ""
    if before in _FOR_A_DAY and at > 1 and tokens[at - 2].means("loss") == "lost" and day.day:
        sentence.cues.append(_Cue(at, token.start, "day"))
        return
    if day.month == 2 and day.day in (24, None) and day.year in (2022, None):  # noqa: PLR2004
        if before in _SINCE or day.year:
            sentence.cues.append(_Cue(at, token.start, "total"))
        return
    if day.day is None:
        if sentence.cues and at and sentence.cues[-1].at == at - 1 and day.month is None:
            sentence.cues[-1] = _Cue(at, token.start, "year")  # "since the beginning of 2023"
            sentence.days.append((at, day))
        elif before in _IN:
            period = "month" if day.month else "year"
            sentence.cues.append(_Cue(at, token.start, period))
            sentence.days.append((at, day))
        elif before in _SINCE and day.month is None and day.year == 2022:  # noqa: PLR2004
            sentence.cues.append(_Cue(at, token.start, "total"))
        return
    if before in _SINCE and not any(t.day is not None for t in tokens[at + 1 : at + 4]):
        sentence.cues.append(_Cue(at, token.start, "other"))  # since a day of its own
        return
    sentence.days.append((at, day))


def _leaves(sentence: _Sentence) -> str:
    """Return the period that holds for the sentences after, too: one that losses are told of."""
    if not sentence.cues or not (sentence.loss or sentence.leads):
        return ""
    ends = sentence.parts[0] if sentence.parts else sentence.cues[-1].start
    own = [cue for cue in sentence.cues if cue.start <= ends]
    return own[-1].period if own and own[-1].period in ("total", "day") else ""


def _scope(
    tokens: Sequence[Token],
    sentence: _Sentence,
    figure: Figure,
    places: Sequence[int],
    before: tuple[str, str, str],
) -> Scope:
    carried, loss, claimant = before
    scope = Scope(
        loss=sentence.loss or loss,
        belligerent=_side(tokens, figure) or sentence.side,
        claimant=sentence.claimant or claimant,
        launched=_is_nearer(figure.start, sentence.launches, sentence.losses),
        civil=sentence.civil,
    )
    if figure.increment is not None:
        scope.period, scope.sure = "total", "own"
    elif sentence.cues:
        period = _nearest(tokens, sentence, figure, places).period
        further = period == "total" and _is_further(tokens, figure)
        scope.period, scope.sure = "day" if further else period, "own"
    elif _is_further(tokens, figure):
        scope.period, scope.sure = "day", "own"
    elif carried:
        scope.period, scope.sure = carried, "before"
    if sentence.days:
        scope.day = min(
            _around(sentence.days, figure.first, 2), key=lambda pair: abs(pair[0] - figure.first)
        )[1]
    return scope


def _is_further(tokens: Sequence[Token], figure: Figure) -> bool:
    """Whether a figure is said to come on top: "another 470 troops"."""
    return any(
        token.means("further") is not None
        for token in tokens[max(figure.first - 2, 0) : figure.first]
    )


def _around(ordered: list[_Place], at: int, count: int) -> list[_Place]:
    """Return the few that stand nearest before a token, and behind it."""
    middle = bisect_left(ordered, at, key=lambda one: int(one[0]))
    return ordered[max(middle - count, 0) : middle + count]


def _nearest(
    tokens: Sequence[Token], sentence: _Sentence, figure: Figure, places: Sequence[int]
) -> _Cue:
    nearby = _around(sentence.cues, figure.first, 3)
    nearby = [cue for cue in nearby if cue.period != "other"] or nearby
    if len(nearby) == 1:
        return nearby[0]
    return min(nearby, key=lambda cue: _distance(tokens, sentence, figure, cue, places))


def _distance(
    tokens: Sequence[Token],
    sentence: _Sentence,
    figure: Figure,
    cue: _Cue,
    places: Sequence[int],
) -> int:
    """Return how far a cue is from a figure, with what parts them counted in."""
    before = cue.at < figure.first
    start, end = (cue.start, figure.start) if before else (figure.start, cue.start)
    first, last = (cue.at, figure.first) if before else (figure.after, cue.at)
    commas = sum(tokens[at].text == "," for at in range(first, min(last, first + _FAR_OFF)))
    parts = bisect_left(sentence.parts, end) - bisect_right(sentence.parts, start)
    between = bisect_left(places, end) - bisect_right(places, start)
    return end - start + _COMMA * commas + _PART * max(parts, 0) + _FIGURE * max(between, 0)


def _is_nearer(place: int, one: list[int], other: list[int]) -> bool:
    """Whether one list's nearest place is nearer than the other's."""
    return bool(one) and (not other or _gap(place, one) < _gap(place, other))


def _gap(place: int, places: list[int]) -> int:
    at = bisect_left(places, place)
    return min(abs(at_number - place) for at_number in places[max(at - 1, 0) : at + 1])


def _side(tokens: Sequence[Token], figure: Figure) -> str:
    """Return whose losses an adjective beside the figure or its label says they are."""
    last = max(figure.last, figure.label_last)
    first = min(figure.first, figure.label_first if figure.label_first >= 0 else figure.first)
    for at in (*range(first, last + 1), last + 1, first - 1):
        side: str | None = tokens[at].means("side") if 0 <= at < len(tokens) else None
        if side:
            return side
    return ""

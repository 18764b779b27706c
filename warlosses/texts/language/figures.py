"""Tokens -> figures: numbers with their scale, hedge, increment in brackets, or range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warlosses.texts.language.wording import word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warlosses.texts.language.tokens import Token
    from warlosses.texts.language.wording import Label

LARGEST = 100_000_000
_FULL = 10_000  # so many thousands are more than anyone claimed of anything
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_GROUP, _ROUND_STEP, _WIDEST = 1000, 100, 3
_RISEN = word_set("risen")
_TENS = frozenset(range(20, 100, 10))
_UNITS = 2  # tokens that may stand between a figure and the bracket with its increment
_LONGEST_ASIDE = 24  # tokens of a bracket that may hold an increment
_TO = word_set("rangeto")
_AND = word_set("rangeand")
_FROM = word_set("rangefrom")
_LONE_THOUSANDS = word_set("thousand")
_ROUGHLY = frozenset("~≈∼")
_PLUS = word_set("plus")
_ODD = word_set("odd")
_A = word_set("article")


@dataclass(slots=True)
class Figure:
    """A number that a text gives, and what stands with it.

    ``first`` and ``last`` are the places of its tokens, ``after`` the one to go on from (behind a
    bracket that belongs to it); ``step`` is the unit of the last digit stated (100 for "3,600", 10
    for "183,130"); ``sign`` is set where a plus or minus is printed, ``in_words`` where the number
    is spelt out.
    """

    first: int
    last: int
    start: int
    end: int
    value: int
    step: int
    after: int = 0
    scale: int = 1
    sign: int = 0
    high: int | None = None
    hedge: str = "exact"
    hedge_start: int = -1
    in_words: bool = False
    increment: Figure | None = None
    label: Label | None = None
    label_first: int = -1
    label_last: int = -1


def find_figures(tokens: Sequence[Token]) -> list[Figure]:
    """Return the figures of a text in their order, those in brackets as increments of others.

    >>> from warlosses.texts.language.folding import fold
    >>> from warlosses.texts.language.tokens import tokenize
    >>> [found] = find_figures(tokenize(fold("близько 646 тис. 400 (+1420) осіб").text))
    >>> found.value, found.hedge, found.increment.value
    (646400, 'about', 1420)
    """
    figures: list[Figure] = []
    at, count = 0, len(tokens)
    while at < count:
        token = tokens[at]
        if token.kind == "number" or token.words or token.text in _A:
            figure = _figure(tokens, at)
            if figure is not None:
                if not (figures and _is_range(tokens, figures[-1], figure)):
                    figures.append(figure)
                    _hedge(tokens, figure)
                at = _aside(tokens, figures[-1])
                continue
        at += 1
    return _loose_increments(tokens, figures)


def _figure(tokens: Sequence[Token], at: int) -> Figure | None:
    token = tokens[at]
    words = token.words
    if token.kind == "number":
        scaled = _scaled(tokens, at)
        if scaled is None:
            return None
        value, step, last = scaled
        in_words = False
    elif "number" in words:
        spelt = _spelt(tokens, at)
        if spelt is None:
            return None
        value, step, last = spelt
        in_words = True
    elif token.text in _LONE_THOUSANDS:
        value, step, last, in_words = 1000, 1000, at, True
    elif token.text in _A and _is_one(tokens, at):
        value, step, last, in_words = 1, 1, at, True
    else:
        return None
    if value > LARGEST:
        return None
    scale = int(tokens[last].means("scale") or 1)
    figure = Figure(
        *(at, last, token.start, tokens[last].end, value, step, last + 1, scale), in_words=in_words
    )
    before = tokens[at - 1] if at else None
    if before is not None:
        sign = _sign(tokens, at)
        if sign:
            figure.sign, figure.first, figure.start = sign, at - 1, before.start
    return figure


def _sign(tokens: Sequence[Token], at: int) -> int:
    """Return the sign before a number; a word, or a dash, is one in brackets only."""
    mark = tokens[at - 1].text
    opened = at > 1 and tokens[at - 2].text in _OPENING
    if mark == "+" or (mark in _PLUS and opened):
        return 1
    return -1 if mark == "-" and opened else 0


def _spelt(tokens: Sequence[Token], at: int) -> tuple[int, int, int] | None:
    """Return what a number in words amounts to: "two", "eight and a half thousand"."""
    times, last = float(tokens[at].words["number"]), at
    if times in _TENS:
        times, last = _with_units(tokens, at, times)
    if at + 2 < len(tokens) and tokens[at + 1].means("half") is not None:
        times, last = times + 0.5, at + 1
    scale = tokens[last + 1].means("scale") if last + 1 < len(tokens) else None
    if scale is None:
        return (int(times), 1, last) if times.is_integer() else None
    size = int(scale)
    return int(times * size), size if times.is_integer() else size // 2, last + 1


def _is_one(tokens: Sequence[Token], at: int) -> bool:
    """Whether an article counts one of a list: "lost a tank and two helicopters"."""
    if at == 0 or at + 3 >= len(tokens) or tokens[at - 1].means("loss") is None:
        return False
    label, joint, further = tokens[at + 1 : at + 4]
    return (
        label.label is not None and label.label.role == "" and joint.text in ("and", ",")
        and (further.kind == "number" or "number" in further.words)
    )  # fmt: skip


def _with_units(tokens: Sequence[Token], at: int, tens: float) -> tuple[float, int]:
    """Return what tens and the units after them amount to: "forty-two"."""
    place = at + 1
    if place + 1 < len(tokens) and tokens[place].text == "-":
        place += 1
    unit = tokens[place].means("number") if place < len(tokens) else None
    if unit is None or not 1 <= float(unit) <= 9:  # noqa: PLR2004
        return tens, at
    return tens + float(unit), place


def _scaled(tokens: Sequence[Token], at: int) -> tuple[int, int, int] | None:
    """Return what a number and the scales after it amount to, its step and its last token."""
    total, step, last = 0, 1, at
    above = LARGEST * 10
    while True:
        token = tokens[at]
        place = at + 1
        if place + 1 < len(tokens) and tokens[place].text == "\n":
            place += 1  # a line that the margin cut
        scale = tokens[place].means("scale") if place < len(tokens) else None
        if scale is None or int(scale) >= above or _is_loose_k(tokens, place):
            if token.digits or token.number >= above:
                return (total, step, last) if total else None
            return total + token.number, _step(token.number) if token.number else step, at
        size, divisor = int(scale), 10**token.digits
        if token.number >= _FULL and not token.digits and size == 1000:  # noqa: PLR2004
            size = 1  # "33 350 thousand": written out, and the word left in
        total += token.number * size // divisor
        step = max(size // divisor, 1)
        last, above = place, size
        at = place + 1
        if at < len(tokens) and tokens[at].text == ".":
            at += 1
        if at >= len(tokens) or not _continues(tokens, at, above):
            return total, max(step, 1) if token.digits else _step_scaled(token.number, size), last


def _is_loose_k(tokens: Sequence[Token], place: int) -> bool:
    """Whether a "k" stands apart from the number: then it is another word."""
    return len(tokens[place].text) == 1 and tokens[place].start != tokens[place - 1].end


def _continues(tokens: Sequence[Token], at: int, above: int) -> bool:
    """Whether a number goes on after a scale: the 400 of "646 тис. 400"."""
    token = tokens[at]
    if token.kind != "number" or token.digits or token.number >= above:
        return False
    if at + 1 < len(tokens) and tokens[at + 1].means("else") is not None:
        return False
    between = tokens[at - 1]
    return between.text == "." or between.means("scale") is not None


def _step_scaled(number: int, size: int) -> int:
    return size * _step(number) if number else size


def _step(number: int) -> int:
    """Return the unit of a number's last stated digit.

    >>> _step(183130), _step(3600), _step(3661)
    (10, 100, 1)
    """
    step = 1
    while number and number % (step * 10) == 0:
        step *= 10
    return step


def _hedge(tokens: Sequence[Token], figure: Figure) -> None:
    """Find the hedge just before a figure, or a plus after it ("3,600+", "2,000-odd")."""
    behind = [token.text for token in tokens[figure.last + 1 : figure.last + 3]]
    if len(behind) > 1 and behind[0] == "-" and behind[1] in _ODD:
        figure.hedge, figure.hedge_start = "about", figure.start
        figure.after = figure.last + 3
        return
    at = figure.first - 1
    while at >= 0 and tokens[at].text in {":", "-", "'", '"', "."}:
        if tokens[at].text in "-." and tokens[at - 1].means("hedge") is None:
            return
        at -= 1
    if at >= 0 and tokens[at].text in _ROUGHLY:
        figure.hedge, figure.hedge_start = "about", tokens[at].start
        return
    if at >= 0 and (hedge := tokens[at].means("hedge")):
        figure.hedge, figure.hedge_start = hedge, tokens[at].start
        return
    after = tokens[figure.last + 1] if figure.last + 1 < len(tokens) else None
    if after is not None and after.text == "+" and after.start == figure.end:
        beyond = tokens[figure.last + 2] if figure.last + 2 < len(tokens) else None
        if beyond is None or beyond.kind != "number" or beyond.start > after.end:
            figure.hedge, figure.hedge_start = "more_than", figure.start


def _is_range(tokens: Sequence[Token], low: Figure, high: Figure) -> bool:
    """Join two figures into a range, where they are one."""
    gap = [token.text for token in tokens[low.last + 1 : high.first]]
    if len(gap) != 1 or low.sign or high.sign or low.increment or high.value <= low.value:
        return False
    lead = tokens[low.first - 1].text if low.first else ""
    spoken = lead in _FROM and gap[0] in _TO | _AND and not _is_rise(tokens, low)
    plain = gap[0] in _TO and _is_spread(low, high)
    spoken = spoken or (plain and lead not in _FROM)
    dashed = gap[0] == "-" and tokens[low.last + 1].start == low.end
    if not spoken and not dashed:
        return False
    if low.scale == high.scale == 1 and low.value < _GROUP <= high.value and high.step >= _GROUP:
        low.value, low.step = low.value * _GROUP, low.step * _GROUP  # "50-70,000"
    if low.scale < high.scale and low.value < high.scale:  # "15-20 thousand"
        low.value, low.step = low.value * high.scale, low.step * high.scale
    low.high, low.last, low.end, low.hedge = high.value, high.last, high.end, "range"
    low.after = high.after
    low.step = min(low.step, high.step)
    return True


def _is_spread(low: Figure, high: Figure) -> bool:
    """Whether two figures with "to" between are the ends of a range: round, and not far apart."""
    scaled = high.scale > low.scale
    return (low.step >= _ROUND_STEP or scaled) and (
        high.value <= _WIDEST * low.value * (high.scale if scaled else 1)
    )


def _is_rise(tokens: Sequence[Token], low: Figure) -> bool:
    """Whether the figures are what something rose from and to."""
    verb = tokens[low.first - 2] if low.first > 1 else None
    return verb is not None and verb.text in _RISEN


def _aside(tokens: Sequence[Token], figure: Figure) -> int:
    """Read the bracket after a figure as its increment, if it is; return where to go on."""
    at = figure.last + 1
    place = at
    while place < min(len(tokens), at + _UNITS) and _is_filler_or_stop(tokens[place]):
        place += 1
    if place >= len(tokens) or tokens[place].text not in _OPENING:
        return at
    end = place + 1
    inside: list[Figure] = []
    says_day = False
    while end < len(tokens) and tokens[end].text not in _CLOSING and end - place < _LONGEST_ASIDE:
        token = tokens[end]
        says_day = says_day or token.means("period") == "day"
        inner = _figure(tokens, end) if token.kind == "number" or token.words else None
        if inner is not None and token.means("period") is None:
            inside.append(inner)
            end = inner.last
        end += 1
    if end >= len(tokens) or tokens[end].text not in _CLOSING or len(inside) != 1:
        return at
    [inner] = inside
    if inner.in_words and inner.value == figure.value:  # "5 (five)"
        figure.after = end + 1
    elif inner.sign or says_day:
        _hedge(tokens, inner)
        figure.increment, figure.after = inner, end + 1
    return figure.after


def _is_filler_or_stop(token: Token) -> bool:
    return token.text in {".", "\n"} or _is_filler(token)


def _is_filler(token: Token) -> bool:
    label = token.label
    return label.role == "unit" if label is not None else token.means("filler") is not None


def _loose_increments(tokens: Sequence[Token], figures: list[Figure]) -> list[Figure]:
    """Give a signed figure that stands right after another, without brackets, to that one."""
    kept: list[Figure] = []
    for figure in figures:
        before = kept[-1] if kept else None
        if (
            figure.sign
            and before is not None
            and before.increment is None
            and not before.sign
            and _follows(tokens, before.last + 1, figure.first)
        ):
            before.increment, before.after = figure, figure.after
        else:
            kept.append(figure)
    return kept


def _follows(tokens: Sequence[Token], start: int, end: int) -> bool:
    if tokens[start].text == "." and tokens[start - 1].means("scale") is not None:
        start += 1  # the stop of "9 тис."
    gap = tokens[start:end]
    return len(gap) <= 3 and all(  # noqa: PLR2004
        token.text in {",", "|", "-", "/", "(", "[", "\n"} or _is_filler(token) for token in gap
    )

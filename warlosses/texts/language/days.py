"""Days as texts name them: ``18.04.23``, ``18 квітня 2023 року``, ``Feb. 24, 2022``, ``24.02``.

The tokens that make a day up become one, so that no figure comes of their numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warlosses.texts.language.tokens import Day, Token, half_day
from warlosses.texts.language.wording import word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

_YEARS = range(2014, 2040)
_DAYS = range(1, 32)
# Words that lead up to a day or a year, and words that follow a year.
_BEFORE = word_set("lead")
_AFTER_YEAR = word_set("yearmark")
_BETWEEN = frozenset({",", ".", "of", "de", "th", "st", "nd", "rd"})


def join_days(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with those of each day joined into one.

    >>> from warlosses.texts.language.folding import fold
    >>> from warlosses.texts.language.tokens import tokenize
    >>> joined = join_days(tokenize(fold("from Feb. 24, 2022 to April 18").text))
    >>> [tuple(t.day) for t in joined if t.day]
    [(2022, 2, 24), (None, 4, 18)]
    """
    joined: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        reading = None
        if token.words and "month" in token.words:
            reading = _around_month(tokens, at, joined)
        elif token.kind == "number" and (token.digits == 2 or token.number in _YEARS):  # noqa: PLR2004
            reading = _half(tokens, at, joined) or _year(tokens, at, joined)
        if reading is None:
            joined.append(token)
            at += 1
            continue
        day, start, after = reading
        while joined and joined[-1].start >= start:
            joined.pop()
        last = tokens[after - 1]
        text = token.text if token.start == start else ""
        joined.append(Token("day", start, last.end, text, day=day))
        at = after
    return joined


def _around_month(
    tokens: Sequence[Token], at: int, before: Sequence[Token]
) -> tuple[Day, int, int] | None:
    month = int(tokens[at].words["month"])
    start, day, after = tokens[at].start, None, at + 1
    place = len(before) - 1
    while place >= 0 and before[place].text in _BETWEEN and len(before) - place < 3:  # noqa: PLR2004
        place -= 1
    if place >= 0 and _is_day(before[place]):
        day, start = _amount(before[place]), before[place].start
    else:
        step = _skip(tokens, after, {"."})
        if step < len(tokens) and _is_day(tokens[step]):
            day, after = _amount(tokens[step]), step + 1
            if after < len(tokens) and tokens[after].text in {"st", "nd", "rd", "th"}:
                after += 1
    step = _skip(tokens, after, {",", ".", "of", "de"})
    year = None
    if step < len(tokens) and _is_year(tokens[step]):
        year, after = tokens[step].number, step + 1
        if after < len(tokens) and tokens[after].text in _AFTER_YEAR:
            after += 1
    if day is None and year is None:
        lone = len(tokens[at].text) > 3 and place >= 0 and before[-1].text in _BEFORE  # noqa: PLR2004
        return (Day(None, month, None), start, at + 1) if lone else None
    return Day(year, month, day), start, after


def _half(tokens: Sequence[Token], at: int, before: Sequence[Token]) -> tuple[Day, int, int] | None:
    day = half_day(tokens[at])
    if day is None or not before:
        return None
    led = before[-1].text in _BEFORE or (before[-1].text == "-" and any(t.day for t in before[-2:]))
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if not led or (after and (after.means("scale") or (after.label and after.label.role == ""))):
        return None
    return day, tokens[at].start, at + 1


def _year(tokens: Sequence[Token], at: int, before: Sequence[Token]) -> tuple[Day, int, int] | None:
    token = tokens[at]
    if token.digits or not _is_year(token):
        return None
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after and after.text in _AFTER_YEAR:
        return Day(token.number, None, None), token.start, at + 2
    if not before or (after and after.label):
        return None
    if before[-1].text in _BEFORE and before[-1].text != "-":
        return Day(token.number, None, None), token.start, at + 1
    return None


def _is_day(token: Token) -> bool:
    if token.kind == "other":  # 18th
        return token.text.isdecimal() and len(token.text) < 3 and int(token.text) in _DAYS  # noqa: PLR2004
    return (
        token.kind == "number"
        and not token.digits
        and len(token.text) < 3  # noqa: PLR2004
        and token.number in _DAYS
    )


def _amount(token: Token) -> int:
    return int(token.text)


def _is_year(token: Token) -> bool:
    return token.kind == "number" and len(token.text) == 4 and token.number in _YEARS  # noqa: PLR2004


def _skip(tokens: Sequence[Token], at: int, marks: set[str]) -> int:
    while at < len(tokens) and tokens[at].text in marks:
        at += 1
    return at

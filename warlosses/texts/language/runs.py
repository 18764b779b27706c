"""The lists that figures stand in, and the period that a whole list takes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from warlosses import codes

if TYPE_CHECKING:
    from warlosses.texts.language.figures import Figure
    from warlosses.texts.language.statement import TextParts

_LIST = 3  # categories in a row that make a list, which needs no verb
# Of none of these more than 200 were ever claimed for one day, nor fewer in all since March 2022.
_TELLING, _DAILY = ("tanks", "armored_vehicles", "artillery"), 200
_FAR_ITEMS, _FAR_LINES = 8, 3  # so far apart, figures stand in different lists
_NEAR = 12  # tokens before an item that opens a line


def find_runs(parts: TextParts) -> dict[int, int]:
    """Return for each labelled figure (by its first token) the number of the list it stands in.

    A sentence is a list of its own, and so are lines that each begin with an item.
    """
    runs: dict[int, int] = {}
    run, last = 0, None
    for figure in parts.figures:
        if figure.label is None or figure.label.role == "other":
            continue
        if last is None or not _goes_on(parts, last, figure):
            run += 1
        runs[figure.first] = run
        last = figure
    return runs


def _goes_on(parts: TextParts, last: Figure, figure: Figure) -> bool:
    layout = parts.layout
    ended = max(last.last, last.label_last)
    begun = min(figure.first, figure.label_first if figure.label_first >= 0 else figure.first)
    if layout.items[begun] - layout.items[ended] > _FAR_ITEMS:
        return False
    if layout.sentences[begun] == layout.sentences[ended]:
        return True
    lines = layout.lines[begun] - layout.lines[ended]
    if lines == 0:
        return parts.tokens[ended + 1].text in ".;" and figure.label_first <= figure.first
    return lines <= _FAR_LINES and _opens_line(parts, begun) and _opens_line(parts, ended)


def _opens_line(parts: TextParts, at: int) -> bool:
    """Whether a line begins with an item: nothing but marks and plain words stand before it."""
    line, first = parts.layout.lines[at], at
    while first > 0 and parts.layout.lines[first - 1] == line and at - first <= _NEAR:
        first -= 1
    if at - first > _NEAR:
        return False
    return all(
        token.kind == "symbol" or token.means("filler") is not None or token.means("hedge")
        or token.label is not None or token.kind == "number"
        for token in parts.tokens[first:at]
    )  # fmt: skip


def spread_totals(parts: TextParts, runs: dict[int, int]) -> None:
    """Take all figures of a list as totals if some print increments beside them."""
    with_increments = {runs[f.first] for f in parts.figures if f.increment and f.first in runs}
    for figure in parts.figures:
        scope = parts.scopes[figure.first]
        if runs.get(figure.first) in with_increments and scope.sure != "own":
            scope.period, scope.sure = "total", "list"


def spread_sizes(parts: TextParts) -> None:
    """Take for totals what is more than was ever lost in a day, where a day is told of nearby.

    "820 of them in the past day, as well as 6,922 tanks": the day is that of the 820.
    """
    most = most_in_a_day()
    for figure in parts.figures:
        if figure.label is None or figure.first not in parts.scopes or figure.sign:
            continue
        scope = parts.scopes[figure.first]
        if scope.period == "day" and figure.value > most.get(figure.label.category, figure.value):
            scope.period, scope.sure = "total", "before"


@cache
def most_in_a_day() -> dict[str, int]:
    """Return of each category a number that no day's losses came near.

    >>> most_in_a_day()["tanks"]
    200
    """
    return {row["category"]: int(row["most"]) for row in codes.rows("text_daily_most")}


def spread_days(parts: TextParts, runs: dict[int, int]) -> None:
    """Take a list after a paragraph on the past day for that day's, if it is as small as one."""
    lists: dict[int, list[Figure]] = {}
    for figure in parts.figures:
        if figure.first in runs:
            lists.setdefault(runs[figure.first], []).append(figure)
    for members in lists.values():
        told = {figure.label.category: figure.value for figure in members if figure.label}
        small = [told[category] < _DAILY for category in _TELLING if category in told]
        if len(told) >= _LIST and small and all(small):
            for figure in members:
                scope = parts.scopes[figure.first]
                if scope.sure == "" and (scope.last == "day" or scope.told_day):
                    scope.period, scope.sure = "day", "before"

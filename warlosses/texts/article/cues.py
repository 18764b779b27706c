"""Words that name a period, and what those that stand side by side name together."""

from __future__ import annotations

from typing import NamedTuple

from warlosses.texts.article.facets import Window

BESIDE, CLAUSE = 6, 30  # characters between words that belong together
_UNTOLD = Window("other")
_PARTS = frozenset({"months", "season", "begin", "end"})  # of a year
_YEARS = frozenset({"this year", "year"})


class Cue(NamedTuple):
    """Words that name a period, and the item of the sentence that they stand in."""

    window: Window
    start: int
    end: int
    item: int


def joined(cues: list[Cue]) -> list[Cue]:
    """Join what names one period together: "last year, 2024", "the third quarter of 2024".

    >>> third, year = Window("months 7 9"), Window("calendar year", 2024)
    >>> [cue] = joined([Cue(third, 7, 20, 0), Cue(year, 24, 28, 0)])
    >>> cue.window.kind, cue.window.year
    ('months 7 9', 2024)
    """
    made: list[Cue] = []
    for cue in cues:
        together = _together(made[-1], cue) if made else None
        if together is None:
            made.append(cue)
        else:
            made[-1] = Cue(together, made[-1].start, cue.end, cue.item)
    return [cue._replace(window=_alone(cue.window)) for cue in made]


def _together(before: Cue, cue: Cue) -> Window | None:
    """Return the one period that two cues name, or None if they are two."""
    first, second = before.window, cue.window
    gap = cue.start - before.end
    kind = first.kind.partition(" ")[0]
    calendar = second.kind in ("calendar month", "calendar year")
    if first == _UNTOLD and second.kind == "calendar month" and gap <= CLAUSE:
        return first  # "the offensive began in June"
    if gap > BESIDE:
        return None
    if first == _UNTOLD and calendar:
        return first  # "the last weeks of 2024"
    if second.kind == "since" and (first.kind in {"this year", "total"} or first == _UNTOLD):
        return first
    if second.kind == "calendar year" and first.kind in _YEARS:
        return Window("calendar year", second.year)
    return _part_of(first, second) if kind in _PARTS else None


def _part_of(part: Window, second: Window) -> Window | None:
    """Return the period of a part of a year and what stands beside it."""
    if second.kind == "calendar year":
        return _of_year(part, second.year)
    # of a month, or of a year that is told from the article's day; "the summer offensive"
    calendar = second.kind.endswith(("year", "month"))
    return _UNTOLD if calendar or second == _UNTOLD else None


def _of_year(part: Window, year: int | None) -> Window:
    kind, *numbers = part.kind.split(" ")
    match kind:
        case "begin":
            return Window(f"months 1 {numbers[0]}", year)
        case "end":
            return Window(f"months {13 - int(numbers[0])} 12", year)
        case _:  # no two mean the same days by a season
            return Window(" ".join(("months", *numbers)), year, rough=kind == "season")


def _alone(window: Window) -> Window:
    kind = window.kind.partition(" ")[0]
    if kind in ("begin", "end"):
        return _UNTOLD  # of the war, a year, a month
    return _of_year(window, None) if kind == "season" else window

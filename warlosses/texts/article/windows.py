"""Over which period a statement is, as its sentence or one nearby tells, and which may fit."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from warlosses.codes import WAR_START
from warlosses.texts.article.cues import CLAUSE, Cue, joined
from warlosses.texts.article.facets import ASSUMED, CARRIED, SAID, Window
from warlosses.texts.article.marks import stretch
from warlosses.texts.language.wording import word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warlosses.texts.article.marks import Sentence
    from warlosses.texts.language.statement import ReadText, Statement
    from warlosses.texts.language.tokens import Day, Token

_TOTAL, _DAY, _UNTOLD = Window("total"), Window("day"), Window("other")
_FROM_LISTS = {"year": "this year"}  # a period as lists tell it -> as articles do
_SINCE, _IN = word_set("since"), word_set("within") | word_set("lead")
_WHOLE, _LINKS = word_set("whole"), frozenset({"of", "the"})
_AMBIGUOUS_MONTHS = frozenset({"may", "march", "mar", "mai", "mars"})


class Timed(NamedTuple):
    """A statement's period, how it is known, further ones that may be meant, and a named day."""

    window: Window
    known: str
    others: tuple[Window, ...]
    day: Window | None


class Timing:
    """The periods of an article's sentences."""

    def __init__(self, text: ReadText) -> None:
        self._tokens = text.parts.tokens
        self._items = text.parts.layout.items
        self._starts = [token.start for token in self._tokens]
        self._original = text.parts.folded

    def _at(self, place: int) -> int:
        return max(bisect_right(self._starts, place) - 1, 0)

    def tell(self, sentence: Sentence, statement: Statement, before: Sequence[Sentence]) -> Timed:
        """Return the period of a statement; ``before`` are the sentences before its own."""
        cues = self._cues(sentence)
        day = self._day(sentence, statement)
        window, known, others = (
            self._by_form(sentence, statement, cues)
            or self._by_words(sentence, statement, cues)
            or self._by_reach(sentence, statement)
            or self._by_what_stands_before(sentence, statement, before, day)
        )
        return Timed(window, known, others, day)

    def _by_form(
        self, sentence: Sentence, statement: Statement, cues: list[Cue]
    ) -> tuple[Window, str, tuple[Window, ...]] | None:
        """Tell by how a figure is printed: with an increment, a plus, "620 more", "by 1,030"."""
        if statement.paired:
            return (_TOTAL if statement.measure == "cumulative" else _DAY), SAID, ()
        if statement.figure.sign:
            return _DAY, SAID, ()
        figure = statement.figure
        more = any(0 <= mark.start - figure.end <= 1 for mark in sentence.of("more"))
        if more and not any(cue.window.kind not in ("total", "other") for cue in cues):
            return _DAY, SAID, ()
        step = any(0 <= figure.start - mark.end <= 1 for mark in sentence.of("step"))
        return (_DAY, CARRIED, ()) if step and not cues else None

    def _by_words(
        self, sentence: Sentence, statement: Statement, cues: list[Cue]
    ) -> tuple[Window, str, tuple[Window, ...]] | None:
        chosen = self._choose(sentence, statement, cues)
        if chosen is None:
            return None
        window, others = chosen
        if self._is_reached(sentence, statement) and window != _TOTAL:
            others = (*others, _TOTAL)
        return window, SAID, others

    def _by_reach(
        self, sentence: Sentence, statement: Statement
    ) -> tuple[Window, str, tuple[Window, ...]] | None:
        if statement.sure == "own" and statement.period == "day":  # "another 470"
            return _DAY, CARRIED, ()
        return (_TOTAL, SAID, ()) if self._is_reached(sentence, statement) else None

    def _by_what_stands_before(
        self,
        sentence: Sentence,
        statement: Statement,
        before: Sequence[Sentence],
        day: Window | None,
    ) -> tuple[Window, str, tuple[Window, ...]]:
        """Tell by the list's lead, the tense or the sentence before, or assume."""
        if day is not None and not self._cues(sentence):
            return day._replace(kind="day"), ASSUMED, (_TOTAL,)
        if statement.sure in ("before", "list") and statement.period:
            kind = _FROM_LISTS.get(statement.period, statement.period)
            others = () if kind == "total" or statement.sure == "list" else (_TOTAL,)
            return Window(kind), CARRIED, others
        lead = self._lead(before, sentence)
        further: tuple[Window, ...] = (_DAY,) if lead is None else (lead, _DAY)
        if any(mark.end <= statement.figure.start for mark in sentence.of("perfect")):
            return _TOTAL, CARRIED, further
        return (_TOTAL, ASSUMED, (_DAY,)) if lead is None else (lead, ASSUMED, (_TOTAL, _DAY))

    def _lead(self, before: Sequence[Sentence], sentence: Sentence) -> Window | None:
        """Return the one period that the sentence before names, if it is of the same paragraph."""
        if not before or before[-1].line != sentence.line:
            return None
        windows = {cue.window for cue in self._cues(before[-1])} - {_TOTAL, _UNTOLD}
        return windows.pop() if len(windows) == 1 else None

    def _cues(self, sentence: Sentence) -> list[Cue]:
        cues = []
        for mark in sentence.of("span"):
            if any(d.start <= mark.start < d.end for d in sentence.days):
                continue
            cues.append(self._cue(Window(mark.words["span"]), mark))
        cues += [
            self._cue(Window("weekday", day=int(mark.words["weekday"])), mark)
            for mark in sentence.of("weekday")
        ]
        for token in sentence.days:
            window = self._named(token)
            if window is not None:
                cues.append(self._cue(window, token))
        cues += self._months(sentence)
        cues.sort(key=lambda cue: cue.start)
        return joined(cues)

    def _cue(self, window: Window, token: Token) -> Cue:
        return Cue(window, token.start, token.end, self._items[self._at(token.start)])

    def _named(self, token: Token) -> Window | None:
        """Return the period that a named day, month or year makes, or None for a mere day."""
        day = token.day
        if day is None:
            return None
        at = self._at(token.start)
        lead = self._tokens[at - 1].text if at else ""
        first = token.text.split(" ")[0]
        if lead in _SINCE or first in _SINCE:
            ends = any(t.day is not None for t in self._tokens[at + 1 : at + 4])
            return self._since(day, ends=ends)
        if day.day is not None:
            is_start = (day.month, day.day) == (WAR_START.month, WAR_START.day)
            return _TOTAL if is_start and day.year in (None, WAR_START.year) else None
        rough = not (first in _IN or self._is_whole(at))
        if day.month is not None:
            return Window("calendar month", day.year, day.month, rough=rough)
        return Window("calendar year", day.year, rough=rough)

    def _is_whole(self, at: int) -> bool:
        """Whether a month or year is meant whole: "in 2024", "all of 2024", not "late 2024"."""
        lead = self._tokens[at - 1].text.rpartition(" ")[2] if at else ""
        while at > 1 and lead in _LINKS:
            at -= 1
            lead = self._tokens[at - 1].text.rpartition(" ")[2]
            if lead in _IN and lead not in _LINKS:
                return True
            if lead not in _LINKS:
                return lead in _WHOLE
        return not lead or lead in _IN or lead in _WHOLE

    def _since(self, day: Day, *, ends: bool) -> Window | None:
        """Return the period since a day, which is the war's where the day is its first."""
        if (day.year or WAR_START.year, day.month) == (WAR_START.year, WAR_START.month):
            return _TOTAL if day.day in (None, WAR_START.day) else None
        if day.month is None:
            return _TOTAL if day.year == WAR_START.year else Window("since", day.year, 1, 1)
        # "from ... to": a bulletin's own span
        return None if ends else Window("since", day.year, day.month, day.day or 1)

    def _months(self, sentence: Sentence) -> list[Cue]:
        """Return the months that stand without a day or year: "for October", "May was"."""
        cues = []
        at = self._at(sentence.start)
        while at < len(self._tokens) and self._tokens[at].start < sentence.end:
            token = self._tokens[at]
            month = token.means("month") if token.day is None else None
            if month is not None and len(token.text) > 2 and self._is_capital(token):  # noqa: PLR2004
                lead = self._tokens[at - 1].text if at else ""
                opens = token.start == sentence.start
                if lead in _IN or opens or token.text not in _AMBIGUOUS_MONTHS:
                    kind = "since" if lead in _SINCE else "calendar month"
                    rough = not (opens or self._is_whole(at))
                    cues.append(self._cue(Window(kind, None, int(month), 1, rough), token))
            at += 1
        return cues

    def _is_capital(self, token: Token) -> bool:
        place = self._original.place(token.start)
        mark = self._original.original[place : place + 1]
        return mark.isupper() or not mark.isascii()

    def _choose(
        self, sentence: Sentence, statement: Statement, cues: list[Cue]
    ) -> tuple[Window, tuple[Window, ...]] | None:
        cues = [cue for cue in cues if not _is_of_a_bracket(sentence, statement, cue)]
        if not cues:
            return None
        start, end = stretch(statement, self._tokens)
        item = self._items[statement.figure.first]
        items = {item, self._items[max(statement.figure.label_first, 0)]}
        own = [cue for cue in cues if cue.item in items]
        told = [cue for cue in own if cue.window.kind != "other"] or own
        if told:
            nearest = min(told, key=lambda cue: _gap(cue, start, end))
            return nearest.window, tuple(
                cue.window for cue in told
                if cue.window != nearest.window and "day_before" not in cue.window.kind
            )  # fmt: skip
        open_cues = [cue for cue in cues if not self._is_bound(sentence, statement, cue)]
        if not open_cues:
            return None
        first = sentence.statements[0].figure.start
        leads = [cue for cue in open_cues if cue.start < first]
        before = [cue for cue in open_cues if cue.end <= start]
        chosen = leads[-1] if leads else before[-1] if before else open_cues[0]
        others = dict.fromkeys(cue.window for cue in open_cues if cue.window != chosen.window)
        return chosen.window, tuple(others)

    def _is_bound(self, sentence: Sentence, statement: Statement, cue: Cue) -> bool:
        """Whether a period is of another figure alone: "820 of them in the past day"."""
        if cue.window.kind == "total":
            return False
        inside = [
            s for s in sentence.statements
            if s is not statement and self._items[s.figure.first] == cue.item
        ]  # fmt: skip
        if not inside:
            return False
        if any(self._items[self._at(m.start)] == cue.item for m in sentence.of("and_of")):
            return True
        return any(
            earlier.category == s.category and earlier.figure.start < s.figure.start
            for s in inside
            for earlier in sentence.statements
        )

    def _is_reached(self, sentence: Sentence, statement: Statement) -> bool:
        """Whether losses are said to have "reached" the figure, which makes it a total."""
        place = statement.figure.start
        return any(0 <= place - mark.end <= CLAUSE for mark in sentence.of("reached"))

    def _day(self, sentence: Sentence, statement: Statement) -> Window | None:
        """Return the whole day that a sentence names nearest to a figure, but for a start."""
        place = statement.figure.start
        days = []
        for token in sentence.days:
            day = token.day
            if day is None or day.day is None or self._named(token) is not None:
                continue
            if (day.month, day.day, day.year or WAR_START.year) == (
                WAR_START.month, WAR_START.day, WAR_START.year
            ):  # fmt: skip
                continue
            days.append((abs(token.start - place), Window("day", *day)))
        return min(days)[1] if days else None


def _is_of_a_bracket(sentence: Sentence, statement: Statement, cue: Cue) -> bool:
    """Whether a period stands in brackets with another figure: "14 tanks (8,705 in total)"."""
    opens = sentence.text.rfind("(", 0, cue.start - sentence.start)
    closes = sentence.text.find(")", max(opens, 0))
    if opens < 0 or closes + sentence.start < cue.start:
        return False
    first, last = opens + sentence.start, closes + sentence.start
    inside = [one for one in sentence.statements if first < one.figure.start < last]
    return bool(inside) and statement not in inside


def _gap(cue: Cue, start: int, end: int) -> int:
    return cue.start - end if cue.start >= end else start - cue.end

"""The claims that a statement may speak of, by what its words leave open."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from warlosses.texts.article.agreement import Stated, agreement
from warlosses.texts.article.claims import Claimed, Claims, Subject
from warlosses.texts.article.facets import OTHER, Told, Window
from warlosses.texts.article.spans import Span, spans
from warlosses.texts.language.meaning import meaning

if TYPE_CHECKING:
    from collections.abc import Iterator

# What else a claimant may have counted where the words name an outcome; the words go further than
# the claim where a remark stands.
_FURTHER = "the words say {said}; the claim is of {claimed}"
_CLASSES = {
    "lost": (("lost", False), ("killed_or_wounded", False), ("killed", True)),
    "killed_or_wounded": (("killed_or_wounded", False), ("lost", False), ("killed", True)),
    "killed": (("killed", False), ("lost", True), ("killed_or_wounded", True)),
    "destroyed": (("destroyed", False), ("lost", True)),
}
_NAMES = {
    "lost": "losses (killed and wounded, not told apart)",
    "killed_or_wounded": "killed and wounded",
    "prisoner": "prisoners",
}


class Candidate(NamedTuple):
    """A claim that a statement may speak of, and how it was come to."""

    subject: Subject
    span: Span
    claimed: Claimed
    remark: str
    window: Window
    is_first: bool  # by the likeliest window, claimant and outcome


def subjects(told: Told, day: date) -> Iterator[tuple[Subject, str]]:
    """Yield what a statement may be about, the likeliest first, with the remark that it takes."""
    outcome = told.outcome.value
    people = told.statement.category == "personnel"
    classes = _CLASSES.get(outcome, ((outcome, False),))
    if not people and outcome not in ("destroyed", "damaged", "abandoned", "captured"):
        classes = (("lost", False),)
    for claimant in told.claimants:
        category = meaning(told.statement.category, claimant, day)
        for one, further in classes:
            remark = ""
            if further and not (one == "killed" and outcome == "lost"):
                said, claimed = _NAMES.get(outcome, outcome), _NAMES.get(one, one)
                remark = _FURTHER.format(said=said, claimed=claimed)
            yield Subject(claimant, told.belligerent.value, category, one), remark


def days_needed(told: Told, on: date) -> set[date]:
    """Return the days whose totals a statement may be compared with."""
    days = set()
    for window in (told.window, *told.others):
        for span in spans(window, on, told.day):
            days.add(span.end)
            days.add(span.end - timedelta(days=1))
            if span.base is not None:
                days.add(span.base)
    if OTHER not in told.claimants and "oryx" in told.claimants:
        days |= {on - timedelta(days=n) for n in range(15)}
    return days


def candidates(
    told: Told,
    listed: list[tuple[Subject, str]],
    windows: tuple[Window, ...],
    claims: Claims,
    on: date,
) -> Iterator[Candidate]:
    """Yield what a statement may speak of, by its likeliest period first."""
    own = told.claimants[0]
    for at, window in enumerate(windows):
        for span in _spans(told, window, on):
            for subject, remark in listed:
                for claimed in claims.about(subject, span):
                    same = (subject.outcome == "killed") == (told.outcome.value == "killed")
                    first = at == 0 and subject.claimant == own and not remark and same
                    yield Candidate(subject, span, claimed, remark, window, first)


def _spans(told: Told, window: Window, on: date) -> list[Span]:
    made = spans(window, on, told.day)
    if window.kind == "total" and told.claimants[0] == "oryx":
        # snapshots: the last ones before the article
        made += [Span(on - timedelta(days=n)) for n in range(2, 15)]
    return made


def compare(told: Told, qualifier: str, claimed: Claimed, value: int) -> str:
    """Return whether a figure as stated ``agrees`` with one claimed, ``differs``, or is ``far``."""
    statement = told.statement
    stated = Stated(statement.value, qualifier, statement.step, statement.high)
    if claimed.low < claimed.high and value == claimed.value:
        if statement.high is not None:
            same = (statement.value, statement.high) == (claimed.low, claimed.high)
            inside = claimed.low <= statement.value and statement.high <= claimed.high
            return "agrees" if same or inside else "differs"
        if claimed.low <= statement.value <= claimed.high:
            return "agrees"
    results = {agreement(stated, number) for number in {value, claimed.low, claimed.high}}
    if claimed.low == claimed.high:
        results = {agreement(stated, value)}
    if "agrees" in results:
        return "agrees"
    return "far" if "far" in results else "differs"

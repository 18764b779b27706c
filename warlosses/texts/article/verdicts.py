"""A statement with its facets -> a verdict, by all the claims that it may speak of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from warlosses import codes
from warlosses.codes import WAR_START
from warlosses.texts.article.agreement import Stated, agreement
from warlosses.texts.article.claims import Claimed, Claims, Subject
from warlosses.texts.article.facets import ASSUMED, OTHER, Told, Window
from warlosses.texts.article.parts import REASONS
from warlosses.texts.article.spans import Span, spans
from warlosses.texts.language.meaning import meaning

if TYPE_CHECKING:
    from collections.abc import Iterator

CONSISTENT, INCONSISTENT, UNVERIFIABLE = "consistent", "inconsistent", "unverifiable"
UNREAD = "unread"
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
_FIRST_DAYS = date(2022, 3, 6)  # until when figures changed by the hour
_UNKNOWN_SPEAKER = "said by another than the dataset's claimants"
_NO_OUTCOME = "the text says not what became of them"
_SMALL = 100  # the largest figure that may be a slip whatever the claim
_ALIEN = 12  # times a claim, or less than its part, that a figure can't be a mere slip of
_HANDFUL = 10
_ROUND = 100
_SEVERAL_A_DAY = "several"


@dataclass(frozen=True)
class Verdict:
    """One statement and what became of it."""

    told: Told
    qualifier: str
    subject: Subject
    claimed: Claimed | None
    verdict: str
    reason: str
    remark: str
    measure: str
    period_start: date | None
    as_of: date | None


class _Candidate(NamedTuple):
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


def judge(told: Told, claims: Claims | None, on: date) -> Verdict:
    """Return the verdict on a statement."""
    listed = [(s, r) for s, r in subjects(told, on)]
    first = listed[0][0]
    windows = (told.window, *told.others)
    unknown = _unknown(told, first.claimant, windows, on)
    if unknown or claims is None:
        return _unverifiable(told, first, unknown or _UNKNOWN_SPEAKER)
    candidates = list(_candidates(told, listed, windows, claims, on))
    best = _best(told, candidates, claims)
    if best is not None:
        return best
    nearest = next((one for one in candidates if one.is_first), None)
    if nearest is None:
        return _unverifiable(told, first, _no_claim(first, claims, on))
    doubt = _doubt(told, nearest) or _elsewhere(told, nearest, claims, on)
    if doubt:
        return _verdict(told, nearest, UNVERIFIABLE, doubt)
    how = nearest.claimed.how.replace("that day", str(nearest.claimed.as_of))
    return _verdict(told, nearest, INCONSISTENT, f"{how} is {nearest.claimed.value:,}")


def _unknown(told: Told, claimant: str, windows: tuple[Window, ...], on: date) -> str:
    """Return why a statement can be compared with no claim, or empty."""
    if told.part:
        return REASONS[told.part]
    if claimant == OTHER:
        return _UNKNOWN_SPEAKER
    known = any(spans(window, on, told.day) for window in windows)
    return "" if known else "the words do not tell the period's days"


def _candidates(
    told: Told,
    listed: list[tuple[Subject, str]],
    windows: tuple[Window, ...],
    claims: Claims,
    on: date,
) -> Iterator[_Candidate]:
    own = told.claimants[0]
    for at, window in enumerate(windows):
        for span in _spans(told, window, on):
            for subject, remark in listed:
                for claimed in claims.about(subject, span):
                    same = (subject.outcome == "killed") == (told.outcome.value == "killed")
                    first = at == 0 and subject.claimant == own and not remark and same
                    yield _Candidate(subject, span, claimed, remark, window, first)


def _spans(told: Told, window: Window, on: date) -> list[Span]:
    made = spans(window, on, told.day)
    if window.kind == "total" and told.claimants[0] == "oryx":
        # snapshots: the last ones before the article
        made += [Span(on - timedelta(days=n)) for n in range(2, 15)]
    return made


def _best(told: Told, candidates: list[_Candidate], claims: Claims) -> Verdict | None:
    """Return the verdict by the first claim that agrees, or that a far bound holds for.

    A claim of another outcome vouches only where there is none of the one that the words name.
    """
    ordered = [one for one in candidates if not one.remark] or candidates
    far: Verdict | None = None
    for one in ordered:
        for qualifier in told.qualifiers:
            result = _compare(told, qualifier, one.claimed, one.claimed.value)
            weak = result == "agrees" and _why_weak(one, told)
            if weak:
                return _verdict(told, one, UNVERIFIABLE, weak, qualifier)
            if result == "agrees":
                return _verdict(told, one, CONSISTENT, _fits(told, one), qualifier)
            if result == "far" and far is None:
                reason = f"holds, but is far from what was claimed: {one.claimed.value:,}"
                far = _verdict(told, one, UNVERIFIABLE, reason, qualifier)
    if far is not None:
        return far
    for one in ordered[:6]:
        for value in claims.superseded(one.claimed):
            if _compare(told, told.qualifiers[0], one.claimed, value) == "agrees":
                reason = f"fits another reading of {one.claimed.as_of}: {value:,}"
                return _verdict(told, one, CONSISTENT, reason)
    return None


def _why_weak(one: _Candidate, told: Told) -> str:
    """Return why agreement tells nothing, or empty."""
    if _is_hasty(one, told):
        return "so few, in the first days, that agreement tells nothing"
    if told.outcome.known == ASSUMED and told.statement.step >= _ROUND:
        return f"{_NO_OUTCOME}, and the figure is a round one"
    return ""


def _is_hasty(one: _Candidate, told: Told) -> bool:
    """Whether a handful agrees with one of several statements of the war's first days."""
    several = codes.claimants()[one.subject.claimant].statements_a_day == _SEVERAL_A_DAY
    return several and one.claimed.as_of < _FIRST_DAYS and told.statement.value < _HANDFUL


def _doubt(told: Told, one: _Candidate) -> str:
    """Return why a figure that agrees with no claim is still no error of the article."""
    claimant = codes.claimants()[one.subject.claimant]
    claimed, stated = one.claimed.value, told.statement.value
    doubts = (
        (told.claimant.known == ASSUMED, "the text says not who claims it"),
        (told.belligerent.known == ASSUMED, "the text says not whose losses"),
        (told.period == ASSUMED, "no words tell the period, and no claim is like it"),
        (told.window.rough, "the words may mean other days"),
        (told.outcome.known == ASSUMED, _NO_OUTCOME),
        (told.statement.label.role in ("unit", "count") and told.statement.category != "personnel",
         "the words do not tell what was lost"),
        (one.claimed.as_of < _FIRST_DAYS, "in the first days figures changed by the hour"),
        (not claimant.statements_a_day and one.span.base is None
         and one.claimed.as_of != one.span.end,
         "said on another day"),
        (max(claimed, stated) > _SMALL
         and not max(claimed, 1) / _ALIEN <= max(stated, 1) <= max(claimed, 1) * _ALIEN,
         "so far from any claim that the words may mean something else"),
    )  # fmt: skip
    reason = next((words for holds, words in doubts if holds), "")
    return f"{reason}; the nearest claim is {claimed:,}" if reason else ""


def _elsewhere(told: Told, one: _Candidate, claims: Claims, on: date) -> str:
    """Return what else of the same claimant's figures of the day the figure is, if any.

    Then the words were probably misread, here or by their writer, and no one is accused.
    """
    days = {one.span.end + timedelta(days=n) for n in (-1, 0, 1)}
    days |= {on + timedelta(days=n) for n in (-1, 0, 1)}
    further = claims.around(one.subject.claimant, frozenset(days))
    statement = told.statement
    for subject, claimed in further.of_days(one.subject.claimant, days):
        own = subject.category == one.subject.category
        exact = statement.value == claimed.value and statement.value >= _SMALL
        same = claimed.period_start == one.claimed.period_start and subject == one.subject
        if not same and (
            exact
            or (
                own
                and _compare(told, told.qualifiers[0], claimed, claimed.value) == "agrees"
                and statement.value > _HANDFUL
            )
        ):
            said = f"{subject.belligerent} {subject.category} {subject.outcome}"
            what = "in all" if claimed.period_start == WAR_START else f"of {claimed.as_of}"
            return f"fits no claim as the words were read, but that on {said} {what}"
    return ""


def _no_claim(subject: Subject, claims: Claims, on: date) -> str:
    who = codes.claimants()[subject.claimant].name_en
    fate = "" if subject.outcome == "lost" else f" {subject.outcome}"
    text = f"no claim of the {who} on {subject.category}{fate} for {on}"
    near = claims.nearest(subject, on)
    return f"{text}; the nearest is {near.value:,} of {near.as_of}" if near else text


def _unverifiable(told: Told, subject: Subject, reason: str) -> Verdict:
    measure = "cumulative" if told.window.kind == "total" else "increment"
    subject = subject._replace(category=_as_said(told, subject))
    return Verdict(
        told, told.qualifiers[0], subject, None, UNVERIFIABLE, reason, "", measure, None, None
    )


def _as_said(told: Told, subject: Subject) -> str:
    """Return the category of the words themselves, where they name one of the code list."""
    said = told.statement.category
    return said if said in codes.categories() else subject.category


def _verdict(
    told: Told, one: _Candidate, verdict: str, reason: str, qualifier: str | None = None
) -> Verdict:
    claimed = one.claimed
    measure = "cumulative" if claimed.period_start == WAR_START else "increment"
    remark = one.remark if verdict == CONSISTENT else ""
    subject = one.subject
    if verdict == UNVERIFIABLE:
        subject = subject._replace(category=_as_said(told, subject))
    return Verdict(
        told, qualifier or told.qualifiers[0], subject, claimed, verdict, reason, remark,
        measure, claimed.period_start, claimed.as_of,
    )  # fmt: skip


def _compare(told: Told, qualifier: str, claimed: Claimed, value: int) -> str:
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


def _fits(told: Told, one: _Candidate) -> str:
    text = one.claimed.how.replace("that day", str(one.claimed.as_of))
    assumed = [
        words
        for facet, words in (
            (told.claimant.known, codes.claimants()[one.subject.claimant].name_en),
            (told.outcome.known, "losses"),
            (told.period, "the period" if one.claimed.period_start != WAR_START else "a total"),
        )
        if facet == ASSUMED
    ]
    return f"{text}; assumed: {', '.join(assumed)}" if assumed else text

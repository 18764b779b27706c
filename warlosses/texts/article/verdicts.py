"""A statement with its facets -> a verdict, by all the claims that it may speak of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warlosses import codes
from warlosses.codes import WAR_START
from warlosses.texts.article.candidates import Candidate, candidates, compare, subjects
from warlosses.texts.article.doubts import FIRST_DAYS, HANDFUL, NO_OUTCOME, doubt, no_claim
from warlosses.texts.article.facets import ASSUMED, OTHER, Told, Window
from warlosses.texts.article.parts import REASONS
from warlosses.texts.article.spans import spans

if TYPE_CHECKING:
    from datetime import date

    from warlosses.texts.article.claims import Claimed, Claims, Subject

CONSISTENT, INCONSISTENT, UNVERIFIABLE = "consistent", "inconsistent", "unverifiable"
UNREAD = "unread"
_UNKNOWN_SPEAKER = "said by another than the dataset's claimants"
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


def judge(told: Told, claims: Claims | None, on: date) -> Verdict:
    """Return the verdict on a statement."""
    listed = [(s, r) for s, r in subjects(told, on)]
    first = listed[0][0]
    windows = (told.window, *told.others)
    unknown = _unknown(told, first.claimant, windows, on)
    if unknown or claims is None:
        return _unverifiable(told, first, unknown or _UNKNOWN_SPEAKER)
    every = list(candidates(told, listed, windows, claims, on))
    best = _best(told, every, claims)
    if best is not None:
        return best
    nearest = next((one for one in every if one.is_first), None)
    if nearest is None:
        return _unverifiable(told, first, no_claim(first, claims, on))
    reason = doubt(told, nearest, claims, on)
    if reason:
        return _verdict(told, nearest, UNVERIFIABLE, reason)
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


def _best(told: Told, every: list[Candidate], claims: Claims) -> Verdict | None:
    """Return the verdict by the first claim that agrees, or that a far bound holds for.

    A claim of another outcome vouches only where there is none of the one that the words name.
    """
    ordered = [one for one in every if not one.remark] or every
    far: Verdict | None = None
    for one in ordered:
        for qualifier in told.qualifiers:
            result = compare(told, qualifier, one.claimed, one.claimed.value)
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
            if compare(told, told.qualifiers[0], one.claimed, value) == "agrees":
                reason = f"fits another reading of {one.claimed.as_of}: {value:,}"
                return _verdict(told, one, CONSISTENT, reason)
    return None


def _why_weak(one: Candidate, told: Told) -> str:
    """Return why agreement tells nothing, or empty."""
    if _is_hasty(one, told):
        return "so few, in the first days, that agreement tells nothing"
    if told.outcome.known == ASSUMED and told.statement.step >= _ROUND:
        return f"{NO_OUTCOME}, and the figure is a round one"
    return ""


def _is_hasty(one: Candidate, told: Told) -> bool:
    """Whether a handful agrees with one of several statements of the war's first days."""
    several = codes.claimants()[one.subject.claimant].statements_a_day == _SEVERAL_A_DAY
    return several and one.claimed.as_of < FIRST_DAYS and told.statement.value < HANDFUL


def _unverifiable(told: Told, subject: Subject, reason: str) -> Verdict:
    measure = "cumulative" if told.window.kind == "total" else "increment"
    subject = subject._replace(category=_as_said(told, subject))
    return Verdict(
        told, told.qualifiers[0], subject, None, UNVERIFIABLE, reason, "", measure, None, None
    )


def _verdict(
    told: Told, one: Candidate, verdict: str, reason: str, qualifier: str | None = None
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


def _fits(told: Told, one: Candidate) -> str:
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


def _as_said(told: Told, subject: Subject) -> str:
    """Return the category of the words themselves, where they name one of the code list."""
    said = told.statement.category
    return said if said in codes.categories() else subject.category

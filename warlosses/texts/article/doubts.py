"""Why a figure that agrees with no claim may still be no error of the article."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from warlosses import codes
from warlosses.codes import WAR_START
from warlosses.texts.article.candidates import compare
from warlosses.texts.article.facets import ASSUMED
from warlosses.texts.article.spans import Span

if TYPE_CHECKING:
    from warlosses.texts.article.candidates import Candidate
    from warlosses.texts.article.claims import Claims, Subject
    from warlosses.texts.article.facets import Told

FIRST_DAYS = date(2022, 3, 6)  # until when figures changed by the hour
HANDFUL = 10
NO_OUTCOME = "the text says not what became of them"
_SMALL = 100  # the largest figure that may be a slip whatever the claim
_LONG = timedelta(days=27)  # a month or more, in which a total may have been told
_ALIEN = 12  # times a claim, or less than its part, that a figure can't be a mere slip of


def doubt(told: Told, one: Candidate, claims: Claims, on: date) -> str:
    """Return why a figure that agrees with no claim is no error for sure, or empty."""
    return _unsaid(told, one) or _within(told, one, claims) or _elsewhere(told, one, claims, on)


def _within(told: Told, one: Candidate, claims: Claims) -> str:
    """Return that a figure may be the total of some day of the month or year that is named.

    "In 2023 Oryx had confirmed 12,000 losses" tells of those since the invasion.
    """
    base = one.span.base
    if base is None or base <= WAR_START or one.span.end - base < _LONG:
        return ""
    bounds = [c.value for day in (base, one.span.end) for c in claims.about(one.subject, Span(day))]
    if len(bounds) < 2 or not min(bounds) <= told.statement.value <= max(bounds):  # noqa: PLR2004
        return ""
    return f"may be the total of a day in between, from {min(bounds):,} to {max(bounds):,}"


def _unsaid(told: Told, one: Candidate) -> str:
    """Return why a figure that agrees with no claim is still no error of the article."""
    claimant = codes.claimants()[one.subject.claimant]
    claimed, stated = one.claimed.value, told.statement.value
    doubts = (
        (told.claimant.known == ASSUMED, "the text says not who claims it"),
        (told.belligerent.known == ASSUMED, "the text says not whose losses"),
        (told.period == ASSUMED, "no words tell the period, and no claim is like it"),
        (told.window.rough, "the words may mean other days"),
        (told.outcome.known == ASSUMED, NO_OUTCOME),
        (told.statement.label.role in ("unit", "count") and told.statement.category != "personnel",
         "the words do not tell what was lost"),
        (one.claimed.as_of < FIRST_DAYS, "in the first days figures changed by the hour"),
        (not claimant.statements_a_day and one.span.base is None
         and one.claimed.as_of != one.span.end,
         "said on another day"),
        (max(claimed, stated) > _SMALL
         and not max(claimed, 1) / _ALIEN <= max(stated, 1) <= max(claimed, 1) * _ALIEN,
         "so far from any claim that the words may mean something else"),
    )  # fmt: skip
    reason = next((words for holds, words in doubts if holds), "")
    return f"{reason}; the nearest claim is {claimed:,}" if reason else ""


def _elsewhere(told: Told, one: Candidate, claims: Claims, on: date) -> str:
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
                and compare(told, told.qualifiers[0], claimed, claimed.value) == "agrees"
                and statement.value > HANDFUL
            )
        ):
            said = f"{subject.belligerent} {subject.category} {subject.outcome}"
            what = "in all" if claimed.period_start == WAR_START else f"of {claimed.as_of}"
            return f"fits no claim as the words were read, but that on {said} {what}"
    return ""


def no_claim(subject: Subject, claims: Claims, on: date) -> str:
    """Return that there is nothing to compare with, and what is nearest."""
    who = codes.claimants()[subject.claimant].name_en
    fate = "" if subject.outcome == "lost" else f" {subject.outcome}"
    text = f"no claim of the {who} on {subject.category}{fate} for {on}"
    near = claims.nearest(subject, on)
    return f"{text}; the nearest is {near.value:,} of {near.as_of}" if near else text

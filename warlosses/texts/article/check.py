"""The figures on losses in an article, each against what the claimant had claimed."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from warlosses import codes
from warlosses.codes import WAR_START
from warlosses.data.days import parse_day
from warlosses.errors import ArgumentError
from warlosses.texts.article.agreement import Stated, agreement
from warlosses.texts.article.claims import Claimed, Claims, Subject
from warlosses.texts.article.statements import checkable
from warlosses.texts.language.statements import read_statements

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from warlosses.texts.language.statements import Statement

COLUMNS = (
    *("quote", "start", "end", "category", "measure", "qualifier", "value", "as_of"),
    *("claimed_value", "verdict", "source_url", "reason", "value_high", "period_start"),
    *("claimant", "belligerent", "status"),
)
CONSISTENT, INCONSISTENT, UNVERIFIABLE = "consistent", "inconsistent", "unverifiable"
_MERGED = date(2022, 5, 1)
# The Russian ministry gives one figure for armour; outlets call it by a part.
_RUSSIAN = {
    "tanks": "tanks_armored_vehicles",
    "armored_vehicles": "tanks_armored_vehicles",
    "air_defense": "sam_systems",
}
_SMALL = 0.1  # of the total: a figure without a period that is less is hardly meant as one


@dataclass(frozen=True)
class Verdict:
    """One statement and what became of it."""

    statement: Statement
    qualifier: str
    subject: Subject
    claimed: Claimed | None
    verdict: str
    reason: str
    measure: str


class _Asked(NamedTuple):
    """A statement with what it may be compared with."""

    statement: Statement
    qualifiers: tuple[str, ...]
    subject: Subject
    period: str
    days: tuple[date, ...]


def check(
    text: str, on: str | date | None = None, *, version: str | Path | None = None
) -> pd.DataFrame:
    """Find the statements about losses in a text and compare each with the claim of the day.

    Parameters
    ----------
    text : str
        An article, best in English or Ukrainian.
    on : str or datetime.date
        The day of the article. Where that day's claim does not fit, the day before counts too,
        and the reason says so; a day that the sentence names goes before both.
    version : str or Path, optional
        A release's version or folder; by default the bundled release.

    Returns
    -------
    pandas.DataFrame
        A row a statement: ``quote`` with its ``start`` and ``end``; ``category``; ``measure``
        (``cumulative``, or ``increment`` from ``period_start`` to ``as_of``); ``qualifier`` and
        ``value`` (``value_high`` of a range) as stated; the ``claimed_value`` with its day
        ``as_of``, ``status`` and ``source_url``; the ``verdict`` (``consistent``, ``inconsistent``,
        ``unverifiable``) and the ``reason``. A rounded figure is consistent with what rounds to
        it; a bound must hold and lie near (a true but far one is ``unverifiable``).

    Raises
    ------
    ArgumentError
        No day is given, or none that can be read.
    ReleaseError
        There is no such release.

    Examples
    --------
    >>> found = check("Russia has lost over 3,600 tanks and 400 aircraft since Feb. 24, 2022, "
    ...               "the General Staff said.", on="2023-04-18")
    >>> found[["quote", "claimed_value", "verdict"]]
                   quote  claimed_value       verdict
    0   over 3,600 tanks           3661    consistent
    1       400 aircraft            308  inconsistent
    """
    return _frame(verdicts(text, on, version=version))


def verdicts(
    text: str, on: str | date | None, *, version: str | Path | None = None
) -> list[Verdict]:
    """Return what `check` tells, as objects."""
    day = parse_day("on", on)
    if day is None:
        raise ArgumentError("on: expected the day of the article, YYYY-MM-DD; found none")
    reading = read_statements(text)
    asked = [_ask(statement, qualifiers, day) for statement, qualifiers in checkable(reading)]
    known = {one.subject.claimant for one in asked} & codes.claimants().keys()
    categories = {one.subject.category for one in asked}
    claims = Claims(known, categories, day, version) if known else None
    return [_judge(one, claims) for one in asked]


def _ask(statement: Statement, qualifiers: tuple[str, ...], on: date) -> _Asked:
    claimant = statement.claimant or "ua_general_staff"
    side = {"ua_general_staff": "RU", "ru_mod": "UA"}.get(claimant, "RU")
    subject = Subject(
        claimant, statement.scope.belligerent or side, _category(statement.category, claimant, on),
        statement.outcome,
    )  # fmt: skip
    period, days = _when(statement, on)
    return _Asked(statement, qualifiers, subject, period, days)


def _category(category: str, claimant: str, day: date) -> str:
    if category == "vehicles" and claimant == "oryx":
        return "trucks"
    if category in ("vehicles", "military_vehicles", "fuel_tanks") and claimant != "oryx":
        if day >= _MERGED:
            return "vehicles_fuel_tanks"
        return "military_vehicles" if category == "vehicles" else category
    if claimant == "ru_mod":
        return _RUSSIAN.get(category, category)
    return category


def _when(statement: Statement, on: date) -> tuple[str, tuple[date, ...]]:
    """Return the period of a statement and the days it may end on, the likeliest first."""
    named = statement.scope.day
    period = statement.period or "total"
    if named is not None and named.day is None:
        year = named.year or (on.year - 1 if (named.month or 0) > on.month else on.year)
        end = _end_of(year, named.month, on)
        if period == "month" and named.month:
            return "calendar month", (end,)
        if period == "year":
            return "year", (end,)
    days = [on, on - timedelta(days=1)]
    if named is not None and named.day is not None and named.month is not None:
        said = _dated(named.year or on.year, named.month, named.day)
        if said is not None and named.year is None and said > on:
            said = _dated(on.year - 1, named.month, named.day)
        if said is not None and said <= on:
            days = [said, said - timedelta(days=1), *days] if said >= days[-1] else [said]
    return period, tuple(dict.fromkeys(days))


def _dated(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _end_of(year: int, month: int | None, on: date) -> date:
    month = month or 12
    return min(date(year, month, calendar.monthrange(year, month)[1]), on)


def _judge(asked: _Asked, claims: Claims | None) -> Verdict:
    if asked.subject.claimant not in codes.claimants() or claims is None:
        return _verdict(asked, UNVERIFIABLE, "said by another than the dataset's claimants")
    if asked.period == "other":
        return _verdict(asked, UNVERIFIABLE, "the words do not tell the period's days")
    is_open = not asked.statement.period
    periods = (asked.period, "day") if is_open else (asked.period,)
    found = [
        (day, one)
        for period in periods
        for day in asked.days
        for one in claims.about(asked.subject, period, day)
    ]
    if not found:
        who = codes.claimants()[asked.subject.claimant].name_en
        days = " or ".join(str(day) for day in asked.days)
        reason = f"no claim of the {who} on {asked.subject.category} for {days}"
        return _verdict(asked, UNVERIFIABLE, reason)
    return _best(asked, found) or _worst(asked, *found[0], is_open=is_open)


def _best(asked: _Asked, found: list[tuple[date, Claimed]]) -> Verdict | None:
    """Return the verdict by the first claim that fits, or that a far bound holds for."""
    far: Verdict | None = None
    for day, claimed in found:
        for qualifier in asked.qualifiers:
            result = _compare(asked.statement, qualifier, claimed)
            if result == "agrees":
                reason = _fits(asked, day, claimed)
                return _verdict(asked, CONSISTENT, reason, claimed, qualifier)
            if result == "far" and far is None:
                reason = f"holds, but is far from what was claimed: {claimed.value:,}"
                far = _verdict(asked, UNVERIFIABLE, reason, claimed, qualifier)
    return far


def _worst(asked: _Asked, day: date, claimed: Claimed, *, is_open: bool) -> Verdict:
    if is_open and asked.statement.value < _SMALL * claimed.value:
        reason = "no words tell the period, and no claim is like it"
        return _verdict(asked, UNVERIFIABLE, reason, claimed)
    how = claimed.how.replace("that day", str(day))
    return _verdict(asked, INCONSISTENT, f"{how} is {claimed.value:,}", claimed)


def _verdict(
    asked: _Asked,
    verdict: str,
    reason: str,
    claimed: Claimed | None = None,
    qualifier: str | None = None,
) -> Verdict:
    measure = asked.statement.measure
    if claimed is not None:
        measure = "cumulative" if claimed.period_start == WAR_START else "increment"
    named = qualifier or asked.qualifiers[0]
    return Verdict(asked.statement, named, asked.subject, claimed, verdict, reason, measure)


def _compare(statement: Statement, qualifier: str, claimed: Claimed) -> str:
    stated = Stated(statement.value, qualifier, statement.step, statement.high)
    results = {agreement(stated, number) for number in {claimed.value, claimed.low, claimed.high}}
    if claimed.low <= statement.value <= claimed.high or "agrees" in results:
        return "agrees"
    return "far" if "far" in results else "differs"


def _fits(asked: _Asked, day: date, claimed: Claimed) -> str:
    text = claimed.how
    if asked.period in ("total", "day", ""):
        text = text.replace("that day", str(day))
        if day != asked.days[0]:
            text = f"fits the day before, not {asked.days[0]}: {text}"
    return text


def _frame(found: list[Verdict]) -> pd.DataFrame:
    import pandas as pd

    rows = [_cells(one) for one in found]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in ("value", "claimed_value", "value_high"):
        frame[name] = frame[name].astype("Int64")
    for name in ("start", "end"):
        frame[name] = frame[name].astype("int64")
    for name in ("as_of", "period_start"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    for name in (*("quote", "category", "measure", "qualifier", "verdict", "source_url"),
                 *("reason", "claimant", "belligerent", "status")):  # fmt: skip
        frame[name] = frame[name].astype("str")
    return frame


def _cells(one: Verdict) -> dict[str, Any]:
    statement, claimed = one.statement, one.claimed
    return {
        "quote": statement.quote,
        "start": statement.start,
        "end": statement.end,
        "category": one.subject.category,
        "measure": one.measure,
        "qualifier": one.qualifier,
        "value": statement.value,
        "as_of": claimed.as_of if claimed else None,
        "claimed_value": claimed.value if claimed else None,
        "verdict": one.verdict,
        "source_url": claimed.source_url if claimed else "",
        "reason": one.reason,
        "value_high": statement.high,
        "period_start": claimed.period_start if claimed else None,
        "claimant": one.subject.claimant,
        "belligerent": one.subject.belligerent,
        "status": claimed.status if claimed else "",
    }

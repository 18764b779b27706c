"""The figures on losses in an article, each against what the claimant had claimed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from warlosses import codes
from warlosses.data.days import parse_day
from warlosses.errors import ArgumentError
from warlosses.texts.article.candidates import days_needed, subjects
from warlosses.texts.article.claims import Claims
from warlosses.texts.article.statements import told_statements
from warlosses.texts.article.verdicts import UNREAD, Verdict, judge
from warlosses.texts.language.statements import read_statements

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from warlosses.texts.article.facets import Told
    from warlosses.texts.language.statement import ReadText, UnreadItem

COLUMNS = (
    *("quote", "start", "end", "claimant", "belligerent", "category", "outcome", "measure"),
    *("period_start", "as_of", "qualifier", "value", "value_high", "claimed_value", "verdict"),
    *("reason", "remark", "status", "source_url"),
)
_NUMBERS = ("value", "value_high", "claimed_value")
_PLACES = ("start", "end")
_DAYS = ("period_start", "as_of")
_NO_NOUN = "the noun is not one that schemas/text_labels.csv knows"
_NO_WORDS = "no words tell what is counted"


def check(
    text: str, on: str | date | None = None, *, version: str | Path | None = None
) -> pd.DataFrame:
    """Find the statements about losses in a text and compare each with what had been claimed.

    Parameters
    ----------
    text : str
        An article, best in English or Ukrainian.
    on : str or datetime.date, optional
        The day of the article; by default the last whole day that the text names.
    version : str or Path, optional
        A release's version or folder; by default the bundled release.

    Returns
    -------
    pandas.DataFrame
        A row a statement: ``quote`` with its ``start`` and ``end``; the ``claimant``, the
        ``belligerent`` whose losses they are, ``category`` and ``outcome``; ``measure``
        (``cumulative``, or ``increment`` from ``period_start`` to ``as_of``); ``qualifier`` and
        ``value`` (``value_high`` of a range) as stated; the ``claimed_value`` with its ``status``
        and ``source_url``; the ``verdict``, its ``reason``, and a ``remark`` where the figure
        agrees and the words go further ("killed", of a claim of losses).

        The verdict is ``consistent`` if a claim agrees that fits all the words say;
        ``inconsistent`` only if the words say who claims it, whose losses they are, what became of
        them and over which period, and no reading of these agrees; ``unverifiable`` otherwise, with
        what is missing; ``unread`` of a figure whose noun is not known or not there. A rounded
        figure agrees with what rounds to it, or from three digits on is cut off to it; a bound
        must hold and lie near.

    Raises
    ------
    ArgumentError
        No day is given, or none that can be read, and the text names none; or the
        text is longer than any article.
    ReleaseError
        There is no such release.

    Examples
    --------
    >>> verdicts = check("Russia has lost over 3,600 tanks and 400 aircraft since Feb. 24, 2022, "
    ...                  "the General Staff said.", on="2023-04-18")
    >>> verdicts[["quote", "claimed_value", "verdict"]]
                   quote  claimed_value       verdict
    0   over 3,600 tanks           3661    consistent
    1       400 aircraft            308  inconsistent
    """
    made, unread = verdicts(text, on, version=version)
    return _frame([*(_cells(one) for one in made), *(_unread_cells(one) for one in unread)])


def verdicts(
    text: str, on: str | date | None, *, version: str | Path | None = None
) -> tuple[list[Verdict], list[UnreadItem]]:
    """Return what `check` tells, as objects: the verdicts, and the figures that are not read."""
    read = read_statements(text)
    day = parse_day("on", on) or _own_day(read)
    if day is None:
        raise ArgumentError(
            "on: expected the day of the article, YYYY-MM-DD; found none, nor a whole day in the "
            "text. Say the day with on=."
        )
    told = told_statements(read)
    claims = _claims(told, day, version)
    return [judge(one, claims, day) for one in told], read.unread


def _own_day(read: ReadText) -> date | None:
    """Return the last whole day that a text names: its dateline, or the day of its figures."""
    days = []
    for named in read.days:
        year, month, day = named.day
        if year and month and day:
            try:
                days.append(date(year, month, day))
            except ValueError:
                continue
    later = [day for day in days if day > codes.WAR_START]
    return max(later) if later else None


def _claims(told: list[Told], on: date, version: str | Path | None) -> Claims | None:
    known = codes.claimants().keys()
    claimants = {code for one in told for code in one.claimants} & known
    if not claimants:
        return None
    days: set[date] = set()
    categories: set[str] = set()
    for one in told:
        days |= days_needed(one, on)
        for day in (on, on - timedelta(days=1)):
            categories |= {subject.category for subject, _ in subjects(one, day)}
    return Claims(claimants, categories, days, version)


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    rows.sort(key=lambda row: (row["start"], row["end"]))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in COLUMNS:
        if name in _NUMBERS:
            frame[name] = frame[name].astype("Int64")
        elif name in _PLACES:
            frame[name] = frame[name].astype("int64")
        elif name in _DAYS:
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
        else:
            frame[name] = frame[name].astype("str")
    return frame


def _cells(one: Verdict) -> dict[str, Any]:
    statement, claimed = one.told.statement, one.claimed
    return {
        "quote": statement.quote,
        "start": statement.start,
        "end": statement.end,
        "claimant": one.subject.claimant,
        "belligerent": one.subject.belligerent,
        "category": one.subject.category,
        "outcome": one.told.outcome.value,
        "measure": one.measure,
        "period_start": one.period_start,
        "as_of": one.as_of,
        "qualifier": one.qualifier,
        "value": statement.value,
        "value_high": statement.high,
        "claimed_value": claimed.value if claimed else None,
        "verdict": one.verdict,
        "reason": one.reason,
        "remark": one.remark,
        "status": claimed.status if claimed else "",
        "source_url": claimed.source_url if claimed else "",
    }


def _unread_cells(item: UnreadItem) -> dict[str, Any]:
    empty = dict.fromkeys(COLUMNS, "")
    absent = dict.fromkeys((*_NUMBERS, *_DAYS))
    return {
        **empty, **absent, "quote": item.text, "start": item.start, "end": item.end,
        "verdict": UNREAD, "reason": _NO_NOUN if any(map(str.isalpha, item.text)) else _NO_WORDS,
    }  # fmt: skip

"""From a source's own labels to our codes, by ``schemas/crosswalk.csv`` and its neighbours."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache

from warlosses import codes


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a raw label stands for; without a ``category`` no claim comes of it, for a reason."""

    category: str
    outcome: str
    belligerent: str
    qualifier: str
    reason: str
    valid_from: date
    valid_to: date


@cache
def _index() -> dict[tuple[str, str], list[Meaning]]:
    meanings: dict[tuple[str, str], list[Meaning]] = defaultdict(list)
    for row in codes.rows("crosswalk"):
        meanings[row["source_id"], row["raw_label"]].append(
            Meaning(
                row["category"],
                row["outcome"],
                row["belligerent"],
                row["qualifier"] or "exact",
                row["reason"],
                date.fromisoformat(row["valid_from"]) if row["valid_from"] else date.min,
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max,
            )
        )
    return dict(meanings)


def meaning(source_id: str, label: str, day: date, belligerent: str = "") -> Meaning | None:
    """Return what a source's label means on a day, or None where the crosswalk does not know it.

    Parameters
    ----------
    source_id : str
        The source.
    label : str
        The label as the crosswalk has it.
    day : date
        The claim's day; a label may change its meaning.
    belligerent : str
        Whose losses the row is about, where the row says so.
    """
    for listed in _index().get((source_id, label), ()):
        fits = not belligerent or listed.belligerent in ("", belligerent)
        if fits and listed.valid_from <= day <= listed.valid_to:
            return listed
    return None


@cache
def _fixes() -> dict[tuple[str, str, str], tuple[str, str]]:
    return {
        (r["source_id"], r["as_of"], r["found_url"]): (r["url"], r["reason"])
        for r in codes.rows("link_fixes")
    }


def link(source_id: str, day: date, url: str) -> tuple[str, str]:
    """Return a row's link and a note: another one where ``schemas/link_fixes.csv`` knows better.

    No link, and why, where the link can't be relied on and no other is known.
    """
    for key in ((source_id, day.isoformat(), url), (source_id, "", url)):
        if key in _fixes():
            fixed, reason = _fixes()[key]
            return fixed, f"link {'mended' if fixed else 'dropped'}: {reason}"
    return url, ""


@dataclass(frozen=True, slots=True)
class StatementFix:
    """What is known better than a source of one of its statements; empty where it has it right.

    ``apart`` is the outcome that the source's high end holds beside its low end. A fix that sets
    nothing right but has a reason drops the statement.
    """

    claimant: str
    day: date | None
    qualifier: str
    value: int | None
    apart: str
    source_url: str
    reason: str

    @property
    def drops(self) -> bool:
        """Whether the statement is no claim of the claimant at all."""
        mends = (self.claimant, self.day, self.qualifier, self.value, self.apart, self.source_url)
        return bool(self.reason) and not any(mends)


@cache
def _statement_fixes() -> dict[tuple[str, ...], StatementFix]:
    key = ("source_id", "as_of", "raw_name", "belligerent", "outcome")
    return {
        tuple(row[name] for name in key): StatementFix(
            row["claimant"],
            date.fromisoformat(row["day"]) if row["day"] else None,
            row["qualifier"],
            int(row["value"]) if row["value"] else None,
            row["apart"],
            row["source_url"],
            row["reason"],
        )
        for row in codes.rows("statement_fixes")
    }


def statement_fix(
    source_id: str, day: date, raw_name: str, belligerent: str, outcome: str
) -> StatementFix:
    """Return what ``schemas/statement_fixes.csv`` sets right of a statement; mostly nothing.

    >>> statement_fix("economist", date(2026, 5, 27), "UK MoD", "RU", "killed").claimant
    'uk_gchq'
    """
    key = (source_id, day.isoformat(), raw_name.strip(), belligerent, outcome)
    return _statement_fixes().get(key, StatementFix("", None, "", None, "", "", ""))


@cache
def _aside() -> dict[tuple[str, str, str], str]:
    rows = codes.rows("set_aside")
    return {(r["source_id"], r["as_of"], r["raw_label"]): r["reason"] for r in rows}


def set_aside(source_id: str, label: str, day: date) -> str:
    """Return why a source's row is known to be wrong, by ``schemas/set_aside.csv``, or nothing.

    >>> set_aside("larzs", "missiles", date(2024, 12, 13))
    ''
    """
    one = _aside().get((source_id, day.isoformat(), label), "")
    return one or _aside().get((source_id, day.isoformat(), ""), "")


@cache
def _words() -> dict[str, str]:
    return {row["word"]: row["qualifier"] for row in codes.rows("qualifiers")}


def qualifier(word: str) -> str | None:
    """Return the qualifier's code for the word a source uses; empty means exact.

    >>> qualifier(""), qualifier("about"), qualifier("perhaps")
    ('exact', 'about', None)
    """
    return _words().get(word.strip().lower()) if word.strip() else "exact"


@cache
def _names() -> dict[tuple[str, str], str]:
    return {(r["source_id"], r["raw_name"]): r["claimant"] for r in codes.rows("claimant_names")}


def claimant(source_id: str, raw_name: str) -> str | None:
    """Return the claimant's code for the name a source uses."""
    return _names().get((source_id, raw_name.strip()))


def belligerent(raw_name: str) -> str | None:
    """Return RU or UA for a country's name.

    >>> belligerent("Russia"), belligerent("Belarus")
    ('RU', None)
    """
    return {"russia": "RU", "ukraine": "UA"}.get(raw_name.strip().lower())

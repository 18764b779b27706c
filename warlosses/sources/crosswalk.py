"""From a source's own labels to our codes, by ``schemas/crosswalk.csv`` and its neighbours."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from warlosses import codes

if TYPE_CHECKING:
    from warlosses.sources.copy import Copy


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
    found: dict[tuple[str, str], list[Meaning]] = defaultdict(list)
    for row in codes.rows("crosswalk"):
        found[row["source_id"], row["raw_label"]].append(
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
    return dict(found)


def meaning(
    copy: Copy, name: str, place: str, label: str, day: date, belligerent: str = ""
) -> Meaning:
    """Return what a label means on a day, or stop the build with the label's name.

    Parameters
    ----------
    copy, name, place
        Where the label stands, for the error.
    label : str
        The label as the crosswalk has it.
    day : date
        The claim's day; a label may change its meaning.
    belligerent : str
        Whose losses the row is about, where the row says so.
    """
    for found in _index().get((copy.source.source_id, label), ()):
        fits = not belligerent or found.belligerent in ("", belligerent)
        if fits and found.valid_from <= day <= found.valid_to:
            return found
    raise copy.fail(
        name,
        place,
        f"a label that schemas/crosswalk.csv knows for {copy.source.source_id} on {day}",
        f"{label!r}",
        "If the label is right, add a row for it to schemas/crosswalk.csv "
        "(and, if need be, its category to schemas/categories.csv).",
    )


@cache
def _fixes() -> dict[tuple[str, str, str], tuple[str, str]]:
    return {
        (r["source_id"], r["as_of"], r["found_url"]): (r["url"], r["reason"])
        for r in codes.rows("link_fixes")
    }


def link(copy: Copy, day: date, url: str) -> tuple[str, str]:
    """Return a row's link and a note: another one where ``schemas/link_fixes.csv`` knows better."""
    for key in ((copy.source.source_id, day.isoformat(), url), (copy.source.source_id, "", url)):
        if key in _fixes():
            fixed, reason = _fixes()[key]
            return fixed, f"link mended: {reason}"
    return url, ""


@cache
def _words() -> dict[str, str]:
    return {row["word"]: row["qualifier"] for row in codes.rows("qualifiers")}


def qualifier(copy: Copy, name: str, place: str, word: str) -> str:
    """Return the qualifier's code for the word a source uses; empty means exact."""
    if not word.strip():
        return "exact"
    found = _words().get(word.strip().lower())
    if found is None:
        raise copy.fail(
            name,
            place,
            "a hedge that schemas/qualifiers.csv knows",
            repr(word),
            "Add the word to schemas/qualifiers.csv.",
        )
    return found


@cache
def _names() -> dict[tuple[str, str], str]:
    return {(r["source_id"], r["raw_name"]): r["claimant"] for r in codes.rows("claimant_names")}


def claimant(copy: Copy, name: str, place: str, raw_name: str) -> str:
    """Return the claimant's code for the name a source uses."""
    found = _names().get((copy.source.source_id, raw_name.strip()))
    if found is None:
        raise copy.fail(
            name,
            place,
            "a claimant that schemas/claimant_names.csv knows",
            repr(raw_name),
            "Add the name to schemas/claimant_names.csv.",
        )
    return found


def belligerent(copy: Copy, name: str, place: str, raw_name: str) -> str:
    """Return RU or UA for a country's name."""
    found = {"russia": "RU", "ukraine": "UA"}.get(raw_name.strip().lower())
    if found is None:
        raise copy.fail(name, place, "Russia or Ukraine", repr(raw_name))
    return found

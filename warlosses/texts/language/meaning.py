"""What a label means in a claimant's mouth, on a day: ``schemas/text_meanings.csv``."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import NamedTuple

from warlosses import codes


class _Meaning(NamedTuple):
    since: date
    until: date
    category: str


@cache
def _meanings() -> dict[tuple[str, str], tuple[_Meaning, ...]]:
    known: dict[tuple[str, str], tuple[_Meaning, ...]] = {}
    for row in codes.rows("text_meanings"):
        since = date.fromisoformat(row["since"]) if row["since"] else date.min
        until = date.fromisoformat(row["until"]) if row["until"] else date.max
        key = row["claimant"], row["label"]
        known[key] = (*known.get(key, ()), _Meaning(since, until, row["category"]))
    return known


def meaning(category: str, claimant: str, day: date) -> str:
    """Return the category that a claimant means by what the label alone calls another.

    The General Staff counts fuel tanks among the vehicles from 2022-05-01 on; the Russian
    ministry counts no tanks apart from other armour, and no vehicles but special military ones.

    >>> meaning("vehicles", "ua_general_staff", date(2022, 4, 30))
    'military_vehicles'
    >>> meaning("tanks", "ru_mod", date(2024, 4, 25)), meaning("tanks", "oryx", date(2024, 4, 25))
    ('tanks_armored_vehicles', 'tanks')
    """
    for one in _meanings().get((claimant, category), ()):
        if one.since <= day <= one.until:
            return one.category
    if category in ("vehicles", "trucks") and (claimant, category) not in _meanings():
        return meaning(category, codes.GENERAL_STAFF, day)
    return category

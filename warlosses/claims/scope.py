"""Where a claimant changed what it counts under the same name: a total there is no sequel."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from warlosses import codes

if TYPE_CHECKING:
    import pandas as pd


class ScopeChange(NamedTuple):
    """One row of ``schemas/scope_changes.csv``.

    The change itself is of some day after ``old_until``, the last that is known to count as before,
    and not after ``new_from``, the first that is known not to.
    """

    claimant: str
    category: str
    old_until: date
    new_from: date
    note: str


@cache
def scope_changes() -> tuple[ScopeChange, ...]:
    """Return the changes of scope that are known.

    >>> scope_changes()[0].category
    'all_equipment'
    """
    return tuple(
        ScopeChange(
            row["claimant"],
            row["category"],
            date.fromisoformat(row["old_until"]),
            date.fromisoformat(row["new_from"]),
            row["note"],
        )
        for row in codes.rows("scope_changes")
    )


def changes_of(claimant: str, category: str) -> list[ScopeChange]:
    """Return the changes of one claimant's category."""
    return [c for c in scope_changes() if (c.claimant, c.category) == (claimant, category)]


def steps_across(claimant: str, category: str, days: pd.Index) -> list[int]:
    """Return the places of the days whose total may count something else than the one before.

    >>> import pandas as pd
    >>> days = pd.to_datetime(["2026-04-28", "2026-05-01", "2026-05-16", "2026-05-17"])
    >>> steps_across("oryx", "all_equipment", days), steps_across("oryx", "tanks", days)
    ([2], [])
    """
    return [
        at
        for change in changes_of(claimant, category)
        for at in range(1, len(days))
        if days[at].date() > change.old_until and days[at - 1].date() < change.new_from
    ]

"""What every reader yields: a reading of one claim, or a row that can't be used and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warlosses.claims.claim_id import ClaimKey, default_period_start, format_claim_id

if TYPE_CHECKING:
    from datetime import date, datetime


class Reading(NamedTuple):
    """One figure as one source gives it. ``recorded_at`` None: when its copy was taken."""

    source_id: str
    claimant: str
    belligerent: str
    category: str
    outcome: str
    measure: str
    as_of: date
    value: int | None
    source_url: str
    raw_label: str
    qualifier: str = "exact"
    value_low: int | None = None
    value_high: int | None = None
    period_start: date | None = None
    recorded_at: datetime | None = None
    superseded_at: datetime | None = None
    note: str = ""

    @property
    def claim_id(self) -> str:
        """The id of the claim that was read."""
        start = self.period_start or default_period_start(self.measure, self.as_of)
        return format_claim_id(
            ClaimKey(
                self.claimant,
                self.belligerent,
                self.category,
                self.outcome,
                self.measure,
                self.as_of,
                start,
            )
        )


class Rejected(NamedTuple):
    """A row that gives no reading: listed in the build report, never dropped in silence."""

    source_id: str
    place: str
    label: str
    day: str
    reason: str


class Figure(NamedTuple):
    """The numbers of a reading: a point, a range or a bound, and the hedge."""

    value: int | None
    value_low: int | None
    value_high: int | None
    qualifier: str


def figure(
    point: int | None, low: int | None, high: int | None, qualifier: str = "exact"
) -> Figure:
    """Settle point, range and bound into the columns of the tables.

    A bound is a stated figure: it goes into ``value`` too, with a qualifier that says which way.

    Examples
    --------
    >>> figure(None, 2870, None, "more_than")
    Figure(value=2870, value_low=2870, value_high=None, qualifier='more_than')
    >>> figure(None, 15000, 20000)
    Figure(value=None, value_low=15000, value_high=20000, qualifier='range')
    >>> figure(None, None, 25000)
    Figure(value=25000, value_low=None, value_high=25000, qualifier='up_to')
    """
    if low is not None and low == high:
        point, low, high = low, None, None
    if low is not None and high is not None:
        return Figure(point, low, high, "range")
    if point is None and low is not None:
        point, qualifier = low, qualifier if qualifier != "exact" else "at_least"
    elif point is None and high is not None:
        point, qualifier = high, qualifier if qualifier != "exact" else "up_to"
    lower = point if qualifier in ("at_least", "more_than") else None
    upper = point if qualifier in ("almost", "up_to") else None
    return Figure(point, lower, upper, qualifier)

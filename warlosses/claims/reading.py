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

"""From what was read to the tables of a release: pure, without a file or a clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from warlosses import codes
from warlosses.building.report import make_report
from warlosses.building.tables import check, check_corrections, code_lists, typed
from warlosses.building.version import data_through
from warlosses.claims import ledger
from warlosses.claims.settle import reconcile

if TYPE_CHECKING:
    from collections.abc import Callable

    from warlosses.building.intake import Intake


@dataclass(frozen=True)
class Settled:
    """The tables of a release, by name; and the readings that are only compared with."""

    tables: dict[str, pd.DataFrame]
    comparisons: pd.DataFrame

    @property
    def data_through(self) -> str:
        """The day that the daily bulletins run through."""
        return data_through(self.tables["claims"])

    @property
    def recorded_through(self) -> str:
        """The newest time in the ledger and the decisions: what is known later is known now."""
        observations, decided = self.tables["observations"], self.tables["corrections"]
        times = [observations["recorded_at"].max(), observations["superseded_at"].max()]
        if len(decided):
            times.append(decided["decided_on"].max().tz_localize("UTC"))
        return str(max(t for t in times if not pd.isna(t)).isoformat())

    def report(self, intake: Intake) -> dict[str, Any]:
        """Return the build's report."""
        claims, observations, decided = (
            self.tables[name] for name in ("claims", "observations", "corrections")
        )
        return make_report(claims, observations, decided, self.comparisons, intake.rejected)


def settle(
    intake: Intake,
    prior: pd.DataFrame,
    corrections: pd.DataFrame,
    tell: Callable[[str], None] = lambda _: None,
) -> Settled:
    """Continue the ledger by what was read, settle the claims, and check the tables.

    Parameters
    ----------
    intake : Intake
        What was read.
    prior : pandas.DataFrame
        The ledger of the release before; empty for a new one.
    corrections : pandas.DataFrame
        This project's decisions.
    tell : callable
        Told in a few words what is being done.

    Raises
    ------
    SourceError
        A row breaks its table's schema, or a decision is on no claim.
    """
    fresh = ledger.to_frame(intake.readings, intake.taken_at)
    barred = [s.source_id for s in codes.sources().values() if not s.publishable]
    compared = fresh["source_id"].isin(barred)
    comparisons, fresh = fresh[compared], fresh[~compared]
    tell("continuing the ledger")
    observations = ledger.extend(prior, fresh, complete=intake.complete)
    tell("settling the claims")
    claims = reconcile(observations, corrections, comparisons)
    tell("checking the tables")
    check_corrections(corrections, claims)
    tables = typed(
        {
            "claims": claims,
            "observations": observations,
            "corrections": corrections,
            **code_lists(),
        }
    )
    for name, frame in tables.items():
        check(name, frame)
    return Settled(tables, comparisons)

"""The story of one claim: who read it how and when, and what was decided about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pyarrow.compute as pc

from warlosses.data.backends import to_pandas
from warlosses.data.query import QUERY
from warlosses.data.tables import read_arrow
from warlosses.errors import ArgumentError, near_matches
from warlosses.releases.find import find_release

if TYPE_CHECKING:
    from pathlib import Path

    from warlosses.releases.release import Release

COLUMNS = (
    "at",
    "event",
    "source_id",
    "value",
    "value_low",
    "value_high",
    "qualifier",
    "until",
    "source_url",
    "note",
)


def history(claim_id: str, *, version: str | Path | None = None) -> pd.DataFrame:
    """Return a claim's readings and corrections in the order of time.

    Parameters
    ----------
    claim_id : str
        The claim's id, as in ``load()["claim_id"]``.
    version : str or Path, optional
        A release's version or folder; by default the bundled release.

    Returns
    -------
    pandas.DataFrame
        ``at`` (when, UTC), ``event`` (``read`` or ``corrected``), ``source_id``, the figure and
        its hedge, ``until`` (when that source showed something else; null while it still does),
        ``source_url`` and ``note`` (for a correction, the reason).

    Raises
    ------
    ArgumentError
        No reading of such a claim; near ids are listed.

    Examples
    --------
    >>> import warlosses as wl
    >>> story = wl.history("ua_general_staff.RU.personnel.lost.cumulative.2024-01-02")
    >>> story.loc[story["source_id"] == "petroivaniuk", "value"].tolist()
    [360820, 792170, 360820]
    """
    release = find_release(version)
    if not isinstance(claim_id, str):
        raise ArgumentError(f"claim_id: expected an id as text; found {claim_id!r}")
    readings = _rows(release, "observations", claim_id)
    decisions = _rows(release, "corrections", claim_id)
    if readings.empty and decisions.empty:
        raise ArgumentError(unknown_claim(release, claim_id))
    read = readings.rename(columns={"recorded_at": "at", "superseded_at": "until"})
    read = read.assign(event="read")
    decided = decisions.rename(
        columns={"to_value": "value", "reason": "note", "evidence_url": "source_url"}
    ).assign(
        at=decisions["decided_on"].dt.tz_localize("UTC"), event="corrected", source_id="corrections"
    )
    story = pd.concat([read, decided], ignore_index=True) if len(decided) else read
    story = story.reindex(columns=list(COLUMNS)).sort_values("at", kind="stable", ignore_index=True)
    texts = ["event", "source_id", "qualifier", "source_url", "note"]
    story[texts] = story[texts].astype("str")
    story.attrs = {**readings.attrs, QUERY: {"table": "observations", "claim_id": claim_id}}
    return story


def _rows(release: Release, table: str, claim_id: str) -> pd.DataFrame:
    data = read_arrow(release, table)
    return to_pandas(data.filter(pc.equal(data.column("claim_id"), claim_id)), release)


def unknown_claim(release: Release, claim_id: str) -> str:
    """Return what to say where a release has no such claim: ids that are near."""
    ids = read_arrow(release, "claims").column("claim_id")
    # Comparing with every id would take minutes: those that end alike come first, then its series.
    end, start = claim_id.rpartition(".")[2], claim_id.rpartition(".")[0]
    alike = ids.filter(pc.ends_with(ids, end)).to_pylist() if end else []
    series = ids.filter(pc.starts_with(ids, start)).to_pylist() if start else []
    pool = [*alike[:2000], *series[:5000]] or ids.slice(0, 1).to_pylist()
    near = near_matches(claim_id, pool, cutoff=0.6)
    hint = (
        f"near: {', '.join(near)}" if near else f"ids look like {pool[0]}" if pool else "none here"
    )
    return f"no reading of a claim {claim_id!r} in release {release.version}; {hint}"

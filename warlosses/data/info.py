"""What a release holds, told from its manifest and report: no table is read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from warlosses.errors import ReleaseError
from warlosses.notebook import html_facts
from warlosses.releases.find import find_release

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class ReleaseInfo:
    """What a release holds.

    Attributes
    ----------
    version, schema_version, licence : str
        Of the data.
    data_through : datetime.date
        The day that the daily bulletins run through; single claims may be later.
    age_days : int
        Days since then.
    folder : Path
        Where the release is.
    rows : dict
        Number of rows by table.
    claims_by_claimant : dict
        Number of claims by claimant, and by status within it.
    changes : dict
        Claims that are new, changed or withdrawn against the release before.
    previous : str or None
        The version before.
    """

    version: str
    schema_version: str
    data_through: date
    age_days: int
    licence: str
    folder: Path
    rows: dict[str, int]
    claims_by_claimant: dict[str, dict[str, int]]
    changes: dict[str, int]
    previous: str | None

    def to_dict(self) -> dict[str, Any]:
        """Return the facts ready for JSON: the day as ISO text, the folder as text."""
        return {
            **asdict(self),
            "data_through": self.data_through.isoformat(),
            "folder": str(self.folder),
        }

    def _repr_html_(self) -> str:
        facts = self.to_dict()
        facts["claims_by_claimant"] = {
            claimant: sum(by.values()) for claimant, by in self.claims_by_claimant.items()
        }
        return html_facts(facts, caption=f"warlosses {self.version}, {self.age_days:,} days old")


def info(version: str | Path | None = None) -> ReleaseInfo:
    """Tell what a release holds, and how old it is.

    Parameters
    ----------
    version : str or Path, optional
        A release's version or folder; by default the bundled release.

    Returns
    -------
    ReleaseInfo
        Its facts as attributes; ``.to_dict()``. `coverage` tells which days each series has.

    Raises
    ------
    ReleaseError
        There is no such release, or it is incomplete.

    Examples
    --------
    >>> import warlosses as wl
    >>> told = wl.info("2026.9.6")
    >>> told.data_through
    datetime.date(2026, 9, 6)
    >>> told.rows["claims"] == sum(sum(n.values()) for n in told.claims_by_claimant.values())
    True
    """
    release = find_release(version)
    manifest = release.manifest
    report = release.report
    try:
        data_through = date.fromisoformat(manifest.data_through)
        return ReleaseInfo(
            version=release.version,
            schema_version=manifest.schema_version,
            data_through=data_through,
            age_days=(datetime.now(UTC).date() - data_through).days,
            licence=manifest.licence,
            folder=release.folder,
            rows=manifest.rows,
            claims_by_claimant=report["by_claimant_and_status"],
            changes=manifest.changes,
            previous=manifest.previous,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ReleaseError(
            f"{release.folder}: expected a manifest and a report of this schema; found {error!r}."
        ) from error

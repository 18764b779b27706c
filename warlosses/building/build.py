"""From copies of the sources to a release: the step that has effects."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warlosses.building.intake import Intake, refuse_loss, take_in
from warlosses.building.settled import Settled, settle
from warlosses.building.tables import read_corrections
from warlosses.building.version import last_days, version_of
from warlosses.building.writer import copy_release, to_arrow, write_release
from warlosses.claims import ledger
from warlosses.data.backends import to_frame
from warlosses.data.changes import compare_claims, count, read_claims
from warlosses.files import alone_in
from warlosses.paths import bundled_releases_dir, datasets_dir, expanded
from warlosses.releases.find import find_release
from warlosses.releases.listing import listed_versions, newest
from warlosses.releases.manifest import Manifest
from warlosses.schema import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from warlosses.releases.release import Release

LICENCE = "CC-BY-4.0"


@dataclass(frozen=True)
class BuildResult:
    """What a build made: the release, whether it is new, its report and what changed."""

    release: Release
    is_new: bool
    report: dict[str, Any]
    changes: dict[str, int]


def build(
    mirror: str | Path,
    out: str | Path,
    *,
    previous: str | Path | None = None,
    from_scratch: bool = False,
    contributions: str | Path | None = None,
    corrections: str | Path | None = None,
    accept_loss: bool = False,
    progress: Callable[[str], None] | None = None,
) -> BuildResult:
    """Build a release from a mirror of the sources, continuing the ledger of the release before.

    Parameters
    ----------
    mirror : path
        Folder of copies with its ``SOURCES.toml``.
    out : path
        Folder of releases: the new one becomes ``out/<version>`` and is listed in
        ``out/index.json``.
    previous : path or version, optional
        The release to continue; by default the newest in ``out``, else the bundled one.
    from_scratch : bool
        Start a new ledger from what the sources' histories tell.
    contributions, corrections : path, optional
        Folder of contribution files and the corrections' CSV; by default the package's own.
    accept_loss : bool
        Build although a source's copy lacks many claims that it had before.
    progress : callable, optional
        Told in a word what is being done.

    Returns
    -------
    BuildResult
        Where nothing changed, ``is_new`` is False and the release is the one before (copied into
        ``out`` if it was not there).

    Raises
    ------
    SourceError
        A file is missing, cut off, of another format, or has a label that the crosswalk does not
        know. No release is touched.
    """
    tell = progress or (lambda _: None)
    out = expanded(out)
    # What is asked for and what is read come first: if they fail, not even a folder is made.
    asked_for = None if previous is None else find_release(previous)
    tell("reading the sources")
    intake = take_in(expanded(mirror), Path(contributions or datasets_dir() / "contributions"))
    with alone_in(out, tell):  # from looking what stands to listing what is new
        before = None if from_scratch else asked_for or _newest_here(out)
        if before and not accept_loss:
            refuse_loss(intake, {i.source_id: i.claims for i in before.manifest.inputs})
        decided = read_corrections(Path(corrections or datasets_dir() / "corrections.csv"))
        prior = _ledger_of(before) if before else ledger.empty()

        settled = settle(intake, prior, decided, tell)
        changes = _changes(before, settled.tables["claims"])

        standing = before or newest(out)
        if standing and _is_unchanged(standing, settled):
            return BuildResult(copy_release(standing, out), False, standing.report, changes)
        tell("writing the release")
        report = settled.report(intake)
        manifest = _describe(settled, intake, before, changes, out)
        release = write_release(settled.tables, out, manifest, report)
        return BuildResult(release, True, report, changes)


def _newest_here(out: Path) -> Release | None:
    listed = newest(out)
    if listed is None and listed_versions(bundled_releases_dir()):
        return find_release()
    return listed


def _ledger_of(release: Release) -> pd.DataFrame:
    return to_frame(release.read("observations"))


def _changes(before: Release | None, claims: pd.DataFrame) -> dict[str, int]:
    """Return how many claims are new, changed or withdrawn against the release before."""
    if before is None:
        return {"new": len(claims), "changed": 0, "withdrawn": 0}
    return count(compare_claims(read_claims(before), claims))


def _is_unchanged(standing: Release, settled: Settled) -> bool:
    return all(
        to_arrow(name, frame, {}).equals(standing.read(name).replace_schema_metadata(None))
        for name, frame in settled.tables.items()
    )


def _describe(
    settled: Settled, intake: Intake, before: Release | None, changes: dict[str, int], out: Path
) -> Manifest:
    through = settled.data_through
    return Manifest(
        version=_free_version(through, before, out),
        schema_version=SCHEMA_VERSION,
        licence=LICENCE,
        data_through=through,
        recorded_through=settled.recorded_through,
        previous=before.version if before else None,
        changes=changes,
        inputs=intake.inputs(),
        last_days=last_days(settled.tables["claims"]),
    )


def _free_version(through: str, before: Release | None, out: Path) -> str:
    base = version_of(through)
    taken = {*listed_versions(out), *([before.version] if before else [])}
    version, number = base, 0
    while version in taken:
        number += 1
        version = f"{base}.{number}"
    return version

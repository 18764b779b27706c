"""From copies of the sources to a release: the step that has effects."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow.parquet as pq

from warlosses import codes
from warlosses.building import contributed
from warlosses.building.intake import Intake, refuse_loss, take_in
from warlosses.building.report import make_report
from warlosses.building.tables import check_tables, code_lists, read_corrections
from warlosses.building.version import data_through, version_of
from warlosses.building.writer import copy_release, to_arrow, write_release
from warlosses.claims import ledger
from warlosses.claims.settle import reconcile
from warlosses.data.backends import to_frame
from warlosses.data.changes import compare_claims, count, read_claims
from warlosses.paths import datasets_dir
from warlosses.releases.find import find_release
from warlosses.releases.release import Release, newest, read_index
from warlosses.sources.mirror import file_names, open_mirror
from warlosses.sources.registry import READERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from warlosses.sources.copy import Copy


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
    out = Path(out)
    before = None if from_scratch else _previous(previous, out)
    tell("reading the sources")
    copies = open_mirror(Path(mirror))
    contributed_files = contributed.contribution_files(
        Path(contributions or datasets_dir() / "contributions")
    )
    intake = take_in(copies, contributed_files)
    if before and not accept_loss:
        refuse_loss(intake, copies, _claims_before(before))
    taken_at = {copy.source.source_id: copy.taken_at for copy in copies}
    fresh = ledger.to_frame(intake.readings, taken_at)
    barred = [s.source_id for s in codes.sources().values() if not s.publishable]
    compared = fresh["source_id"].isin(barred)
    comparisons, fresh = fresh[compared], fresh[~compared]

    prior = _load(before, "observations") if before else ledger.empty()
    complete = _complete_sources(copies, contributed_files)
    tell("continuing the ledger")
    observations = ledger.extend(prior, fresh, complete=complete)
    decided = read_corrections(Path(corrections or datasets_dir() / "corrections.csv"))
    tell("settling the claims")
    claims = reconcile(observations, decided, comparisons)

    frames = {
        "claims": claims,
        "observations": observations,
        "corrections": decided,
        **code_lists(),
    }
    tell("checking the tables")
    check_tables(frames, decided, claims)
    through = data_through(claims)
    changes = _changes(before, claims)
    held = before or newest(out)
    if held and _unchanged(held, frames):
        return BuildResult(copy_release(held, out), False, held.report, changes)
    version = _version(through, before, out)
    tell("writing the release")
    report = make_report(claims, observations, decided, comparisons, intake.rejected)
    release = write_release(
        frames,
        out,
        version,
        {
            "data_through": through,
            "recorded_through": _recorded_through(observations, decided),
            "previous": before.version if before else None,
            "changes": changes,
            "inputs": [_input(copy, intake) for copy in copies],
        },
        report,
    )
    return BuildResult(release, True, report, changes)


def _previous(previous: str | Path | None, out: Path) -> Release | None:
    if previous is not None:
        return find_release(previous)
    listed = newest(out)
    if listed is None and read_index(datasets_dir() / "releases"):
        return find_release()
    return listed


def _complete_sources(copies: list[Copy], contributions: list[Path]) -> set[str]:
    """Return the sources whose copy holds all that they show; a lone snapshot does not."""
    whole = {c.source.source_id for c in copies if READERS[c.source.source_id].files}
    return whole | {codes.source_of(path).source_id for path in contributions}


def _claims_before(before: Release) -> dict[str, int]:
    return {i["source_id"]: i["claims"] for i in before.manifest["inputs"] if "claims" in i}


def _load(release: Release, table: str) -> pd.DataFrame:
    return to_frame(pq.read_table(release.path(table)))


def _recorded_through(observations: pd.DataFrame, decided: pd.DataFrame) -> str:
    """Return the newest time in the ledger and the decisions: what is known later is known now."""
    times = [observations["recorded_at"].max(), observations["superseded_at"].max()]
    if len(decided):
        times.append(decided["decided_on"].max().tz_localize("UTC"))
    return str(max(t for t in times if not pd.isna(t)).isoformat())


def _version(through: str, before: Release | None, out: Path) -> str:
    base = version_of(through)
    taken = {*read_index(out), *([before.version] if before else [])}
    version, number = base, 0
    while version in taken:
        number += 1
        version = f"{base}.{number}"
    return version


def _changes(before: Release | None, claims: pd.DataFrame) -> dict[str, int]:
    """Return how many claims are new, changed or withdrawn against the release before."""
    if before is None:
        return {"new": len(claims), "changed": 0, "withdrawn": 0}
    return count(compare_claims(read_claims(before), claims))


def _unchanged(before: Release, frames: dict[str, pd.DataFrame]) -> bool:
    for name, frame in frames.items():
        held = pq.read_table(before.path(name))
        if not to_arrow(name, frame, {}).equals(held.replace_schema_metadata(None)):
            return False
    return True


def _input(copy: Copy, intake: Intake) -> dict[str, Any]:
    taken: datetime | None = copy.taken_at
    return {
        "source_id": copy.source.source_id,
        "repo": copy.source.repo,
        "commit": copy.commit,
        "taken_at": taken.isoformat() if taken else None,
        "claims": intake.claims[copy.source.source_id],
        "sha256": {name: copy.sha256(name) for name in file_names(copy)},
    }

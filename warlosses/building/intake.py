"""What comes in: every copy's readings, refused where no source can mean what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from warlosses.building import contributed
from warlosses.claims.reading import Reading, Rejected
from warlosses.errors import SourceError
from warlosses.sources.mirror import file_names
from warlosses.sources.registry import READERS

if TYPE_CHECKING:
    from pathlib import Path

    from warlosses.sources.copy import Copy

# More of a source's claims gone than this, and its copy is taken for damaged.
_TOLERATED_LOSS = 0.01


@dataclass
class Intake:
    """All readings, the contributed ones first; what could not be used; claims read by source."""

    readings: list[Reading] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    claims: dict[str, int] = field(default_factory=dict)


def take_in(copies: list[Copy], contributions: list[Path]) -> Intake:
    """Read the contribution files, then the copies.

    Raises
    ------
    SourceError
        A file is not what it should be, or has a figure that can't be: of a day after the copy
        was taken, a total below zero, two totals of one day in one bulletin's transcription.
    """
    intake = Intake()
    for path in contributions:
        intake.readings.extend(contributed.read(path))
    for copy in copies:
        seen: dict[str, Reading] = {}
        for found in READERS[copy.source.source_id].read(copy):
            if isinstance(found, Rejected):
                intake.rejected.append(found)
                continue
            _refuse_impossible(copy, found, seen.get(found.claim_id))
            seen[found.claim_id] = found
            intake.readings.append(found)
        intake.claims[copy.source.source_id] = len(seen)
    return intake


def refuse_loss(intake: Intake, copies: list[Copy], before: dict[str, int]) -> None:
    """Stop where a copy has clearly fewer claims than the same source's copy had before.

    Parameters
    ----------
    intake : Intake
        What was read.
    copies : list of Copy
        The copies it was read from.
    before : dict of str to int
        Number of claims by source, as the release before names its inputs.
    """
    for copy in copies:
        had = before.get(copy.source.source_id, 0)
        lost = had - intake.claims[copy.source.source_id]
        # A lone snapshot holds a day's claims, where the copy before may have held all days'.
        if lost > had * _TOLERATED_LOSS and not _is_snapshot(copy):
            raise SourceError(
                f"{copy.folder} ({', '.join(file_names(copy))}): expected the {had:,} claims that "
                f"{copy.source.source_id} had before; found {lost:,} of them gone (cut off?). "
                "Fetch the file again, or, if the source really withdrew them, build with "
                "--accept-loss; no release was touched."
            )


def _refuse_impossible(copy: Copy, found: Reading, same: Reading | None) -> None:
    names = ", ".join(file_names(copy))
    place = f"{found.raw_label!r} of {found.as_of}"
    taken = copy.taken_at
    if taken is not None and found.as_of > taken.date() + timedelta(days=1):
        raise copy.fail(names, place, f"a day up to the copy's own, {taken.date()}", found.as_of)
    if found.measure == "cumulative" and found.value is not None and found.value < 0:
        raise copy.fail(names, place, "a total of zero or more", found.value)
    bulletin = copy.source.transcribes == "ua_general_staff" and found.recorded_at is None
    if bulletin and same is not None and same.recorded_at is None and same.value != found.value:
        raise copy.fail(names, place, "one figure", f"two, {same.value} and {found.value}")


def _is_snapshot(copy: Copy) -> bool:
    reader = READERS[copy.source.source_id]
    history = reader.optional_files[:1]
    return not reader.files and not any(copy.has(name) for name in history)

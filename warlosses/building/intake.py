"""What comes in: every copy's readings, refused where no source can mean what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from warlosses import codes, letters
from warlosses.building import contributed
from warlosses.claims.reading import Reading, Rejected
from warlosses.errors import SourceError
from warlosses.releases.manifest import Input
from warlosses.sources.mirror import file_names, open_mirror
from warlosses.sources.registry import READERS
from warlosses.validation.rules.attribution import no_links

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from warlosses.sources.copy import Copy

# More of a source's claims gone than this, and its copy is taken for damaged.
_TOLERATED_LOSS = 0.01


@dataclass
class Intake:
    """All readings, the contributed ones first; what could not be used; and the copies read."""

    copies: list[Copy]
    contributions: list[Path]
    readings: list[Reading] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    claims: dict[str, int] = field(default_factory=dict)

    @property
    def taken_at(self) -> dict[str, datetime | None]:
        """When the copy of each source was taken."""
        return {copy.source.source_id: copy.taken_at for copy in self.copies}

    @property
    def complete(self) -> set[str]:
        """The sources whose copy holds all that they show; a lone snapshot does not."""
        names = [copy.source.source_id for copy in self.copies]
        whole = {source_id for source_id in names if READERS[source_id].files}
        return whole | {codes.source_of(path).source_id for path in self.contributions}

    def inputs(self) -> tuple[Input, ...]:
        """Return what the manifest says of the copies."""
        return tuple(
            Input(
                source_id=copy.source.source_id,
                repo=copy.source.repo,
                commit=copy.commit,
                taken_at=copy.taken_at.isoformat() if copy.taken_at else None,
                claims=self.claims[copy.source.source_id],
                sha256={name: copy.sha256(name) for name in file_names(copy)},
            )
            for copy in self.copies
        )


def take_in(mirror: Path, contributions: Path) -> Intake:
    """Read the contribution files of a folder, then the copies of a mirror.

    Raises
    ------
    SourceError
        A file is not what it should be, or has a figure that can't be: of a day after the copy
        was taken, a total below zero, two totals of one day in one bulletin's transcription.
    """
    copies = open_mirror(mirror)
    intake = Intake(copies, contributed.contribution_files(contributions))
    for path in intake.contributions:
        intake.readings.extend(contributed.read_contributed(path))
    for copy in copies:
        seen: dict[str, Reading] = {}
        names = ", ".join(file_names(copy))
        read = list(READERS[copy.source.source_id].read(copy))
        broken = no_links({given.source_url for given in read if isinstance(given, Reading)})
        for given in read:
            if isinstance(given, Rejected):
                intake.rejected.append(given)
                continue
            if given.source_url in broken:
                raise copy.fail(
                    names, _place(given), "a link by the rule for contributions (WL402)",
                    ascii(given.source_url[:100]),
                )  # fmt: skip
            _refuse_impossible(copy, names, given, seen.get(given.claim_id))
            seen[given.claim_id] = given
            intake.readings.append(given)
        intake.claims[copy.source.source_id] = len(seen)
    return intake


def refuse_loss(intake: Intake, before: Mapping[str, int | None]) -> None:
    """Stop where a copy has clearly fewer claims than the same source's copy had before.

    Parameters
    ----------
    intake : Intake
        What was read.
    before : mapping of str to int
        Number of claims by source, as the release before names its inputs.
    """
    for copy in intake.copies:
        had = before.get(copy.source.source_id) or 0
        lost = had - intake.claims[copy.source.source_id]
        # A lone snapshot holds a day's claims, where the copy before may have held all days'.
        if lost > had * _TOLERATED_LOSS and not _is_snapshot(copy):
            raise SourceError(
                f"{copy.folder} ({', '.join(file_names(copy))}): expected the {had:,} claims that "
                f"{copy.source.source_id} had before; found {lost:,} of them gone (cut off?). "
                "Fetch the file again, or, if the source really withdrew them, build with "
                "--accept-loss; no release was touched."
            )


def _place(reading: Reading) -> str:
    return f"{reading.raw_label!r} of {reading.as_of}"


def _refuse_impossible(copy: Copy, names: str, reading: Reading, same: Reading | None) -> None:
    place = _place(reading)
    taken = copy.taken_at
    # The ledger never forgets a reading: what no contribution may hold must not come into it.
    for text in (reading.raw_label, reading.note):
        if letters.hidden(text):
            raise copy.fail(names, place, "a text that can be seen", letters.hidden(text))
    if reading.as_of < codes.WAR_START:
        raise copy.fail(names, place, f"a day from {codes.WAR_START} on", reading.as_of)
    if taken is not None and reading.as_of > taken.date() + timedelta(days=1):
        raise copy.fail(names, place, f"a day up to the copy's own, {taken.date()}", reading.as_of)
    if reading.measure == "cumulative" and reading.value is not None and reading.value < 0:
        raise copy.fail(names, place, "a total of zero or more", reading.value)
    document = codes.documents()[copy.source.transcribes]  # its own may come out again, corrected
    transcribed = document.claimant == "ua_general_staff" and not document.own
    bulletin = transcribed and reading.recorded_at is None
    if bulletin and same is not None and same.recorded_at is None and same.value != reading.value:
        raise copy.fail(names, place, "one figure", f"two, {same.value} and {reading.value}")


def _is_snapshot(copy: Copy) -> bool:
    reader = READERS[copy.source.source_id]
    history = reader.optional_files[:1]
    return not reader.files and not any(copy.has(name) for name in history)

"""The table of readers. Whoever adds a source adds a row here and its labels to ``schemas/``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warlosses.sources import (
    antonronogur,
    economist,
    infographics,
    larzs,
    minfin_csv,
    orc_losses,
    oryx,
    oryx_headings,
    petroivaniuk,
    warspotting,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from warlosses.claims.reading import Reading, Rejected
    from warlosses.sources.copy import Copy


class Reader(NamedTuple):
    """How one source is read.

    ``files`` are looked for in ``folder`` of a mirror. Sources that have no public file to fetch
    again are not here: they live on as contribution files.
    """

    folder: str
    files: tuple[str, ...]
    read: Callable[[Copy], Iterator[Reading | Rejected]]
    optional_files: tuple[str, ...] = ()


READERS: dict[str, Reader] = {
    "petroivaniuk": Reader(
        "petroivaniuk", petroivaniuk.FILES, petroivaniuk.read, (petroivaniuk.HISTORY,)
    ),
    "orc-losses": Reader("orc-losses", orc_losses.FILES, orc_losses.read),
    "general-staff-infographics": Reader(
        "general-staff-infographics", infographics.FILES, infographics.read
    ),
    "general-staff-antonronogur": Reader(
        "general-staff-newest", antonronogur.FILES, antonronogur.read
    ),
    "minfin-csv": Reader("minfin-csv", minfin_csv.FILES, minfin_csv.read),
    "larzs": Reader("larzs", larzs.FILES, larzs.read),
    "oryx-scarnecchia": Reader("oryx", (), oryx.read_scarnecchia, oryx.SCARNECCHIA_FILES),
    "oryx-gsajko": Reader("oryx-headings", oryx_headings.GSAJKO_FILES, oryx_headings.read_gsajko),
    "oryx-klaaswie": Reader(
        "oryx-headings", oryx_headings.KLAASWIE_FILES, oryx_headings.read_klaaswie
    ),
    "warspotting": Reader("warspotting", warspotting.FILES, warspotting.read),
    "economist": Reader("economist", economist.FILES, economist.read),
}

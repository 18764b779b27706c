"""The table of readers. Whoever adds a source adds a row here and its labels to ``schemas/``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warlosses.sources import (
    economist,
    larzs,
    minfin_csv,
    orc_losses,
    oryx,
    petroivaniuk,
)
from warlosses.sources.entered_once import mediazona, ru_mod, statements

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from warlosses.claims.reading import Reading, Rejected
    from warlosses.sources.copy import Copy


class Reader(NamedTuple):
    """How one source is read.

    ``files`` are looked for in ``folder`` of a mirror; ``entered_once`` marks a source that has no
    public file to fetch again and lives on as a contribution file.
    """

    folder: str
    files: tuple[str, ...]
    read: Callable[[Copy], Iterator[Reading | Rejected]]
    optional_files: tuple[str, ...] = ()
    entered_once: bool = False


READERS: dict[str, Reader] = {
    "petroivaniuk": Reader(
        "petroivaniuk", petroivaniuk.FILES, petroivaniuk.read, (petroivaniuk.HISTORY,)
    ),
    "orc-losses": Reader("orc-losses", orc_losses.FILES, orc_losses.read),
    "minfin-csv": Reader("minfin-csv", minfin_csv.FILES, minfin_csv.read),
    "larzs": Reader("larzs", larzs.FILES, larzs.read),
    "oryx-scarnecchia": Reader("oryx", (), oryx.read_scarnecchia, oryx.SCARNECCHIA_FILES),
    "oryx-leedrake5": Reader("oryx", oryx.LEEDRAKE_FILES, oryx.read_leedrake, entered_once=True),
    "ru-mod-briefings": Reader(
        "ru-mod", ru_mod.BRIEFINGS_FILES, ru_mod.read_briefings, entered_once=True
    ),
    "ru-mod-press": Reader("ru-mod", ru_mod.PRESS_FILES, ru_mod.read_press, entered_once=True),
    "economist": Reader("economist", economist.FILES, economist.read),
    "mediazona": Reader("mediazona", mediazona.FILES, mediazona.read, entered_once=True),
    "statements": Reader("statements", statements.FILES, statements.read, entered_once=True),
}

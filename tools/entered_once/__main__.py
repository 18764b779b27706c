"""Enter the sources that have no public file to fetch again: from a mirror into contributions.

``python -m tools.entered_once MIRROR FOLDER`` writes one contribution file a source, and says of
each row that gives no reading why.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from tools.entered_once import mediazona, oryx_retyped, ru_mod, statements
from warlosses.building import contributed
from warlosses.claims.reading import Reading
from warlosses.sources.mirror import open_mirror
from warlosses.sources.registry import Reader

ONCE: dict[str, Reader] = {
    "oryx-leedrake5": Reader("oryx", oryx_retyped.FILES, oryx_retyped.read),
    "ru-mod-briefings": Reader("ru-mod", ru_mod.BRIEFINGS_FILES, ru_mod.read_briefings),
    "ru-mod-press": Reader("ru-mod", ru_mod.PRESS_FILES, ru_mod.read_press),
    "mediazona": Reader("mediazona", mediazona.FILES, mediazona.read),
    "statements": Reader("statements", statements.FILES, statements.read),
}


def enter(mirror: Path, folder: Path) -> dict[str, Counter[str]]:
    """Write the contribution files; return for each how many rows were read, and not, and why."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for copy in open_mirror(mirror, ONCE):
        read = list(ONCE[copy.source.source_id].read(copy))
        readings = [r for r in read if isinstance(r, Reading)]
        path = folder / f"{copy.source.source_id}.csv"
        contributed.write_contributed(readings, path)
        outcome = ("entered" if isinstance(r, Reading) else r.reason for r in read)
        written[path.name] = Counter(outcome)
    return written


if __name__ == "__main__":
    for name, counts in enter(Path(sys.argv[1]), Path(sys.argv[2])).items():
        for reason, rows in counts.items():
            sys.stdout.write(f"{name}: {rows} rows {reason}\n")

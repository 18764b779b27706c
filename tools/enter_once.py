"""Enter the sources that have no public file to fetch again: from a mirror into contributions.

``python -m tools.enter_once MIRROR FOLDER`` writes one contribution file a source.
"""

from __future__ import annotations

import sys
from pathlib import Path

from warlosses.building import contributed
from warlosses.claims.reading import Reading
from warlosses.sources.mirror import open_mirror
from warlosses.sources.registry import READERS


def enter(mirror: Path, folder: Path) -> dict[str, int]:
    """Write the contribution files; return how many rows each has."""
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for copy in open_mirror(mirror):
        reader = READERS[copy.source.source_id]
        if reader.entered_once:
            readings = [r for r in reader.read(copy) if isinstance(r, Reading)]
            path = folder / f"{copy.source.source_id}.csv"
            written[path.name] = contributed.write_contributed(readings, path)
    return written


if __name__ == "__main__":
    for name, rows in enter(Path(sys.argv[1]), Path(sys.argv[2])).items():
        sys.stdout.write(f"{name}: {rows} rows\n")

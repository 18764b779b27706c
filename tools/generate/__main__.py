"""Every file that is made from the declarations in the package, and whether each is current.

``python -m tools.generate`` writes them; with ``--check`` it names those that are stale.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tools.generate import schemas
from tools.generate.citation import citation_file
from tools.generate.coverage_page import coverage_page
from tools.generate.docs import docs_pages
from tools.generate.pictures import pictures
from warlosses.validation.rule_page import rules_page

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]
WHOLE_FOLDERS = ("schemas/generated",)  # all that lies in these is made here


def generate() -> dict[str, str]:
    """Return every generated file: its path below the repository's root, and its text."""
    made = {f"schemas/generated/{name}": text for name, text in schemas.generate().items()}
    made["CITATION.cff"] = citation_file()
    made["docs/rules.md"] = rules_page()
    made["docs/reference/series.md"] = coverage_page()
    return made | docs_pages()


def stale(root: Path) -> list[str]:
    """Return the files that are missing, differ, or should not be there."""
    expected = generate()
    there = {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in (
            *(path for folder in WHOLE_FOLDERS for path in (root / folder).glob("*")),
            *(root / name for name in expected if (root / name).is_file()),
        )
    }
    others = [picture.path for picture in pictures(ROOT) if not picture.is_in(root)]
    return others + sorted(
        name
        for name in expected.keys() | there.keys()
        if name not in expected or there.get(name) != expected[name].encode()
    )


def write(root: Path) -> None:
    """Write the generated files; others beside them stay."""
    drawn = {p.path: p.drawn() for p in pictures(ROOT) if not p.is_in(root)}
    for name, text in {**generate(), **drawn}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files, or check them; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tools.generate", description=__doc__)
    parser.add_argument("root", nargs="?", type=Path, default=ROOT, help="the repository's folder")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 if any is stale"
    )
    given = parser.parse_args(arguments)
    if not given.check:
        write(given.root)
        return 0
    names = stale(given.root)
    for name in names:
        sys.stderr.write(f"stale: {given.root / name}\n")
    if names:
        sys.stderr.write("Run `python -m tools.generate`; delete what it no longer makes.\n")
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main())

"""What a fresh process imports: nothing for the package, one library for a load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"pandas", "pyarrow", "polars", "duckdb", "pandera", "typer", "requests", "numpy", "tuf"}


def imported_by(code: str) -> set[str]:
    """Return the top-level modules that a fresh interpreter holds after running some code."""
    code += "\nimport sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_importing_the_package_imports_nothing_heavy() -> None:
    found = imported_by("import warlosses")
    assert "warlosses" in found
    assert not found & HEAVY


@pytest.mark.parametrize(
    "code",
    [
        "import warlosses.cli",
        "import warlosses as wl; wl.versions()",
        "import warlosses as wl; wl.load(version='2026.9.6', backend='arrow')",
    ],
)
def test_what_needs_no_network_imports_none_of_it(code: str) -> None:
    assert not imported_by(code) & {
        "tuf",
        "securesystemslib",
        "cryptography",
        "requests",
        "filelock",
    }


@pytest.mark.parametrize(
    ("backend", "others"),
    [
        ("polars", {"pandas", "pandera", "duckdb", "requests", "typer"}),
        ("arrow", {"pandas", "pandera", "polars", "duckdb", "requests", "typer"}),
    ],
)
def test_a_load_imports_its_own_library_alone(backend: str, others: set[str]) -> None:
    library = {"arrow": "pyarrow"}.get(backend, backend)
    pytest.importorskip(library)
    found = imported_by(f"import warlosses as wl; wl.load(backend={backend!r})")
    assert library in found
    assert not found & others

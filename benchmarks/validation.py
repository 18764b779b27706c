"""What validating contributions costs: small ones, and a million rows."""

from __future__ import annotations

import tempfile
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from case import Case, Settings
from harness import ROOT, time_once, time_processes
from large_contribution import write

import warlosses as wl
from warlosses.columns import CONTRIBUTION

if TYPE_CHECKING:
    from harness import Measured

LARGE = 1_000_000
_PAIRS_OF_LARGE = 5
_PLAIN = str(ROOT / "benchmarks" / "plain_pandera.py")
_VALIDATE = ["-m", "warlosses", "validate"]
_DAY = "2026-08-15"
# Its column checks alone: the code lists that its foreign keys want are in the enums too.
_FRICTIONLESS = """
import json, sys
from pathlib import Path
from frictionless import Resource, Schema
from warlosses.paths import schemas_dir
path = Path(sys.argv[1])
text = (schemas_dir() / "generated" / "contribution.table-schema.json").read_text()
descriptor = json.loads(text)
del descriptor["foreignKeys"]
schema = Schema.from_descriptor(descriptor)
report = Resource(path=path.name, basepath=str(path.parent), schema=schema).validate()
assert report.valid and report.tasks[0].stats["rows"] == int(sys.argv[2]), report
"""


@cache
def _folder() -> Path:
    folder = tempfile.TemporaryDirectory()
    _kept.append(folder)
    return Path(folder.name)


_kept: list[tempfile.TemporaryDirectory[str]] = []  # removed when the process ends


@cache
def _day() -> str:
    """Write the bulletin of a day, and return its path."""
    path = _folder() / "day.csv"
    found = wl.load(claimants="ua_general_staff", since=_DAY, until=_DAY, measures="cumulative")
    found[list(CONTRIBUTION)].to_csv(path, index=False)
    return str(path)


@cache
def _large(format_name: str) -> str:
    csv, parquet = write(_folder(), LARGE)
    return str(csv if format_name == "csv" else parquet)


def _small(backend: str, settings: Settings) -> Measured:
    theirs = ["-c", f"import {backend}"]
    return time_processes([*_VALIDATE, _day()], theirs, settings.runs)


def _against_plain(format_name: str, settings: Settings) -> Measured:
    path = _large(format_name)
    runs = min(settings.runs, _PAIRS_OF_LARGE)
    return time_processes([*_VALIDATE, path], [_PLAIN, path], runs)


def _against_frictionless(_: Settings) -> Measured:
    path = Path(_large("csv"))
    theirs = ["-c", _FRICTIONLESS, str(path), str(LARGE)]
    return time_once([*_VALIDATE, str(path)], theirs)


CASES = (
    Case(
        "validate-small",
        "`warlosses validate` of a day's bulletin",
        "`import pandera.pandas`, the backend in use",
        1.3,
        partial(_small, "pandera.pandas"),
    ),
    Case(
        "validate-polars",
        "the same",
        "`import pandera.polars`",
        1.3,
        partial(_small, "pandera.polars"),
    ),
    Case(
        "validate-csv",
        "`warlosses validate` of 1,000,000 rows of CSV",
        "a plain pandera schema on pandas",
        0.4,
        partial(_against_plain, "csv"),
    ),
    Case(
        "validate-parquet",
        "`warlosses validate` of 1,000,000 rows of Parquet",
        "a plain pandera schema on pandas",
        0.4,
        partial(_against_plain, "parquet"),
    ),
    Case(
        "validate-frictionless",
        "`warlosses validate` of 1,000,000 rows of CSV, once",
        "`frictionless validate`",
        0.02,
        _against_frictionless,
    ),
)

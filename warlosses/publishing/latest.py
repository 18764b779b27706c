"""The newest release at addresses that stay, in files that any program reads from the web."""

from __future__ import annotations

import gzip
import shutil
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from warlosses.data.export import export
from warlosses.data.load import load
from warlosses.files import Described, replacing
from warlosses.releases.signed_index import Latest

if TYPE_CHECKING:
    from pathlib import Path

    from warlosses.releases.release import Release

CLAIMS = "claims.parquet"
CSV = "claims.csv.gz"
# What a page needs to draw a category; links and times are in the two files of all claims.
_OF_A_CATEGORY = (
    *("as_of", "claimant", "belligerent", "outcome", "measure"),
    *("value", "value_low", "value_high", "qualifier", "status"),
)


def lay_latest(release: Release, folder: Path) -> Latest:
    """Write a release's claims as Parquet, as CSV, and as JSON for each category.

    Parameters
    ----------
    release : Release
        The newest one.
    folder : Path
        Where to; each file appears whole, and those of a category that is no more are removed.

    Returns
    -------
    Latest
        Size and hash of each file, to be signed. The same release gives the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(folder / CLAIMS) as file, release.path("claims").open("rb") as source:
        shutil.copyfileobj(source, file)
    claims = load(version=release.folder, backend="arrow")
    plain = folder / ".claims.csv"
    export(claims, plain)
    with (
        replacing(folder / CSV) as file,
        gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=0) as packed,
        plain.open("rb") as source,
    ):
        shutil.copyfileobj(source, packed)
    plain.unlink()
    names = {CLAIMS, CSV}
    for category in sorted(pc.unique(claims["category"]).to_pylist()):
        rows = claims.filter(pc.equal(claims["category"], category))
        names.add(f"{category}.json")
        export(rows.select(list(_OF_A_CATEGORY)), folder / f"{category}.json")
    for path in folder.glob("*.json"):
        if path.name not in names:
            path.unlink()
    files = {name: Described.of(folder / name) for name in sorted(names)}
    return Latest(release.version, files)

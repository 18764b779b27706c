"""Citing exactly the rows used: their release, their sources, and how to get them again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from warlosses.data import about
from warlosses.data.citation_styles import STYLES, Citation, CitedSource
from warlosses.data.cited_rows import (
    Rows,
    rows_of_claim,
    rows_of_frames,
    rows_of_release,
)
from warlosses.data.history import unknown_claim
from warlosses.data.load import load
from warlosses.data.request import checked_choice
from warlosses.errors import ArgumentError
from warlosses.releases.find import find_release
from warlosses.releases.manifest import MANIFEST, is_version

if TYPE_CHECKING:
    from collections.abc import Mapping

_DOTS_OF_A_CLAIM_ID = 5
_NAMED = 6  # claimants; of more, their number is told


def cite(what: Any = None, style: str = "text", *, version: str | Path | None = None) -> str:
    """Return a citation of exactly the rows used.

    It names the dataset with its version and day, the sources of those rows with their licences
    and commits, the number of rows, a hash of them, and a line of code that gives them again.

    Parameters
    ----------
    what : frame, list of frames, or str, optional
        What `load` gave (in pandas, polars, Arrow or DuckDB), or what was made of it: rows with
        their ``claim_id`` are cited as they are, after their figures were compared with the
        release. Others (wide, daily, side by side, grouped, pivoted) are cited by the query that
        they carry in ``.attrs``, cut to the days and codes that they still show. Or a claim's id; a
        release's version or folder; a Parquet or CSV file that `export` wrote. By default the
        bundled release as a whole.
    style : {"text", "apa", "bibtex", "csl-json", "ris"}
        How to write it.
    version : str or Path, optional
        The release, where the frame does not say it (polars and DuckDB); by default the bundled
        one. Rows that are not of that release are refused.

    Returns
    -------
    str
        Without a line feed at its end. The hash is the SHA-256 of a line for each row,
        ``claim_id``, a tab, ``value`` (empty where there is none) and a line feed, sorted.

    Raises
    ------
    ArgumentError
        The rows cannot be told, or are not those of the release.

    Examples
    --------
    >>> import warlosses as wl
    >>> tanks = wl.load(claimants="ua_general_staff", categories="tanks", measures="cumulative")
    >>> print(wl.cite(tanks.head(3)))
    The warlosses contributors (2026). warlosses: daily loss claims in the Russo-Ukrainian war.
      Data version 2026.9.6, data through 2026-09-06. CC-BY-4.0.
      https://github.com/warlosses/warlosses
    Rows: 3 claims of ua_general_staff
      SHA-256 of (claim_id, value): ...
      wl.load(claimants="ua_general_staff", ... until="2022-02-27", version="2026.9.6")
    Sources of these rows:
      petroivaniuk (3 rows): 2022 Ukraine Russia War Dataset (Petro Ivaniuk). MIT, Copyright ...
        https://github.com/PetroIvaniuk/..., commit 37655f8bbdd6806d2f94416253116b02a750c97b
    """
    checked_choice("style", style, STYLES)
    return STYLES[style](citation_of(rows_of(what, version)))


def rows_of(what: Any, version: str | Path | None = None) -> Rows:
    """Return the rows that are to be cited (see `cite`)."""
    if what is None:
        return rows_of_release(version)
    if isinstance(what, list | tuple):
        return rows_of_frames(list(what), version)
    if not isinstance(what, str | Path):
        return rows_of_frames([what], version)
    if is_version(str(what)) or str(what) == "latest" or (Path(what) / MANIFEST).is_file():
        if version is not None:
            raise ArgumentError(f"version: {what} is one already; drop version={str(version)!r}")
        return rows_of_release(what)
    if Path(what).is_file():
        return rows_of_frames([_read(Path(what))], version)
    if str(what).count(".") < _DOTS_OF_A_CLAIM_ID:
        raise ArgumentError(
            f"expected a frame, a release's version, a claim's id or a file; found {str(what)!r}"
        )
    release = find_release(version)
    claim_id = str(what)
    try:
        return rows_of_claim(claim_id, version)
    except ArgumentError as error:
        raise ArgumentError(unknown_claim(release, claim_id)) from error


def _read(path: Path) -> Any:
    """Return a file that `export` wrote."""
    match path.suffix.lower():
        case ".parquet":
            return pq.read_table(path)
        case ".csv":
            return arrow_csv.read_csv(path)
    raise ArgumentError(f"{path}: expected a Parquet or CSV file; found another ending")


def citation_of(rows: Rows) -> Citation:
    """Return what there is to say of rows."""
    manifest = rows.release.manifest
    known = rows.says_figures
    return Citation(
        title=about.TITLE,
        author=about.AUTHOR,
        homepage=about.HOMEPAGE,
        version=rows.release.version,
        day=manifest.data_through,
        licence=manifest.licence,
        known_on=rows.known_on,
        subject=_subject(rows),
        digest=rows.digest if known else "",
        line=rows.line,
        is_exact=rows.is_exact,
        sources=_sources(rows) if known else [],
    )


def _subject(rows: Rows) -> str:
    """Return what the rows are, in words.

    A single claim is told in full, with the link where it can be read.
    """
    number, table = len(rows.rows), rows.table
    if not rows.says_figures:
        return f"{number:,} {table}"
    if number == 1 and table == "claims":
        return _told(rows.rows.iloc[0])
    noun = {"claims": "claim", "observations": "reading", "corrections": "correction"}[table]
    claimants = sorted(map(str, rows.rows["claimant"].unique()))
    told = ", ".join(claimants) if len(claimants) <= _NAMED else f"{len(claimants)} claimants"
    return f"{number:,} {noun}{'' if number == 1 else 's'} of {told}"


def _told(claim: Any) -> str:
    if pd.isna(claim["value"]):
        ends = (claim["value_low"], claim["value_high"])
        figure = "-".join("" if pd.isna(end) else f"{end:,}" for end in ends)
    else:
        figure = f"{claim['value']:,}"
    return (
        f"1 claim of {claim['claimant']}, {claim['claim_id']}: {figure} ({claim['qualifier']}, "
        f"{claim['status']}), read at {claim['source_url']}"
    )


def _sources(rows: Rows) -> list[CitedSource]:
    """Return the sources of rows, the one of most rows first."""
    ids = (
        rows.rows["source_id"]
        if "source_id" in rows.rows
        else pd.Series(["corrections"]).repeat(len(rows.rows))
    )
    counts = ids.astype(str).value_counts()
    listed = load("sources", version=rows.release.folder).set_index("source_id")
    inputs = {one.source_id: one.to_dict() for one in rows.release.manifest.inputs}
    order = sorted(counts.index, key=lambda name: (-counts[name], name))
    return [
        _source(name, int(counts[name]), listed.loc[name], inputs.get(name, {})) for name in order
    ]


def _source(name: str, rows: int, listed: Any, taken: Mapping[str, Any]) -> CitedSource:
    return CitedSource(
        source_id=name,
        title=str(listed["title"]),
        link=str(listed["repo"]),
        licence=str(listed["licence"]),
        copyright=str(listed["copyright"]),
        commit=taken.get("commit") or "",
        taken_on=(taken.get("taken_at") or "")[:10],
        rows=rows,
    )

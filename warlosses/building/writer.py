"""Writing a release: the same tables give the same bytes, and it appears whole or not at all."""

from __future__ import annotations

import json
import shutil
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from warlosses import columns as names
from warlosses.files import Described, staged_folder
from warlosses.releases.listing import list_release, listed_versions
from warlosses.releases.manifest import MANIFEST, REPORT, to_json
from warlosses.releases.release import METADATA_KEY, Release
from warlosses.schema import TABLES
from warlosses.schema_columns import columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pandas as pd

    from warlosses.releases.manifest import Manifest

_ARROW_TYPES = {
    "string": pa.string(),
    "int64": pa.int64(),
    "int16": pa.int16(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("ms", "UTC"),
}
# Unique or nearly so: a dictionary would only add to the size.
_PLAIN = {"claim_id"}
_MOST_OF_A_DICTIONARY = 8_000_000
# Small enough that one category is under a tenth of the file, large enough for a small footer.
_ROWS_A_GROUP = 8_000


def arrow_schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a table, made from its pandera model.

    >>> arrow_schema("claims").field("as_of").type
    DataType(date32[day])
    """
    return pa.schema(
        pa.field(
            column.name,
            _ARROW_TYPES[column.kind],
            nullable=column.nullable,
            metadata={"description": column.description or "", "unit": column.unit},
        )
        for column in columns(TABLES[table])
    )


def to_arrow(table: str, frame: pd.DataFrame, metadata: Mapping[str, Any]) -> pa.Table:
    """Return a frame in a table's Arrow schema, with the release's facts in the metadata."""
    schema = arrow_schema(table)
    facts = json.dumps({**metadata, "table": table}, ensure_ascii=False, sort_keys=True)
    schema = schema.with_metadata({METADATA_KEY: facts.encode()})
    return pa.Table.from_pandas(frame, schema=schema, preserve_index=False)


def write_table(table: str, data: pa.Table, path: Path) -> None:
    """Write one table; claims get row groups by category, so that a filter reads little."""
    days = [name for name in data.column_names if name in names.DAYS]
    dictionary = [name for name in data.column_names if name not in {*_PLAIN, *names.DAYS}]
    with pq.ParquetWriter(
        path,
        data.schema,
        compression="zstd",
        compression_level=19,
        use_dictionary=dictionary,
        dictionary_pagesize_limit=_MOST_OF_A_DICTIONARY,  # beyond it each link is written out
        column_encoding=dict.fromkeys(days, "DELTA_BINARY_PACKED") or None,
        # Of what filters ask for; of others they would swell the footer that every read fetches.
        write_statistics=[c for c in names.KEY if c in data.column_names],
        write_page_checksum=True,  # so that every program that reads it can tell a damaged file
    ) as writer:
        for start, length in _row_groups(table, data):
            writer.write_table(data.slice(start, length), row_group_size=max(length, 1))


def _row_groups(table: str, data: pa.Table) -> list[tuple[int, int]]:
    """Return (start, length) of the row groups: for claims, whole categories, a few in a group."""
    if table != "claims" or not data.num_rows:
        return [(0, data.num_rows)]
    sizes = data.column("category").value_counts().to_pylist()  # in the order of the rows
    groups: list[tuple[int, int]] = []
    start = 0
    for size in (entry["counts"] for entry in sizes):
        if groups and groups[-1][1] + size <= _ROWS_A_GROUP:
            groups[-1] = (groups[-1][0], groups[-1][1] + size)
        else:
            groups.append((start, size))
        start += size
    return groups


def write_release(
    frames: dict[str, pd.DataFrame],
    out: Path,
    manifest: Manifest,
    report: dict[str, Any],
) -> Release:
    """Write a release into a folder of releases and list it in the index.

    The files are written aside, moved into place in one step, and only then listed: a reader sees
    the old state or the new one.

    Parameters
    ----------
    frames : dict of str to pandas.DataFrame
        The tables by name.
    out : Path
        The folder of releases.
    manifest : Manifest
        All but the files and the numbers of rows; of a version that ``out`` does not list.
    report : dict
        The build's report.
    """
    in_tables = {
        "version": manifest.version,
        "schema_version": manifest.schema_version,
        "licence": manifest.licence,
        "data_through": manifest.data_through,
    }
    with _listed(out, manifest.version) as staging:
        files: dict[str, Described] = {}
        for name, frame in frames.items():
            path = staging / f"{name}.parquet"
            write_table(name, to_arrow(name, frame, in_tables), path)
            files[path.name] = Described.of(path)
        (staging / REPORT).write_bytes(to_json(report))
        files[REPORT] = Described.of(staging / REPORT)
        rows = {name: len(frame) for name, frame in frames.items()}
        (staging / MANIFEST).write_bytes(replace(manifest, files=files, rows=rows).to_json())
    return Release(out / manifest.version)


def copy_release(release: Release, out: Path) -> Release:
    """Bring a release into a folder of releases as it is, unless it is listed there."""
    if release.version in listed_versions(out):
        return Release(out / release.version)
    with _listed(out, release.version) as staging:
        shutil.copytree(release.folder, staging, dirs_exist_ok=True)
    return Release(out / release.version)


@contextmanager
def _listed(out: Path, version: str) -> Iterator[Path]:
    """Give a folder to fill, then move it into place as a version and list it."""
    target = out / version
    if (target / MANIFEST).is_file() and version not in listed_versions(out):
        shutil.rmtree(target)  # a build was killed before it listed this
    with staged_folder(target) as staging:
        yield staging
    list_release(out, version)

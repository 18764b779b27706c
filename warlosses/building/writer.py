"""Writing a release: the same tables give the same bytes, and it appears whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from warlosses.files import sha256, sync
from warlosses.releases.release import (
    INDEX,
    MANIFEST,
    METADATA_KEY,
    REPORT,
    Release,
    read_index,
    version_key,
)
from warlosses.schema import SCHEMA_VERSION, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

LICENCE = "CC-BY-4.0"
_ARROW_TYPES = {
    "string": pa.string(),
    "str": pa.string(),
    "int64": pa.int64(),
    "int16": pa.int16(),
}
# Unique or nearly so: a dictionary would only add to the size.
_PLAIN = {"claim_id"}
_RUNS_OF_DAYS = {"as_of", "period_start"}
# What filters ask for; statistics of other columns would swell the footer that every read fetches.
_STATISTICS = ["claimant", "belligerent", "category", "outcome", "measure", "as_of"]
_STAGING = ".staging-"
# Small enough that one category is under a tenth of the file, large enough for a small footer.
_ROWS_A_GROUP = 8_000


def arrow_schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a table, made from its pandera model.

    >>> arrow_schema("claims").field("as_of").type
    DataType(date32[day])
    """
    fields = []
    for name, column in TABLES[table].to_schema().columns.items():
        facts = column.metadata or {}
        if facts.get("is_day"):
            kind: pa.DataType = pa.date32()
        elif "datetime64" in str(column.dtype):
            kind = pa.timestamp("ms", "UTC")
        else:
            kind = _ARROW_TYPES[str(column.dtype).lower().split("[")[0]]
        described = {"description": column.description or "", "unit": str(facts.get("unit", ""))}
        fields.append(pa.field(name, kind, nullable=column.nullable, metadata=described))
    return pa.schema(fields)


def to_arrow(table: str, frame: pd.DataFrame, metadata: dict[str, Any]) -> pa.Table:
    """Return a frame in a table's Arrow schema, with the release's facts in the metadata."""
    schema = arrow_schema(table)
    facts = json.dumps({**metadata, "table": table}, ensure_ascii=False, sort_keys=True)
    schema = schema.with_metadata({METADATA_KEY: facts.encode()})
    return pa.Table.from_pandas(frame, schema=schema, preserve_index=False)


def write_table(table: str, data: pa.Table, path: Path) -> None:
    """Write one table; claims get row groups by category, so that a filter reads little."""
    days = [name for name in data.column_names if name in _RUNS_OF_DAYS]
    dictionary = [name for name in data.column_names if name not in _PLAIN | _RUNS_OF_DAYS]
    with pq.ParquetWriter(
        path,
        data.schema,
        compression="zstd",
        compression_level=15,
        use_dictionary=dictionary,
        column_encoding=dict.fromkeys(days, "DELTA_BINARY_PACKED") or None,
        write_statistics=[c for c in _STATISTICS if c in data.column_names],
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
    version: str,
    facts: dict[str, Any],
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
    version : str
        A version that ``out`` does not list.
    facts, report : dict
        What the manifest says beside the files, and the build's report.
    """
    head = {"version": version, "schema_version": SCHEMA_VERSION, "licence": LICENCE}
    in_tables = {**head, "data_through": facts["data_through"]}
    with _staged(out, version) as staging:
        files: dict[str, dict[str, Any]] = {}
        for name, frame in frames.items():
            path = staging / f"{name}.parquet"
            write_table(name, to_arrow(name, frame, in_tables), path)
            files[path.name] = {**_described(path), "rows": len(frame)}
        _write_json(staging / REPORT, report)
        files[REPORT] = _described(staging / REPORT)
        _write_json(staging / MANIFEST, {**head, **facts, "files": files})
    return Release(out / version)


def copy_release(release: Release, out: Path) -> Release:
    """Bring a release into a folder of releases as it is, unless it is listed there."""
    if release.version in read_index(out):
        return Release(out / release.version)
    with _staged(out, release.version) as staging:
        shutil.copytree(release.folder, staging, dirs_exist_ok=True)
    return Release(out / release.version)


@contextmanager
def _staged(out: Path, version: str) -> Iterator[Path]:
    """Give a folder to fill, then move it into place as a version and list it."""
    out.mkdir(parents=True, exist_ok=True)
    _sweep(out, version)
    staging = type(out)(tempfile.mkdtemp(prefix=_STAGING, dir=out))
    try:
        yield staging
        staging.chmod(0o755)
        for path in staging.iterdir():
            sync(path)
        sync(staging)
        staging.rename(out / version)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    _list_release(out, version)


def _sweep(out: Path, version: str) -> None:
    """Clear away what a build that was killed left behind: half a release, or one never listed."""
    for leftover in out.glob(f"{_STAGING}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    if (out / version / MANIFEST).is_file() and version not in read_index(out):
        shutil.rmtree(out / version)


def _described(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "sha256": sha256(path)}


def _list_release(out: Path, version: str) -> None:
    versions = sorted({version, *read_index(out)}, key=version_key, reverse=True)
    entries = []
    for listed in versions:
        manifest = Release(out / listed).manifest
        entries.append(
            {
                "version": listed,
                "data_through": manifest["data_through"],
                "schema_version": manifest["schema_version"],
                "bytes": sum(f["bytes"] for f in manifest["files"].values()),
                "manifest_sha256": sha256(out / listed / MANIFEST),
            }
        )
    staged = out / f".{INDEX}.{os.getpid()}"
    _write_json(staged, {"releases": entries})
    sync(staged)
    staged.replace(out / INDEX)
    sync(out)


def _write_json(path: Path, content: object) -> None:
    path.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, sort_keys=False) + "\n", encoding="utf-8"
    )

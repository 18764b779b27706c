"""What a load gives back: a release's tables in pandas, polars, Arrow or DuckDB."""

from __future__ import annotations

import re
import threading
from typing import TYPE_CHECKING, Any

from warlosses.data.wide import to_arrow as wide_to_arrow
from warlosses.data.wide import to_pandas as wide_to_pandas
from warlosses.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import pyarrow as pa

    from warlosses.data.selection import Selection
    from warlosses.data.wide import Wide
    from warlosses.releases.release import Release

BACKENDS = ("pandas", "polars", "polars-lazy", "arrow", "duckdb")
_OF_THREAD = threading.local()


def read_polars(release: Release, selection: Selection, names: Sequence[str] | None = None) -> Any:
    """Return the claims asked for, read by polars itself."""
    if selection.is_everything:
        path = release.path("claims")
        return _extra("polars").read_parquet(path, columns=names and list(names), glob=False)
    return scan_polars(release, selection, names).collect()


def scan_polars(release: Release, selection: Selection, names: Sequence[str] | None = None) -> Any:
    """Return the claims asked for as a frame that polars reads when it is collected."""
    pl = _extra("polars")
    # A folder's name may have brackets or stars in it: it is a path, no pattern.
    scan = pl.scan_parquet(release.path("claims"), glob=False)
    for name, wanted in selection.codes.items():
        scan = scan.filter(pl.col(name).is_in(wanted))
    if selection.since:
        scan = scan.filter(pl.col("as_of") >= selection.since)
    if selection.until:
        scan = scan.filter(pl.col("as_of") <= selection.until)
    return scan if names is None else scan.select(names)


def read_duckdb(release: Release, selection: Selection, names: Sequence[str] | None = None) -> Any:
    """Return the claims asked for as a relation that DuckDB reads when it is used."""
    path = re.sub(r"[*?[]", r"[\g<0>]", str(release.path("claims")))  # a path, no pattern
    relation = _duckdb_connection().read_parquet(path)
    for name, wanted in selection.codes.items():
        listed = ", ".join(f"'{code}'" for code in wanted)  # codes are checked: no quotes in them
        relation = relation.filter(f"{name} IN ({listed})")
    if selection.since:
        relation = relation.filter(f"as_of >= DATE '{selection.since}'")
    if selection.until:
        relation = relation.filter(f"as_of <= DATE '{selection.until}'")
    return relation if names is None else relation.select(*names)


def _duckdb_connection() -> Any:
    """Return DuckDB's default connection; in another thread than the main one, a cursor of it.

    One connection serves one call at a time. The cursor is the thread's own, so that its relations
    can be joined with each other, and is a way to the same database, where `duckdb.sql` looks.
    """
    duck = _extra("duckdb")
    default = duck.default_connection
    default = default() if callable(default) else default
    if threading.current_thread() is threading.main_thread():
        return default
    if not hasattr(_OF_THREAD, "cursor"):
        _OF_THREAD.cursor = default.cursor()
    return _OF_THREAD.cursor


def convert(data: pa.Table, backend: str, release: Release) -> Any:
    """Return an Arrow table in the backend asked for."""
    if backend == "arrow":
        return data
    if backend == "polars":
        return _extra("polars").from_arrow(data)
    if backend == "polars-lazy":
        return _extra("polars").from_arrow(data).lazy()
    if backend == "duckdb":
        return _duckdb_connection().from_arrow(data)
    return to_pandas(data, release)


def convert_wide(wide: Wide, backend: str, release: Release) -> Any:
    """Return the wide layout in the backend asked for."""
    if backend == "pandas":
        return _with_facts(wide_to_pandas(wide), release)
    return convert(wide_to_arrow(wide), backend, release)


def to_pandas(data: pa.Table, release: Release) -> pd.DataFrame:
    """Return an Arrow table in pandas, with the release's facts in ``.attrs``."""
    return _with_facts(to_frame(data), release)


def to_frame(data: pa.Table) -> pd.DataFrame:
    """Return an Arrow table in pandas: nullable integers, days as datetime64."""
    import pandas as pd
    import pyarrow as pa

    integers = {pa.int64(): pd.Int64Dtype(), pa.int16(): pd.Int16Dtype()}
    frame: pd.DataFrame = data.to_pandas(date_as_object=False, types_mapper=integers.get)
    return frame


def _with_facts(frame: pd.DataFrame, release: Release) -> pd.DataFrame:
    manifest = release.manifest
    frame.attrs = {
        "version": manifest.version,
        "licence": manifest.licence,
        "data_through": manifest.data_through,
        "schema_version": manifest.schema_version,
    }
    return frame


def _extra(name: str) -> Any:
    from importlib import import_module

    try:
        return import_module(name)
    except ImportError as error:
        raise MissingExtraError(
            f"backend {name!r} needs {name}, which is not installed: "
            f"pip install 'warlosses[{name}]'"
        ) from error

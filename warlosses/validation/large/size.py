"""Whether a contribution is looked at in memory, with all that is known of it, or in pieces."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

ROWS, BYTES = 1_000_000, 128 * 2**20
COLUMNAR, SEPARATED = (".parquet", ".pq"), (".csv", ".tsv", ".tab", ".txt")


def is_large(sources: Sequence[Any]) -> bool:
    """Whether some files or frames, together, have more rows than memory is used for.

    Examples
    --------
    >>> import pandas as pd
    >>> is_large([pd.DataFrame({"value": [1, 2]})])
    False
    """
    n_bytes = n_rows = 0
    for source in sources:
        path = path_of(source)
        if path is None:
            n_rows += _rows_of(source)
        elif path.suffix.casefold() in SEPARATED:
            n_bytes += path.stat().st_size
        elif path.suffix.casefold() in COLUMNAR:
            n_rows += _rows_of_file(path)
    return n_rows > ROWS or n_bytes > BYTES


def path_of(source: Any) -> Path | None:
    """Return the file that a source is, if it is one that can be read in pieces."""
    if not isinstance(source, str | os.PathLike) or str(source) == "-":
        return None
    if isinstance(source, str) and "\n" in source:
        return None
    path = Path(source)
    return path if path.suffix.casefold() in (*COLUMNAR, *SEPARATED) and path.is_file() else None


def _rows_of_file(path: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return int(pq.read_metadata(path).num_rows)
    except (pa.ArrowException, OSError):
        return 0  # the reader tells why


def _rows_of(frame: Any) -> int:
    """Return how many rows a frame has; of one that is not worked out yet, by asking for that."""
    library = type(frame).__module__.partition(".")[0]
    if library == "polars" and hasattr(frame, "collect_schema") and hasattr(frame, "collect"):
        import polars as pl

        return int(frame.select(pl.len()).collect().item())
    if library in ("duckdb", "_duckdb"):
        return int(frame.count("*").fetchone()[0])
    rows = getattr(frame, "num_rows", None)
    if rows is not None:
        return int(rows)
    return len(frame) if hasattr(frame, "columns") else 0

"""What there is to be known of a frame of any kind: which rows it says that it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa

from warlosses.data.backends import to_frame
from warlosses.data.given_table import without_views
from warlosses.data.query import QUERY, facts_of
from warlosses.errors import ArgumentError

# What tells readings of one claim apart.
READING = ("claim_id", "source_id", "value", "recorded_at", "superseded_at", "source_url")
_TAKEN = (*READING, "to_value")


@dataclass(frozen=True)
class GivenFrame:
    """What there is to be known of a frame."""

    frame: Any  # in pandas, where it was pandas; for its axes
    facts: dict[str, Any]
    query: dict[str, Any]
    table: str
    ids: pd.DataFrame | None  # its claim ids, and what else tells its rows apart

    @classmethod
    def read(cls, data: Any) -> GivenFrame:
        """Return what is known of a frame of pandas, polars, Arrow or DuckDB."""
        if isinstance(data, pd.Series):
            attrs, data = data.attrs, data.to_frame()
            data.attrs = attrs
        facts = facts_of(data)
        query = facts.get(QUERY) or {}
        taken = _taken(data)
        ids = taken if taken is not None and "claim_id" in taken else None
        return cls(data, facts, query, str(query.get("table") or _table_by(data)), ids)


def _table_by(data: Any) -> str:
    names = _column_names(data)
    if "superseded_at" in names or "recorded_at" in names:
        return "observations"
    return "corrections" if "to_value" in names else "claims"


def _taken(data: Any) -> pd.DataFrame | None:
    """Return the columns of a frame of any kind that tell which rows it holds."""
    if isinstance(data, pd.DataFrame):
        columns = {name: along(data, name) for name in _TAKEN}
        if columns["claim_id"] is None:
            return pd.DataFrame()
        height = len(columns["claim_id"])
        same = {k: v for k, v in columns.items() if v is not None and len(v) == height}
        return pd.DataFrame(same).drop_duplicates()
    names = [name for name in _TAKEN if name in _column_names(data)]
    if not names:
        return None
    if hasattr(data, "project"):  # DuckDB
        data = data.project(", ".join(names))
    elif hasattr(data, "select"):
        data = data.select(names)
    if hasattr(data, "collect"):  # a lazy frame of polars
        data = data.collect()
    table = data if isinstance(data, pa.Table) else without_views(pa.table(data))
    return to_frame(table).drop_duplicates()


def _column_names(data: Any) -> list[str]:
    if isinstance(data, pa.Table):
        return list(data.column_names)
    if hasattr(data, "collect_schema"):
        return list(data.collect_schema().names())
    if not hasattr(data, "columns"):
        raise ArgumentError(
            f"expected a frame, a version or a claim's id; found {type(data).__name__}"
        )
    return [str(name) for name in data.columns]


def along(frame: pd.DataFrame, name: str) -> Any:
    """Return the values of a column or of a level of either axis; None where there is none."""
    if name in frame.columns:
        column = frame[name]
        return column.reset_index(drop=True) if column.ndim == 1 else None
    for axis in (frame.index, frame.columns):
        if name in axis.names:
            return pd.Series(axis.get_level_values(name))
    return None


def days_of(frame: pd.DataFrame) -> pd.Series | None:
    """Return the days that a frame shows; None where it shows none, or months instead."""
    dates = along(frame, "as_of")
    index = frame.index
    if dates is None or not pd.api.types.is_datetime64_any_dtype(dates):
        return None
    if index.name == "as_of" and getattr(index, "freqstr", None) not in (None, "D"):
        return None  # resampled: a day stands for many
    days: pd.Series = dates.dropna().dt.tz_localize(None)
    return days


def is_a_run(days: pd.Series, claimed_days: pd.Series) -> bool:
    """Whether days are all that are held from the first to the last: else they may be means."""
    between = claimed_days[(claimed_days >= days.min()) & (claimed_days <= days.max())]
    return set(between.unique()) == set(days.unique())

"""Right contributions of any size to measure with: made up, each series with its own noise.

    python benchmarks/many_rows.py FILE.parquet ROWS [--csv FILE.csv]

No series repeats another: each has its own pace and its own bursts, and its increments add up.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from warlosses import codes

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST, LAST = date(2022, 2, 24), date(2026, 8, 15)
_SEED = 20220224
_WAR = np.datetime64(FIRST, "D")
_BULLETIN = "ua_general_staff"  # its categories have days on which they begin and end
_SPANS = (1, 7, 30)  # days that increments are told of
_OF_ITEMS = ("lost", "destroyed", "damaged", "abandoned", "captured")
_GROUP = 250_000


class Key(NamedTuple):
    """What one series is of; `span` 0 stands for its total."""

    category: str
    outcome: str
    span: int


def tables(number: int) -> Iterator[pa.Table]:
    """Yield tables of so many rows in all, sorted by claimant, belligerent and day."""
    days = np.arange(_WAR, np.datetime64(LAST, "D") + 1)
    items = [c.code for c in codes.categories().values() if c.unit == "items"]
    keys = [Key(item, out, span) for item in items for out in _OF_ITEMS for span in (0, *_SPANS)]
    pairs = [
        (claimant, belligerent)
        for claimant in codes.claimants()
        if claimant != _BULLETIN
        for belligerent in codes.terms("belligerent")
    ]
    in_all = len(pairs) * len(keys) * len(days)
    if number > in_all:
        raise ValueError(f"expected at most {in_all:,} rows; found {number:,}")
    left = number
    each = -(-number // (len(pairs) * len(days)))  # series of a pair
    for place, (claimant, belligerent) in enumerate(pairs):
        rows = min(left, each * len(days))
        if rows:
            yield _of_pair(claimant, belligerent, keys[:each], days, place).slice(0, rows)
        left -= rows


def write(path: Path, number: int) -> None:
    """Write so many rows as Parquet."""
    writer = None
    try:
        for table in tables(number):
            writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
            writer.write_table(table, row_group_size=_GROUP)
    finally:
        if writer is not None:
            writer.close()


def write_csv(path: Path, number: int) -> None:
    """Write so many rows as CSV."""
    writer = None
    options = pc.WriteOptions(quoting_style="needed")
    try:
        for table in tables(number):
            plain = table.cast(_plain(table.schema))
            writer = writer or pc.CSVWriter(path, plain.schema, write_options=options)
            writer.write_table(plain)
    finally:
        if writer is not None:
            writer.close()


def _of_pair(
    claimant: str, belligerent: str, keys: list[Key], days: np.ndarray[Any, Any], place: int
) -> pa.Table:
    """Return the rows of one claimant on one belligerent's losses, day by day."""
    rng = np.random.default_rng([_SEED, place])
    gains = {}
    for name in dict.fromkeys((k.category, k.outcome) for k in keys):
        mean = rng.uniform(5, 60)
        gains[name] = rng.negative_binomial(3, 3 / (3 + mean), len(days))
    values = np.column_stack([_values(gains[k.category, k.outcome], k.span) for k in keys])
    day = days.repeat(len(keys))
    span = np.tile([k.span for k in keys], len(days))
    start = np.where(span == 0, _WAR, day - span + 1)
    links = pa.array([f"https://example.org/{claimant}/{belligerent}/{d}/losses" for d in days])
    number = len(day)
    nothing = pa.nulls(number, pa.int64())
    return pa.table(
        {
            "as_of": pa.array(day),
            "claimant": _same(claimant, number),
            "belligerent": _same(belligerent, number),
            "category": _tiled([k.category for k in keys], len(days)),
            "outcome": _tiled([k.outcome for k in keys], len(days)),
            "measure": _tiled(["increment" if k.span else "cumulative" for k in keys], len(days)),
            "value": pa.array(values.ravel(), pa.int64()),
            "value_low": nothing,
            "value_high": nothing,
            "qualifier": _same("exact", number),
            "period_start": pa.array(start),
            "source_url": pa.DictionaryArray.from_arrays(
                np.arange(len(days), dtype="int32").repeat(len(keys)), links
            ),
            "note": pa.nulls(number, pa.string()),
        }
    )


def _values(gains: np.ndarray[Any, Any], span: int) -> np.ndarray[Any, Any]:
    totals = 100 + gains.cumsum()
    if span == 0:
        return totals
    before = np.concatenate([np.full(span, 100), totals])[: len(totals)]
    return totals - before


def _same(text: str, number: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(np.zeros(number, dtype="int32"), [text])


def _tiled(texts: list[str], times: int) -> pa.DictionaryArray:
    known = list(dict.fromkeys(texts))
    codes_of = np.array([known.index(text) for text in texts], dtype="int32")
    return pa.DictionaryArray.from_arrays(np.tile(codes_of, times), known)


def _plain(schema: pa.Schema) -> pa.Schema:
    return pa.schema(
        [f.with_type(pa.string()) if pa.types.is_dictionary(f.type) else f for f in schema]
    )


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("rows", type=int)
    parser.add_argument("--csv", type=Path)
    arguments = parser.parse_args()
    write(arguments.file, arguments.rows)
    if arguments.csv:
        write_csv(arguments.csv, arguments.rows)


if __name__ == "__main__":
    main()

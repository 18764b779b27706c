"""The rows asked for, and how an Arrow table of a release is cut down to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from warlosses import columns

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import pyarrow as pa


@dataclass(frozen=True)
class Selection:
    """The rows asked for: codes by column, first and last day."""

    codes: dict[str, list[str]] = field(default_factory=dict)
    since: date | None = None
    until: date | None = None

    @property
    def is_everything(self) -> bool:
        """Whether every row is wanted."""
        return not self.codes and self.since is None and self.until is None

    @property
    def columns(self) -> list[str]:
        """The columns that tell whether a row is wanted."""
        return [*self.codes, *([] if self.since is None and self.until is None else ["as_of"])]


def filter_rows(data: pa.Table, selection: Selection) -> pa.Table:
    """Return the rows with these codes and days."""
    import pyarrow as pa
    import pyarrow.compute as pc

    tests = [_is_among(data.column(name), of) for name, of in selection.codes.items()]
    if selection.since is not None:
        tests.append(pc.greater_equal(data.column("as_of"), pa.scalar(selection.since)))
    if selection.until is not None:
        tests.append(pc.less_equal(data.column("as_of"), pa.scalar(selection.until)))
    mask = None
    for test in tests:
        mask = test if mask is None else pc.and_(mask, test)
    return data if mask is None else data.filter(mask)


def _is_among(column: pa.ChunkedArray, wanted: list[str]) -> pa.ChunkedArray:
    """Return whether each value is one of these; of a dictionary column, asked by index."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type):
        return pc.is_in(column, value_set=pa.array(wanted, column.type))
    answers = []
    for chunk in column.chunks:
        texts = chunk.dictionary.to_pylist()
        places = [number for number, text in enumerate(texts) if text in wanted]
        answers.append(pc.is_in(chunk.indices, value_set=pa.array(places, chunk.indices.type)))
    return pa.chunked_array(answers, pa.bool_())


def filter_by_key(data: pa.Table, selection: Selection) -> pa.Table:
    """Return the wanted rows of a table that has claim ids, but not their parts as columns."""
    if selection.is_everything:
        return data
    return filter_rows(with_key(data), selection).drop_columns(list(columns.KEY))


def with_key(data: pa.Table) -> pa.Table:
    """Return a table of claim ids with their parts as columns."""
    import pyarrow as pa
    import pyarrow.compute as pc

    parts = pc.split_pattern(data.column("claim_id"), ".")
    for number, name in enumerate(columns.KEY):
        column = pc.list_element(parts, number)
        data = data.append_column(name, column.cast(pa.date32()) if name == "as_of" else column)
    return data


def row_groups(metadata: Any, selection: Selection) -> list[int]:
    """Return the row groups that may hold wanted rows, by the statistics in the footer."""
    names = [metadata.schema.column(i).name for i in range(metadata.num_columns)]
    kept = []
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        ranges = {name: group.column(names.index(name)).statistics for name in selection.codes}
        days = group.column(names.index("as_of")).statistics
        if _may_hold(ranges, days, selection):
            kept.append(number)
    return kept


def _may_hold(ranges: dict[str, Any], days: Any, selection: Selection) -> bool:
    """Whether rows within these statistics (None where there are none) can be wanted."""
    for name, wanted in selection.codes.items():
        stated = ranges[name]
        if stated is not None and not any(stated.min <= code <= stated.max for code in wanted):
            return False
    if days is None:
        return True
    too_early = selection.since is not None and days.max < selection.since
    too_late = selection.until is not None and days.min > selection.until
    return not (too_early or too_late)


def encode(data: pa.Table, names: Iterable[str]) -> pa.Table:
    """Return a table with some of its text columns as dictionaries."""
    for name in names:
        column = data.column(name).combine_chunks().dictionary_encode()
        data = data.set_column(data.column_names.index(name), name, column)
    return data


def tidy(data: pa.Table) -> pa.Table:
    """Return a filtered table whose dictionaries hold only what is in the rows."""
    import pyarrow as pa

    for number, column in enumerate(data.schema):
        if pa.types.is_dictionary(column.type):
            plain = data.column(number).cast(pa.string()).combine_chunks()
            # dictionary_encode of no rows at all keeps the type
            data = data.set_column(number, column, plain.dictionary_encode())
    return data

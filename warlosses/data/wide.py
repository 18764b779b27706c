"""The wide layout: one row a day, one column a category."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from warlosses import codes
from warlosses.errors import ArgumentError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    from warlosses.data.selection import Selection

# What pivoting needs of the claims: the other columns are not even read.
NEEDS = ("as_of", "claimant", "belligerent", "category", "outcome", "measure", "value")
_SINGLE = ("claimant", "belligerent", "outcome", "measure")


class Wide(NamedTuple):
    """Values by category and day; ``stated`` tells where there is one."""

    days: np.ndarray[Any, Any]
    categories: list[str]
    values: np.ndarray[Any, Any]
    stated: np.ndarray[Any, Any]
    metadata: dict[bytes, bytes]

    def named(self, language: str) -> Wide:
        """Return the same with names in place of the categories' codes."""
        from warlosses.data.labels import names_of

        names = names_of("category", language)
        return self._replace(categories=[names[code] for code in self.categories])

    def without_rows(self, categories: list[str]) -> Wide:
        """Return columns for some categories, and no day."""
        empty = (len(categories), 0)
        return self._replace(
            categories=categories,
            days=self.days[:0],
            values=self.values.ravel()[:0].reshape(empty),
            stated=self.stated.ravel()[:0].reshape(empty),
        )


def pivot(claims: pa.Table, selection: Selection) -> Wide:
    """Return the selected claims by day and category; they must be of one series a category.

    Selecting is done here, by index and in numpy: for a table this small the calls of Arrow's
    compute functions would take longer than what they compute.

    Parameters
    ----------
    claims : pyarrow.Table
        The columns `NEEDS` of the claims.
    selection : Selection
        The rows wanted.

    Raises
    ------
    ArgumentError
        The claims are of several claimants, belligerents, outcomes or measures; the text says
        which, and what to pass.
    """
    import numpy as np

    as_of = claims.column("as_of").combine_chunks().cast("int32").to_numpy()
    coded = {name: _coded(claims, name) for name in (*_SINGLE, "category")}
    wanted = np.ones(len(as_of), dtype=bool)
    for name, of in selection.codes.items():
        texts, indices = coded[name]
        wanted &= np.array([text in of for text in texts], dtype=bool)[indices]
    if selection.since is not None:
        wanted &= as_of >= np.datetime64(selection.since, "D").astype(np.int32)
    if selection.until is not None:
        wanted &= as_of <= np.datetime64(selection.until, "D").astype(np.int32)
    _refuse_several(coded, wanted, selection)

    texts, indices = coded["category"]
    counts = _counts(indices[wanted], texts)
    present = {text for text, rows in zip(texts, counts, strict=True) if rows}
    present |= set(selection.codes.get("category", ()))  # a column asked for is there, if empty
    order = [code for code in codes.categories() if code in present]
    column_of = np.array([order.index(t) if t in order else -1 for t in texts], dtype=np.intp)
    # Days are small whole numbers: counting them sorts them.
    first = int(as_of.min()) if len(as_of) else 0
    day_of = as_of[wanted] - first
    has_claims = np.bincount(day_of) > 0
    days = np.flatnonzero(has_claims).astype(np.int32) + first
    row_of = (np.cumsum(has_claims) - 1)[day_of]
    value = claims.column("value").combine_chunks()
    values = np.zeros((len(order), len(days)), dtype=np.int64)
    stated = np.zeros(values.shape, dtype=bool)
    cells = (column_of[indices[wanted]], row_of)
    values[cells] = value.fill_null(0).to_numpy()[wanted]
    stated[cells] = value.is_valid().to_numpy(zero_copy_only=False)[wanted]
    return Wide(days, order, values, stated, claims.schema.metadata or {})


def _refuse_several(
    coded: dict[str, tuple[list[str], Any]], wanted: Any, selection: Selection
) -> None:
    for name in _SINGLE:
        if len(selection.codes.get(name, ())) == 1:
            continue
        texts, indices = coded[name]
        counts = _counts(indices[wanted], texts)
        several = sorted(text for text, rows in zip(texts, counts, strict=True) if rows)
        if len(several) > 1:
            raise ArgumentError(
                f"layout 'wide' needs a single {name}; found {', '.join(several)}. "
                f"Pass {name}s={several[0]!r} or another, or use layout='long'."
            )


def to_arrow(wide: Wide) -> pa.Table:
    """Return the wide layout as an Arrow table, ``as_of`` first."""
    import pyarrow as pa

    columns = {"as_of": pa.array(wide.days, pa.int32()).cast(pa.date32())}
    for code, values, stated in zip(wide.categories, wide.values, wide.stated, strict=True):
        columns[code] = pa.array(values, mask=~stated)
    return pa.table(columns).replace_schema_metadata(wide.metadata)


def to_pandas(wide: Wide) -> pd.DataFrame:
    """Return the wide layout as a pandas frame, indexed by day.

    As where pandas pivots: whole numbers in a column without holes, else floats, missing where
    nothing was claimed. Nullable integers would be refused by all that draws or computes.
    """
    import numpy as np
    import pandas as pd

    columns = {
        code: values if stated.all() else np.where(stated, values, np.nan)
        for code, values, stated in zip(wide.categories, wide.values, wide.stated, strict=True)
    }
    days = wide.days.astype("datetime64[D]").astype("datetime64[ms]")
    frame = pd.DataFrame(columns, index=pd.DatetimeIndex(days, name="as_of"))
    return frame.rename_axis(columns="category")


def _counts(indices: Any, texts: list[str]) -> Any:
    """Return how many rows have each of the texts."""
    import numpy as np

    return np.bincount(indices, minlength=len(texts))


def _coded(claims: pa.Table, name: str) -> tuple[list[str], np.ndarray[Any, Any]]:
    """Return the distinct texts of a column, and each row's index into them."""
    column = claims.column(name).combine_chunks()
    if not hasattr(column, "indices"):
        column = column.dictionary_encode()
    return column.dictionary.to_pylist(), column.indices.to_numpy()

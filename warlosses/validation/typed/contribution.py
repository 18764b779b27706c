"""A sheet of text cells -> a typed contribution, on which the rules look."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from warlosses.codes import WAR_START
from warlosses.columns import CODES, DAYS, DEFAULTS, FIGURES, KEY_REQUIRED
from warlosses.validation.typed.claim_keys import claim_keys
from warlosses.validation.typed.schema_checks import COLUMN_RULES, failing_rows, failing_texts
from warlosses.validation.typed.text_columns import TextColumn, distinct, read_days, read_numbers

if TYPE_CHECKING:
    from warlosses.validation.readers.sheet import Sheet

_NO_DAY = np.datetime64("NaT", "D")


@dataclass(frozen=True, eq=False)
class Contribution:
    """What a file holds, typed; of wrong cells, nothing.

    Attributes
    ----------
    sheet : Sheet
        The file as text cells.
    columns : dict of str to TextColumn
        Its columns: distinct texts, and what is wrong with them.
    frame : pandas.DataFrame
        One row a data row, in the file's order: ``row`` (from 1), days, codes (categorical),
        figures (Int64), ``source_url``, ``note``; defaults are filled in. ``usable`` tells whether
        the key and a figure are right.
    failing_rows : dict of str to numpy.ndarray
        By rule, the rows that break a check of whole rows of the schema.
    n_in_all : int
        Totals of the contribution that this one is a part of; 0 where it is a whole one.
    """

    sheet: Sheet
    columns: dict[str, TextColumn]
    frame: pd.DataFrame
    failing_rows: dict[str, np.ndarray[Any, Any]] = field(default_factory=dict)
    n_in_all: int = 0

    def has_fault(self, *names: str) -> np.ndarray[Any, Any]:
        """For each row, whether a cell of one of the columns is wrong."""
        wrong = np.zeros(len(self.frame), dtype=bool)
        for name in names:
            if name in self.columns:
                wrong |= self.columns[name].is_wrong
        return wrong

    @cached_property
    def keys(self) -> np.ndarray[Any, Any]:
        """For each row, a number that stands for its claim; negative where there is none."""
        return claim_keys(self.frame, usable=self.frame["usable"].to_numpy())

    def without(self, rows: set[int]) -> Contribution:
        """Return the contribution with some rows, by number, marked as not usable."""
        if not rows:
            return self
        usable = self.frame["usable"].to_numpy().copy()
        usable[np.fromiter(rows, dtype="int64") - 1] = False
        return replace(self, frame=self.frame.assign(usable=usable))


def read_types(sheet: Sheet) -> Contribution:
    r"""Return a sheet's rows, typed, with what is wrong with each cell.

    Examples
    --------
    >>> from warlosses.validation.readers.read import read_contribution
    >>> text = b"as_of,claimant,belligerent,category,value\n2023-04-18,oryx,RU,tanks,\"1,9\"\n"
    >>> contribution = read_types(read_contribution(text, format="csv"))
    >>> contribution.frame[["as_of", "category", "measure", "value", "usable"]]
           as_of category     measure  value  usable
    0 2023-04-18    tanks  cumulative   <NA>   False
    """
    columns = _read_columns(sheet)
    frame = pd.DataFrame({"row": np.arange(1, sheet.n_rows + 1)}, copy=False)
    for name in (*DAYS[:1], *CODES, *FIGURES):
        frame[name] = _typed_column(name, columns.get(name), sheet.n_rows)
    frame["period_start"] = _period_start(columns.get("period_start"), frame)
    for name in ("source_url", "note"):
        frame[name] = _categorical(columns.get(name), sheet.n_rows, "")
    return _with_usable(Contribution(sheet, columns, frame))


def _read_columns(sheet: Sheet) -> dict[str, TextColumn]:
    read = {name: distinct(sheet.cells.column(name)) for name in sheet.cells.column_names}
    refused = failing_texts({n: texts for n, (texts, _) in read.items() if n in COLUMN_RULES})
    columns = {}
    for name, (texts, codes) in read.items():
        parsed = None
        faults = np.zeros(len(texts) + 1, np.int16)
        if name in FIGURES:
            parsed, faults = read_numbers(texts)
        elif name in DAYS:
            parsed, faults = read_days(texts)
        elif name in refused:
            faults[:-1][refused[name]] = COLUMN_RULES[name]
        columns[name] = TextColumn(texts, codes, faults, parsed)
    return columns


def _typed_column(name: str, column: TextColumn | None, n_rows: int) -> Any:
    if name in CODES:
        return _categorical(column, n_rows, DEFAULTS.get(name))
    if name in FIGURES:
        if column is None or column.parsed is None:
            return pd.arrays.IntegerArray(np.zeros(n_rows, "int64"), np.ones(n_rows, dtype=bool))
        lacking = column.faults != 0
        lacking[-1] = True  # the empty cell
        return pd.arrays.IntegerArray(column.parsed[column.codes], lacking[column.codes])
    if column is None or column.parsed is None:
        return np.full(n_rows, _NO_DAY, dtype="datetime64[ms]")
    return column.parsed.astype("datetime64[ms]")[column.codes]


def _categorical(column: TextColumn | None, n_rows: int, default: str | None) -> pd.Categorical:
    """Return a text column as categories, the empty cells with their default."""
    if column is None:
        texts, codes = pa.array([], pa.string()), np.full(n_rows, -1, dtype="int32")
    else:
        texts, codes = column.texts, column.codes
    if default is not None and (codes < 0).any():
        place = texts.index(default).as_py()
        if place < 0:
            place = len(texts)
            texts = pa.concat_arrays([texts, pa.array([default], pa.string())])
        codes = np.where(codes < 0, place, codes)
    names = pd.Index(pd.array(texts, dtype="str"))
    return pd.Categorical.from_codes(codes, categories=names, validate=False)


def _period_start(column: TextColumn | None, frame: pd.DataFrame) -> np.ndarray[Any, Any]:
    is_increment = (frame["measure"] == "increment").to_numpy()
    as_of = frame["as_of"].to_numpy()
    usual = np.where(is_increment, as_of, np.datetime64(WAR_START, "ms"))
    if column is None or column.parsed is None:
        return usual
    given = column.parsed.astype("datetime64[ms]")[column.codes]
    return np.where(column.codes < 0, usual, given)


def _with_usable(contribution: Contribution) -> Contribution:
    """Run the schema's checks of whole rows, and mark the rows that later rules may look at."""
    frame = contribution.frame
    lacks = np.zeros(len(frame), dtype=bool)
    for name in KEY_REQUIRED:
        given = contribution.columns.get(name)
        lacks |= True if given is None else given.codes < 0
    figures_wrong = contribution.has_fault(*FIGURES)
    wrong = lacks | figures_wrong | contribution.has_fault(*DAYS, *CODES)
    needed = ["row", "as_of", "period_start", "measure", *FIGURES]
    # A row whose figures cannot be read does not lack one, so the schema is not asked about it.
    readable = frame.loc[~(figures_wrong | contribution.has_fault("measure", *DAYS)), needed]
    failing = failing_rows(readable)
    usable = ~wrong
    for rows in failing.values():
        usable[rows - 1] = False
    return Contribution(
        contribution.sheet, contribution.columns, frame.assign(usable=usable), failing
    )

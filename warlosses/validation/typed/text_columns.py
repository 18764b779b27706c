"""The distinct texts of a column, read as what the column holds: pure, on Arrow arrays.

A column of a million cells has few distinct texts. Each is read and judged once; the rows only
point to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Iterator

# A hundred million: more than any army has, and less than two figures run together.
LARGEST = 100_000_000

# A leading zero is refused: it may be the rest of a longer number.
WHOLE = r"^-?(0|[1-9][0-9]*)$"
# Digits with marks between them; what the marks mean is for `suggestions` to say.
MARKED = r"^[-+\x{2212}]?[0-9]{1,30}([., '\x{2019}_\x{00a0}\x{202f}\x{2009}][0-9]{1,30})+$"
_DAY = r"^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$"
LONGEST_INT64 = 18


@dataclass(frozen=True, eq=False)
class TextColumn:
    """One column of a contribution: its distinct texts, and which of them each row has.

    Attributes
    ----------
    texts : pyarrow.StringArray
        Each distinct text once.
    codes : numpy.ndarray
        For each row, the place of its text in ``texts``; -1 where the cell is empty.
    faults : numpy.ndarray
        For each text, the number of the rule that refuses it, 0 where it is right; and one zero
        more, so that code -1 finds it.
    parsed : numpy.ndarray or None
        For days and numbers, what each text stands for (of wrong texts, nothing useful); and one
        more for the empty cell.
    """

    texts: pa.StringArray
    codes: np.ndarray[Any, Any]
    faults: np.ndarray[Any, Any]
    parsed: np.ndarray[Any, Any] | None = None

    @property
    def is_wrong(self) -> np.ndarray[Any, Any]:
        """For each row, whether a rule refuses its text."""
        wrong: np.ndarray[Any, Any] = (self.faults != 0)[self.codes]
        return wrong

    def empty_rows(self) -> Iterator[int]:
        """Yield the rows, from 1, whose cell is empty."""
        for place in np.flatnonzero(self.codes < 0):
            yield int(place) + 1

    def faulty_cells(self, most: int) -> Iterator[tuple[str, list[tuple[int, str]], int]]:
        """Yield for each rule the first wrong cells, as row and text, and how many more there are.

        >>> texts, codes = distinct(pa.chunked_array([["1", "x", "x"]]))
        >>> numbers, faults = read_numbers(texts)
        >>> list(TextColumn(texts, codes, faults, numbers).faulty_cells(1))
        [('WL102', [(2, 'x')], 1)]
        """
        for rule in np.unique(self.faults[self.faults != 0]):
            places = np.flatnonzero((self.faults == rule)[self.codes])
            told = places[:most]
            # A text may stand in very many cells: it is read once.
            texts = {code: self.texts[code].as_py() for code in set(self.codes[told].tolist())}
            cells = [(int(place) + 1, texts[int(self.codes[place])]) for place in told]
            yield f"WL{rule:03}", cells, len(places) - len(told)


def distinct(cells: pa.ChunkedArray) -> tuple[pa.StringArray, np.ndarray[Any, Any]]:
    """Return a column's distinct texts, and the place of each row's text among them (empty: -1).

    >>> texts, codes = distinct(pa.chunked_array([["tanks", None, "uavs", "tanks"]]))
    >>> texts.to_pylist(), codes.tolist()
    (['tanks', 'uavs'], [0, -1, 1, 0])
    """
    encoded = cells.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks() if encoded.num_chunks else pa.array([], encoded.type)
    codes: np.ndarray[Any, Any] = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return encoded.dictionary, codes


def read_numbers(texts: pa.StringArray) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the whole numbers that texts stand for, and the rule that refuses each of the others.

    >>> numbers, faults = read_numbers(pa.array(["3661", "3,661", "about 10", "99999999999999"]))
    >>> numbers.tolist()[0], faults.tolist()
    (3661, [0, 103, 102, 111, 0])
    """
    whole = _matches(texts, WHOLE)
    marked = ~whole & _matches(texts, MARKED)
    long = np.asarray(pc.utf8_length(texts)) > LONGEST_INT64
    readable = pc.if_else(pa.array(whole & ~long), texts, pa.scalar("0"))
    numbers = np.append(np.asarray(readable.cast(pa.int64())), 0)
    faults = np.zeros(len(texts) + 1, np.int16)
    faults[:-1][~whole] = 102
    faults[:-1][marked] = 103
    faults[:-1][whole & (long | (np.abs(numbers[:-1]) > LARGEST))] = 111
    return numbers, faults


def read_days(texts: pa.StringArray) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the days that texts stand for (NaT for none), and the rule that refuses the others.

    >>> days, faults = read_days(pa.array(["2023-04-18", "18.04.2023", "2023-02-30"]))
    >>> days.astype(str).tolist(), faults.tolist()
    (['2023-04-18', 'NaT', 'NaT', 'NaT'], [0, 104, 104, 0])
    """
    shaped = pc.if_else(pa.array(_matches(texts, _DAY)), texts, pa.scalar(None, pa.string()))
    try:
        days = shaped.cast(pa.date32())
    except pa.ArrowInvalid:  # a day that no calendar has: look at each
        days = pa.array([_day_or_none(text) for text in shaped.to_pylist()], pa.date32())
    faults = np.append(np.where(np.asarray(days.is_null()), 104, 0), 0).astype(np.int16)
    numbers = days.cast(pa.int32()).to_numpy(zero_copy_only=False)
    known = np.append(numbers, np.nan)
    missing = np.isnan(known)
    parsed = np.where(missing, 0, known).astype("int64").astype("datetime64[D]")
    parsed[missing] = np.datetime64("NaT", "D")
    return parsed, faults


def _matches(texts: pa.StringArray, pattern: str) -> np.ndarray[Any, Any]:
    return np.asarray(pc.match_substring_regex(texts, pattern), dtype=bool)


def _day_or_none(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None

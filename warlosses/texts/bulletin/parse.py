"""The text of an official statement -> contribution rows, each with the words it was read from."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from warlosses import codes
from warlosses.claims.figure import figure
from warlosses.collector import collector_off
from warlosses.columns import CONTRIBUTION
from warlosses.data.days import parse_day
from warlosses.errors import BulletinError, UnreadItemWarning
from warlosses.texts.bulletin.choice import choose
from warlosses.texts.bulletin.claimant import tell_claimant
from warlosses.texts.bulletin.day import tell_day
from warlosses.texts.language.statements import read_statements
from warlosses.texts.language.tongues import unread_tongue

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

    from warlosses.texts.language.statement import Statement, UnreadItem

_NUMBERS = ("value", "value_low", "value_high")
_OTHERS = frozenset({*_NUMBERS, "as_of", "period_start"})  # columns that are no text
_BELLIGERENTS = {"UA": "RU", "RU": "UA"}  # a party to the war counts the other's losses


class Row(NamedTuple):
    """One contribution row (its cells in the order of the columns), and where it was read."""

    cells: tuple[Any, ...]
    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class Bulletin:
    """What a text says: its rows, the items that could not be read, and what was inferred."""

    as_of: date
    claimant: str
    rows: list[Row]
    unread: list[UnreadItem]
    remarks: list[str]


def parse(
    text: str,
    as_of: str | date | None = None,
    claimant: str | None = None,
    *,
    source_url: str = "",
) -> pd.DataFrame:
    """Read a bulletin's text into contribution rows.

    A total and the increment printed with it are two rows. The General Staff's bulletin is read
    in Ukrainian, English and Russian, the Russian ministry's in Russian and English, and outlets'
    accounts of both in more; the labels are those of ``schemas/text_labels.csv``.

    Parameters
    ----------
    text : str
        The statement, with or without what a page has around it.
    as_of : str or datetime.date, optional
        The day that the figures speak of. By default the day that the text names; if that lacks
        the year, the one whose claims the figures are.
    claimant : str, optional
        Who claims, a code such as ``ua_general_staff``; by default as the text tells.
    source_url : str, optional
        Where the text was read, for every row.

    Returns
    -------
    pandas.DataFrame
        The columns that `validate` reads. ``.attrs["spans"]`` gives for each row the stretch of
        text (``start``, ``end``, ``quote``), ``.attrs["unread"]`` the items of the list that no
        label is known for (also warned of), ``.attrs["remarks"]`` what was inferred.

    Raises
    ------
    BulletinError
        The text holds no bulletin, or several, or does not tell the claimant or the day
        (`BulletinDayError`).
    ArgumentError
        An argument is not what it should be; or the text is longer than any
        statement.

    Examples
    --------
    >>> rows = parse("General Staff: losses of the enemy from 24.02.22 to 18.04.23: "
    ...              "personnel about 183130 (+470) persons, tanks 3661 (+1)")
    >>> rows[["as_of", "category", "measure", "value", "qualifier"]]
           as_of   category     measure   value qualifier
    0 2023-04-18  personnel  cumulative  183130     about
    1 2023-04-18  personnel   increment     470     exact
    2 2023-04-18      tanks  cumulative    3661     exact
    3 2023-04-18      tanks   increment       1     exact
    """
    with collector_off():
        bulletin = read_bulletin(text, as_of, claimant, source_url=source_url)
        frame = _frame(bulletin)
    for item in bulletin.unread:
        warnings.warn(
            f"not read: {item.text!r} (characters {item.start} to {item.end}): no label in "
            "schemas/text_labels.csv fits; add the label, or the row by hand",
            UnreadItemWarning,
            stacklevel=2,
        )
    return frame


def read_bulletin(
    text: str,
    as_of: str | date | None = None,
    claimant: str | None = None,
    *,
    source_url: str = "",
) -> Bulletin:
    """Read a bulletin's text; the arguments are those of `parse`.

    >>> read_bulletin("losses of the enemy as of 18.04.2023: tanks 3661", None).rows[0].quote
    'tanks 3661'
    """
    given = codes.check_codes("claimant", claimant, codes.claimants())
    reading = read_statements(text)
    language = unread_tongue(reading.parts.tokens)
    if language:
        raise BulletinError(
            "expected a language that schemas/text_labels.csv covers; the text seems to be in "
            f"{language}. Give it in Ukrainian, English, Russian, German, French, Spanish, "
            "Italian, Portuguese or Polish."
        )
    if not reading.statements:
        raise BulletinError(
            "expected the text of a bulletin on losses; found no figure with a label that "
            f"schemas/text_labels.csv knows in {len(text):,} characters"
            + (f" (not read: {reading.unread[0].text!r})" if reading.unread else "")
            + ". Check that the whole text was given."
        )
    told, statements = tell_claimant(
        reading, given[0] if given else None, parse_day("as_of", as_of)
    )
    day, remarks = tell_day(reading, statements, told, as_of)
    chosen = choose(statements, told, day)
    side = codes.claimants()[told].side
    named = [s.scope.belligerent for s in chosen if s.scope.belligerent]
    belligerent = _BELLIGERENTS.get(side) or next(iter(named), "RU")
    remarks += [
        f"{s.worded!r} was taken for a misspelt label of {s.category}"
        for s in chosen
        if s.label.role == "misspelt" and s.measure == "cumulative"
    ]
    rows = [_row(s, told, belligerent, day, source_url) for s in chosen]
    return Bulletin(day, told, rows, reading.unread, remarks)


def _row(statement: Statement, claimant: str, belligerent: str, day: date, source_url: str) -> Row:
    low, high = None, None
    point: int | None = statement.value
    if statement.high is not None:
        point, low, high = None, statement.value, statement.high
    numbers = figure(point, low, high, statement.qualifier)
    cells = (
        *(day, claimant, belligerent, statement.category, statement.outcome, statement.measure),
        *(numbers.value, numbers.value_low, numbers.value_high, numbers.qualifier),
        *(None, source_url, ""),
    )
    return Row(cells, statement.start, statement.end, statement.quote)


def _frame(bulletin: Bulletin) -> pd.DataFrame:
    """Return the rows as a frame; its arrays are made here, for pandas' own guesses take longer."""
    import numpy as np
    import pandas as pd

    count = len(bulletin.rows)
    cells = dict(
        zip(CONTRIBUTION, zip(*(row.cells for row in bulletin.rows), strict=True), strict=True)
    )
    texts = [name for name in CONTRIBUTION if name not in _OTHERS]
    # One array for all the columns of text, cut up: to make each by itself takes twice as long.
    whole = _text_array([cell for name in texts for cell in cells[name]])
    columns: dict[str, Any] = dict.fromkeys(CONTRIBUTION)
    for place, name in enumerate(texts):
        columns[name] = whole[place * count : (place + 1) * count]
    for name in _NUMBERS:
        columns[name] = _integers(cells[name])
    columns["as_of"] = np.full(count, np.datetime64(bulletin.as_of, "s"))
    columns["period_start"] = np.full(count, np.datetime64("NaT", "s"))
    frame = pd.DataFrame(columns, pd.RangeIndex(count), copy=False)
    frame.attrs["spans"] = [
        {"start": row.start, "end": row.end, "quote": row.quote} for row in bulletin.rows
    ]
    frame.attrs["unread"] = [item._asdict() for item in bulletin.unread]
    frame.attrs["remarks"] = list(bulletin.remarks)
    return frame


def _integers(cells: Sequence[int | None]) -> Any:
    import numpy as np
    import pandas as pd

    missing = np.fromiter((cell is None for cell in cells), bool, len(cells))
    numbers = np.fromiter((cell or 0 for cell in cells), np.int64, len(cells))
    return pd.arrays.IntegerArray(numbers, missing)


def _text_array(cells: list[str]) -> Any:
    """Return an array of the type that this pandas gives a column of text."""
    import pandas as pd
    import pyarrow as pa

    dtype = _text_type()
    if dtype.storage == "pyarrow":  # which it need not look over again
        array = pa.array(cells, pa.large_string())
        return pd.arrays.ArrowStringArray(array, dtype=dtype)  # type: ignore[call-arg]
    return pd.array(cells, dtype=dtype)


@cache
def _text_type() -> Any:
    import pandas as pd

    return pd.Series(["text"]).dtype

"""Whether a fetched file is what its source has always been: its format, and its number of rows."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from warlosses.errors import FetchError

if TYPE_CHECKING:
    from warlosses.building.origins import Origin


def check_file(
    origin: Origin, url: str, body: bytes, old: bytes | None, *, accept_shrink: bool = False
) -> None:
    """Refuse a file that is not in its format, or has lost more than half of its rows.

    Parameters
    ----------
    origin, url
        The file and where it was fetched, for the message.
    body, old
        What came, and the copy that is here.
    accept_shrink
        Do not compare the numbers of rows.

    Raises
    ------
    FetchError
        Says what was expected, what was found, and the cure.
    """
    try:
        rows = count_rows(origin.format, body)
    except ValueError as error:
        begins = body[:240].decode("utf-8-sig", "replace")[:60]
        raise FetchError(
            f"{origin.name}: expected {error}, found {begins!r}; the origin may have moved or be "
            f"showing an error page; open {url} in a browser; your old copy is untouched"
        ) from error
    if old is None or accept_shrink:
        return
    try:
        old_rows = count_rows(origin.format, old)
    except ValueError:
        return
    if rows * 2 < old_rows:
        raise FetchError(
            f"{origin.name}: expected about as many rows as before, found old {old_rows} rows, "
            f"new {rows} rows; it may be a truncated upload; look at {url} and, if it is right, "
            "use --accept-shrink; your old copy is untouched"
        )


def count_rows(form: str, body: bytes) -> int:
    r"""Count the rows of a JSON list or a CSV file; raise ValueError, saying why, if it isn't one.

    Examples
    --------
    >>> count_rows("json", b'[{"day": 1}, {"day": 2}]')
    2
    >>> count_rows("csv", b"date,tanks\n2022-02-24,30\n")
    1
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"UTF-8 text (byte {error.start} is not)") from error
    if not text.strip():
        raise ValueError(f"{form.upper()} rather than an empty file")
    if text.lstrip().startswith("<"):
        raise ValueError(f"{form.upper()} rather than HTML or XML")
    return _COUNTERS[form](text)


def _count_json(text: str) -> int:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"whole JSON ({error})") from error
    if not isinstance(rows, list) or not rows:
        raise ValueError("a JSON list with at least one entry")
    return len(rows)


def _count_csv(text: str) -> int:
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except csv.Error as error:
        raise ValueError(f"whole CSV ({error})") from error
    width = len(rows[0])
    if width == 1:
        raise ValueError("CSV with a comma in its first line")
    if len(rows) == 1:
        raise ValueError("CSV with at least one row below its header")
    for number, row in enumerate(rows, start=1):
        if len(row) != width:
            raise ValueError(f"CSV with {width} fields a row (row {number} has {len(row)})")
    return len(rows) - 1


_COUNTERS = {"json": _count_json, "csv": _count_csv}

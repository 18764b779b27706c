"""What is to be checked, as Parquet files that an engine reads piece by piece."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from warlosses.validation.large.size import COLUMNAR, path_of
from warlosses.validation.large.sql import literal
from warlosses.validation.large.typed_columns import (
    BOOLEAN,
    DAY,
    DECIMAL,
    FRACTION,
    INTEGER,
    MOMENT,
    NOTHING,
    TEXT,
    Typed,
    typed,
)
from warlosses.validation.readers.csv_head import find_head, place_in_header
from warlosses.validation.readers.header import judge
from warlosses.validation.readers.limits import LIMITS
from warlosses.validation.readers.notes import Notes, RefusedError
from warlosses.validation.readers.read import read_or_refuse
from warlosses.validation.readers.sheet import Sheet

if TYPE_CHECKING:
    from warlosses.validation.finding import Finding
    from warlosses.validation.large.session import Session
    from warlosses.validation.readers.places import Places

_HEAD = 1 << 20
# As the reader of small Parquet files has it: a run of one value takes no room at all.
_NO_LIMIT = replace(LIMITS, max_rows=10**12)  # it is in memory already
_FREE_ROWS, _ROWS_A_BYTE = 100_000, 2
_KINDS = (
    (r"VARCHAR|ENUM.*", TEXT),
    (r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?", INTEGER),
    (r"FLOAT|DOUBLE", FRACTION),
    (r"DECIMAL.*", DECIMAL),
    (r"BOOLEAN", BOOLEAN),
    (r"DATE", DAY),
    (r"TIMESTAMP.*", MOMENT),
    (r'"?NULL"?', NOTHING),
)


class Text(NamedTuple):
    """A file of separated values: how it is read."""

    path: Path
    delimiter: str
    header_lines: int
    columns: dict[str, int]


class Part(NamedTuple):
    """One file to be checked.

    Attributes
    ----------
    file : str
        What findings call it.
    path : Path
        Its rows as Parquet.
    n_rows, before : int
        Its rows, and those of the files before it: its rows are numbered on from there.
    names : dict
        The file's own name of each column of a contribution that it has.
    kinds : dict
        What the values of each of these columns are.
    text : Text or None
        The file of separated values that it was, if it was one.
    places : Places or None
        Where its rows stand, if a reader has told.
    findings : list of Finding
        What reading its header had to say.
    """

    file: str
    path: Path
    n_rows: int
    before: int
    names: dict[str, str]
    kinds: dict[str, str]
    text: Text | None
    places: Places | None
    findings: list[Finding]

    @property
    def source(self) -> str:
        """The rows as a query's source, numbered from 1 behind those of the files before."""
        return (
            f"(select *, file_row_number + {self.before + 1} as row "
            f"from read_parquet({path_literal(self.path)}, file_row_number = true))"
        )

    def typed(self) -> Typed:
        """Return the query of its typed rows."""
        return typed(self.source, self.names, self.kinds)


def path_literal(path: Path) -> str:
    """Return a path as DuckDB takes it: a path, no pattern."""
    return literal(re.sub(r"[*?[]", r"[\g<0>]", str(path)))


def read_part(source: Any, before: int, session: Session) -> Part:
    """Return a file or frame as a part; one that cannot be read has findings that say so."""
    path = path_of(source)
    if path is None:
        return _of_other(source, before, session)
    notes = Notes(Path(source).as_posix(), LIMITS)
    try:
        if path.suffix.casefold() in COLUMNAR:
            return _of_parquet(path, before, session, notes)
        return _of_text(path, before, session, notes)
    except RefusedError:
        return Part(notes.file, path, 0, before, {}, {}, None, None, notes.findings())


def _of_other(source: Any, before: int, session: Session) -> Part:
    """Return a sheet as a part; frames that are not worked out yet go to the disk unseen."""
    copied = session.folder / f"{before}.parquet"
    library = type(source).__module__.partition(".")[0]
    if library == "polars" and hasattr(source, "sink_parquet"):
        source.sink_parquet(copied)
    elif library in ("duckdb", "_duckdb"):
        source.write_parquet(str(copied))
    else:
        sheet = source if isinstance(source, Sheet) else read_or_refuse(source, limits=_NO_LIMIT)
        pq.write_table(sheet.cells, copied)
        names = {name: name for name in sheet.cells.column_names}
        kinds = dict.fromkeys(names, TEXT)
        n_rows = sheet.n_rows if names else 0
        places, found = sheet.places, sheet.findings
        return Part(sheet.file, copied, n_rows, before, names, kinds, None, places, found)
    notes = Notes("<frame>", LIMITS)
    try:
        return _of_parquet(copied, before, session, notes)
    except RefusedError:
        return Part(notes.file, copied, 0, before, {}, {}, None, None, notes.findings())


def _of_parquet(path: Path, before: int, session: Session, notes: Notes) -> Part:
    try:
        n_rows = pq.read_metadata(path).num_rows
    except (pa.ArrowException, OSError) as error:
        reason = " ".join(str(error).split())[:200]
        notes.refuse("WL001", {"format": "Parquet", "reason": reason})
    most = _FREE_ROWS + _ROWS_A_BYTE * path.stat().st_size
    if n_rows > most:
        notes.refuse_large("rows", f"{most:,} in a file of its size", f"{n_rows:,}")
    described = session.rows(f"describe select * from read_parquet({path_literal(path)})")
    types = {str(row[0]): str(row[1]) for row in described}
    header = judge([name.strip() for name in types], notes, lambda _: {})
    own = list(types)
    names = {name: own[place] for name, place in header.columns.items()}
    kinds = {name: _kind(name, types[own_name], notes) for name, own_name in names.items()}
    if not n_rows:
        notes.add("WL003", {"found": "no row"})
    return Part(notes.file, path, n_rows, before, names, kinds, None, None, notes.findings())


def _kind(name: str, type_name: str, notes: Notes) -> str:
    for pattern, kind in _KINDS:
        if re.fullmatch(pattern, type_name):
            return kind
    reason = f"expected text, numbers or days in column {name}; found {type_name}"
    return notes.refuse("WL001", {"format": "Parquet", "reason": reason}, column=name)


def _of_text(path: Path, before: int, session: Session, notes: Notes) -> Part:
    """Copy a file of separated values into a Parquet file, each cell as its text."""
    with path.open("rb") as opened:
        start = opened.read(_HEAD).removeprefix(b"\xef\xbb\xbf")
    head = find_head(start, notes)
    header = judge(head.names, notes, lambda index: place_in_header(start, head, index))
    all_names = [f"column{place}" for place in range(len(head.record.cells))]
    names = {name: all_names[place] for name, place in header.columns.items()}
    copied = session.folder / f"{before}.parquet"
    lines = start[: head.rows_at].count(b"\n")
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in all_names)
    kept = ", ".join(names.values())
    session.copy_text(
        f"copy (select {kept} from read_csv({path_literal(path)}, auto_detect = false, "
        f"header = false, skip = {lines}, columns = {{{columns}}}, quote = '\"', escape = '\"', "
        f"delim = {literal(head.delimiter)}, max_line_size = {LIMITS.max_line})) "
        f"to {literal(str(copied))} (format parquet, compression lz4_raw)",
        notes,
    )
    n_rows = int(session.rows(f"select count(*) from {literal(str(copied))}")[0][0])
    if not n_rows:
        notes.add("WL003", {"found": "no row"})
    text = Text(path, head.delimiter, lines, dict(header.columns))
    kinds = dict.fromkeys(names, TEXT)
    return Part(notes.file, copied, n_rows, before, names, kinds, text, None, notes.findings())


def in_part(parts: list[Part], row: int) -> Part:
    """Return the part that a row, numbered through all of them, is in."""
    from bisect import bisect_right

    known = [part for part in parts if part.n_rows]
    return known[bisect_right([part.before for part in known], row - 1) - 1]

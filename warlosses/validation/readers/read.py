"""A contribution, whatever it comes as -> a sheet of text cells, each with its place.

Formats are told apart by the file's name and its first bytes; where the two disagree the file is
refused. Nothing raises for what a file holds: what cannot be read is a finding.
"""

from __future__ import annotations

import glob
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa

from warlosses.codes import check_codes
from warlosses.errors import ArgumentError, MissingExtraError, MissingFileError
from warlosses.files import refuse_endless
from warlosses.validation.readers.limits import LIMITS
from warlosses.validation.readers.notes import Notes, RefusedError
from warlosses.validation.readers.sheet import Sheet, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warlosses.validation.readers.limits import ReadLimits

FORMATS = ("csv", "tsv", "json", "ndjson", "parquet", "xlsx")
STANDARD_INPUT = "-"
_SUFFIXES = {
    **{f".{name}": name for name in FORMATS},
    ".txt": "csv",
    ".tab": "tsv",
    ".jsonl": "ndjson",
    ".pq": "parquet",
    ".xlsm": "xlsx",
}
# In a folder, these are looked at too, to say that they cannot be read; and text is no data there.
_IN_FOLDERS = {*_SUFFIXES, ".xls", ".xlsb", ".ods", ".gz", ".zip", ".zst", ".bz2", ".xz"} - {".txt"}
# What files begin with that are no text, and whether we read them.
_MAGIC = {
    b"PK\x03\x04": ("xlsx", "a ZIP file, as XLSX is"),
    b"PAR1": ("parquet", "Parquet"),
    b"\x1f\x8b": (None, "gzip"),
    b"\x28\xb5\x2f\xfd": (None, "zstd"),
    b"BZh": (None, "bzip2"),
    b"\xfd7zXZ": (None, "xz"),
    b"%PDF": (None, "PDF"),
    b"\xd0\xcf\x11\xe0": (None, "the old Excel format, XLS, or a locked workbook"),
    b"ARROW1": (None, "an Arrow file"),
}
_HEAD = 1000
_LONGEST_PATH = 4096
_SAVE = "Save it again as CSV (UTF-8), TSV, JSON, NDJSON, Parquet or XLSX."
_UNPACK = f"If it is packed, unpack it. {_SAVE}"
_MARKUP = "it begins with '<', as web pages (HTML) and XML do"


def read_contribution(
    source: Any,
    *,
    name: str | None = None,
    format: str | None = None,  # noqa: A002
    limits: ReadLimits = LIMITS,
) -> Sheet:
    r"""Return a contribution as a sheet of text cells.

    Parameters
    ----------
    source : path, bytes, binary file or data frame
        What to read; the path ``-`` is standard input.
    name : str, optional
        What findings call it; by default the path, ``-`` for bytes, ``<frame>`` for a frame.
    format : {"csv", "tsv", "json", "ndjson", "parquet", "xlsx"}, optional
        By default told from the name and the first bytes.
    limits : ReadLimits
        What is larger is refused.

    Raises
    ------
    ArgumentError
        The source is nothing that can be read, or the format is unknown.
    OSError
        The file cannot be opened.

    Examples
    --------
    >>> sheet = read_contribution(b"as_of;claimant\n2023-04-18;oryx\n", format="csv")
    >>> sheet.cells.to_pylist()
    [{'as_of': '2023-04-18', 'claimant': 'oryx'}]
    >>> [(finding.rule, finding.message) for finding in sheet.findings][-1]
    ('WL010', 'fields separated by semicolons; read anyway')
    """
    if format is not None:
        check_codes("contribution format", format, FORMATS)
    if not isinstance(source, str | os.PathLike | bytes | bytearray | memoryview) and not hasattr(
        source, "read"
    ):
        from warlosses.validation.readers.frames import read_frame

        notes = Notes(name or "<frame>", limits)
        return _sheet(notes, "frame", lambda: read_frame(source, notes))
    notes = Notes(name or _name_of(source), limits)
    try:
        data = _content(source, notes)
        kind = _format_of(notes.file, format, data, notes)
    except RefusedError:
        return _refused(notes, format or "csv")
    return _sheet(notes, kind, lambda: _read(data, notes, kind))


def read_or_refuse(
    source: Any,
    *,
    format: str | None = None,  # noqa: A002
    limits: ReadLimits = LIMITS,
) -> Sheet:
    """Return a contribution as `read_contribution` does; one that can't be opened, as a finding.

    For one among several: the others are to be checked all the same.
    """
    try:
        return read_contribution(source, format=format, limits=limits)
    except (OSError, MissingExtraError) as error:
        notes = Notes(_name_of(source), LIMITS)
        is_missing = isinstance(error, MissingFileError) and not Path(notes.file).exists()
        told = "there is no such file" if is_missing else getattr(error, "strerror", None)
        cure = "Check the path." if is_missing else None
        reason = told or str(error).removeprefix(f"{notes.file}: ")
        fields = {"format": "a contribution", "reason": reason}
        notes.add("WL001", fields, suggestion=cure)
        return _refused(notes, format or "csv")


def files_of(source: Any) -> list[Any]:
    """Return the files that a folder or a pattern stands for; anything else is itself.

    Raises
    ------
    ArgumentError
        There is no contribution in the folder, or no file that fits the pattern.
    """
    is_path = isinstance(source, os.PathLike) or (
        isinstance(source, str) and len(source) <= _LONGEST_PATH and "\n" not in source
    )
    if not is_path or str(source) == STANDARD_INPUT:
        return [source]
    if Path(source).is_dir():
        inside = list(files_below(Path(source)))
        if not inside:
            raise ArgumentError(
                f"{source}: expected a folder with contributions; found none in it. "
                "They end in .csv, .tsv, .json, .ndjson, .parquet or .xlsx."
            )
        return [path.as_posix() for path in inside]
    if not Path(source).exists() and any(mark in str(source) for mark in "*?["):
        fitting = sorted(glob.glob(str(source), recursive=True))  # noqa: PTH207  it may be absolute
        if not fitting:
            raise ArgumentError(f"{source}: expected a pattern that fits some file; it fits none.")
        return [file for path in fitting for file in files_of(path)]
    return [source]


def files_below(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and those below it that may be contributions, in a fixed order.

    Hidden files and folders are passed over, pipes and devices, what Excel keeps beside an open
    workbook, and files that are no data by their ending. Packed files and other spreadsheets are
    not: reading them says what to do.
    """
    data = []
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        data += [
            Path(parent, name)
            for name in files
            if not name.startswith((".", "~$"))
            and Path(name).suffix.casefold() in _IN_FOLDERS
            and _may_be_read(Path(parent, name))
        ]
    yield from sorted(data, key=lambda path: path.relative_to(folder).parts)


def _may_be_read(path: Path) -> bool:
    """Whether a path is no pipe or device, which may never end; what is missing is told later."""
    return path.is_file() or not path.exists()


def _sheet(notes: Notes, kind: str, read: Any) -> Sheet:
    try:
        table: Table = read()
        if not table.n_rows and not notes.has_any_but("WL010"):
            notes.add("WL003", {"found": "no row"})
    except RefusedError:
        return _refused(notes, kind)
    return Sheet(notes.file, kind, table.cells, table.n_rows, notes.findings(), table.places)


def _refused(notes: Notes, kind: str) -> Sheet:
    return Sheet(notes.file, kind, pa.table({}), 0, notes.findings())


def _read(data: bytes, notes: Notes, kind: str) -> Table:
    if not data:
        notes.refuse("WL003", {"found": "an empty file"})
    if kind == "parquet":
        from warlosses.validation.readers.parquet import read_parquet

        return read_parquet(data, notes)
    if kind == "xlsx":
        from warlosses.validation.readers.xlsx import read_xlsx

        return read_xlsx(data, notes)
    from warlosses.validation.readers.encoding import to_utf8

    text = to_utf8(data, notes)
    start = text[:_HEAD].lstrip() or text.lstrip()[:_HEAD]
    if not start:
        notes.refuse("WL003", {"found": "an empty file"})
    if start.startswith(b"<"):
        fields = {"format": title(kind), "reason": _MARKUP}
        notes.refuse("WL001", fields, line=1, suggestion=_SAVE)
    if kind in ("json", "ndjson"):
        from warlosses.validation.readers.json_rows import read_json

        rows = read_json(text, notes, kind)
        return Table(rows.cells, len(rows.places.starts), rows.places)
    from warlosses.validation.readers.csv_exact import read_csv
    from warlosses.validation.readers.csv_head import DELIMITERS

    table = read_csv(text, notes)
    usual = "\t" if kind == "tsv" else ","
    if table.delimiter != usual and len(table.header.columns) + len(table.header.unknown) > 1:
        notes.add("WL010", {"found": f"fields separated by {DELIMITERS[table.delimiter]}"}, line=1)
    return Table(table.cells, table.cells.num_rows, table.places)


def title(kind: str | None) -> str:
    """Return what a format is called in messages.

    >>> title("csv"), title("parquet"), title(None)
    ('CSV', 'Parquet', 'a contribution')
    """
    if kind is None:
        return "a contribution"
    return "Parquet" if kind == "parquet" else kind.upper()


def _name_of(source: Any) -> str:
    if isinstance(source, str | os.PathLike):
        return os.fspath(source) if isinstance(source, str) else Path(source).as_posix()
    given = getattr(source, "name", None)
    return given if isinstance(given, str) and given != "<stdin>" else STANDARD_INPUT


def _content(source: Any, notes: Notes) -> bytes:
    """Return what a file holds; one over the limit is refused before it is read."""
    if isinstance(source, bytes | bytearray | memoryview):
        return _within(bytes(source), notes)
    if isinstance(source, str | os.PathLike) and str(source) != STANDARD_INPUT:
        if isinstance(source, str) and ("\n" in source or len(source) > _LONGEST_PATH):
            raise ArgumentError(
                f"expected a path; found a text of {len(source):,} characters, as a file's content "
                "is: give it as bytes (text.encode()), or as a file"
            )
        path = Path(source)
        if not path.exists():
            raise MissingFileError(f"{notes.file}: expected a file; found none. Check the path.")
        refuse_endless(path)
        size = path.stat().st_size
        if size > notes.limits.max_bytes:
            _refuse_size(f"{size:,}", notes)
        with path.open("rb") as file:
            return _bounded(file, notes)
    return _bounded(sys.stdin.buffer if isinstance(source, str | os.PathLike) else source, notes)


def _bounded(file: BinaryIO, notes: Notes) -> bytes:
    """Read no more than is allowed: a pipe or a growing file tells no size beforehand."""
    data = file.read(notes.limits.max_bytes + 1)
    if not isinstance(data, bytes):
        raise ArgumentError(
            f"{notes.file}: expected a file opened for bytes; found one of "
            f"{type(data).__name__}; open it with mode 'rb'"
        )
    return _within(data, notes)


def _within(data: bytes, notes: Notes) -> bytes:
    if len(data) > notes.limits.max_bytes:
        _refuse_size("more", notes)
    return data


def _refuse_size(size: str, notes: Notes) -> None:
    notes.refuse_large("size of the file", f"{notes.limits.max_bytes:,} bytes", size)


def _format_of(file: str, format: str | None, data: bytes, notes: Notes) -> str:  # noqa: A002
    """Return the format as given or as the name has it; the first bytes must not belie it."""
    named = format or _SUFFIXES.get(Path(file).suffix.casefold())
    for magic, (kind, words) in _MAGIC.items():
        if not data.startswith(magic):
            continue
        if kind is None or (named is not None and named != kind):
            fields = {"format": title(named), "reason": f"its first bytes are those of {words}"}
            notes.refuse("WL001", fields, suggestion=_UNPACK)
        if Path(file).suffix.casefold() == ".zip":
            fields = {"format": title(None), "reason": "it is a ZIP file"}
            notes.refuse("WL001", fields, suggestion="Unpack it, and check the file in it.")
        return kind
    if named is not None:
        return named
    start = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    return {b"[": "json", b"{": "ndjson"}.get(start[:1], "csv")

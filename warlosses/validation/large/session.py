"""DuckDB within bounds: so much memory, the rest in a folder that is gone afterwards."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warlosses.errors import ArgumentError, MissingExtraError, ResourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from warlosses.validation.readers.notes import Notes

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_BINARY = {"KI": 2**10, "MI": 2**20, "GI": 2**30, "TI": 2**40}
LEAST = 200 * 2**20
# What DuckDB may fill of the whole: the interpreter, and what is between engines, need the rest.
_SHARE = 0.5


def bytes_of(memory: str | int | None) -> int:
    """Return an amount of memory in bytes; by default a quarter of what the machine has.

    >>> bytes_of("1GiB"), bytes_of("500 MB"), bytes_of(2**30)
    (1073741824, 500000000, 1073741824)
    """
    if memory is None:
        return max(_of_machine() // 4, LEAST)
    match = re.fullmatch(r"([0-9.]+)\s*([KMGT]I?|)B?", str(memory).strip().upper())
    units = _UNITS | _BINARY
    try:
        number = float(match[1]) * units[match[2]] if match else -1
    except ValueError:
        number = -1
    if number < LEAST:
        raise ArgumentError(
            f"memory: expected an amount such as 1GB, from {LEAST // 2**20} MiB on; "
            f"found {memory!r}"
        )
    return int(number)


def _of_machine() -> int:
    """Return the memory that this process may have: the machine's, or its control group's."""
    in_all = 4 * 2**30
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        in_all = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with contextlib.suppress(OSError, ValueError):  # no such file, or no bound in it
        in_all = min(in_all, int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")))
    return in_all


class Session:
    """A connection of its own, to no database.

    Parameters
    ----------
    folder : Path
        Takes what does not fit into memory.
    memory : int
        Bytes that all of a run may use.
    """

    def __init__(self, folder: Path, memory: int) -> None:
        try:
            import duckdb
        except ImportError as error:
            raise MissingExtraError(
                "a contribution of this size needs duckdb, which is not installed: "
                "pip install 'warlosses[duckdb]'"
            ) from error
        self._duckdb = duckdb
        self.folder, self.memory = folder, memory
        self._connection = duckdb.connect(
            config={
                "memory_limit": f"{int(memory * _SHARE) // 2**20}MiB",
                "temp_directory": str(folder / "spilled"),
            }
        )
        self._connection.execute("set enable_progress_bar = false")  # it draws in notebooks

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what a query gives."""
        with self._told():
            answer: list[tuple[Any, ...]] = self._connection.execute(query).fetchall()
        return answer

    def table(self, query: str) -> pa.Table:
        """Return what a query gives, as Arrow."""
        with self._told():
            return self._connection.sql(query).to_arrow_table()

    def batches(self, query: str, size: int) -> Iterator[pa.RecordBatch]:
        """Yield what a query gives, so many rows at a time."""
        with self._told():
            relation = self._connection.sql(query)
            # Before 1.4 it was only called otherwise.
            name = (
                "to_arrow_reader" if hasattr(relation, "to_arrow_reader") else "fetch_arrow_reader"
            )
            yield from getattr(relation, name)(size)

    def named(self, name: str, table: pa.Table) -> None:
        """Let queries read an Arrow table by a name."""
        self._connection.register(name, table)

    def copy_text(self, query: str, notes: Notes) -> None:
        """Run a copy of a text; what is wrong with the text refuses it."""
        try:
            self.rows(query)
        except (self._duckdb.InvalidInputException, self._duckdb.ConversionException) as error:
            told = str(error)
            line = re.search(r"[Ll]ine:? (\d+)", told)
            reason = " ".join(told.partition("\n")[0].split())[:200]
            rule = "WL002" if "utf" in told.casefold() or "unicode" in told.casefold() else "WL001"
            fields = {"found": reason} if rule == "WL002" else {"format": "CSV", "reason": reason}
            notes.refuse(rule, fields, line=int(line[1]) if line else None)

    def close(self) -> None:
        """Give the memory back."""
        self._connection.close()

    def _told(self) -> _Told:
        return _Told(self._duckdb, self.folder)


class _Told:
    """Says of what ran out what can be done about it."""

    def __init__(self, duckdb: Any, folder: Path) -> None:
        self._duckdb, self._folder = duckdb, folder

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Raise the error as this package's own."""
        if not isinstance(error, self._duckdb.Error):
            return
        text = " ".join(str(error).split())[:300]
        if isinstance(error, self._duckdb.OutOfMemoryException) or "No space left" in text:
            raise ResourceError(
                f"expected room for what does not fit into memory; found too little: {text}. "
                f"Give more with --memory, or set TMPDIR to a folder with more space than "
                f"{self._folder.parent} has"
            ) from error

"""One source's files in a mirror: opened, checked for what they should be, linked to."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from warlosses.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from warlosses.codes import Source

_CURE = (
    "Fetch the file again (`warlosses update`), or put back the copy you had; "
    "no release was touched."
)


@dataclass(frozen=True)
class Copy:
    """The files of one source as they lie in a mirror."""

    source: Source
    folder: Path
    commit: str | None
    committed_at: datetime | None
    retrieved_at: datetime | None
    repo_paths: dict[str, str]

    @property
    def taken_at(self) -> datetime | None:
        """When the copy was taken: when it was fetched, else the time of its commit."""
        return self.retrieved_at or self.committed_at

    def fail(
        self, name: str, place: str, expected: str, found: object, cure: str = _CURE
    ) -> SourceError:
        """Return the error: file, place, what was expected, what was found, and the cure."""
        where = f"{self.folder / name}{f', {place}' if place else ''}"
        return SourceError(f"{where}: expected {expected}; found {found}. {cure}")

    def permalink(self, name: str, commit: str | None = None) -> str:
        """Return the public link to a file in the source's repository, at the copy's commit."""
        path = quote(self.repo_paths.get(name, name))
        return f"{self.source.repo}/blob/{commit or self.commit}/{path}"

    def has(self, name: str) -> bool:
        """Whether the mirror holds the file."""
        return (self.folder / name).is_file()

    def sha256(self, name: str) -> str:
        """Return the file's SHA-256, as the release's manifest names its inputs."""
        return hashlib.sha256((self.folder / name).read_bytes()).hexdigest()

    def text(self, name: str) -> str:
        """Return a file's text; ``.gz`` is unpacked."""
        path = self.folder / name
        if not path.is_file():
            raise self.fail(name, "", "a file", "none")
        try:
            raw = path.read_bytes()
            if name.endswith(".gz"):
                raw = gzip.decompress(raw)
            text = raw.decode("utf-8-sig")
        except (OSError, EOFError, ValueError) as error:
            kind = "a whole gzip file of UTF-8 text" if name.endswith(".gz") else "UTF-8 text"
            raise self.fail(name, "", kind, f"{type(error).__name__}: {error}") from error
        if not text.strip():
            raise self.fail(name, "", "data", "an empty file")
        if text.lstrip().startswith("<"):
            raise self.fail(name, "line 1", "data", f"a web page ({text.strip()[:40]!r})")
        return text

    def records(self, name: str) -> list[dict[str, Any]]:
        """Return a JSON file that must be a non-empty list of objects."""
        try:
            data = json.loads(self.text(name))
        except json.JSONDecodeError as error:
            place = f"line {error.lineno}, column {error.colno}"
            raise self.fail(name, place, "whole JSON", f"{error.msg} (cut off?)") from error
        if not isinstance(data, list) or not data or not all(isinstance(r, dict) for r in data):
            found = f"{type(data).__name__}: {str(data)[:40]}"
            raise self.fail(name, "", "a list of objects", found)
        return data

    def table(
        self,
        name: str,
        columns: Sequence[str],
        delimiter: str = ",",
        *,
        ends_with_newline: bool = True,
    ) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield line number and row of a delimited file whose header must hold these columns.

        Parameters
        ----------
        name : str
            File name.
        columns : sequence of str
            Columns that must be there, in any order.
        delimiter : str
            Field separator.
        ends_with_newline : bool
            Whether the origin's file ends with one; if it should and doesn't, it was cut off.
        """
        text = self.text(name)
        if ends_with_newline and not text.endswith("\n"):
            place = f"line {text.count(chr(10)) + 1}"
            raise self.fail(name, place, "a line break at the end", "none (cut off?)")
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            header = next(reader)
            missing = [c for c in columns if c not in header]
            if missing:
                expected = f"columns {', '.join(columns)}"
                raise self.fail(name, "line 1", expected, f"no {', '.join(missing)}")
            count = 0
            for fields in reader:
                if not fields:
                    continue
                if len(fields) != len(header):
                    place, found = f"line {reader.line_num}", f"{len(fields)} (cut off?)"
                    raise self.fail(name, place, f"{len(header)} fields", found)
                count += 1
                yield reader.line_num, dict(zip(header, fields, strict=True))
        except csv.Error as error:
            place = f"line {reader.line_num}"
            raise self.fail(name, place, "delimited text", str(error)) from error
        if not count:
            raise self.fail(name, "line 2", "rows below the header", "none")

    def whole_number(self, name: str, place: str, value: object) -> int:
        """Return a whole number given as one, as text, or as text with thousands commas."""
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        text = str(value).strip().replace(",", "")
        if not text.lstrip("-").isdigit():
            raise self.fail(name, place, "a whole number", repr(value))
        return int(text)

"""A file on its way here: how much of it there is, and how to ask for the rest.

What the server called the file (its ETag, else its date) is kept beside it, so that a later process
goes on with the same file or begins again: ``If-Range`` leaves that to the server.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO, TYPE_CHECKING

from warlosses.fetching.trouble import BROWSER, Trouble
from warlosses.fetching.validators import strong_validator, usable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)", re.ASCII)


@dataclass(frozen=True)
class PartialFile:
    """A file of a known size, or as much as there is of it."""

    path: Path
    size: int

    @property
    def have(self) -> int:
        """How many bytes are here."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    @property
    def is_whole(self) -> bool:
        """Whether all bytes are here."""
        return self.path.is_file() and self.have == self.size

    @property
    def _note(self) -> Path:
        return self.path.with_name(f"{self.path.name}.etag")

    def request_headers(self) -> dict[str, str]:
        """Return the headers that ask for the rest; none where the start can't be relied on."""
        try:
            validator = usable(self._note.read_text(encoding="latin-1").strip())
        except FileNotFoundError:
            validator = None
        if not validator or not 0 < self.have < self.size:
            return {}
        return {"Range": f"bytes={self.have}-", "If-Range": validator}

    def start_of(self, status: int, headers: Mapping[str, str]) -> int:
        """Return where in the file an answer's body belongs; raise `Trouble` if it is another."""
        encoded = headers.get("Content-Encoding", "identity") != "identity"
        if status == HTTPStatus.PARTIAL_CONTENT:
            have = self.have
            part = _RANGE.fullmatch(headers.get("Content-Range", ""))
            if encoded or not part or int(part[1]) != have or part[3] != str(self.size):
                self.discard()
                raise Trouble("another part of the file than asked for", again=True)
            return have
        declared = headers.get("Content-Length", "")
        if not encoded and declared.isdecimal() and int(declared) != self.size:
            page = " (a web page?)" if "html" in headers.get("Content-Type", "") else ""
            raise Trouble(f"a file of {declared} bytes{page} and not of {self.size}", BROWSER)
        return 0

    @contextlib.contextmanager
    def open(self, start: int, headers: Mapping[str, str]) -> Iterator[IO[bytes]]:
        """Open the file for writing from `start`, remembering what the server calls it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if start == 0:
            self._note.unlink(missing_ok=True)
        with self.path.open("ab" if start else "wb") as file:
            if start == 0:
                validator = strong_validator(headers)
                if validator:
                    self._note.write_text(validator, encoding="latin-1")
            yield file

    def discard(self) -> None:
        """Begin again."""
        self._note.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)

"""One source's files in a mirror: opened, checked for what they should be, linked to."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from warlosses.errors import SourceError
from warlosses.files import sha256

if TYPE_CHECKING:
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
        self, name: str, place: str, expected: str, instead: object, cure: str | None = None
    ) -> SourceError:
        """Return the error: file, place, what was expected, what was found, and the cure."""
        where = f"{self.folder / name}{f', {place}' if place else ''}"
        return SourceError(f"{where}: expected {expected}; found {instead}. {cure or _CURE}")

    def permalink(self, name: str, commit: str | None = None) -> str:
        """Return the public link to a file in the source's repository, at the copy's commit."""
        path = quote(self.repo_paths.get(name, name))
        return f"{self.source.repo}/blob/{commit or self.commit}/{path}"

    def has(self, name: str) -> bool:
        """Whether the mirror holds the file."""
        return (self.folder / name).is_file()

    def sha256(self, name: str) -> str:
        """Return the file's SHA-256, as the release's manifest names its inputs."""
        return sha256(self.folder / name)

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

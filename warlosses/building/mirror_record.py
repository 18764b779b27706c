"""What a mirror records of itself: where each file came from, and what the origins answered last.

``SOURCES.toml`` is for readers (repository, commit, SHA-256); ``.state.json`` only saves asking
again, and is safe to delete.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import tomli_w

from warlosses.errors import FetchError
from warlosses.files import refuse_endless, sha256, write_together, write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from warlosses.building.origins import Origin

SOURCES = "SOURCES.toml"
STATE = ".state.json"
_HEADER = "# Where every file in this folder came from; kept by `warlosses update`."
_YEARS = range(2000, 2200)  # beyond them no time zone can be taken off without an overflow
_SHA = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True)
class Commit:
    """The last commit to a file, with what is needed to ask whether it still is the last."""

    sha: str
    at: str
    etag: str | None = None
    last_modified: str | None = None

    def __post_init__(self) -> None:
        known = self.moment.tzinfo is not None and self.moment.year in _YEARS
        if not _SHA.fullmatch(self.sha) or not known:
            raise ValueError(f"not a commit and its time: {self.sha!r}, {self.at!r}")

    @property
    def moment(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.at)


class MirrorRecord:
    """The folder with its two records; each source's table is as SOURCES.toml has it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.header, self.tables = _read_sources(path / SOURCES)
        self.answers = _read_answers(path / STATE)

    def has(self, files: Sequence[Origin], commit: Commit) -> bool:
        """Whether all of a source's files are here, whole, and from this commit."""
        recorded = self.tables.get(files[0].source_id)
        if recorded != _table(files, commit, recorded):
            return False
        hashes = recorded.get("sha256") or {}
        return set(hashes) == {origin.file for origin in files} and all(
            _has_hash(self.path / origin.name, hashes[origin.file]) for origin in files
        )

    def replace(
        self, files: Sequence[Origin], commit: Commit, bodies: Mapping[str, bytes], now: datetime
    ) -> None:
        """Put all of a source's files in place, and its table."""
        source_id = files[0].source_id
        table = _table(files, commit, self.tables.get(source_id)) | {
            "retrieved_at": _iso(now),
            "sha256": {file: hashlib.sha256(body).hexdigest() for file, body in bodies.items()},
        }
        tables = self.tables | {source_id: table}
        contents = {origin.name: bodies[origin.file] for origin in files}
        listed = f"{self.header.rstrip()}\n\n{tomli_w.dumps(tables)}"
        write_together(self.path, contents | {SOURCES: listed.encode()})
        self.tables = tables

    def save_answers(self) -> None:
        """Keep what the origins answered, to be asked next time only whether it still holds."""
        answers = {url: asdict(commit) for url, commit in self.answers.items()}
        self.path.mkdir(parents=True, exist_ok=True)
        write_whole(self.path / STATE, json.dumps(answers, indent=1).encode(), durable=False)


def _table(
    files: Sequence[Origin], commit: Commit, old: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Describe a source at a commit; keeps what else was said of it (title, licence...)."""
    old = old or {}
    first = files[0]
    table = {
        **old,
        "repo": first.repo,
        "commit": commit.sha,
        "committed_at": _iso(commit.moment),
        "folder": first.folder,
        "files": {**old.get("files", {}), **{origin.file: origin.repo_path for origin in files}},
    }
    if first.folder == first.source_id:
        del table["folder"]
    return table


def _read_sources(path: Path) -> tuple[str, dict[str, Any]]:
    """Read the comment on top of SOURCES.toml, and its tables."""
    refuse_endless(path)
    try:
        text = path.read_text("utf-8")
        tables = tomllib.loads(text)
    except FileNotFoundError:
        return _HEADER, {}
    except (OSError, ValueError) as error:
        raise FetchError(
            f"{path}: expected a list of sources in TOML, found {error}; mend it, or remove it to "
            "have every file fetched again"
        ) from error
    top = takewhile(lambda line: line.startswith("#"), text.splitlines())
    return "\n".join(top) or _HEADER, tables


def _read_answers(path: Path) -> dict[str, Commit]:
    try:
        entries = json.loads(path.read_bytes())
        return {url: Commit(**entry) for url, entry in entries.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        # Only saves asking again; whatever is wrong with it, it is written anew.
        return {}


def read_bytes(path: Path) -> bytes | None:
    """Return a file's bytes, or None where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _has_hash(path: Path, digest: str) -> bool:
    try:
        return sha256(path) == digest
    except FileNotFoundError:
        return False


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

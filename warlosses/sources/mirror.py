"""A mirror: a folder of copies of the sources, and ``SOURCES.toml`` that says of which revision."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from warlosses import codes
from warlosses.errors import SourceError
from warlosses.files import refuse_endless
from warlosses.sources.copy import Copy
from warlosses.sources.registry import READERS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from warlosses.sources.registry import Reader

SOURCES_TOML = "SOURCES.toml"
_COMMIT_DAY = re.compile(r'^commit\s*=\s*".*?"\s*#\s*(\d{4}-\d{2}-\d{2})', re.MULTILINE)


def open_mirror(mirror: Path, readers: Mapping[str, Reader] = READERS) -> list[Copy]:
    """Return the copies of every known source in a mirror, in the order of the table of readers.

    Parameters
    ----------
    mirror : Path
        Folder of copies with its ``SOURCES.toml``.
    readers : mapping of str to Reader
        The sources wanted, by id.

    Raises
    ------
    SourceError
        There is no such folder or no ``SOURCES.toml``, or a source named there lacks a file.
    """
    described = _describe(mirror)
    copies = []
    for source_id, reader in readers.items():
        facts = described.get(source_id)
        if facts is None:
            continue
        folder = mirror / str(facts.get("folder", reader.folder))
        commit = str(facts.get("commit", "")) or None
        if commit and not re.fullmatch(r"[0-9a-f]{7,64}", commit):
            commit = None  # "one per row"
        copy = Copy(
            codes.sources()[source_id],
            folder,
            commit,
            _time(facts.get("committed_at")),
            _time(facts.get("retrieved_at")),
            _repo_paths(source_id),
        )
        absent = [name for name in reader.files if not copy.has(name)]
        if not reader.files and not any(copy.has(name) for name in reader.optional_files):
            absent = list(reader.optional_files)
        if absent:
            raise copy.fail(absent[0], "", f"a file, as {mirror / SOURCES_TOML} names it", "none")
        copies.append(copy)
    if not copies:
        known = ", ".join(readers)
        raise SourceError(
            f"{mirror / SOURCES_TOML}: expected at least one source of {known}; found "
            f"{', '.join(described) or 'none'}. Check that the folder is a mirror of the sources."
        )
    return copies


def file_names(copy: Copy) -> list[str]:
    """Return the names of the files that a copy is read from."""
    reader = READERS[copy.source.source_id]
    return [name for name in (*reader.files, *reader.optional_files) if copy.has(name)]


def _describe(mirror: Path) -> dict[str, dict[str, Any]]:
    path = mirror / SOURCES_TOML
    refuse_endless(path)
    try:
        text = path.read_text(encoding="utf-8")
        described = tomllib.loads(text)
    except FileNotFoundError as error:
        raise SourceError(
            f"{path}: expected a mirror's description; found none. "
            "Give the folder that holds SOURCES.toml, or fetch one with `warlosses update`."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(
            f"{path}: expected TOML; found {error}. Mend or fetch it again."
        ) from error
    # A hand-kept mirror notes the commit's day in a comment, which a TOML parser drops.
    for section in re.split(r"^(?=\[)", text, flags=re.MULTILINE):
        name, day = section.partition("]")[0].lstrip("["), _COMMIT_DAY.search(section)
        if day and name in described:
            described[name].setdefault("committed_at", day[1])
    return described


def _time(value: object) -> datetime | None:
    if value is None:
        return None
    at = datetime.fromisoformat(str(value))
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _repo_paths(source_id: str) -> dict[str, str]:
    return {
        row["file"]: row["repo_path"]
        for row in codes.rows("origins")
        if row["source_id"] == source_id
    }

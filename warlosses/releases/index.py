"""The index of releases and the manifest of one: read strictly, since they come from elsewhere."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from warlosses.errors import TrustError
from warlosses.files import Described, described
from warlosses.releases.release import MANIFEST, TABLE_NAMES, is_version, version_key

INDEX_NAME = "index.json"
INDEX_FORMAT = 1
NOTES = "notes.md"
_FILE = re.compile(r"[a-z0-9][a-z0-9_-]*\.(parquet|json|md)", re.ASCII)
_LARGEST_MANIFEST = 4 * 1024 * 1024


@dataclass(frozen=True)
class Entry:
    """A published release, as the signed index has it.

    Attributes
    ----------
    version, data_through, schema_version : str
        Of the data.
    published_at : str
        When, ISO text in UTC.
    previous : str or None
        The release published before it.
    changes : dict
        Claims that are new, changed or withdrawn against that one.
    bytes : int
        Size of all files.
    manifest, notes : Described
        The two files that are not in the manifest's own list.
    """

    version: str
    data_through: str
    schema_version: str
    published_at: str
    previous: str | None
    changes: dict[str, int]
    bytes: int
    manifest: Described
    notes: Described

    def to_dict(self) -> dict[str, Any]:
        """Return the entry ready for JSON."""
        return asdict(self)


def write_index(entries: list[Entry]) -> bytes:
    """Return an index's bytes, newest release first."""
    newest_first = sorted(entries, key=lambda entry: version_key(entry.version), reverse=True)
    content = {"format": INDEX_FORMAT, "releases": [entry.to_dict() for entry in newest_first]}
    return json.dumps(content, separators=(",", ":")).encode() + b"\n"


def parse_index(content: bytes) -> list[Entry]:
    """Return the entries of an index, newest release first.

    Raises
    ------
    TrustError
        It is not an index that this version of the package can read.
    """
    try:
        found = json.loads(content)
        if found["format"] != INDEX_FORMAT:
            raise TrustError(
                f"index of releases: expected format {INDEX_FORMAT}; found {found['format']!r}. "
                "Upgrade the package: pip install -U warlosses"
            )
        entries = [_entry(raw) for raw in found["releases"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TrustError(
            f"index of releases: expected versions with sizes and hashes; found {error!r}. "
            "Please report it."
        ) from error
    return sorted(entries, key=lambda entry: version_key(entry.version), reverse=True)


def parse_manifest(content: bytes, version: str) -> dict[str, Described]:
    """Return the files of a release by name, from its manifest.

    Raises
    ------
    TrustError
        It is the manifest of another release, or names a file that no release has.
    """
    try:
        manifest = json.loads(content)
        found = manifest["version"]
        files = {str(name): described(facts) for name, facts in manifest["files"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TrustError(
            f"{MANIFEST} of {version}: expected files with sizes and hashes; found {error!r}. "
            "Please report it."
        ) from error
    if found != version:
        raise TrustError(f"{MANIFEST} of {version}: found that of {found!r}. Please report it.")
    for name in files:
        if not _FILE.fullmatch(name) or name in (MANIFEST, NOTES):
            raise TrustError(
                f"{MANIFEST} of {version}: expected plain file names; found {name!r}. Nothing was "
                "written. Please report it."
            )
    lacking = [table for table in TABLE_NAMES if f"{table}.parquet" not in files]
    if lacking:
        raise TrustError(
            f"{MANIFEST} of {version}: expected all tables; found none of {', '.join(lacking)}. "
            "Please report it."
        )
    return files


def _entry(raw: dict[str, Any]) -> Entry:
    entry = Entry(**raw)
    files = {name: described(raw[name]) for name in ("manifest", "notes")}
    entry = Entry(**{**raw, **files})
    versions = [entry.version, *([entry.previous] if entry.previous is not None else [])]
    if not all(is_version(version) for version in versions):
        raise ValueError(f"version {versions}")
    if max(entry.manifest.bytes, entry.notes.bytes) > _LARGEST_MANIFEST:
        raise ValueError(f"manifest of {entry.manifest.bytes} bytes")
    date.fromisoformat(entry.data_through)
    if datetime.fromisoformat(entry.published_at).tzinfo is None:
        raise ValueError(f"time without a zone: {entry.published_at}")
    return entry

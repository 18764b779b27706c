"""A host's signed index of its releases: read strictly, since it comes from elsewhere.

Not to be taken for the list that a folder of releases keeps, `warlosses.releases.listing`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from warlosses.errors import TrustError
from warlosses.files import Described
from warlosses.releases.manifest import (
    MANIFEST,
    Manifest,
    ManifestError,
    counts,
    is_version,
    version_key,
)

SIGNED_INDEX = "index.json"
INDEX_FORMAT = 1
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


@dataclass(frozen=True)
class Latest:
    """The files at the addresses that stay, as the signed index has them.

    Attributes
    ----------
    version : str
        The release that they are of; empty where there are none.
    files : dict
        Size and hash of each, by name.
    """

    version: str = ""
    files: dict[str, Described] = field(default_factory=dict)


@dataclass(frozen=True)
class Index:
    """What a host's signed index says: the releases, newest first, and the files at `latest`."""

    entries: list[Entry]
    latest: Latest = field(default_factory=Latest)


def write_index(entries: list[Entry], latest: Latest | None = None) -> bytes:
    """Return an index's bytes, newest release first."""
    newest_first = sorted(entries, key=lambda entry: version_key(entry.version), reverse=True)
    content: dict[str, Any] = {
        "format": INDEX_FORMAT,
        "releases": [entry.to_dict() for entry in newest_first],
    }
    if latest is not None:
        content["latest"] = asdict(latest)
    return json.dumps(content, separators=(",", ":")).encode() + b"\n"


def parse_index(content: bytes) -> list[Entry]:
    """Return the entries of an index, newest release first (see `read_index`)."""
    return read_index(content).entries


def read_index(content: bytes) -> Index:
    """Return what an index says.

    Raises
    ------
    TrustError
        It is not an index that this version of the package can read.
    """
    try:
        index = json.loads(content)
        if index["format"] != INDEX_FORMAT:
            raise TrustError(
                f"index of releases: expected format {INDEX_FORMAT}; found {index['format']!r}. "
                "Upgrade the package: pip install -U warlosses"
            )
        entries = [_entry(raw) for raw in index["releases"]]
        latest = _latest(index.get("latest", asdict(Latest())))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TrustError(
            f"index of releases: expected versions with sizes and hashes; found {error!r}. "
            "Please report it."
        ) from error
    newest_first = sorted(entries, key=lambda entry: version_key(entry.version), reverse=True)
    return Index(newest_first, latest)


def read_signed_manifest(content: bytes, version: str) -> Manifest:
    """Return the manifest that an index's entry names.

    Raises
    ------
    TrustError
        It is the manifest of another release, or names a file that no release has.
    """
    try:
        manifest = Manifest.parse(content)
    except ManifestError as error:
        raise TrustError(
            f"{MANIFEST} of {version}: expected all tables and plain file names, with sizes and "
            f"hashes; found {error}. Nothing was written. Please report it."
        ) from error
    if manifest.version != version:
        raise TrustError(
            f"{MANIFEST} of {version}: found that of {manifest.version!r}. Please report it."
        )
    return manifest


def _latest(raw: dict[str, Any]) -> Latest:
    files = {name: Described.parse(described) for name, described in raw["files"].items()}
    if (files or raw["version"]) and not is_version(raw["version"]):
        raise ValueError(f"version {raw['version']!r} of the latest files")
    return Latest(raw["version"], files)


def _entry(raw: dict[str, Any]) -> Entry:
    described = {name: Described.parse(raw[name]) for name in ("manifest", "notes")}
    entry = Entry(**{**raw, **described, "changes": counts(raw["changes"])})
    versions = [entry.version, *([entry.previous] if entry.previous is not None else [])]
    if not all(isinstance(version, str) and is_version(version) for version in versions):
        raise ValueError(f"version {versions}")
    if type(entry.bytes) is not int or not isinstance(entry.schema_version, str):
        raise ValueError(f"size {entry.bytes!r}, schema {entry.schema_version!r}")
    if max(entry.manifest.bytes, entry.notes.bytes) > _LARGEST_MANIFEST:
        raise ValueError(f"manifest of {entry.manifest.bytes} bytes")
    date.fromisoformat(entry.data_through)
    if datetime.fromisoformat(entry.published_at).tzinfo is None:
        raise ValueError(f"time without a zone: {entry.published_at}")
    return entry

"""Which releases a folder of releases has: its own ``index.json``, unsigned, made by `build`.

Not to be taken for a host's signed index, which is in `warlosses.releases.signed_index`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from warlosses.errors import ReleaseError
from warlosses.files import sha256, write_whole
from warlosses.releases.manifest import MANIFEST, to_json, version_key
from warlosses.releases.release import Release

if TYPE_CHECKING:
    from pathlib import Path

LISTING = "index.json"


def listed_versions(releases: Path) -> list[str]:
    """Return the versions that a folder of releases lists, newest first; none without a list."""
    path = releases / LISTING
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["releases"]
        return [str(entry["version"]) for entry in entries]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{path}: expected an index of releases; found {error!r}.") from error


def newest(releases: Path) -> Release | None:
    """Return the newest release of a folder, or None where there is none."""
    versions = listed_versions(releases)
    return Release(releases / versions[0]) if versions else None


def list_release(releases: Path, version: str) -> None:
    """Add a release, which is in its place, to the list of its folder."""
    versions = {version, *listed_versions(releases)}
    entries = []
    for listed in sorted(versions, key=version_key, reverse=True):
        folder = releases / listed
        manifest = Release(folder).manifest
        entries.append(
            {
                "version": listed,
                "data_through": manifest.data_through,
                "schema_version": manifest.schema_version,
                "bytes": sum(described.bytes for described in manifest.files.values()),
                "manifest_sha256": sha256(folder / MANIFEST),
            }
        )
    write_whole(releases / LISTING, to_json({"releases": entries}))

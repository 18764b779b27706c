"""Which releases a folder of releases has: its own ``index.json``, unsigned, made by `build`.

Not to be taken for a host's signed index, which is in `warlosses.releases.signed_index`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from warlosses.errors import ReleaseError
from warlosses.files import sha256, write_whole
from warlosses.releases.manifest import MANIFEST, to_json, version_key
from warlosses.releases.release import Release

if TYPE_CHECKING:
    from pathlib import Path

LISTING = "index.json"


def listed_versions(releases: Path) -> list[str]:
    """Return the versions that a folder of releases lists, newest first; none without a list."""
    return list(_entries(releases))


def newest(releases: Path) -> Release | None:
    """Return the newest release of a folder, or None where there is none."""
    versions = listed_versions(releases)
    return listed_release(releases, versions[0]) if versions else None


def listed_release(releases: Path, version: str) -> Release:
    """Return a release that a folder lists.

    Raises
    ------
    ReleaseError
        Its manifest is not the one that was listed: it says what every table has to be.
    """
    release = Release(releases / version)
    expected = str(_entries(releases)[version]["manifest_sha256"])
    path = release.folder / MANIFEST
    if not path.is_file() or sha256(path) != expected:
        raise ReleaseError(
            f"{path}: expected the manifest that {releases / LISTING} lists (SHA-256 "
            f"{expected[:12]}...); found {'another' if path.is_file() else 'none'}. Reinstall the "
            "package, or build the release again."
        )
    return release


def list_release(releases: Path, version: str) -> None:
    """Add a release, which is in its place, to the list of its folder."""
    folder = releases / version
    manifest = Release(folder).manifest
    entries = _entries(releases)
    entries[version] = {
        "version": version,
        "data_through": manifest.data_through,
        "schema_version": manifest.schema_version,
        "bytes": sum(described.bytes for described in manifest.files.values()),
        "manifest_sha256": sha256(folder / MANIFEST),
    }
    newest_first = sorted(entries, key=version_key, reverse=True)
    write_whole(releases / LISTING, to_json({"releases": [entries[v] for v in newest_first]}))


def _entries(releases: Path) -> dict[str, dict[str, Any]]:
    """Return what a folder's list says of each release, by version, newest first."""
    path = releases / LISTING
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))["releases"]
        return {str(entry["version"]): entry for entry in entries if entry["manifest_sha256"]}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ReleaseError(
            f"{path}: expected an index of releases; found {error!r:.80}. Reinstall the package, "
            "or build into another folder."
        ) from error

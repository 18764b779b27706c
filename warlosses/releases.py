"""Which releases there are on this machine."""

from __future__ import annotations

from warlosses.paths import bundled_releases_dir
from warlosses.release_files import local_releases_dir, read_index, version_key


def versions() -> list[str]:
    """Return the versions that `load` can use without the network, newest first.

    >>> import warlosses as wl
    >>> len(wl.versions()) >= 1
    True
    """
    found = {*read_index(bundled_releases_dir()), *read_index(local_releases_dir())}
    return sorted(found, key=version_key, reverse=True)

"""Every folder: the package's own data, in a wheel or beside a checkout; and the user's."""

from __future__ import annotations

import os
from pathlib import Path

from warlosses.errors import CacheError

CACHE = "WARLOSSES_CACHE"  # the environment's name for another place than the platform's
_PACKAGE = Path(__file__).parent


def _find(name: str) -> Path:
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parent / name


def schemas_dir() -> Path:
    """Folder of the code lists (CSV) and the generated schemas."""
    return _find("schemas")


def datasets_dir() -> Path:
    """Folder of the contributions, the corrections and the bundled release."""
    return _find("datasets")


def bundled_releases_dir() -> Path:
    """Folder with the bundled release and its index."""
    return datasets_dir() / "releases"


def cache_dir() -> Path:
    """Return where downloads are kept: ``WARLOSSES_CACHE``, else the platform's place.

    Raises
    ------
    CacheError
        The variable is not set, and the user has no home.
    """
    return _needed(cache_dir_if_any())


def cache_dir_if_any() -> Path | None:
    """Return where downloads are kept; None for a user without a home, who keeps none."""
    return _users("cache")


def mirror_dir() -> Path:
    """Return where the fetched copies are kept between updates."""
    return cache_dir() / "mirror"


def local_releases_dir() -> Path:
    """Return where `warlosses.update` keeps the releases it makes on this machine."""
    return _needed(local_releases_dir_if_any())


def local_releases_dir_if_any() -> Path | None:
    """Return where releases made here are kept; None for a user without a home."""
    if os.environ.get(CACHE):
        return cache_dir() / "built"  # beside the downloaded ones, which are in `releases`
    data = _users("data")
    return None if data is None else data / "releases"


def expanded(path: str | Path) -> Path:
    """Return a path with the home that ``~`` stands for; as it is, where there is no home.

    Only a shell expands it: a container's ENV, a unit file or a notebook does not.

    >>> expanded("~/releases").is_absolute(), expanded("releases").is_absolute()
    (True, False)
    """
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def _needed(folder: Path | None) -> Path:
    if folder is None:
        raise CacheError(
            "expected a folder of your own to keep releases in; found no home (HOME is not set, "
            f"and this user has none). Name a folder: {CACHE}=/path/to/a/folder."
        )
    return folder


def _users(kind: str) -> Path | None:
    """Return the user's folder of a kind; ``WARLOSSES_CACHE``, where that is set."""
    if os.environ.get(CACHE):
        return expanded(os.environ[CACHE])
    import platformdirs  # late: most loads name the variable or the bundled release

    folders = {"cache": platformdirs.user_cache_dir, "data": platformdirs.user_data_dir}
    try:
        folder = Path(folders[kind]("warlosses"))
    except RuntimeError:
        return None
    return folder if folder.is_absolute() else None  # "~/.cache" is what an unknown user gets

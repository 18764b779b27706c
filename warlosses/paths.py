"""Every folder: the package's own data, in a wheel or beside a checkout; and the user's."""

from __future__ import annotations

import os
from pathlib import Path

from warlosses.errors import ReleaseError

CACHE = "WARLOSSES_CACHE"  # the environment's name for another place than the platform's
_PACKAGE = Path(__file__).parent
_NO_HOME = (
    f"no home folder: expected a place for downloads; found none. Set {CACHE} to a folder that can "
    "be written to"
)


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
    """Return where downloads are kept: ``WARLOSSES_CACHE``, else the platform's place."""
    return _users("cache")


def mirror_dir() -> Path:
    """Return where the fetched copies are kept between updates."""
    return cache_dir() / "mirror"


def local_releases_dir() -> Path:
    """Return where `warlosses.update` keeps the releases it makes on this machine."""
    if os.environ.get(CACHE):
        return cache_dir() / "built"  # beside the downloaded ones, which are in `releases`
    return _users("data") / "releases"


def users_path(path: str | Path) -> Path:
    """Return a path that a user gave; ``~`` is the home folder, as where a shell expands it.

    >>> users_path("data/~x").as_posix()
    'data/~x'
    """
    given = Path(path)
    try:
        return given.expanduser()
    except RuntimeError:  # there is no such home: then it is a name like any other
        return given


def keeps_files() -> bool:
    """Whether there is a place for the user's files: a home folder, or ``WARLOSSES_CACHE``."""
    try:
        _users("cache")
        _users("data")
    except ReleaseError:
        return False
    return True


def _users(kind: str) -> Path:
    """Return the user's folder of a kind; ``WARLOSSES_CACHE``, where that is set."""
    if os.environ.get(CACHE):
        return users_path(os.environ[CACHE])
    import platformdirs

    folders = {"cache": platformdirs.user_cache_dir, "data": platformdirs.user_data_dir}
    try:
        folder = Path(folders[kind]("warlosses"))
    except RuntimeError as error:
        raise ReleaseError(_NO_HOME) from error
    if not folder.is_absolute():  # what an empty HOME makes of it
        raise ReleaseError(_NO_HOME)
    return folder

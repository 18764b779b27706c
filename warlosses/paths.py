"""Where the package finds its own data: inside a wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path

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

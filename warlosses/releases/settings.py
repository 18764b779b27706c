"""Where releases come from, what is trusted, and where they are kept: arguments, then environment.

The package's own host and root of trust are the files ``url.txt`` and ``root.json`` in
``datasets/trust``; the maintainers put them there (see docs/releasing.md).
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from warlosses.errors import ArgumentError, ReleaseError
from warlosses.paths import datasets_dir, users_path

if TYPE_CHECKING:
    from pathlib import Path

URL, ROOT, OFFLINE = (f"WARLOSSES_{name}" for name in ("URL", "ROOT", "OFFLINE"))
_NO = {"", "0", "false", "no", "off"}


@dataclass(frozen=True)
class Host:
    """A release host and the root metadata that says which keys to believe.

    ``name`` tells hosts apart in the cache: one of its own for each root, so that two addresses of
    one repository share what is known of it.
    """

    url: str
    root: bytes
    name: str


def find_host(url: str | None = None, root: str | Path | None = None) -> Host:
    """Return the host to ask: as given, else by the environment, else the package's own.

    Raises
    ------
    ReleaseError
        There is no address, or no root of trust.
    ArgumentError
        The address is not one of http or https; the package's own must be https.
    """
    given = url or os.environ.get(URL)
    address = given or _packaged("url.txt").decode().strip()
    if not address:
        raise ReleaseError(
            f"no release host: this package names none. Give its address (--url, {URL})"
            f" and its root of trust (--root, {ROOT})."
        )
    parts = urlsplit(address)
    schemes = ("http", "https") if given else ("https",)
    if parts.scheme not in schemes or not parts.hostname:
        raise ArgumentError(
            f"release host: expected an address that begins with {' or '.join(schemes)}; "
            f"found {address!r}"
        )
    path = root or os.environ.get(ROOT)
    trusted = _read_root(users_path(path)) if path else _packaged("root.json")
    if not trusted:
        raise ReleaseError(
            f"no root of trust for {address}: this package has none. Give the root.json that the "
            f"maintainers published, got by a way that you trust (--root FILE, {ROOT})."
        )
    name = hashlib.sha256(trusted).hexdigest()[:16] if path else "packaged"
    return Host(address.rstrip("/") + "/", trusted, name)


def has_host() -> bool:
    """Whether an address is known without being given one."""
    return bool(os.environ.get(URL) or _packaged("url.txt").strip())


def is_offline(offline: bool | None = None) -> bool:
    """Whether to keep off the network: as given, else by ``WARLOSSES_OFFLINE``."""
    if offline is not None:
        return offline
    return os.environ.get(OFFLINE, "").strip().lower() not in _NO


def _packaged(name: str) -> bytes:
    path = datasets_dir() / "trust" / name
    return path.read_bytes() if path.is_file() else b""


def _read_root(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReleaseError(
            f"{path}: expected the root of trust (root.json); found none ({error.strerror}). "
            f"Mend --root or {ROOT}."
        ) from error

"""Where releases come from, what is trusted, and where they are kept: arguments, then environment.

The package's own host and root of trust are the files ``url.txt`` and ``root.json`` in
``datasets/trust``; the maintainers put them there (see docs/releasing.md).
"""

from __future__ import annotations

import hashlib
import ipaddress
import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from warlosses.errors import ArgumentError, ReleaseError
from warlosses.fetching.redact import redacted
from warlosses.files import refuse_endless
from warlosses.paths import datasets_dir, expanded

if TYPE_CHECKING:
    from pathlib import Path

URL, ROOT, OFFLINE = (f"WARLOSSES_{name}" for name in ("URL", "ROOT", "OFFLINE"))
_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.?")
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

    @property
    def shown(self) -> str:
        """The address as messages and records have it: without a password."""
        return redacted(self.url)


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
    address = (given or _packaged("url.txt").decode()).strip()
    if not address:
        raise ReleaseError(
            f"no release host: this package names none. Give its address (--url, {URL})"
            f" and its root of trust (--root, {ROOT})."
        )
    _check_address(address, ("http", "https") if given else ("https",))
    path = root or os.environ.get(ROOT)
    trusted = _read_root(expanded(path)) if path else _packaged("root.json")
    if not trusted:
        raise ReleaseError(
            f"no root of trust for {redacted(address)}: this package has none. Give the root.json "
            f"that the maintainers published, got by a way that you trust (--root FILE, {ROOT})."
        )
    name = hashlib.sha256(trusted).hexdigest()[:16] if path else "packaged"
    return Host(address.rstrip("/") + "/", trusted, name)


def _check_address(address: str, schemes: tuple[str, ...]) -> None:
    """Refuse an address that no release can be fetched from."""
    try:
        parts = urlsplit(address)
        right = parts.scheme in schemes and _is_host(parts)
        right = right and not parts.query and not parts.fragment
    except ValueError:  # a port or brackets that are none
        right = False
    if not right:
        raise ArgumentError(
            f"release host: expected an address that begins with {' or '.join(schemes)}; found "
            f"{redacted(address)!r}. It needs a host and takes no query, such as "
            "https://example.org/warlosses"
        )


def _is_host(parts: SplitResult) -> bool:
    """Whether an address has a host's name or number, and a port if any; ValueError if broken."""
    host = parts.hostname or ""
    _ = parts.port
    if ":" in host:
        ipaddress.IPv6Address(host)
        return True
    return _HOST.fullmatch(host) is not None


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
    refuse_endless(path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReleaseError(
            f"{path}: expected the root of trust (root.json); found none ({error.strerror}). "
            f"Mend --root or {ROOT}."
        ) from error

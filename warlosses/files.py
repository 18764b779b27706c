"""Files written so that a reader sees the old one or the new one, whatever happens in between."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from warlosses.errors import ArgumentError, ReleaseError
from warlosses.paths import CACHE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Wait until a file, or the list of a folder's files, is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Write a file in one step; one that is checked when it is read need not be durable."""
    staged = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        staged.write_bytes(content)
        if durable:
            sync(staged)
        staged.replace(path)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise


_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Described:
    """A file's size and SHA-256."""

    bytes: int
    sha256: str


def described(facts: dict[str, Any]) -> Described:
    """Read a file's description as JSON has it; raise ValueError where it can be none."""
    size, digest = facts["bytes"], facts["sha256"]
    if type(size) is not int or size < 0 or not _SHA256.fullmatch(digest):
        raise ValueError(f"size {size!r}, SHA-256 {digest!r}")
    return Described(size, digest)


@contextlib.contextmanager
def writing_to(path: Path) -> Iterator[None]:
    """Say what to do where the cache can't be written, or is full."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            cure = "make room (`warlosses cache --keep 1`)"
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
            cure = "allow writing there"
        else:
            raise
        raise ReleaseError(
            f"{path}: can't be written ({error.strerror}); nothing here was changed. Please {cure}"
            f", or name another folder for downloads ({CACHE})."
        ) from error


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes its place only once it is written."""
    if path.exists() and not path.is_file() and not path.is_dir():  # a pipe or device stays one
        with path.open("wb") as file:
            yield file
        return
    path = path.resolve()  # what a link points to is replaced, not the link
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("xb") as file:
            yield file
        beside.replace(path)
    except OSError as error:
        raise ArgumentError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        beside.unlink(missing_ok=True)

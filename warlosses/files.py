"""Files and folders that appear whole or not at all, and whether a file is the one described."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import shutil
import stat
import tempfile
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from warlosses.errors import ArgumentError, CacheError, MissingFileError, ReleaseError
from warlosses.paths import CACHE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

_SHA256 = re.compile(r"[0-9a-f]{64}")
_STAGING, _UPDATE = ".staging-", ".update-"
_LOCK = ".lock"
# What the shell opened for this process: its end comes when whoever writes it is done.
_OPENED = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True)
class Described:
    """A file's size and SHA-256: what it has to be."""

    bytes: int
    sha256: str

    @classmethod
    def of(cls, path: Path) -> Described:
        """Describe a file as it is."""
        return cls(path.stat().st_size, sha256(path))

    @classmethod
    def parse(cls, facts: Mapping[str, Any]) -> Described:
        """Read a description as JSON has it; raise ValueError where it can be none."""
        size, digest = facts["bytes"], facts["sha256"]
        if type(size) is not int or size < 0:
            raise ValueError(f"size {size!r}")
        if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
            raise ValueError(f"SHA-256 {digest!r}")
        return cls(size, digest)

    def to_dict(self) -> dict[str, Any]:
        """Return the description as JSON has it."""
        return asdict(self)

    def problem_with(self, path: Path) -> str:
        """Return in words why a file is not the one described; nothing where it is.

        >>> Described(5, "0" * 64).problem_with(Path("nowhere"))
        'missing'
        """
        try:
            facts = path.stat()
            if not stat.S_ISREG(facts.st_mode):
                return "not a file"
            size = facts.st_size
            if size != self.bytes:
                return f"expected {self.bytes:,} bytes; found {size:,}"
            return "" if sha256(path) == self.sha256 else "its SHA-256 is another"
        except (FileNotFoundError, NotADirectoryError):
            return "missing"
        except OSError as error:
            return f"can't be read: {error.strerror}"

    def fits(self, path: Path) -> bool:
        """Whether a file is the one described."""
        return not self.problem_with(path)

    def remembered_problem_with(self, path: Path) -> str:
        """Return `problem_with`; a file that stands as it stood is hashed once in a process."""
        return _remembered(self, path, _stamp(path))


def _stamp(path: Path) -> tuple[int, ...] | None:
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino


@lru_cache(maxsize=256)
def _remembered(described: Described, path: Path, _stamp: tuple[int, ...] | None) -> str:
    return described.problem_with(path)


def refuse_endless(path: str | Path) -> None:
    """Raise `MissingFileError` where a path leads to a pipe or a device: reading may never end.

    What the shell opened is let be, such as ``/dev/fd/63`` of ``<(command)``.

    >>> refuse_endless("/dev/zero")
    Traceback (most recent call last):
    ...
    warlosses.errors.MissingFileError: /dev/zero: expected a file; found a device, which may ...
    """
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError):
        return  # reading it says so
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode) or Path(path).as_posix().startswith(_OPENED):
        return
    kind = "pipe" if stat.S_ISFIFO(mode) else "socket" if stat.S_ISSOCK(mode) else "device"
    raise MissingFileError(
        f"{path}: expected a file; found a {kind}, which may never end. Write what it gives into "
        "a file, or give it as standard input where a command takes `-`."
    )


def read_at_most(path: str | Path, most: int) -> bytes:
    """Return what a file holds; of a longer one its beginning, a byte more than `most`.

    Raises
    ------
    MissingFileError
        The path leads to a pipe or a device.
    OSError
        The file can't be opened.
    """
    refuse_endless(path)
    with Path(path).open("rb") as file:
        return file.read(most + 1)


def sync(path: Path) -> None:
    """Wait until a file, or the list of a folder's files, is on the disk."""
    is_folder = path.is_dir()
    if is_folder and os.name == "nt":  # where a folder can't be opened; its entries are journaled
        return
    # Windows flushes only what is open for writing; elsewhere reading is enough, and may be all
    # that the file allows.
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
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


def write_together(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Replace files, by their path in `folder`: all of them or, if one cannot be, none.

    If the process is killed half-way some may be new. Give the list of their SHA-256 last, and
    it will not match: the next run then fetches them again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=_UPDATE) as staging:
        moves = []
        for number, (name, content) in enumerate(contents.items()):
            new, old = Path(staging, f"{number}.new"), Path(staging, f"{number}.old")
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(content)
            sync(new)
            if target.exists():
                shutil.copy2(target, old)
            moves.append((new, old, target))
        replaced: list[tuple[Path, Path]] = []
        try:
            for new, old, target in moves:
                new.replace(target)
                replaced.append((old, target))
        except BaseException:
            for old, target in replaced:
                if old.exists():
                    old.replace(target)
                else:
                    target.unlink()
            raise


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes its place only once it is written, with the rights of the old one.

    Raises
    ------
    ArgumentError
        It can't be written, or is a link to nowhere: whoever laid it would say where we write.
    """
    if path.exists() and not path.is_file() and not path.is_dir():  # a pipe or device stays one
        with path.open("wb") as file:
            yield file
        return
    if path.is_symlink() and not path.exists():
        raise ArgumentError(
            f"{path}: expected a file or a new name; found a link to {path.readlink()}, where "
            "there is nothing. Remove the link, or give another name."
        )
    path = path.resolve()  # what a link points to is replaced, not the link
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("xb") as file:
            if path.is_file():
                beside.chmod(stat.S_IMODE(path.stat().st_mode))
            yield file
        beside.replace(path)
    except OSError as error:
        raise ArgumentError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        beside.unlink(missing_ok=True)


def refuse_to_overwrite(inputs: Iterable[str | Path], output: str | Path) -> None:
    """Raise `ArgumentError` where what is to be written would take the place of what is read."""
    for given in inputs:
        if Path(given).exists() and Path(output).exists() and Path(output).samefile(given):
            raise ArgumentError(
                f"{output}: expected another file to write to; found the one that is read "
                f"({given}). Give another name."
            )


@contextlib.contextmanager
def alone_in(folder: Path, tell: Callable[[str], None] = lambda _: None) -> Iterator[None]:
    """Let one process at a time change what is in a folder; the others wait, and say so.

    What a process that was killed left there on its way is cleared away: no other can be at it.

    Raises
    ------
    ReleaseError
        The folder can't be written, or its file system gives no locks.
    """
    from filelock import FileLock, Timeout  # late: reading takes no lock

    lock = FileLock(folder / _LOCK)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            tell(f"waiting for another process that is at {folder}")
            lock.acquire()
    except (OSError, NotImplementedError) as error:
        raise ReleaseError(
            f"{folder}: can't be locked ({error}); use a folder where you may write and whose file "
            "system gives locks."
        ) from error
    try:
        for prefix in (_STAGING, _UPDATE):
            for leftover in folder.glob(f"{prefix}*"):
                shutil.rmtree(leftover, ignore_errors=True)
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def staged_folder(target: Path) -> Iterator[Path]:
    """Give a folder to fill, beside its place; it takes the place, whole, at the end of the block.

    Whoever fills it holds the lock of the folder around it, see `alone_in`.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=target.parent))
    try:
        yield staging
        staging.chmod(0o755)
        for path in staging.iterdir():
            sync(path)
        sync(staging)
        staging.rename(target)
        sync(target.parent)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise


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
        elif error.errno is None or isinstance(error, ConnectionError | TimeoutError):
            raise  # of the network, not of a folder
        else:  # a file system that gives no locks, a network drive that went away
            cure = "use a folder on a local disk"
        raise CacheError(
            f"{path}: can't be written ({error.strerror}); nothing here was changed. Please {cure}"
            f", or name another folder for downloads ({CACHE})."
        ) from error

"""A release repository with keys of its own, and a host for it on the loopback address."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import warlosses as wl
from tests.support.http import LoopbackServer, QuietHandler, serving
from warlosses.publishing import keys as ceremony
from warlosses.publishing import signing
from warlosses.publishing.state import Trust, find_trust

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

NO_HEADERS: Mapping[str, str] = MappingProxyType({})
KEEPERS = ("alice", "bob", "carol")
MACHINES = ("releases", "snapshot", "timestamp")


@dataclass(frozen=True)
class Repo:
    """A repository's folder, with the keys in another one."""

    path: Path
    keys: Path

    @property
    def root(self) -> Path:
        return self.path / "metadata" / "1.root.json"

    @property
    def trust(self) -> Trust:
        """What the maintainers know of it from elsewhere: beside it, in a folder of its own."""
        folder = self.path.with_name(f"{self.path.name}-trust")
        folder.mkdir(exist_ok=True)
        root = folder / "root.json"
        if not root.exists():
            root.write_bytes(self.root.read_bytes())
        return find_trust(self.path, root)

    def copy(self, folder: Path) -> Repo:
        """Copy it, with what its maintainers know of it."""
        copy = Repo(shutil.copytree(self.path, folder), self.keys)
        copy.trust.record.write_bytes(self.trust.record.read_bytes())
        return copy

    @property
    def trusted_root(self) -> Path:
        return self.trust.record.with_name("root.json")

    def key(self, name: str) -> Path:
        return self.keys / name

    @property
    def online(self) -> list[Path]:
        return [self.key(name) for name in MACHINES]

    def signers(self, *names: str) -> list[Any]:
        return [ceremony.read_signer(self.key(name)) for name in names or MACHINES]

    def publish(self, folder: Path) -> Any:
        return wl.publish(folder, self.path, keys=self.online, root=self.trusted_root)


def repo_in(folder: Path) -> Repo:
    """Return the repository that `make_repo` began in a folder."""
    return Repo(folder / "repo", folder / "keys")


def make_repo(folder: Path) -> Repo:
    """Begin a repository: root and targets two of three keepers, a machine's key for each other."""
    repo = repo_in(folder)
    repo.keys.mkdir(parents=True)
    for name in (*KEEPERS, *MACHINES):
        ceremony.new_key(repo.key(name))
    public = {n: ceremony.read_public(repo.key(f"{n}.pub")) for n in (*KEEPERS, *MACHINES)}
    keepers = [public[name] for name in KEEPERS]
    keys = {"root": keepers, "targets": keepers, **{name: [public[name]] for name in MACHINES}}
    for draft in ceremony.begin(keys, {"root": 2, "targets": 2}, folder / "drafts"):
        ceremony.sign_draft(draft, repo.signers("alice", "bob"))
        ceremony.install(draft, repo.path)
    signing.sign_state(repo.path, repo.signers(), trust=repo.trust)
    return repo


class Host(LoopbackServer):
    """Serves a folder as a static host does, unless a trick is set for a path; counts the bytes.

    A trick is called with the handler and the file's bytes, and answers in its own way.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(Handler)
        self.folder = folder
        self.url += "/"
        self.tricks: dict[str, Callable[[Handler, bytes], None]] = {}
        self.seen: list[tuple[str, int, dict[str, str]]] = []
        self.sent = 0
        self.received = 0

    def forget(self) -> None:
        """Count anew."""
        self.seen, self.sent, self.received = [], 0, 0

    def fetched(self, part: str) -> list[str]:
        """The paths asked for that have this in them."""
        return [path for path, _status, _headers in self.seen if part in path]


class Handler(QuietHandler):
    server: Host
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each answer waits for the client's acknowledgement

    def reply(self) -> None:
        request = f"{self.requestline}\r\n{self.headers}".encode()
        self.server.received += len(request)
        path = re.sub(r"^http://[^/]+", "", self.path)  # as a proxy is asked
        file = self.server.folder / path.lstrip("/")
        body = file.read_bytes() if file.is_file() else b""
        for part, trick in list(self.server.tricks.items()):
            if part in self.path:
                self.server.seen.append((self.path, 0, dict(self.headers)))
                self.close_connection = True
                trick(self, body)
                return
        if not file.is_file():
            self.answer(404, b"not found")
            return
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if self.headers["If-None-Match"] == etag:
            self.answer(304, b"", headers={"ETag": etag})
            return
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers["Range"] or "")
        if wanted and self.headers["If-Range"] == etag:
            start = int(wanted[1])
            span = f"bytes {start}-{len(body) - 1}/{len(body)}"
            self.answer(206, body[start:], headers={"ETag": etag, "Content-Range": span})
            return
        self.answer(200, body, headers={"ETag": etag})

    def answer(
        self,
        status: int,
        body: bytes,
        length: int | None = None,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> None:
        """Send an answer; `length` may lie."""
        self.server.seen.append((self.path, status, dict(self.headers)))
        if status != 304:
            size = str(len(body) if length is None else length)
            headers = {**headers, "Content-Length": size}
        head = self.send_head(status, headers)
        self.wfile.write(body)
        self.server.sent += head + len(body)


def hosting(folder: Path) -> AbstractContextManager[Host]:
    """Serve a folder until the block ends."""
    return serving(Host(folder))

"""A small stand-in for GitHub on the loopback address: its commits API and its raw files."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.support.http import LoopbackServer, QuietHandler, serving

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from warlosses.building.origins import Origin


class GitHub(LoopbackServer):
    """`commits` by (repository, path), `files` by (repository, path); remembers the requests."""

    def __init__(self) -> None:
        super().__init__(Handler)
        self.commits: dict[tuple[str, str], Any] = {}
        self.files: dict[tuple[str, str], bytes] = {}
        self.api: list[int] = []
        self.raw: list[str] = []

    def publish(self, sha: str, date: str, origin: Origin, body: bytes) -> None:
        key = (origin.slug, origin.repo_path)
        self.commits[key] = [{"sha": sha, "commit": {"committer": {"date": date}}}]
        self.files[key] = body


class Handler(QuietHandler):
    server: GitHub

    def reply(self) -> None:
        parts = urlsplit(self.path)
        if parts.path.startswith("/api/repos/"):
            slug = parts.path.removeprefix("/api/repos/").removesuffix("/commits")
            query = parse_qs(parts.query)
            assert query["per_page"] == ["1"]
            commits = self.server.commits[slug, query["path"][0]]
            body = commits if isinstance(commits, bytes) else json.dumps(commits).encode()
            etag = f'"{hashlib.sha256(body).hexdigest()}"'
            status = 304 if self.headers["If-None-Match"] == etag else 200
            self.server.api.append(status)
        else:
            _, _, owner, name, _sha, path = self.path.split("/", 5)
            self.server.raw.append(self.path)
            key = (f"{owner}/{name}", unquote(path))
            etag, status = "", 200 if key in self.server.files else 404
            body = self.server.files.get(key, b"")
        self.send_response(status)
        self.send_header("ETag", etag)
        self.end_headers()
        if status == 200:
            self.wfile.write(body)


def serving_github() -> AbstractContextManager[GitHub]:
    """Serve until the block ends."""
    return serving(GitHub())

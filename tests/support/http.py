"""Servers on the loopback address, to test against."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class QuietHandler(BaseHTTPRequestHandler):
    """Answers requests, and keeps the tests' output clean."""

    server: LoopbackServer

    def do_GET(self) -> None:
        """Answer a request for a file."""
        self.reply()

    def reply(self) -> None:
        """Answer; each kind of server in its own way."""
        raise NotImplementedError

    def send_head(self, status: int, headers: Mapping[str, str], pause: float = 0) -> int:
        """Send the head of an answer, with a pause after each line; return how many bytes it is."""
        lines = [f"{self.protocol_version} {status} {HTTPStatus(status).phrase}"]
        if self.close_connection:  # or a client that comes back at once may take it for open
            lines.append("Connection: close")
        lines += [f"{name}: {value}" for name, value in headers.items()]
        encoded = [f"{line}\r\n".encode("latin-1") for line in (*lines, "")]
        for part in encoded if pause else [b"".join(encoded)]:
            self.wfile.write(part)
            self.server.parts_sent += 1
            time.sleep(pause)
        return sum(map(len, encoded))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class LoopbackServer(ThreadingHTTPServer):
    """Listens at a free port; `url` is its address, without a slash at the end.

    `parts_sent` counts the pieces that answers were sent in, where a test wants them to be many.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, handler: type[QuietHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.parts_sent = 0

    def handle_error(self, *_: object) -> None:
        """Stay quiet when a client hangs up, which is what many tests want it to do."""


_Server = TypeVar("_Server", bound=LoopbackServer)


@contextmanager
def serving(server: _Server) -> Iterator[_Server]:
    """Serve until the block ends."""
    with server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()

"""Cut a connection at a deadline, whatever its other end is doing.

A time-out of a socket starts anew with every byte. A server that drips its headers one by one could
hold a request for hours; here a timer shuts the socket down instead.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests


Kinds = tuple[type[HTTPConnection], type[HTTPSConnection]]
USUAL: Kinds = (HTTPConnection, HTTPSConnection)


class Watch:
    """The open connections of a session, of the kinds given, and how to cut them."""

    def __init__(self, session: requests.Session, kinds: Kinds = USUAL) -> None:
        self._connections: WeakSet[HTTPConnection] = WeakSet()
        adapter = _Adapter(self._connections, kinds)
        session.mount("https://", adapter)
        session.mount("http://", adapter)

    @contextlib.contextmanager
    def until(self, seconds: float) -> Iterator[None]:
        """Shut the session's connections down if the block takes longer."""
        timer = threading.Timer(seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        for connection in list(self._connections):
            if connection.sock is not None:
                with contextlib.suppress(OSError):
                    connection.sock.shutdown(socket.SHUT_RDWR)


class _Adapter(HTTPAdapter):
    """The usual adapter, with pools whose connections are put into a set."""

    def __init__(self, connections: WeakSet[HTTPConnection], kinds: Kinds) -> None:
        self._pools = _watched_pools(connections, kinds)
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*args, **options)
        manager.pool_classes_by_scheme = self._pools
        return manager


def _watched_pools(
    connections: WeakSet[HTTPConnection], kinds: Kinds
) -> dict[str, type[HTTPConnectionPool]]:
    plain, secure = kinds

    class Plain(plain):  # type: ignore[misc, valid-type]
        def connect(self) -> None:
            connections.add(self)
            super().connect()

    class Secure(secure):  # type: ignore[misc, valid-type]
        def connect(self) -> None:
            connections.add(self)
            super().connect()

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}

"""Cut a connection at a deadline, whatever its other end is doing.

A time-out of a socket starts anew with every byte. A server that drips its headers one by one could
hold a request for hours; here a timer shuts the socket down instead.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING, Any, TypeAlias
from weakref import WeakSet

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import requests


Kinds = tuple[type[HTTPConnection], type[HTTPSConnection]]
Opened: TypeAlias = "Callable[[str, str], None]"
USUAL: Kinds = (HTTPConnection, HTTPSConnection)


class Watch:
    """The open connections of a session, of the kinds given, and how to cut them.

    Each is told to `opened` before anything is sent: its host and the address that this led to.
    What that raises closes the connection. Behind a proxy there is nothing to tell.
    """

    def __init__(
        self,
        session: requests.Session,
        kinds: Kinds = USUAL,
        opened: Opened = lambda _host, _address: None,
    ) -> None:
        self._connections: WeakSet[HTTPConnection] = WeakSet()
        adapter = _Adapter(_watched_pools(self._connections, kinds, opened))
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
    """The usual adapter, with pools of our own."""

    def __init__(self, pools: dict[str, type[HTTPConnectionPool]]) -> None:
        self._pools = pools
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*args, **options)
        manager.pool_classes_by_scheme = self._pools
        return manager


def _watched_pools(
    connections: WeakSet[HTTPConnection], kinds: Kinds, opened: Opened
) -> dict[str, type[HTTPConnectionPool]]:
    plain, secure = kinds

    class Watched:
        def connect(self) -> None:
            connections.add(self)  # type: ignore[arg-type]
            super().connect()  # type: ignore[misc]

        def _new_conn(self) -> socket.socket:
            made: socket.socket = super()._new_conn()  # type: ignore[misc]
            try:
                if self.proxy is None:  # type: ignore[attr-defined]
                    opened(self.host, str(made.getpeername()[0]))  # type: ignore[attr-defined]
            except BaseException:
                made.close()
                raise
            return made

    class Plain(Watched, plain):  # type: ignore[misc, valid-type]
        pass

    class Secure(Watched, secure):  # type: ignore[misc, valid-type]
        pass

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}

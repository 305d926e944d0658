"""uvicorn's HTTP protocol on given sockets, started and stopped without waiting."""

import asyncio
import socket
from collections.abc import Sequence
from typing import Final

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

_BACKLOG: Final = 2048


class TransportProtocol(HttpToolsProtocol):
    """Shows the connection's transport to the application, which ASGI hides, so that it can close it."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["state"]["transport"] = self.transport


class Listener:
    """One application on one socket.

    uvicorn's own Server is not used: it takes the process's signals, logs in the process's name, and polls
    ten times a second for its end.
    """

    def __init__(self, app: ASGIApp, sock: socket.socket) -> None:
        self._config = uvicorn.Config(
            app, http=TransportProtocol, ws="none", lifespan="off", access_log=False, log_config=None
        )
        self._socket = sock
        self._state = ServerState()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        self._config.load()
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, sock=self._socket, backlog=_BACKLOG)

    async def stop(self) -> None:
        """Close the socket and every connection, also those that still wait for an answer."""
        if self._server is None:
            self._socket.close()
            return
        self._server.close()
        for connection in list(self._state.connections):
            if connection.transport is not None:
                connection.transport.abort()
        if self._state.tasks:
            # Handlers see that their client is gone; one turn of the loop is enough for all of them.
            await asyncio.wait(list(self._state.tasks), timeout=1)

    def _protocol(self) -> asyncio.Protocol:
        return TransportProtocol(self._config, self._state, app_state={}, _loop=asyncio.get_running_loop())


def bind(host: str, port_base: int, count: int) -> Sequence[socket.socket]:
    """Listening addresses: consecutive ports from the base, or free ones where the base is 0.

    OSError names the port that cannot be had; those bound before it are given back.
    """
    sockets: list[socket.socket] = []
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for index in range(count):
        port = port_base + index if port_base else 0
        sock = socket.socket(family, socket.SOCK_STREAM)
        sockets.append(sock)
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind((host, port))
            # Now, not when the server starts: two sandboxes that bind at the same time must not share a port.
            sock.listen(_BACKLOG)
        except (OSError, OverflowError) as error:
            for bound in sockets:
                bound.close()
            raise OSError(getattr(error, "errno", None), f"Cannot listen on {host} port {port}: {error}") from None
    return sockets

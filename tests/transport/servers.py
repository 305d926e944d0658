"""Servers over bare sockets, for the ways of answering that no HTTP server would choose."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Script = Callable[["Visit"], Awaitable[None]]


class Visit:
    """One connection, as the server sees it. `number` counts the connections from 1."""

    def __init__(
        self, server: "Server", number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.number = number
        self.server = server
        self.reader = reader
        self.writer = writer

    async def request(self) -> bytes:
        """The next request, head and body; noted in the server's `requests`."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        whole = head + await self.reader.readexactly(length)
        self.server.requests.append(whole)
        return whole

    async def reply(self, body: bytes = b"", status: str = "200 OK", headers: bytes = b"") -> None:
        """A whole answer."""
        head = b"HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\n" % (status.encode(), len(body), headers)
        await self.send(head + body)

    async def send(self, data: bytes) -> None:
        """These bytes."""
        self.writer.write(data)
        await self.writer.drain()

    async def hang(self) -> None:
        """Do nothing more until the server is closed."""
        await self.server.closing.wait()

    def reset(self) -> None:
        """Break the connection with an error rather than an orderly end."""
        # A linger of zero seconds makes the kernel send RST, not FIN.
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


class Server:
    """Runs a script for each connection and keeps what it was sent."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self.closing = asyncio.Event()
        self.port = 0

    @property
    def origin(self) -> str:
        """Its base URL."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def methods(self) -> list[str]:
        """The methods of the requests, in order of arrival."""
        return [request.split(b" ")[0].decode() for request in self.requests]

    def header(self, name: str, request: int = -1) -> list[str]:
        """The values of a header in one of the requests."""
        lines = self.requests[request].split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
        pairs = (line.partition(": ") for line in lines)
        return [value for key, _, value in pairs if key.lower() == name]


@asynccontextmanager
async def serving(script: Script, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """A server on a free port; the script's connection is closed when it returns."""
    server = Server()
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        try:
            await script(Visit(server, server.connections, reader, writer))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # The client went away.
        finally:
            writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(connected(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    listening = await asyncio.start_server(accept, "127.0.0.1", 0, limit=2**20, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        server.closing.set()
        listening.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def answering(visit: Visit) -> None:
    """A script: every request on every connection gets 200 and `{}`."""
    while True:
        await visit.request()
        await visit.reply(b"{}", headers=b"Content-Type: application/json\r\n")


def unused_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port

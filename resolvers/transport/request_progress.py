"""How far one request has come, because a timeout alone does not say what it interrupted."""

import asyncio
from types import SimpleNamespace

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from aiohttp.client_proto import ResponseHandler
from aiohttp.http import StreamWriter
from aiohttp.payload import Payload

from resolvers.transport.silent_connections import SpokeUnasked, is_silent

# A write of this size waits for the socket, so a peer that stopped reading is noticed between two of them.
WRITE_CHUNK_BYTES = 64 * 1024


class RequestProgress:
    """One request on its way. `reused`: it uses a connection that an earlier request opened.

    `written`: its whole body was handed to the socket. `unasked`: the server spoke before anything was.
    """

    __slots__ = ("connected", "reused", "unasked", "writing", "written")

    def __init__(self) -> None:
        self.connected = False
        self.reused = False
        self.unasked = False
        self.writing = False
        self.written = False


class WriteStalledError(TimeoutError):
    """The peer took no more of the body within the write timeout."""


class TimedBody(Payload):
    """A request body whose every write is bounded; aiohttp itself has no write timeout."""

    _autoclose = True

    def __init__(self, body: bytes, seconds: float | None, progress: RequestProgress) -> None:
        super().__init__(body)
        self._size = len(body)
        self._seconds = seconds
        self._progress = progress

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """The body as text; asked for by nobody here, demanded by the base class."""
        return bytes(self._value).decode(encoding, errors)

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Hand the body to the socket, piece by piece; the head of the request goes out with the first."""
        if not await _is_silent(writer):
            self._progress.unasked = True
            raise SpokeUnasked
        body = memoryview(self._value)
        self._progress.writing = True
        for start in range(0, len(body), WRITE_CHUNK_BYTES):
            try:
                async with asyncio.timeout(self._seconds):
                    await writer.write(bytes(body[start : start + WRITE_CHUNK_BYTES]))
            except TimeoutError:
                raise WriteStalledError from None
        self._progress.writing = False
        self._progress.written = True

    async def write_with_length(
        self,
        writer: AbstractStreamWriter,
        content_length: int | None,  # noqa: ARG002 - the length that httpx declared is that of this body
    ) -> None:
        """As `write`: the base class has two entrances."""
        await self.write(writer)


async def _is_silent(writer: AbstractStreamWriter) -> bool:
    protocol = writer.protocol if isinstance(writer, StreamWriter) else None
    return not isinstance(protocol, ResponseHandler) or await is_silent(protocol)


async def _on_connected(_: aiohttp.ClientSession, progress: RequestProgress, __: object) -> None:
    progress.connected = True
    # A kept connection may have been found, and given up again.
    progress.reused = False


async def _on_reused(_: aiohttp.ClientSession, progress: RequestProgress, __: object) -> None:
    progress.connected = progress.reused = True


def progress_trace() -> aiohttp.TraceConfig:
    """The trace configuration that fills the `RequestProgress` given as a request's `trace_request_ctx`."""

    def same(trace_request_ctx: RequestProgress | None = None) -> RequestProgress | SimpleNamespace:
        return trace_request_ctx or SimpleNamespace()

    config = aiohttp.TraceConfig(trace_config_ctx_factory=same)  # type: ignore[arg-type]
    config.on_connection_create_end.append(_on_connected)  # type: ignore[arg-type]
    config.on_connection_reuseconn.append(_on_reused)  # type: ignore[arg-type]
    return config

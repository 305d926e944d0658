"""HTTP: httpx outside, aiohttp inside. The only module that opens a socket.

httpx is what the code and its tests speak; aiohttp is what moves the bytes, several times faster (see
benchmarks/README.md). The ready-made bridge between the two maps a refused connection to a timeout, keeps
cookies and rewrites URLs, hence this one.
"""

import asyncio
import math
from collections.abc import Mapping

import aiohttp
import httpx
from multidict import CIMultiDict
from yarl import URL

from resolvers.transport.engine_errors import ConnectionLost, EarlySuccess, ResponseTooLarge, as_httpx, send_once
from resolvers.transport.request_progress import RequestProgress, TimedBody, progress_trace
from resolvers.transport.silent_connections import SilentConnector, SpokeUnasked

# A page of 200 records is well below 1 MiB; this stops a runaway or hostile answer before memory does.
MAX_BODY_BYTES = 64 * 1024 * 1024
# Shorter than the idle timeouts common among servers and load balancers, so that they seldom close first.
KEEP_ALIVE_SECONDS = 15.0
# One header line; aiohttp's 8 KiB refuses what other clients read.
MAX_HEADER_BYTES = 64 * 1024
# aiohttp adds these of its own accord; the sender of the request decides about them.
_UNASKED_HEADERS = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")
Limits = Mapping[str, float | None]

_KEPT_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# What many servers send, unasked, on a connection that was idle for long; it may cross with a request.
_IDLE_TOO_LONG = 408
# The body arrives here decoded and whole, so what described it on the wire no longer does.
_WIRE_HEADERS = frozenset({b"content-encoding", b"content-length", b"transfer-encoding"})


class Engine(httpx.AsyncBaseTransport):
    """An httpx transport over aiohttp's connections.

    Reads whole bodies, gzip and deflate decoded, up to `max_body_bytes` after decoding. Keeps no cookies,
    follows no redirects, asks no environment for proxies, sends each URL as it was given. It limits no
    number of connections: whoever sends has to.

    `request.extensions["timeout"]` holds seconds, each optional: `connect`, `read` (between two pieces of the
    answer), `write` (of one piece of the request), `total` (from the call to the last byte). `pool` is
    accepted and never runs out, there being nothing to wait for.

    Reads use kept connections, but none on which anything arrived unasked. One that turns out to have been closed
    by the server, or that it answers 408 on, is replaced by a new connection, once, unseen. Everything else travels
    on a connection of its own: there is no telling whether a server that closes a kept connection has done the write,
    and so nothing is ever written twice. A success that comes before the body was sent is not believed.

    Raises httpx exceptions only: ConnectError, ConnectTimeout, WriteError, WriteTimeout, ReadError,
    ReadTimeout, RemoteProtocolError (the connection ended early), UnaskedAnswer, MalformedResponse,
    ResponseTooLarge, UnsupportedProtocol, LocalProtocolError.
    """

    def __init__(self, *, max_body_bytes: int = MAX_BODY_BYTES, keep_alive_seconds: float = KEEP_ALIVE_SECONDS) -> None:
        self._max_body_bytes = max_body_bytes
        self._keep_alive_seconds = keep_alive_seconds
        self._kept: aiohttp.ClientSession | None = None
        self._single: aiohttp.ClientSession | None = None
        self._closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request and read the whole answer."""
        limits: Limits = request.extensions.get("timeout") or {}
        progress = RequestProgress()
        try:
            async with asyncio.timeout(limits.get("total")):
                body = await request.aread()
                if request.method in _KEPT_METHODS:
                    return await self._read(request, limits, progress)
                return await self._exchange(self._single_use(), request, body, limits, progress)
        except (aiohttp.ClientError, OSError, ValueError, aiohttp.http.HttpProcessingError) as error:
            # aiohttp's messages hold the URL with its query, so they stay out of the chain.
            raise as_httpx(error, progress) from None

    async def aclose(self) -> None:
        """Close every connection; the engine cannot be used afterwards."""
        self._closed = True
        sessions, self._kept, self._single = (self._kept, self._single), None, None
        for session in sessions:
            if session is not None:
                await session.close()

    async def _read(self, request: httpx.Request, limits: Limits, progress: RequestProgress) -> httpx.Response:
        body = request.content
        try:
            response = await self._exchange(self._keep_alive(), request, body, limits, progress)
            if not (progress.reused and response.status_code == _IDLE_TOO_LONG):
                return response
        except ConnectionLost:
            if not progress.reused:
                raise
        progress.connected = progress.reused = False
        return await self._exchange(self._single_use(), request, body, limits, progress)

    async def _exchange(
        self,
        session: aiohttp.ClientSession,
        request: httpx.Request,
        body: bytes,
        limits: Limits,
        progress: RequestProgress,
    ) -> httpx.Response:
        response = await session.request(
            request.method,
            URL(str(request.url), encoded=True),
            headers=CIMultiDict(request.headers.multi_items()),
            data=TimedBody(body, limits.get("write"), progress) if body else None,
            allow_redirects=False,
            timeout=_client_timeout(limits),
            trace_request_ctx=progress,
        )
        try:
            if body:
                _check_asked(progress, response.status)
            content = await self._content(response)
        except BaseException:
            response.close()
            raise
        return httpx.Response(
            response.status,
            headers=[pair for pair in response.raw_headers if pair[0].lower() not in _WIRE_HEADERS],
            content=content,
            request=request,
            extensions={"http_version": b"HTTP/1.1", "reason_phrase": (response.reason or "").encode()},
        )

    async def _content(self, response: aiohttp.ClientResponse) -> bytes:
        stream = response.content
        pieces: list[bytes] = []
        size = 0
        while piece := await stream.readany():
            size += len(piece)
            if size > self._max_body_bytes:
                raise ResponseTooLarge(self._max_body_bytes)
            pieces.append(piece)
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _keep_alive(self) -> aiohttp.ClientSession:
        if self._kept is None:
            self._kept = self._session(SilentConnector(limit=0, keepalive_timeout=self._keep_alive_seconds))
        return self._kept

    def _single_use(self) -> aiohttp.ClientSession:
        if self._single is None:
            self._single = self._session(SilentConnector(limit=0, force_close=True))
        return self._single

    def _session(self, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        if self._closed:
            raise RuntimeError("the engine is closed")
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=_UNASKED_HEADERS,
            trust_env=False,
            max_line_size=MAX_HEADER_BYTES,
            max_field_size=MAX_HEADER_BYTES,
            middlewares=(send_once,),
            trace_configs=[progress_trace()],
        )


def _check_asked(progress: RequestProgress, status: int) -> None:
    """Refuse an answer to a request of which nothing was sent; and a success while its body is being sent."""
    if progress.unasked or not (progress.writing or progress.written):
        raise SpokeUnasked
    if not progress.written and status < 300:
        raise EarlySuccess


def _client_timeout(limits: Limits) -> aiohttp.ClientTimeout:
    """aiohttp's timeouts, less those that `total` makes needless; unasked it would round long ones up."""
    total = limits.get("total")
    connect, read = (
        None if total is not None and seconds is not None and seconds >= total else seconds
        for seconds in (limits.get("connect"), limits.get("read"))
    )
    return aiohttp.ClientTimeout(total=None, connect=connect, sock_read=read, ceil_threshold=math.inf)

"""Every request that the simulated vendors received, in order of arrival."""

import threading
from collections import deque
from typing import Final
from urllib.parse import parse_qsl

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A load test must not fill the memory: beyond this the oldest are forgotten.
_KEPT: Final = 100_000
_HEADERS: Final = {b"accept": "accept", b"content-type": "content-type", b"etag": "etag"}


class LoggedRequest(msgspec.Struct):
    """One request. Credentials in headers are left out; those that Caliq takes in the body stay in it."""

    source: str
    method: str
    path: str
    query_string: str
    """As received, still encoded."""
    headers: dict[str, str]
    """accept, content-type and etag, where sent."""
    status: int | None = None
    """None while there is no answer, and where the connection was closed without one."""
    body: bytes = b""

    @property
    def query(self) -> list[tuple[str, str]]:
        """The decoded parameters, in the order sent."""
        return parse_qsl(self.query_string, keep_blank_values=True)


class RequestLog:
    """Shared by the vendors; may be read from any thread."""

    def __init__(self) -> None:
        self._lock: Final = threading.Lock()
        self._entries: deque[LoggedRequest] = deque(maxlen=_KEPT)

    def append(self, entry: LoggedRequest) -> None:
        with self._lock:
            self._entries.append(entry)

    def entries(self, source: str | None = None) -> list[LoggedRequest]:
        with self._lock:
            return [entry for entry in self._entries if source in (None, entry.source)]

    def clear(self, source: str | None = None) -> None:
        """Forget the requests of one vendor, or of all."""
        with self._lock:
            kept = [] if source is None else [entry for entry in self._entries if entry.source != source]
            self._entries = deque(kept, maxlen=_KEPT)


class RequestLogging:
    """ASGI middleware: logs a request when it arrives, adds the status when the answer starts.

    The body is read first, so what is inside sees it in one message, and a later `receive` waits for the
    client to go away.
    """

    def __init__(self, app: ASGIApp, log: RequestLog, source: str) -> None:
        self._app = app
        self._log = log
        self._source = source

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        entry = LoggedRequest(
            source=self._source,
            method=scope["method"],
            path=scope["path"],
            query_string=scope["query_string"].decode("latin-1"),
            headers={_HEADERS[name]: value.decode("latin-1") for name, value in scope["headers"] if name in _HEADERS},
        )
        self._log.append(entry)
        body = await _read(receive)
        if body is None:
            return
        entry.body = body
        unread = True

        async def replay() -> Message:
            nonlocal unread
            if not unread:
                return await receive()
            unread = False
            return {"type": "http.request", "body": body, "more_body": False}

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
            await send(message)

        await self._app(scope, replay, noting)


async def _read(receive: Receive) -> bytes | None:
    """The whole body; None where the client went away before its end."""
    chunks: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)

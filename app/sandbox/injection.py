"""ASGI middleware that makes a vendor fail as its faults say."""

import asyncio
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.sandbox.faults import FaultControl, Faults, Outcome
from app.sandbox.web import json_response

WRITES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
HELD_SECONDS: Final = 0.01
"""How often a held answer looks whether it is held still."""


class FaultInjection:
    """Faults strike before the vendor sees the request, `drop_after_apply` excepted.

    `scope["state"]["transport"]` must be the connection's transport: a dropped connection is closed for real.
    """

    def __init__(self, app: ASGIApp, control: FaultControl) -> None:
        self._app = app
        self._control = control

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        write = scope["method"] in WRITES
        faults = self._control.current
        outcome = self._control.outcome(scope["path"], write=write)
        slow = (faults.latency_ms or faults.held) and faults.path_contains in scope["path"]
        if outcome == "answer" and not slow:
            await self._app(scope, receive, send)
            return
        body = (await receive())["body"]
        # A vendor does not notice that the caller of a write lost patience, and applies it all the same.
        if slow and await self._gone_while_waiting(receive, faults.latency_ms / 1000) and not write:
            return

        async def replay() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        if outcome == "answer":
            await self._app(scope, replay, send)
        elif outcome == "hang":
            await _gone(receive)
        elif outcome == "error":
            await _fail(faults, scope, receive, send)
        else:
            await self._damage(outcome, scope, replay, send)
            if outcome != "malformed":
                await _close(scope, receive)

    async def _gone_while_waiting(self, receive: Receive, seconds: float) -> bool:
        while self._control.current.held:
            if await _gone_within(receive, HELD_SECONDS):
                return True
        return await _gone_within(receive, seconds)

    async def _damage(self, outcome: Outcome, scope: Scope, receive: Receive, send: Send) -> None:
        """What is sent of an answer that does not arrive whole."""
        if outcome == "malformed":
            whole = b'{"data": [{' if scope["method"] in WRITES else await self._answer(scope, receive)
            await _send(send, whole[: max(1, len(whole) // 2)])
        elif outcome == "drop_midway":
            whole = await self._answer(scope, receive)
            await _send(send, whole[: len(whole) // 2], announced=max(1, len(whole)))
        elif outcome == "drop_after_apply":
            await self._answer(scope, receive)

    async def _answer(self, scope: Scope, receive: Receive) -> bytes:
        """The body that the vendor would have sent."""
        chunks: list[bytes] = []

        async def collect(message: Message) -> None:
            chunks.append(message.get("body", b""))

        await self._app(scope, receive, collect)
        return b"".join(chunks)


async def _fail(faults: Faults, scope: Scope, receive: Receive, send: Send) -> None:
    response = json_response({"error": "Injected by the sandbox"}, faults.error_status)
    if faults.retry_after is not None:
        response.headers["retry-after"] = f"{faults.retry_after:g}"
    await response(scope, receive, send)


async def _send(send: Send, body: bytes, announced: int | None = None) -> None:
    """Send a 200 with this body; where more bytes are announced than given, the answer stays unfinished."""
    length = len(body) if announced is None else announced
    headers = [(b"content-type", b"application/json"), (b"content-length", str(length).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": announced is not None})


async def _close(scope: Scope, receive: Receive) -> None:
    """Close the connection once what was written is sent, and wait until it is closed."""
    scope["state"]["transport"].close()
    await _gone(receive)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _gone_within(receive: Receive, seconds: float) -> bool:
    try:
        await asyncio.wait_for(_gone(receive), seconds)
    except TimeoutError:
        return False
    return True

"""Nobody is told what was not asked on a connection: it is given up as soon as the server says one word too many."""

import asyncio
import inspect
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import aiohttp
import httpx
import pytest
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import BaseConnector
from aiohttp.http import HttpResponseParser

from resolvers.transport.engine import Engine
from resolvers.transport.engine_errors import EarlySuccess, UnaskedAnswer
from resolvers.transport.silent_connections import SilentConnector, is_silent
from tests.transport.servers import Server, Visit, serving

PEM = Path(__file__).parent / "localhost.pem"
# Where nothing else ends a request; a test that gets here fails.
LATE = 5.0
WRITES = ["POST", "PUT", "PATCH", "DELETE"]
OTHER = b"HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\nof another one"
TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
SURPLUS = {
    "an answer": OTHER,
    "two answers": OTHER * 2,
    "a timeout": TIMED_OUT,
    "an answer without its end": OTHER[:-3],
    "the beginning of an answer": b"HTTP/1.1 200 OK\r\nContent-Le",
    "one letter": b"H",
    "an interim answer": b"HTTP/1.1 100 Continue\r\n\r\n",
    "no HTTP": b"\x00\x01\x02 pardon?",
}
each_surplus = pytest.mark.parametrize("surplus", SURPLUS.values(), ids=SURPLUS.keys())


@pytest.fixture
async def engine() -> AsyncIterator[Engine]:
    made = Engine()
    yield made
    await made.aclose()


async def read(engine: Engine, server: Server, path: str, method: str = "GET", body: bytes | None = None) -> str:
    """What is answered; where all is well, that is the path."""
    async with asyncio.timeout(LATE):
        response = await engine.handle_async_request(httpx.Request(method, server.origin + path, content=body))
    return response.text if response.status_code == 200 else str(response.status_code)


def path_of(request: bytes) -> bytes:
    return request.split(b" ")[1]


class Surplus:
    """Answers each request with its path, and the first with more in the same segment."""

    def __init__(self, surplus: bytes = b"", always: bool = False) -> None:
        self.visits: list[Visit] = []
        self._surplus = surplus
        self._always = always

    async def __call__(self, visit: Visit) -> None:
        self.visits.append(visit)
        while True:
            path = path_of(await visit.request())
            more = self._surplus if self._always or len(visit.server.requests) == 1 else b""
            await visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s%s" % (len(path), path, more))


async def taken_in(transport: asyncio.BaseTransport | None) -> None:
    """Return once the event loop has read all that the kernel holds for a connection of the client."""
    assert transport is not None
    client = socket.socket(fileno=transport.get_extra_info("socket").fileno())
    try:
        while True:
            try:
                client.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
            except OSError:
                return
            await asyncio.sleep(0)
    finally:
        client.detach()


def idle(engine: Engine) -> list[ResponseHandler]:
    """The connections that are kept."""
    connector = engine._kept.connector if engine._kept is not None else None
    assert connector is not None
    return [protocol for kept in connector._conns.values() for protocol, _ in kept]


@each_surplus
async def test_what_comes_with_an_answer_is_not_the_next_one(engine: Engine, surplus: bytes) -> None:
    """A server that speaks no HTTP loses its answer, too; the next one is right again."""
    async with serving(Surplus(surplus)) as server:
        try:
            assert await read(engine, server, "/1") == "/1"
        except httpx.RemoteProtocolError:
            assert surplus == SURPLUS["no HTTP"]
        assert [await read(engine, server, path) for path in ("/2", "/3")] == ["/2", "/3"]
        assert server.connections == 2


@each_surplus
@pytest.mark.parametrize("seen", [False, True], ids=["unread", "read"])
async def test_what_comes_while_a_connection_is_idle_is_not_the_next_answer(
    engine: Engine, surplus: bytes, seen: bool
) -> None:
    """Whether the event loop has read it by then, or the kernel holds it."""
    script = Surplus()
    async with serving(script) as server:
        assert await read(engine, server, "/1") == "/1"
        (kept,) = idle(engine)
        script.visits[0].writer.write(surplus)
        if seen:
            await taken_in(kept.transport)
        assert [await read(engine, server, path) for path in ("/2", "/3")] == ["/2", "/3"]
        assert server.connections == 2


async def test_what_comes_in_two_pieces_is_not_the_next_answer(engine: Engine) -> None:
    """The first with the answer that was asked for, the second while the next request is out."""
    visits: list[Visit] = []

    async def script(visit: Visit) -> None:
        visits.append(visit)
        path = path_of(await visit.request())
        if visit.number == 1:
            await visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/1\r\n" + OTHER[:9])
            await visit.request()
            await visit.send(OTHER[9:])
        await visit.reply(path)

    async with serving(script) as server:
        assert [await read(engine, server, path) for path in ("/1", "/2")] == ["/1", "/2"]


async def test_a_connection_that_was_closed_is_not_tried(engine: Engine) -> None:
    script = Surplus()
    async with serving(script) as server:
        await read(engine, server, "/1")
        script.visits[0].writer.write_eof()
        assert await read(engine, server, "/2") == "/2"
        assert [path_of(request) for request in server.requests] == [b"/1", b"/2"]


async def test_a_read_for_which_a_kept_connection_was_given_up_counts_as_one_on_a_new_connection(
    engine: Engine,
) -> None:
    """Where that ends without an answer, it is not sent again: only a kept one may have ended before it was asked."""

    async def script(visit: Visit) -> None:
        path = path_of(await visit.request())
        if visit.number == 1:
            await visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/1")
            visit.writer.write_eof()
            await visit.hang()
        assert path == b"/2"

    async with serving(script) as server:
        await read(engine, server, "/1")
        with pytest.raises(httpx.RemoteProtocolError, match="without an answer"):
            await read(engine, server, "/2")
        assert len(server.requests) == 2


async def test_a_connection_without_surplus_is_used_again(engine: Engine) -> None:
    async with serving(Surplus()) as server:
        for number in range(20):
            assert await read(engine, server, f"/{number}") == f"/{number}"
        assert server.connections == 1


async def test_a_timeout_that_crosses_with_a_read_is_not_its_answer(engine: Engine) -> None:
    """The request went out just as the server gave the idle connection up."""

    async def script(visit: Visit) -> None:
        while True:
            path = path_of(await visit.request())
            if visit.number == 1 and path == b"/2":
                await visit.send(TIMED_OUT)
                return
            await visit.reply(path)

    async with serving(script) as server:
        assert [await read(engine, server, path) for path in ("/1", "/2")] == ["/1", "/2"]
        assert server.connections == 2


async def test_a_timeout_on_a_new_connection_is_the_answer(engine: Engine) -> None:
    async def script(visit: Visit) -> None:
        await visit.request()
        await visit.send(TIMED_OUT)

    async with serving(script) as server:
        assert await read(engine, server, "/1") == "408"
        assert len(server.requests) == 1


@pytest.mark.parametrize("surplus", [OTHER, OTHER * 2, TIMED_OUT], ids=["once", "twice", "a timeout"])
async def test_among_fifty_at_once_everybody_is_told_their_own(engine: Engine, surplus: bytes) -> None:
    async def caller(server: Server, number: int) -> None:
        for turn in range(10):
            path = f"/{number}/{turn}"
            assert await read(engine, server, path) == path

    async with serving(Surplus(surplus, always=True)) as server:
        await asyncio.gather(*(caller(server, number) for number in range(50)))


async def test_among_fifty_at_once_nobody_is_told_of_a_timeout_that_comes_late(engine: Engine) -> None:
    """It comes whenever it comes: while the connection is idle, or with the next request on it."""

    async def script(visit: Visit) -> None:
        path = path_of(await visit.request())
        await visit.reply(path)
        for _ in range(visit.number % 7):
            await asyncio.sleep(0)
        await visit.send(TIMED_OUT)

    async def caller(server: Server, number: int) -> None:
        for turn in range(10):
            path = f"/{number}/{turn}"
            assert await read(engine, server, path) == path

    async with serving(script) as server:
        await asyncio.gather(*(caller(server, number) for number in range(50)))


# ---------------------------------------------------------------- new connections


def after(monkeypatch: pytest.MonkeyPatch, owner: type, name: str, event: asyncio.Event, *, first: bool) -> None:
    """Have a method of aiohttp wait for an event: before it does its work, or (`first`) after."""
    original: Callable[..., Awaitable[Any]] = getattr(owner, name)

    async def waiting(*given: Any, **named: Any) -> Any:
        if first:
            made = await original(*given, **named)
            await event.wait()
            return made
        await event.wait()
        return await original(*given, **named)

    monkeypatch.setattr(owner, name, waiting)


class SpeaksFirst:
    """Says something as soon as it is called."""

    def __init__(self, words: bytes) -> None:
        self.spoken = asyncio.Event()
        self._words = words

    async def __call__(self, visit: Visit) -> None:
        await visit.send(self._words)
        self.spoken.set()
        await visit.request()


@pytest.mark.parametrize("method", ["GET", *WRITES])
@pytest.mark.parametrize("words", [OTHER, TIMED_OUT, b"220 ready"], ids=["an answer", "a timeout", "no HTTP"])
async def test_a_server_that_speaks_first_is_sent_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, method: str, words: bytes
) -> None:
    script = SpeaksFirst(words)
    after(monkeypatch, aiohttp.TCPConnector, "_create_connection", script.spoken, first=True)
    async with serving(script) as server:
        with pytest.raises(UnaskedAnswer, match="before it was asked"):
            await read(engine, server, "/", method, None if method == "GET" else b"new")
        assert server.requests == []


@pytest.mark.parametrize("method", WRITES)
async def test_a_server_that_speaks_before_the_body_is_sent_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    """The connection was silent when it was made."""
    speak = asyncio.Event()
    spoken = asyncio.Event()

    async def script(visit: Visit) -> None:
        await speak.wait()
        await visit.send(OTHER)
        spoken.set()
        await visit.request()

    original = aiohttp.ClientRequest.send

    async def send(request: aiohttp.ClientRequest, connection: Any) -> aiohttp.ClientResponse:
        speak.set()
        await spoken.wait()
        return await original(request, connection)

    monkeypatch.setattr(aiohttp.ClientRequest, "send", send)
    async with serving(script) as server:
        with pytest.raises(UnaskedAnswer):
            await read(engine, server, "/", method, b"new")
        assert server.requests == []


@pytest.mark.parametrize(("status", "believed"), [(b"200 OK", False), (b"204 No Content", False), (b"413 Long", True)])
async def test_a_success_before_the_body_is_there_is_not_believed_but_a_refusal_is(
    engine: Engine, status: bytes, believed: bool
) -> None:
    async def script(visit: Visit) -> None:
        await visit.reader.readuntil(b"\r\n\r\n")
        await visit.send(b"HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n" % status)
        await visit.hang()

    async with serving(script) as server:
        if believed:
            assert await read(engine, server, "/", "POST", bytes(32 * 1024 * 1024)) == "413"
        else:
            with pytest.raises(EarlySuccess):
                await read(engine, server, "/", "POST", bytes(32 * 1024 * 1024))


# ---------------------------------------------------------------- TLS


def contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's, and that of a client who trusts it."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(PEM)
    return server, ssl.create_default_context(cafile=str(PEM))


async def test_over_tls_a_connection_is_used_again_until_something_is_said_on_it() -> None:
    """Session tickets, of which TLS 1.3 sends two after the handshake, are nothing said."""
    tls, trusting = contexts()
    script = Surplus()
    connector = SilentConnector(ssl=trusting)
    async with serving(script, tls) as server, aiohttp.ClientSession(connector=connector) as session:
        origin = server.origin.replace("http:", "https:")

        async def get(path: str) -> str:
            async with session.get(origin + path) as response:
                return await response.text()

        assert [await get(f"/{number}") for number in range(5)] == [f"/{number}" for number in range(5)]
        assert server.connections == 1
        script.visits[0].writer.write(OTHER)
        assert await get("/5") == "/5"
        assert server.connections == 2


@pytest.mark.parametrize("encrypted", [True, False])
async def test_unread_bytes_are_an_answer_unless_encryption_keeps_them_for_itself(encrypted: bool) -> None:
    near, far = socket.socketpair()
    near.setblocking(False)
    far.send(b"a session ticket")
    extra = {"socket": near, "ssl_object": object() if encrypted else None}
    protocol = ResponseHandler(asyncio.get_running_loop())
    transport = SimpleNamespace(get_extra_info=extra.get, is_closing=lambda: False)
    protocol.transport = cast("asyncio.Transport", transport)
    assert await is_silent(protocol) is encrypted
    near.close()
    far.close()


# ---------------------------------------------------------------- aiohttp


def test_aiohttp_has_what_is_overridden_and_looked_at() -> None:
    assert list(inspect.signature(BaseConnector._get).parameters) == ["self", "key", "traces"]
    for owner in (BaseConnector, aiohttp.TCPConnector):
        made = inspect.signature(owner._create_connection)
        assert list(made.parameters) == ["self", "req", "traces", "timeout"]
    assert isinstance(ResponseHandler.should_close, property)
    assert list(inspect.signature(ResponseHandler.is_connected).parameters) == ["self"]


async def test_aiohttps_parser_tells_whether_an_answer_has_begun() -> None:
    def parser() -> HttpResponseParser:
        loop = asyncio.get_running_loop()
        return HttpResponseParser(ResponseHandler(loop), loop, 2**16)

    fresh, done, begun = parser(), parser(), parser()
    done.feed_data(OTHER)
    begun.feed_data(OTHER + b"H")
    assert (fresh.feed_eof(), done.feed_eof()) == (None, None)
    assert begun.feed_eof() is not None

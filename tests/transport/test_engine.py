"""The engine over real sockets: what goes out, what comes back, and which exception each trouble becomes."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator

import httpx
import pytest

from resolvers.transport.engine import Engine
from resolvers.transport.engine_errors import MalformedResponse, ResponseTooLarge
from tests.transport.servers import Visit, answering, serving, unused_port

# Long beside what a busy machine needs for a loopback connection.
SOON = 0.15
# Where nothing else ends a request; a test that gets here fails.
LATE = 3.0
WRITES = ["POST", "PUT", "PATCH", "DELETE"]


@pytest.fixture
async def engine() -> AsyncIterator[Engine]:
    made = Engine(max_body_bytes=100_000)
    yield made
    await made.aclose()


async def fetch(
    engine: Engine,
    url: str,
    method: str = "GET",
    content: bytes | None = None,
    limits: dict[str, float] | None = None,
) -> httpx.Response:
    """The engine's answer; a TimeoutError, which is none of httpx's, where the engine keeps no time itself."""
    request = httpx.Request(method, url, content=content, extensions={"timeout": limits})
    async with asyncio.timeout(LATE):
        return await engine.handle_async_request(request)


async def test_an_answer_is_an_httpx_response_that_is_read(engine: Engine) -> None:
    async with serving(answering) as server:
        response = await fetch(engine, server.origin)
    assert (response.status_code, response.content) == (200, b"{}")
    assert response.headers["content-type"] == "application/json"
    assert response.extensions["reason_phrase"] == b"OK"


async def test_the_url_goes_out_as_it_was_given(engine: Engine) -> None:
    target = "/v2/a%2Fb%20c/~?filter%5B%2Fdata%5D=%2B31%206&x=a%3Db&empty=&z=%e9"
    async with serving(answering) as server:
        await fetch(engine, server.origin + target)
    assert server.requests[0].split(b" ")[1].decode() == target


async def test_no_header_is_added_but_what_http_needs(engine: Engine) -> None:
    async with serving(answering) as server:
        await fetch(engine, server.origin)
        await fetch(engine, server.origin, "POST", b"x=1")
    names = [
        [line.split(b":")[0].lower() for line in each.split(b"\r\n")[1:] if b":" in line] for each in server.requests
    ]
    assert names[0] == [b"host"]
    assert sorted(names[1]) == [b"connection", b"content-length", b"host"]


async def test_a_cookie_is_not_sent_back(engine: Engine) -> None:
    async def script(visit: Visit) -> None:
        while True:
            await visit.request()
            await visit.reply(headers=b"Set-Cookie: tenant=one; Path=/\r\n")

    async with serving(script) as server:
        await fetch(engine, server.origin)
        await fetch(engine, server.origin)
    assert server.header("cookie") == []
    assert server.connections == 1


async def test_a_redirect_is_an_answer_and_not_followed(engine: Engine) -> None:
    async def script(visit: Visit) -> None:
        await visit.request()
        await visit.reply(status="302 Found", headers=b"Location: /elsewhere\r\n")
        await visit.request()

    async with serving(script) as server:
        response = await fetch(engine, server.origin)
        assert response.status_code == 302
        assert len(server.requests) == 1


async def test_the_environment_names_no_proxy(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{unused_port()}")
    async with serving(answering) as server:
        assert (await fetch(engine, server.origin)).status_code == 200


@pytest.mark.parametrize(
    ("encoding", "body"), [("gzip", gzip.compress(b'{"a": 1}')), ("deflate", zlib.compress(b'{"a": 1}'))]
)
async def test_a_compressed_body_arrives_decoded_and_says_so(engine: Engine, encoding: str, body: bytes) -> None:
    async def script(visit: Visit) -> None:
        await visit.request()
        await visit.reply(body, headers=f"Content-Encoding: {encoding}\r\n".encode())

    async with serving(script) as server:
        response = await fetch(engine, server.origin)
    assert response.content == b'{"a": 1}'
    assert "content-encoding" not in response.headers
    assert response.headers["content-length"] == "8"


async def test_a_body_that_is_not_what_its_encoding_says_is_malformed(engine: Engine) -> None:
    async def script(visit: Visit) -> None:
        await visit.request()
        await visit.reply(b"not gzip at all", headers=b"Content-Encoding: gzip\r\n")

    async with serving(script) as server:
        with pytest.raises(MalformedResponse):
            await fetch(engine, server.origin)


@pytest.mark.parametrize("compressed", [False, True])
async def test_a_body_beyond_the_bound_is_refused_whether_long_or_a_bomb(engine: Engine, compressed: bool) -> None:
    body = b"0" * 100_001

    async def script(visit: Visit) -> None:
        await visit.request()
        if compressed:
            await visit.reply(gzip.compress(body), headers=b"Content-Encoding: gzip\r\n")
        else:
            await visit.reply(body)

    async with serving(script) as server:
        with pytest.raises(ResponseTooLarge, match="100000 bytes"):
            await fetch(engine, server.origin)


async def test_a_body_of_exactly_the_bound_is_read(engine: Engine) -> None:
    async def script(visit: Visit) -> None:
        await visit.request()
        await visit.reply(b"0" * 100_000)

    async with serving(script) as server:
        assert len((await fetch(engine, server.origin)).content) == 100_000


async def test_a_chunked_body_is_read_whole(engine: Engine) -> None:
    async def script(visit: Visit) -> None:
        await visit.request()
        await visit.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        await visit.send(b"2\r\nde\r\n0\r\n\r\n")

    async with serving(script) as server:
        assert (await fetch(engine, server.origin)).content == b"abcde"


async def test_reads_share_a_connection_and_writes_have_their_own(engine: Engine) -> None:
    async with serving(answering) as server:
        for method in ("GET", "GET", "POST", "GET", "POST"):
            await fetch(engine, server.origin, method)
        assert server.connections == 3


async def test_a_large_body_of_a_write_arrives_whole(engine: Engine) -> None:
    body = bytes(range(256)) * 8_000
    async with serving(answering) as server:
        await fetch(engine, server.origin, "POST", body)
    assert server.requests[0].endswith(b"\r\n\r\n" + body)


async def test_a_refused_connection_is_a_connect_error(engine: Engine) -> None:
    with pytest.raises(httpx.ConnectError, match="connection refused"):
        await fetch(engine, f"http://127.0.0.1:{unused_port()}/?secret=1")


async def test_an_unknown_host_is_a_connect_error(engine: Engine) -> None:
    with pytest.raises(httpx.ConnectError, match="host name"):
        await fetch(engine, "http://nowhere.invalid/")


async def test_tls_to_a_server_without_it_is_a_connect_error(engine: Engine) -> None:
    async def script(visit: Visit) -> None:
        await visit.reader.read(1)
        await visit.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with serving(script) as server:
        with pytest.raises(httpx.ConnectError):
            await fetch(engine, server.origin.replace("http:", "https:"))


@pytest.mark.parametrize("limit", ["connect", "total"])
async def test_a_handshake_that_takes_too_long_is_a_connect_timeout(engine: Engine, limit: str) -> None:
    """A server that accepts and keeps silent while TLS is to be agreed."""
    async with serving(Visit.hang) as server:
        with pytest.raises(httpx.ConnectTimeout):
            await fetch(engine, server.origin.replace("http:", "https:"), limits={limit: SOON})


@pytest.mark.parametrize("limit", ["read", "total"])
@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"])
async def test_a_silence_is_a_read_timeout_wherever_it_begins(engine: Engine, head: bytes, limit: str) -> None:
    async def script(visit: Visit) -> None:
        await visit.request()
        await visit.send(head)
        await visit.hang()

    async with serving(script) as server:
        with pytest.raises(httpx.ReadTimeout):
            await fetch(engine, server.origin, limits={limit: SOON})


@pytest.mark.parametrize("limit", ["write", "total"])
async def test_a_body_that_nobody_takes_is_a_write_timeout(engine: Engine, limit: str) -> None:
    async with serving(Visit.hang) as server:
        with pytest.raises(httpx.WriteTimeout):
            await fetch(engine, server.origin, "POST", bytes(32 * 1024 * 1024), limits={limit: SOON})


async def test_a_drip_of_bytes_does_not_outlast_the_total(engine: Engine) -> None:
    async def script(visit: Visit) -> None:
        await visit.request()
        await visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            await visit.send(b".")
            await asyncio.sleep(0.005)

    async with serving(script) as server:
        with pytest.raises(httpx.ReadTimeout):
            await fetch(engine, server.origin, limits={"total": SOON, "read": LATE})


@pytest.mark.parametrize("method", ["GET", *WRITES])
async def test_a_connection_closed_without_an_answer_is_a_protocol_error_and_tried_once(
    engine: Engine, method: str
) -> None:
    """aiohttp by itself would send GET, PUT and DELETE a second time."""

    async def script(visit: Visit) -> None:
        await visit.request()

    async with serving(script) as server:
        with pytest.raises(httpx.RemoteProtocolError, match="without an answer"):
            await fetch(engine, server.origin, method)
        assert server.methods == [method]


@pytest.mark.parametrize("method", ["GET", *WRITES])
async def test_a_connection_that_breaks_before_the_answer_is_a_read_error_and_tried_once(
    engine: Engine, method: str
) -> None:
    async def script(visit: Visit) -> None:
        await visit.request()
        visit.reset()

    async with serving(script) as server:
        with pytest.raises(httpx.ReadError):
            await fetch(engine, server.origin, method)
        assert server.methods == [method]


@pytest.mark.parametrize(
    "head",
    [b"Content-Length: 9\r\n\r\nabc", b"Transfer-Encoding: chunked\r\n\r\n9\r\nabc"],
    ids=["length", "chunks"],
)
async def test_a_connection_closed_within_the_body_is_a_protocol_error(engine: Engine, head: bytes) -> None:
    async def script(visit: Visit) -> None:
        await visit.request()
        await visit.send(b"HTTP/1.1 200 OK\r\n" + head)

    async with serving(script) as server:
        with pytest.raises(httpx.RemoteProtocolError, match="middle of the body"):
            await fetch(engine, server.origin)
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"SMTP ready\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
    ],
    ids=["another protocol", "length", "header", "chunk"],
)
async def test_what_is_not_http_is_malformed(engine: Engine, answer: bytes) -> None:
    async def script(visit: Visit) -> None:
        await visit.request()
        await visit.send(answer)
        await visit.hang()

    async with serving(script) as server:
        with pytest.raises(MalformedResponse):
            await fetch(engine, server.origin)


class Stale:
    """Answers the first request on the first connection, and closes it upon the second without an answer.

    That is what a server looks like that closes an idle connection just as the next request leaves.
    """

    async def __call__(self, visit: Visit) -> None:
        await visit.request()
        await visit.reply(b"first" if visit.number == 1 else b"second")
        if visit.number == 1:
            await visit.request()


async def test_a_read_on_a_stale_connection_is_sent_again_on_a_new_one(engine: Engine) -> None:
    async with serving(Stale()) as server:
        assert (await fetch(engine, server.origin)).content == b"first"
        assert (await fetch(engine, server.origin)).content == b"second"
        assert server.connections == 2


async def test_a_read_is_sent_again_once_only(engine: Engine) -> None:
    async def script(visit: Visit) -> None:
        await visit.request()
        if visit.number == 1:
            await visit.reply()
            await visit.request()

    async with serving(script) as server:
        await fetch(engine, server.origin)
        with pytest.raises(httpx.RemoteProtocolError):
            await fetch(engine, server.origin)
        assert server.methods == ["GET"] * 3


@pytest.mark.parametrize("method", WRITES)
async def test_a_write_never_meets_a_stale_connection_and_is_sent_once(engine: Engine, method: str) -> None:
    async with serving(Stale()) as server:
        await fetch(engine, server.origin)
        assert (await fetch(engine, server.origin, method, b"once")).content == b"second"
        assert server.methods == ["GET", method]


@pytest.mark.parametrize("method", WRITES)
async def test_a_write_whose_body_was_sent_is_not_sent_again(engine: Engine, method: str) -> None:
    async def script(visit: Visit) -> None:
        await visit.request()

    async with serving(script) as server:
        with pytest.raises(httpx.TransportError):
            await fetch(engine, server.origin, method, b"once")
        assert server.methods == [method]


async def test_a_cancelled_request_gives_its_connection_up(engine: Engine) -> None:
    """Its answer may still come, and must not be taken for the answer to the next."""
    arrived = asyncio.Event()

    async def script(visit: Visit) -> None:
        await visit.request()
        if visit.number == 1:
            arrived.set()
            await visit.hang()
        await visit.reply(b"second")

    async with serving(script) as server:
        task = asyncio.create_task(fetch(engine, server.origin))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await fetch(engine, server.origin)).content == b"second"


async def test_no_message_and_no_cause_holds_the_query() -> None:
    """Including the chain of causes, which ends in logs."""
    engine = Engine()
    url = "?phone=31612345678"

    async def script(visit: Visit) -> None:
        await visit.request()
        await visit.send([b"nonsense\r\n\r\n", b"", b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n."][visit.number - 1])

    async with serving(script) as server:
        for origin in [server.origin] * 3 + [f"http://127.0.0.1:{unused_port()}"]:
            with pytest.raises(httpx.TransportError) as raised:
                await fetch(engine, f"{origin}/{url}")
            assert "31612345678" not in f"{raised.value!r} {raised.value.__cause__!r}"
            assert raised.value.__suppress_context__
    await engine.aclose()


async def test_only_http_is_spoken(engine: Engine) -> None:
    with pytest.raises(httpx.UnsupportedProtocol):
        await fetch(engine, "ftp://example.org/")


async def test_a_header_with_a_line_break_is_refused(engine: Engine) -> None:
    request = httpx.Request("GET", "http://127.0.0.1:1/", headers={"x": "a\r\nb: c"})
    async with serving(answering) as server:
        request.url = httpx.URL(server.origin)
        with pytest.raises(httpx.LocalProtocolError):
            await engine.handle_async_request(request)
        assert server.requests == []


async def test_a_closed_engine_refuses_to_send() -> None:
    engine = Engine()
    async with serving(answering) as server:
        await fetch(engine, server.origin)
        await engine.aclose()
        with pytest.raises(RuntimeError, match="closed"):
            await fetch(engine, server.origin)


async def test_it_serves_httpx_async_client(engine: Engine) -> None:
    async with (
        serving(answering) as server,
        httpx.AsyncClient(transport=engine, base_url=server.origin) as client,
    ):
        assert (await client.get("/", params={"a": "b"})).json() == {}

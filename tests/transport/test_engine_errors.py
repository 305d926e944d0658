"""Each of aiohttp's exceptions is one of httpx's, says how far the request had come, and holds no address."""

import asyncio
from typing import cast

import aiohttp
import httpx
import pytest
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.http_exceptions import ContentEncodingError
from yarl import URL

from resolvers.transport.engine_errors import (
    ConnectionLost,
    MalformedResponse,
    ResponseTooLarge,
    UnaskedAnswer,
    as_httpx,
    send_once,
)
from resolvers.transport.request_progress import RequestProgress, WriteStalledError
from resolvers.transport.silent_connections import SpokeUnasked

SECRET = "http://vendor.example/?number=0612345678"
KEY = ConnectionKey("vendor.example", 443, True, True, None, None, None)


def progress(*, connected: bool = True, writing: bool = False, unasked: bool = False) -> RequestProgress:
    made = RequestProgress()
    made.connected, made.writing, made.unasked = connected, writing, unasked
    return made


def payload(cause: Exception | None) -> aiohttp.ClientPayloadError:
    error = aiohttp.ClientPayloadError(SECRET)
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "at", "kind"),
    [
        (TimeoutError(), progress(), httpx.ReadTimeout),
        (TimeoutError(), progress(connected=False), httpx.ConnectTimeout),
        (TimeoutError(), progress(writing=True), httpx.WriteTimeout),
        (WriteStalledError(), progress(), httpx.WriteTimeout),
        (aiohttp.ConnectionTimeoutError(SECRET), progress(), httpx.ConnectTimeout),
        (aiohttp.ClientConnectorError(KEY, ConnectionRefusedError()), progress(connected=False), httpx.ConnectError),
        (ConnectionLost(reset=False), progress(writing=True), httpx.RemoteProtocolError),
        (ConnectionLost(reset=True), progress(writing=True), httpx.WriteError),
        (ConnectionLost(reset=True), progress(), httpx.ReadError),
        (SpokeUnasked(), progress(connected=False), UnaskedAnswer),
        # What aiohttp makes of it where a body was to be written.
        (ConnectionLost(reset=True), progress(unasked=True), UnaskedAnswer),
        (payload(ContentEncodingError(SECRET)), progress(), MalformedResponse),
        (payload(ConnectionResetError()), progress(), httpx.ReadError),
        (payload(None), progress(), httpx.RemoteProtocolError),
        (aiohttp.http.HttpProcessingError(message=SECRET), progress(), MalformedResponse),
        (aiohttp.NonHttpUrlClientError(SECRET), progress(), httpx.UnsupportedProtocol),
        (aiohttp.InvalidURL(SECRET), progress(), httpx.UnsupportedProtocol),
        (ValueError(SECRET), progress(), httpx.LocalProtocolError),
        (OSError(SECRET), progress(), httpx.ReadError),
        (aiohttp.ClientError(SECRET), progress(), httpx.ReadError),
        (KeyError(SECRET), progress(), httpx.TransportError),
    ],
)
def test_each_trouble_has_its_exception_and_none_tells_an_address(
    error: Exception, at: RequestProgress, kind: type[httpx.TransportError]
) -> None:
    found = as_httpx(error, at)
    assert type(found) is kind
    assert "vendor.example" not in str(found)
    assert "06" not in str(found)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (aiohttp.ClientConnectorDNSError(KEY, OSError()), "the host name is unknown"),
        (aiohttp.ClientConnectorCertificateError(KEY, Exception()), "the certificate is not trusted"),
        (aiohttp.ClientConnectorSSLError(KEY, OSError()), "TLS could not be agreed"),
        (aiohttp.ClientConnectorError(KEY, ConnectionRefusedError()), "connection refused"),
        (aiohttp.ClientConnectorError(KEY, OSError()), "no connection"),
    ],
)
def test_why_there_is_no_connection_is_told(error: Exception, reason: str) -> None:
    assert str(as_httpx(error, progress(connected=False))) == reason


def test_a_body_that_is_too_long_names_the_limit() -> None:
    assert ResponseTooLarge(100).limit == 100
    assert "100 bytes" in str(ResponseTooLarge(100))


REQUEST = cast("aiohttp.ClientRequest", None)


@pytest.mark.parametrize(
    ("raised", "reset"),
    [
        (aiohttp.ServerDisconnectedError(), False),
        (aiohttp.ServerFingerprintMismatch(b"a", b"b", "host", 1), False),
        (aiohttp.ClientOSError(), True),
        (aiohttp.ClientConnectionResetError(), True),
    ],
)
async def test_what_aiohttp_would_send_again_is_another_error(raised: Exception, reset: bool) -> None:
    async def handler(_: aiohttp.ClientRequest) -> aiohttp.ClientResponse:
        raise raised

    with pytest.raises(ConnectionLost) as caught:
        await send_once(REQUEST, handler)
    assert caught.value.reset is reset
    assert not isinstance(caught.value, aiohttp.ClientOSError | aiohttp.ServerDisconnectedError)


@pytest.mark.parametrize(
    "raised",
    [aiohttp.ClientConnectorError(KEY, OSError()), aiohttp.ConnectionTimeoutError(), aiohttp.InvalidURL(URL("x"))],
)
async def test_what_it_would_not_send_again_stays_what_it_is(raised: Exception) -> None:
    async def handler(_: aiohttp.ClientRequest) -> aiohttp.ClientResponse:
        raise raised

    with pytest.raises(type(raised)) as caught:
        await send_once(REQUEST, handler)
    assert caught.value is raised


async def test_an_answer_passes_through() -> None:
    answer = cast("aiohttp.ClientResponse", object())

    async def handler(_: aiohttp.ClientRequest) -> aiohttp.ClientResponse:
        await asyncio.sleep(0)
        return answer

    assert await send_once(REQUEST, handler) is answer

"""aiohttp's exceptions in httpx's words, and those beyond them; each is an httpx exception.

No message holds a URL, as aiohttp's own do, a header or a body: queries carry personal data, headers credentials.
"""

import asyncio

import aiohttp
import httpx
from aiohttp.client_middlewares import ClientHandlerType
from aiohttp.http import HttpProcessingError
from aiohttp.http_exceptions import ContentEncodingError

from resolvers.transport.request_progress import RequestProgress, WriteStalledError
from resolvers.transport.silent_connections import SpokeUnasked


class MalformedResponse(httpx.RemoteProtocolError):
    """The server sent something that is not HTTP."""


class UnaskedAnswer(httpx.RemoteProtocolError):
    """The server spoke, or hung up, before it was asked; nothing was sent to it."""


class EarlySuccess(MalformedResponse):
    """A success that came before the server can have had the whole request."""

    def __init__(self) -> None:
        super().__init__("it reports success before the request was sent")


class ResponseTooLarge(httpx.RemoteProtocolError):
    """The body, decompressed, is longer than the engine reads."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the body is longer than {limit} bytes")
        self.limit = limit


class ConnectionLost(aiohttp.ClientError):
    """The connection ended before an answer began. `reset`: with an error, not with an orderly close."""

    def __init__(self, reset: bool) -> None:
        super().__init__("connection lost")
        self.reset = reset


async def send_once(request: aiohttp.ClientRequest, handler: ClientHandlerType) -> aiohttp.ClientResponse:
    """The aiohttp middleware that keeps it from sending anything twice.

    aiohttp 3.14 sends GET, HEAD, OPTIONS, TRACE, PUT and DELETE a second time when the connection is lost,
    on a connection of its own making too; a write may then be done twice. It does so for `ClientOSError` and
    `ServerDisconnectedError` only, so both become another error here.
    """
    try:
        return await handler(request)
    except (aiohttp.ClientConnectorError, aiohttp.ServerTimeoutError):
        raise
    except (aiohttp.ServerDisconnectedError, aiohttp.ServerFingerprintMismatch):
        raise ConnectionLost(reset=False) from None
    except aiohttp.ClientConnectionError:
        raise ConnectionLost(reset=True) from None


def as_httpx(error: Exception, progress: RequestProgress) -> httpx.TransportError:
    """The httpx exception for what aiohttp raised on a request that came as far as `progress` says."""
    if isinstance(error, asyncio.TimeoutError):
        return _timeout(error, progress)
    if isinstance(error, aiohttp.ClientConnectorError):
        return httpx.ConnectError(_reason(error))
    if isinstance(error, ConnectionLost | SpokeUnasked):
        return _lost(error, progress)
    if isinstance(error, aiohttp.ClientPayloadError):
        return _payload(error)
    if isinstance(error, aiohttp.ClientResponseError | HttpProcessingError):
        return MalformedResponse("the answer is not valid HTTP")
    if isinstance(error, aiohttp.NonHttpUrlClientError):
        return httpx.UnsupportedProtocol("only http and https are spoken")
    if isinstance(error, aiohttp.InvalidURL):
        return httpx.UnsupportedProtocol("the URL is not valid")
    if isinstance(error, ValueError):
        return httpx.LocalProtocolError("the request cannot be written as HTTP")
    if isinstance(error, OSError | aiohttp.ClientError):
        return httpx.ReadError("the connection broke")
    return httpx.TransportError(type(error).__name__)


def _timeout(error: asyncio.TimeoutError, progress: RequestProgress) -> httpx.TimeoutException:
    if isinstance(error, WriteStalledError) or progress.writing:
        return httpx.WriteTimeout("the request was not taken in time")
    if isinstance(error, aiohttp.ConnectionTimeoutError) or not progress.connected:
        return httpx.ConnectTimeout("no connection in time")
    return httpx.ReadTimeout("no answer in time")


def _reason(error: aiohttp.ClientConnectorError) -> str:
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "the host name is unknown"
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return "the certificate is not trusted"
    if isinstance(error, aiohttp.ClientSSLError):
        return "TLS could not be agreed"
    if isinstance(error.os_error, ConnectionRefusedError):
        return "connection refused"
    return "no connection"


def _lost(error: ConnectionLost | SpokeUnasked, progress: RequestProgress) -> httpx.TransportError:
    if isinstance(error, SpokeUnasked) or progress.unasked:
        return UnaskedAnswer("the server spoke, or hung up, before it was asked")
    if not error.reset:
        return httpx.RemoteProtocolError("the server closed the connection without an answer")
    if progress.writing:
        return httpx.WriteError("the connection broke while the request was sent")
    return httpx.ReadError("the connection broke before an answer")


def _payload(error: aiohttp.ClientPayloadError) -> httpx.TransportError:
    causes = [error.__cause__, error.__context__]
    if any(isinstance(cause, ContentEncodingError) for cause in causes):
        return MalformedResponse("the body cannot be decompressed")
    if any(isinstance(cause, ConnectionError) for cause in causes):
        return httpx.ReadError("the connection broke in the middle of the body")
    return httpx.RemoteProtocolError("the connection ended in the middle of the body")

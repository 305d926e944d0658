"""Connections on which the server has said nothing but what it was asked; any other tells callers each other's data.

A server may send one answer too many, as with the `408 Request Timeout` that many send before they close an idle
connection. HTTP/1.1 has nothing but the order to tell which request an answer belongs to: the next request would take
it for its own, and each after that its predecessor's. aiohttp by itself hands such connections out.
"""

import asyncio
import select
import sys

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.connector import Connection
from aiohttp.tracing import Trace

_ROUNDS = 3
"""Of the event loop: asyncio needs two, and uvloop one, to read what the kernel holds."""


class SpokeUnasked(aiohttp.ClientError):
    """The server said something on a new connection before it was asked anything."""


class SilentConnector(aiohttp.TCPConnector):
    """Hands out no connection on which something has arrived that nobody asked for: a kept one is closed instead.

    A new one on which the server speaks first raises SpokeUnasked.
    """

    async def _get(self, key: ConnectionKey, traces: list[Trace]) -> Connection | None:
        while (connection := await super()._get(key, traces)) is not None:
            try:
                if connection.protocol is not None and await is_silent(connection.protocol):
                    return connection
            except BaseException:
                connection.close()
                raise
            connection.close()
        return None

    async def _create_connection(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 aiohttp's own signature
    ) -> ResponseHandler:
        protocol = await super()._create_connection(req, traces, timeout)
        try:
            silent = await is_silent(protocol)
        except BaseException:
            protocol.close()
            raise
        if not silent:
            protocol.close()
            raise SpokeUnasked
        return protocol


async def is_silent(protocol: ResponseHandler) -> bool:
    """Whether nothing has arrived since the last answer, be it read already or not.

    Where it is encrypted, the kernel may hold what is no part of an answer, such as a session ticket: it is read first.
    """
    if protocol.transport is None or not _has_unread(protocol.transport):
        return _nothing_read(protocol)
    if protocol.transport.get_extra_info("ssl_object") is None:
        return False
    for _ in range(_ROUNDS):
        await asyncio.sleep(0)
    return _nothing_read(protocol)


def _has_unread(transport: asyncio.BaseTransport) -> bool:
    """Whether the kernel holds bytes of the peer, or the end of the connection, which the event loop has not read."""
    connection = transport.get_extra_info("socket")
    if connection is None or connection.fileno() < 0:
        return True
    if sys.platform == "win32":
        return bool(select.select([connection.fileno()], [], [], 0)[0])
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))


def _nothing_read(protocol: ResponseHandler) -> bool:
    """Whether aiohttp has no bytes that belong to no answer: whole answers, and the beginning of one in its parser."""
    if not protocol.is_connected() or protocol.should_close:
        return False
    # Nothing else knows of an answer that has only begun.
    parser = protocol._parser
    if parser is None:
        return True
    try:
        # Each request has a parser of its own, so that ending this one harms nothing.
        return parser.feed_eof() is None
    except Exception:  # noqa: BLE001 whatever it is that cannot be parsed, it arrived
        return False

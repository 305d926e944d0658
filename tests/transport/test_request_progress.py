"""How far a request has come is known, and a body that nobody takes does not wait without end."""

import asyncio
from typing import Any, cast

import aiohttp
import pytest
from aiohttp.abc import AbstractStreamWriter

from resolvers.transport.request_progress import (
    WRITE_CHUNK_BYTES,
    RequestProgress,
    TimedBody,
    WriteStalledError,
    progress_trace,
)


class Writer:
    """Takes what it is given, up to so many writes."""

    def __init__(self, progress: RequestProgress, takes: int = 1000) -> None:
        self.written: list[bytes] = []
        self.writing: list[bool] = []
        self._progress = progress
        self._takes = takes

    async def write(self, data: bytes) -> None:
        if len(self.written) == self._takes:
            await asyncio.Event().wait()
        self.written.append(data)
        self.writing.append(self._progress.writing)


def taking(writer: Writer) -> AbstractStreamWriter:
    return cast("AbstractStreamWriter", writer)


@pytest.mark.parametrize("length", [0, 1, WRITE_CHUNK_BYTES, WRITE_CHUNK_BYTES + 1, 3 * WRITE_CHUNK_BYTES])
async def test_a_body_is_handed_over_whole_in_pieces(length: int) -> None:
    progress, body = RequestProgress(), bytes(range(256)) * (length // 256 + 1)
    body = body[:length]
    writer = Writer(progress)
    await TimedBody(body, 5, progress).write_with_length(taking(writer), None)
    assert b"".join(writer.written) == body
    assert all(len(piece) <= WRITE_CHUNK_BYTES for piece in writer.written)
    assert all(writer.writing)
    assert progress.written
    assert not progress.writing


async def test_a_peer_that_takes_no_more_is_noticed_while_writing() -> None:
    progress = RequestProgress()
    with pytest.raises(WriteStalledError):
        await TimedBody(b"x" * 2 * WRITE_CHUNK_BYTES, 0.01, progress).write(taking(Writer(progress, takes=1)))
    assert progress.writing
    assert not progress.written


def test_a_body_knows_its_length_and_its_text() -> None:
    body = TimedBody("é".encode(), None, RequestProgress())
    assert body.size == 2
    assert body.decode() == "é"


async def fire(signal: Any, context: RequestProgress) -> None:
    await signal.send(cast("aiohttp.ClientSession", None), context, None)


async def test_a_new_connection_and_one_that_is_used_again_are_told_apart() -> None:
    trace = progress_trace()
    trace.freeze()
    fresh, again = RequestProgress(), RequestProgress()
    await fire(trace.on_connection_create_end, fresh)
    await fire(trace.on_connection_reuseconn, again)
    assert [(each.connected, each.reused) for each in (fresh, again)] == [(True, False), (True, True)]


def test_the_context_of_a_request_is_its_progress() -> None:
    progress = RequestProgress()
    context = cast("Any", progress_trace().trace_config_ctx(trace_request_ctx=cast("Any", progress)))
    assert context is progress
    # A request that brings none has somewhere to note it all the same.
    progress_trace().trace_config_ctx().connected = True

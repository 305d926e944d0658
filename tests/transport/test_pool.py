"""Each configured source has one client, all over one engine, which is closed last."""

import httpx
import pytest

from resolvers.model.configuration import Configuration, SourceConfiguration
from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.http import VendorRequest
from resolvers.transport.deadline import Deadline
from resolvers.transport.pool import Transport


class Engine(httpx.AsyncBaseTransport):
    """Notes what it is asked, and that it was closed."""

    def __init__(self) -> None:
        self.sent: list[httpx.Request] = []
        self.closed = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        return httpx.Response(200)

    async def aclose(self) -> None:
        self.closed += 1


CONFIGURATION = Configuration(
    sources={
        Source.LIPS: SourceConfiguration(base_url="http://lips.example"),
        Source.POLIS: SourceConfiguration(base_url="http://polis.example"),
    }
)


async def test_each_source_is_reached_at_its_own_address_with_its_own_sign_in() -> None:
    engine = Engine()
    async with Transport(CONFIGURATION, {Source.LIPS: (("x-key", "l"),)}, engine=engine) as transport:
        for source in (Source.LIPS, Source.POLIS):
            assert transport.client(source).source is source
            await transport.client(source).send(VendorRequest("GET", "/"), Deadline.after(30))
    assert [(request.url.host, request.headers.get("x-key")) for request in engine.sent] == [
        ("lips.example", "l"),
        ("polis.example", None),
    ]


async def test_a_source_has_one_client() -> None:
    async with Transport(CONFIGURATION, {}, engine=Engine()) as transport:
        assert transport.client(Source.LIPS) is transport.client(Source.LIPS)


async def test_a_source_that_is_not_configured_says_which_setting_is_missing() -> None:
    async with Transport(CONFIGURATION, {}, engine=Engine()) as transport:
        with pytest.raises(SourceFailure, match="TOUCHPOINT_CALIQ__BASE_URL is not set") as caught:
            transport.client(Source.CALIQ)
    assert caught.value.code is ErrorCode.SOURCE_NOT_CONFIGURED
    assert not caught.value.sent


def test_an_address_that_is_none_names_its_source() -> None:
    odd = Configuration(sources={Source.POLIS: SourceConfiguration(base_url="polis.example")})
    with pytest.raises(ValueError, match=r"^POLIS: "):
        Transport(odd, {}, engine=Engine())


async def test_the_engine_is_closed_with_the_transport() -> None:
    engine = Engine()
    async with Transport(CONFIGURATION, {}, engine=engine):
        assert engine.closed == 0
    assert engine.closed == 1

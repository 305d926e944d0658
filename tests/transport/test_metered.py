"""What one GraphQL request holds: the count of what it sent, and its budget."""

import asyncio
from typing import Any

import httpx
import pytest

from resolvers.model.configuration import Configuration, SourceConfiguration
from resolvers.model.enums import Source
from resolvers.model.errors import BudgetExhausted, ErrorCode, SourceFailure
from resolvers.model.http import Fetch, TraceEntry, VendorRequest
from resolvers.transport.client import SourceClient
from resolvers.transport.deadline import Deadline
from resolvers.transport.metered import BudgetedFetch
from resolvers.transport.pool import Transport
from tests.transport.clocks import FakeClock, settle
from tests.transport.servers import answering, serving

READ = VendorRequest("GET", "/v2/interactions")


class Vendor(httpx.AsyncBaseTransport):
    """An engine that answers when its gate is open, and counts."""

    def __init__(self) -> None:
        self.requests = 0
        self.closed = False
        self.gate = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        await self.gate.wait()
        return httpx.Response(404 if request.url.path == "/none" else 200)

    async def aclose(self) -> None:
        self.closed = True


def read(number: int) -> VendorRequest:
    """A read of its own: equal ones in flight would be one."""
    return VendorRequest("GET", f"/{number}")


def call(**fields: Any) -> TraceEntry:
    """A call that another made."""
    return TraceEntry(Source.POLIS, "GET", "/", 0.0, **fields)


def client(vendor: httpx.AsyncBaseTransport, **settings: int) -> SourceClient:
    configuration = SourceConfiguration(base_url="http://vendor.example", **settings)
    return SourceClient(Source.POLIS, configuration, (), vendor)


async def test_requests_are_counted_when_they_leave_and_whatever_the_answer() -> None:
    vendor = Vendor()
    fetch = BudgetedFetch(client(vendor), Deadline.after(30))
    typed: Fetch = fetch
    sending = asyncio.create_task(typed(READ))
    await settle()
    assert fetch.requests == 1
    vendor.gate.set()
    await sending
    with pytest.raises(SourceFailure):
        await fetch(VendorRequest("GET", "/none"))
    assert (fetch.requests, vendor.requests) == (2, 2)


async def test_a_request_that_never_left_is_not_counted_and_costs_no_budget() -> None:
    vendor = Vendor()
    late = BudgetedFetch(client(vendor), Deadline.after(0), limit=1)
    for _ in range(3):
        with pytest.raises(SourceFailure):
            await late(READ)
    assert late.requests == 0


async def test_beyond_the_budget_nothing_is_sent() -> None:
    vendor = Vendor()
    vendor.gate.set()
    fetch = BudgetedFetch(client(vendor), Deadline.after(30), limit=2)
    await fetch(READ)
    await fetch(READ)
    with pytest.raises(BudgetExhausted) as raised:
        await fetch(READ)
    assert (raised.value.limit, raised.value.code) == (2, ErrorCode.SCAN_BUDGET_EXHAUSTED)
    assert (fetch.requests, vendor.requests) == (2, 2)


async def test_the_budget_holds_for_requests_that_still_wait_for_a_place() -> None:
    vendor = Vendor()
    fetch = BudgetedFetch(client(vendor, max_concurrency=1), Deadline.after(30), limit=3)
    tasks = [asyncio.create_task(fetch(read(number))) for number in range(10)]
    await settle()
    vendor.gate.set()
    ends = await asyncio.gather(*tasks, return_exceptions=True)
    assert sum(isinstance(end, BudgetExhausted) for end in ends) == 7
    assert vendor.requests == 3


async def test_a_request_cancelled_in_the_queue_gives_its_budget_back() -> None:
    vendor = Vendor()
    fetch = BudgetedFetch(client(vendor, max_concurrency=1), Deadline.after(30), limit=2)
    tasks = [asyncio.create_task(fetch(read(number))) for number in range(2)]
    await settle()
    tasks[1].cancel()
    await asyncio.wait([tasks[1]])
    vendor.gate.set()
    await tasks[0]
    await fetch(READ)
    assert vendor.requests == 2


async def test_the_allowance_counts_down_with_what_is_sent_waits_or_is_charged() -> None:
    vendor = Vendor()
    fetch = BudgetedFetch(client(vendor, max_concurrency=1), Deadline.after(30), limit=5)
    tasks = [asyncio.create_task(fetch(read(number))) for number in range(2)]
    await settle()
    assert (fetch.requests, fetch.allowance) == (1, 3)
    fetch.charge([call(attempts=2), call(cached=True), call(coalesced=True)])
    assert (fetch.requests, fetch.allowance) == (3, 1)
    fetch.charge([call(attempts=9)])
    assert fetch.allowance == 0
    with pytest.raises(BudgetExhausted):
        await fetch(READ)
    vendor.gate.set()
    await asyncio.gather(*tasks)
    assert BudgetedFetch(client(vendor), Deadline.after(30)).allowance is None


def test_what_remains_is_the_deadlines() -> None:
    clock = FakeClock()
    fetch = BudgetedFetch(client(Vendor()), Deadline.after(3, clock))
    clock.pass_(1)
    assert fetch.remaining() == 2


async def test_a_transport_has_one_client_for_each_configured_source() -> None:
    vendor = Vendor()
    settings = {Source.LIPS: SourceConfiguration(base_url="http://vendor.example")}
    async with Transport(Configuration(sources=settings), {}, engine=vendor) as transport:
        assert transport.client(Source.LIPS) is transport.client(Source.LIPS)
        with pytest.raises(SourceFailure, match="TOUCHPOINT_CALIQ__BASE_URL") as raised:
            transport.client(Source.CALIQ)
        assert raised.value.code is ErrorCode.SOURCE_NOT_CONFIGURED
    assert vendor.closed


async def test_closing_a_transport_ends_the_reads_in_flight_first() -> None:
    vendor = Vendor()
    settings = {Source.LIPS: SourceConfiguration(base_url="http://vendor.example")}
    transport = Transport(Configuration(sources=settings), {}, engine=vendor)
    sending = asyncio.create_task(transport.client(Source.LIPS).send(READ, Deadline.after(30)))
    await settle()
    await transport.aclose()
    with pytest.raises(SourceFailure, match="shutting down"):
        await sending
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_base_url_that_is_none_is_told_with_its_source() -> None:
    settings = {Source.LIPS: SourceConfiguration(base_url="vendor.example")}
    with pytest.raises(ValueError, match="LIPS"):
        Transport(Configuration(sources=settings), {})


async def test_a_transport_signs_in_with_its_own_engine() -> None:
    async with serving(answering) as server:
        settings = {Source.LIPS: SourceConfiguration(base_url=server.origin)}
        signs = {Source.LIPS: (("Authorization", "Bearer x"),)}
        async with Transport(Configuration(sources=settings), signs) as transport:
            await transport.client(Source.LIPS).send(READ, Deadline.after(30))
    assert server.header("authorization") == ["Bearer x"]

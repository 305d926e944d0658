"""Equal reads in flight are one request on the wire: over HTTP, with budgets, deadlines and circuits."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from resolvers.model.configuration import SourceConfiguration
from resolvers.model.enums import CircuitState, Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.http import TraceEntry, VendorRequest, VendorResponse
from resolvers.transport.circuit import FIRST_PROBE_SECONDS, MINIMUM_OUTCOMES
from resolvers.transport.client import SourceClient
from resolvers.transport.deadline import Deadline
from resolvers.transport.engine import Engine
from resolvers.transport.metered import BudgetedFetch
from tests.transport.clocks import FakeClock, settle
from tests.transport.servers import Server, Visit, serving

READ = VendorRequest("GET", "/v2/interactions", (("page", "1"),))
OTHER = VendorRequest("GET", "/v2/interactions", (("page", "2"),))
WRITE = VendorRequest("POST", "/v2/interactions", body=b"{}")

Task = asyncio.Task[VendorResponse]


@dataclass
class Vendor:
    """A server that answers with `status` once its gate is open, and a client of it."""

    server: Server
    client: SourceClient
    gate: asyncio.Event
    arrived: asyncio.Condition
    status: str = "200 OK"
    gone: list[int] = field(default_factory=list)

    def fetch(self, seconds: float = 30.0, limit: int | None = None) -> BudgetedFetch:
        """One who asks."""
        return BudgetedFetch(self.client, Deadline.after(seconds), limit)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until what arrives or leaves makes it true."""
        async with asyncio.timeout(10), self.arrived:
            await self.arrived.wait_for(condition)


@asynccontextmanager
async def vendor(**settings: float) -> AsyncIterator[Vendor]:
    """Over TCP, engine and all."""
    gate, arrived = asyncio.Event(), asyncio.Condition()

    async def script(visit: Visit) -> None:
        while True:
            await visit.request()
            async with arrived:
                arrived.notify_all()
            opened = asyncio.create_task(gate.wait())
            left = asyncio.create_task(visit.reader.read(1))
            await asyncio.wait((opened, left), return_when=asyncio.FIRST_COMPLETED)
            opened.cancel()
            left.cancel()
            if not gate.is_set():
                made.gone.append(visit.number)
                async with arrived:
                    arrived.notify_all()
                return
            await asyncio.gather(left, return_exceptions=True)
            await visit.reply(b"{}", made.status)

    engine = Engine()
    async with serving(script) as server:
        configuration = SourceConfiguration(base_url=server.origin, **settings)  # type: ignore[arg-type]
        made = Vendor(server, SourceClient(Source.POLIS, configuration, (), engine), gate, arrived)
        try:
            yield made
        finally:
            await made.client.aclose()
            await engine.aclose()


def start(fetch: BudgetedFetch, request: VendorRequest = READ) -> Task:
    return asyncio.create_task(fetch(request))


def flags(fetch: BudgetedFetch) -> list[tuple[int, bool]]:
    return [(call.attempts, call.coalesced) for call in fetch.calls]


def is_timeout(end: object) -> bool:
    return isinstance(end, SourceFailure) and end.code is ErrorCode.SOURCE_TIMEOUT


async def test_two_equal_reads_are_one_request_and_both_get_the_answer() -> None:
    async with vendor() as made:
        first, second = made.fetch(), made.fetch()
        tasks = [start(first), start(second)]
        await made.until(lambda: made.server.requests)
        third = made.fetch()
        tasks.append(start(third))
        await settle()
        made.gate.set()
        answers = await asyncio.gather(*tasks)
        assert [answer.body for answer in answers] == [b"{}"] * 3
        assert len(made.server.requests) == 1
        assert [fetch.requests for fetch in (first, second, third)] == [1, 0, 0]
        assert [flags(fetch) for fetch in (first, second, third)] == [[(1, False)], [(0, True)], [(0, True)]]
        assert [fetch.calls[0].status for fetch in (first, second, third)] == [200] * 3


async def test_different_reads_are_not_shared_and_what_has_ended_is_not_kept() -> None:
    async with vendor() as made:
        made.gate.set()
        fetch = made.fetch()
        await asyncio.gather(fetch(READ), fetch(OTHER))
        await fetch(READ)
        assert (len(made.server.requests), fetch.requests) == (3, 3)


async def test_headers_make_a_read_another() -> None:
    async with vendor() as made:
        made.gate.set()
        german = VendorRequest("GET", READ.path, READ.query, (("accept-language", "de"),))
        await asyncio.gather(made.fetch()(READ), made.fetch()(german))
        assert len(made.server.requests) == 2


async def test_writes_are_never_shared() -> None:
    async with vendor() as made:
        tasks = [start(made.fetch(), WRITE), start(made.fetch(), WRITE)]
        await made.until(lambda: len(made.server.requests) == 2)
        made.gate.set()
        await asyncio.gather(*tasks)
        assert len(made.server.requests) == 2


@pytest.mark.parametrize("write", [WRITE, VendorRequest("POST", "/keyed", repeatable=True)])
async def test_whoever_reads_after_a_write_does_not_join_a_read_from_before_it(write: VendorRequest) -> None:
    """Which may not show it."""
    gate = asyncio.Event()
    seen: list[str] = []

    async def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.method)
        if request.method == "GET" and len(seen) == 1:
            await gate.wait()
            return httpx.Response(200, text="before")
        return httpx.Response(200, text="after")

    configuration = SourceConfiguration(base_url="http://vendor.example")
    client = SourceClient(Source.POLIS, configuration, (), httpx.MockTransport(handler))
    early = asyncio.create_task(client.send(READ, Deadline.after(30)))
    await settle()
    await client.send(write, Deadline.after(30))
    assert (await client.send(READ, Deadline.after(30))).body == b"after"
    gate.set()
    assert (await early).body == b"before"
    assert seen == ["GET", "POST", "GET"]


@pytest.mark.parametrize("leaving", [0, 1])
async def test_one_who_is_cancelled_leaves_the_answer_to_the_other(leaving: int) -> None:
    async with vendor() as made:
        fetches = [made.fetch(limit=1), made.fetch(limit=1)]
        tasks = [start(fetch) for fetch in fetches]
        await made.until(lambda: made.server.requests)
        tasks[leaving].cancel()
        await asyncio.wait([tasks[leaving]])
        made.gate.set()
        assert (await tasks[1 - leaving]).status == 200
        assert len(made.server.requests) == 1
        assert [fetch.requests for fetch in fetches] == [1, 0]
        assert fetches[leaving].calls[0].status is None
        assert fetches[leaving].calls[0].seconds is not None


async def test_when_both_are_cancelled_the_connection_is_closed_and_the_circuit_hears_nothing() -> None:
    async with vendor(max_concurrency=1) as made:
        for _ in range(MINIMUM_OUTCOMES):
            made.server.requests.clear()
            tasks = [start(made.fetch()), start(made.fetch())]
            await made.until(lambda: made.server.requests)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        await made.until(lambda: len(made.gone) == MINIMUM_OUTCOMES)
        assert made.client.circuit_state is CircuitState.CLOSED
        made.gate.set()
        assert (await made.fetch()(READ)).status == 200


@pytest.mark.parametrize("hasty", [0, 1])
async def test_each_keeps_to_its_own_deadline(hasty: int) -> None:
    """A short one does not end the request of whoever has more time, whoever came first."""
    async with vendor() as made:
        tasks = [start(made.fetch(0.05 if number == hasty else 30.0)) for number in range(2)]
        await asyncio.wait([tasks[hasty]])
        failure = tasks[hasty].exception()
        assert is_timeout(failure)
        assert "the deadline of the request ran out" in str(failure)
        made.gate.set()
        assert (await tasks[1 - hasty]).status == 200
        assert len(made.server.requests) == 1


async def test_nothing_runs_on_behind_those_whose_time_is_over() -> None:
    async with vendor(timeout_seconds=30) as made:
        ends = await asyncio.gather(start(made.fetch(0.2)), start(made.fetch(0.2)), return_exceptions=True)
        assert all(is_timeout(end) for end in ends)
        await made.until(lambda: made.gone or not made.server.requests)
        assert made.client.circuit_state is CircuitState.CLOSED


async def test_a_flight_has_the_time_of_its_source_not_of_who_waits() -> None:
    async with vendor(timeout_seconds=0.2) as made:
        ends = await asyncio.gather(start(made.fetch(30)), start(made.fetch(40)), return_exceptions=True)
        assert all(is_timeout(end) and "the deadline of the request" not in str(end) for end in ends)


async def test_a_failure_is_shared_and_each_raises_its_own() -> None:
    async with vendor() as made:
        made.status = "503 Down"
        fetches = [made.fetch(), made.fetch()]
        tasks = [start(fetch) for fetch in fetches]
        await made.until(lambda: made.server.requests)
        made.gate.set()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        failures = [end for end in ends if isinstance(end, SourceFailure)]
        assert [failure.error.http_status for failure in failures] == [503, 503]
        assert failures[0] is not failures[1]
        assert failures[0].__traceback__ is not failures[1].__traceback__
        assert [fetch.calls[0].status for fetch in fetches] == [503, 503]
        assert len(made.server.requests) == 1


async def test_a_shared_request_takes_one_place() -> None:
    async with vendor(max_concurrency=1) as made:
        tasks = [start(made.fetch(), request) for request in (READ, READ, OTHER, OTHER, READ)]
        await made.until(lambda: made.server.requests)
        made.gate.set()
        await asyncio.gather(*tasks)
        assert len(made.server.requests) == 2


async def test_the_next_bears_a_request_whose_first_left_before_it_was_sent() -> None:
    """And nothing leaks from any budget."""
    async with vendor(max_concurrency=1) as made:
        blocking = start(made.fetch(), OTHER)
        await made.until(lambda: made.server.requests)
        fetches = [made.fetch(limit=2) for _ in range(3)]
        tasks = [start(fetch) for fetch in fetches]
        await settle()
        assert [fetch.allowance for fetch in fetches] == [1, 1, 1]
        tasks[0].cancel()
        await asyncio.wait([tasks[0]])
        made.gate.set()
        await asyncio.gather(blocking, *tasks[1:])
        assert [fetch.requests for fetch in fetches] == [0, 1, 0]
        assert [fetch.allowance for fetch in fetches] == [2, 1, 2]
        assert [flags(fetch) for fetch in fetches] == [[], [(1, False)], [(0, True)]]
        assert len(made.server.requests) == 2


async def test_a_budget_that_is_spent_buys_no_seat_either() -> None:
    """Whether another's request is in flight is chance, and what a budget allows is not."""
    async with vendor() as made:
        first, poor = made.fetch(), made.fetch(limit=0)
        task = start(first)
        await made.until(lambda: made.server.requests)
        end = (await asyncio.gather(start(poor), return_exceptions=True))[0]
        assert getattr(end, "code", None) is ErrorCode.SCAN_BUDGET_EXHAUSTED
        made.gate.set()
        await task


async def test_who_joins_spends_nothing_of_its_budget() -> None:
    async with vendor() as made:
        first, other = made.fetch(), made.fetch(limit=1)
        tasks = [start(first), start(other)]
        await made.until(lambda: made.server.requests)
        assert other.allowance == 1
        made.gate.set()
        await asyncio.gather(*tasks)
        await other(OTHER)
        assert (other.requests, other.allowance) == (1, 0)


async def test_closing_ends_what_is_in_flight_and_says_so() -> None:
    async with vendor() as made:
        task = start(made.fetch())
        await made.until(lambda: made.server.requests)
        await made.client.aclose()
        with pytest.raises(SourceFailure, match="shutting down") as raised:
            await task
        assert raised.value.code is ErrorCode.SOURCE_UNAVAILABLE
        await made.until(lambda: made.gone)


async def test_who_asks_the_same_as_the_probe_of_a_circuit_waits_with_it() -> None:
    clock = FakeClock()
    gate = asyncio.Event()
    seen = 0

    async def handler(_: httpx.Request) -> httpx.Response:
        nonlocal seen
        seen += 1
        if clock() == 1000.0:
            return httpx.Response(500)
        await gate.wait()
        return httpx.Response(200)

    configuration = SourceConfiguration(base_url="http://vendor.example")
    client = SourceClient(Source.POLIS, configuration, (), httpx.MockTransport(handler), clock)
    for _ in range(MINIMUM_OUTCOMES):
        await asyncio.gather(client.send(READ, Deadline.after(30)), return_exceptions=True)
    assert seen == MINIMUM_OUTCOMES
    clock.pass_(FIRST_PROBE_SECONDS)
    assert client.circuit_state is CircuitState.HALF_OPEN
    tasks = [asyncio.create_task(client.send(READ, Deadline.after(30))) for _ in range(3)]
    await settle()
    gate.set()
    assert [answer.status for answer in await asyncio.gather(*tasks)] == [200] * 3
    assert seen == MINIMUM_OUTCOMES + 1
    states = [client.circuit_state]
    assert states == [CircuitState.CLOSED]


async def test_what_never_left_is_no_call() -> None:
    async with vendor() as made:
        fetch = made.fetch(0.0)
        with pytest.raises(SourceFailure) as raised:
            await fetch(READ)
        assert not raised.value.sent
        calls: list[TraceEntry] = fetch.calls
        assert calls == []

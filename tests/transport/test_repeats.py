"""Writes whose vendor honours a key are repeated; no other write ever is."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from resolvers.model.configuration import SourceConfiguration
from resolvers.model.enums import CircuitState, Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.http import VendorRequest
from resolvers.transport.circuit import MINIMUM_OUTCOMES
from resolvers.transport.client import SourceClient
from resolvers.transport.deadline import Deadline
from resolvers.transport.engine import Engine
from resolvers.transport.metered import BudgetedFetch
from resolvers.transport.retry import MOST_ATTEMPTS
from resolvers.vendors.caliq.requests import create_interaction
from resolvers.vendors.caliq.wire import Parameters
from tests.transport.clocks import FakeClock
from tests.transport.servers import Server, Visit, serving, unused_port

KEYED = VendorRequest("POST", "/api/v1/InteractionCreate", body=b'{"UniqueID":"1"}', repeatable=True)
PLAIN = VendorRequest("POST", "/api/v1/InteractionCreate", body=b"{}")

Answering = Callable[[Visit], Awaitable[None]]


@dataclass
class Naps:
    """Sleep that takes no time."""

    taken: list[float] = field(default_factory=list)
    then: Callable[[], None] = lambda: None

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        self.then()
        await asyncio.sleep(0)


def status(line: str, headers: bytes = b"") -> Answering:
    async def reply(visit: Visit) -> None:
        await visit.reply(b"{}", line, headers)

    return reply


async def lost(visit: Visit) -> None:
    """Done, and the answer does not arrive."""
    visit.reset()


def client_of(origin: str, engine: httpx.AsyncBaseTransport, naps: Naps, **settings: float) -> SourceClient:
    configuration = SourceConfiguration(base_url=origin, **settings)  # type: ignore[arg-type]
    return SourceClient(Source.CALIQ, configuration, (), engine, draw=lambda: 0.5, sleep=naps)


@asynccontextmanager
async def vendor(*answers: Answering) -> AsyncIterator[tuple[Server, SourceClient, Naps]]:
    """A vendor that answers so, one request after the other, over TCP; then 200."""
    script = list(answers)

    async def visited(visit: Visit) -> None:
        await visit.request()
        await (script.pop(0) if script else status("200 OK"))(visit)

    engine, naps = Engine(), Naps()
    async with serving(visited) as server:
        yield server, client_of(server.origin, engine, naps), naps
        await engine.aclose()


async def failing(sent: Awaitable[object]) -> SourceFailure:
    with pytest.raises(SourceFailure) as raised:
        await sent
    return raised.value


def metered(client: SourceClient, limit: int | None = None, seconds: float = 30.0) -> BudgetedFetch:
    return BudgetedFetch(client, Deadline.after(seconds), limit)


async def test_a_lost_answer_and_a_busy_vendor_are_asked_again_with_the_same_bytes() -> None:
    async with vendor(lost, status("503 Down"), status("429 Slow", b"Retry-After: 3\r\n")) as (server, client, naps):
        fetch = metered(client)
        assert (await fetch(KEYED)).status == 200
    assert len({request.partition(b"\r\n\r\n")[2] for request in server.requests}) == 1
    assert len(server.requests) == 4
    assert naps.taken == [0.05, 0.1, 3.0]
    (call,) = fetch.calls
    assert (fetch.requests, call.attempts, call.status) == (4, 4, 200)
    assert call.seconds is not None


async def test_no_more_than_the_most_attempts_and_the_last_failure_is_told() -> None:
    answers = [lost, lost, lost, status("500 Broken")]
    async with vendor(*answers) as (server, client, _):
        failure = await failing(metered(client)(KEYED))
    assert len(server.requests) == MOST_ATTEMPTS
    assert (failure.error.http_status, failure.sent) == (500, True)


@pytest.mark.parametrize("line", ["400 Bad", "401 No", "404 None", "408 Late", "409 Twice", "302 Elsewhere"])
async def test_other_answers_are_final(line: str) -> None:
    async with vendor(status(line)) as (server, client, _):
        await failing(metered(client)(KEYED))
    assert len(server.requests) == 1


@pytest.mark.parametrize("answer", [lost, status("503 Down"), status("429 Slow")])
async def test_a_write_without_a_key_is_sent_once_whatever_comes(answer: Answering) -> None:
    async with vendor(answer) as (server, client, _):
        failure = await failing(metered(client)(PLAIN))
    assert len(server.requests) == 1
    assert failure.sent


async def test_reads_are_not_repeated_yet() -> None:
    async with vendor(status("503 Down")) as (server, client, _):
        await failing(metered(client)(VendorRequest("GET", "/")))
    assert len(server.requests) == 1


@pytest.mark.parametrize("request_", [KEYED, PLAIN])
async def test_where_no_connection_comes_about_nothing_was_sent(request_: VendorRequest) -> None:
    engine = Engine()
    fetch = metered(client_of(f"http://127.0.0.1:{unused_port()}", engine, Naps()))
    failure = await failing(fetch(request_))
    await engine.aclose()
    assert (failure.code, failure.sent) == (ErrorCode.SOURCE_UNAVAILABLE, False)
    assert fetch.requests == (MOST_ATTEMPTS if request_.repeatable else 1)


async def test_one_attempt_that_was_sent_makes_all_of_it_sent() -> None:
    """Though the last one found nobody."""
    outcomes: list[Exception] = [httpx.ConnectError("refused"), httpx.ReadError("lost")]

    async def handler(_: httpx.Request) -> httpx.Response:
        raise outcomes.pop(0) if outcomes else httpx.ConnectError("refused")

    client = client_of("http://vendor.example", httpx.MockTransport(handler), Naps())
    failure = await failing(metered(client)(KEYED))
    assert "could not be connected to" in failure.message
    assert failure.sent


async def test_a_budget_stops_repeats() -> None:
    async with vendor(*[status("503 Down")] * 4) as (server, client, _):
        fetch = metered(client, limit=2)
        failure = await failing(fetch(KEYED))
    assert (len(server.requests), fetch.requests, fetch.allowance) == (2, 2, 0)
    assert failure.error.http_status == 503


async def test_what_is_set_aside_for_a_repeat_is_given_back_when_it_is_not_made() -> None:
    async with vendor(status("503 Down")) as (_, client, naps):
        fetch = metered(client, limit=3)
        task = asyncio.create_task(fetch(KEYED))
        seen: list[int | None] = []

        def leave() -> None:
            seen.append(fetch.allowance)
            task.cancel()

        naps.then = leave
        await asyncio.wait([task])
    assert task.cancelled()
    assert seen == [1]
    assert (fetch.requests, fetch.allowance) == (1, 2)


async def test_a_wait_that_the_deadline_does_not_allow_is_not_begun() -> None:
    async with vendor(status("429 Slow", b"Retry-After: 60\r\n")) as (server, client, naps):
        failure = await failing(metered(client)(KEYED))
    assert (len(server.requests), naps.taken) == (1, [])
    assert failure.error.retry_after_seconds == 60


async def test_the_deadline_bounds_every_attempt() -> None:
    given: list[float] = []
    clock = FakeClock()

    async def handler(request: httpx.Request) -> httpx.Response:
        given.append(request.extensions["timeout"]["total"])
        clock.pass_(9)
        raise httpx.ReadTimeout("late")

    client = client_of("http://vendor.example", httpx.MockTransport(handler), Naps(), timeout_seconds=10)
    failure = await failing(client.send(KEYED, Deadline.after(15, clock)))
    assert given == [10, 6]
    assert (failure.code, failure.sent) == (ErrorCode.SOURCE_TIMEOUT, True)


async def test_nothing_is_repeated_into_an_open_circuit() -> None:
    """The second attempt opens it, after others have nearly done so."""

    async def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(503)

    naps = Naps()
    client = client_of("http://vendor.example", httpx.MockTransport(handler), naps)
    for _ in range(MINIMUM_OUTCOMES - 2):
        await failing(client.send(PLAIN, Deadline.after(30)))
    fetch = metered(client)
    failure = await failing(fetch(KEYED))
    assert client.circuit_state is CircuitState.OPEN
    assert (failure.error.http_status, failure.sent, fetch.requests, len(naps.taken)) == (503, True, 2, 1)
    failure = await failing(fetch(KEYED))
    assert (failure.error.message, failure.sent) == ("circuit open", False)
    assert (fetch.requests, len(fetch.calls), len(naps.taken)) == (2, 1, 1)


async def test_a_circuit_that_opens_during_the_wait_leaves_the_failure_as_it_was() -> None:
    async def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(503)

    client = client_of("http://vendor.example", httpx.MockTransport(handler), naps := Naps())

    def others_fail() -> None:
        for _ in range(MINIMUM_OUTCOMES):
            admission = client._attempts.circuit.admit()
            if admission is not None:
                client._attempts.circuit.failed(admission)

    naps.then = others_fail
    fetch = metered(client)
    failure = await failing(fetch(KEYED))
    assert (failure.error.http_status, fetch.requests, len(naps.taken)) == (503, 1, 1)


@pytest.mark.parametrize("body_format", ["json", "xml"])
def test_a_registration_at_caliq_may_be_repeated(body_format: str) -> None:
    """Caliq does what has the same UniqueID once."""
    parameters = Parameters(api_key="k", channel_id=1, unique_id="u", kind="PhoneCall", contacted_by="x")
    assert create_interaction(parameters, body_format).repeatable

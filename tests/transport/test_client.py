"""The source client: over a function in place of the engine where HTTP does not matter, else over TCP."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine

import httpx
import pytest

from resolvers.model.enums import CircuitState, Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.http import VendorRequest
from resolvers.transport.attempt import user_agent
from resolvers.transport.circuit import FIRST_PROBE_SECONDS, MINIMUM_OUTCOMES
from resolvers.transport.client import SourceClient
from resolvers.transport.deadline import Deadline
from resolvers.transport.engine import Engine
from resolvers.vendors.lips.configuration import Configuration
from tests.transport.clocks import FakeClock, settle
from tests.transport.servers import Visit, answering, serving, unused_port

READ = VendorRequest("GET", "/v2/interactions")
WRITE = VendorRequest("POST", "/v2/interactions")
SIGN_IN = (("Authorization", "Token token=bare-token"), ("X-Api-Key", "bare-key"))
Handler = Callable[[httpx.Request], Coroutine[None, None, httpx.Response]]


def client(handler: Handler, clock: FakeClock | None = None, **settings: object) -> SourceClient:
    """A client over a function."""
    return over(httpx.MockTransport(handler), "http://vendor.example", clock, **settings)


def over(
    engine: httpx.AsyncBaseTransport, base_url: str, clock: FakeClock | None = None, **settings: object
) -> SourceClient:
    configuration = Configuration(base_url=base_url, token="bare-token", **settings)  # type: ignore[arg-type]
    return SourceClient(Source.LIPS, configuration, SIGN_IN, engine, clock or FakeClock())


def read(number: int) -> VendorRequest:
    """A read of its own: equal ones in flight would be one."""
    return VendorRequest("GET", f"/{number}")


def plenty() -> Deadline:
    return Deadline.after(30)


@pytest.fixture
async def engine() -> AsyncIterator[Engine]:
    made = Engine()
    yield made
    await made.aclose()


async def failing(sent: Awaitable[object]) -> SourceFailure:
    with pytest.raises(SourceFailure) as raised:
        await sent
    return raised.value


async def test_a_request_goes_out_whole(engine: Engine) -> None:
    request = VendorRequest(
        "POST",
        "/data/v1/it%2Fems",
        (("filter[/data/a]", "x y+z"), ("page", "1")),
        (("Content-Type", "application/vnd.api+json"), ("Accept", "application/json")),
        b'{"a": "\xc3\xa9"}',
    )
    async with serving(answering) as server:
        response = await over(engine, f"{server.origin}/prefix/").send(request, plenty())
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    target = b"/prefix/data/v1/it%2Fems?filter%5B%2Fdata%2Fa%5D=x%20y%2Bz&page=1"
    assert head.startswith(b"POST " + target + b" HTTP/1.1\r\n")
    assert body == request.body
    assert server.header("authorization") == ["Token token=bare-token"]
    assert server.header("x-api-key") == ["bare-key"]
    assert server.header("content-type") == ["application/vnd.api+json"]
    assert server.header("user-agent") == [user_agent()]
    assert user_agent().startswith("touchpoint/")
    assert (response.status, response.body, response.headers["content-type"]) == (
        200,
        b"{}",
        "application/json",
    )


async def test_a_read_never_has_a_body(engine: Engine) -> None:
    async with serving(answering) as server:
        await over(engine, server.origin).send(VendorRequest("GET", "/", body=b"ignored"), plenty())
    assert server.requests[0].endswith(b"\r\n\r\n")
    assert server.header("content-length") == []


async def test_a_requests_own_header_takes_the_place_of_the_clients() -> None:
    async def handler(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, text=",".join(request.headers.get_list("accept-encoding")))

    request = VendorRequest("GET", "/", headers=(("Accept-Encoding", "identity"),))
    assert (await client(handler).send(request, plenty())).body == b"identity"


async def test_a_path_that_climbs_is_not_sent() -> None:
    async def handler(_: httpx.Request) -> httpx.Response:
        raise AssertionError

    failure = await failing(client(handler).send(VendorRequest("GET", "/contacts/.."), plenty()))
    assert (failure.code, failure.error.retryable) == (ErrorCode.SOURCE_REJECTED, False)


async def test_the_server_never_sees_more_than_the_limit_in_flight(engine: Engine) -> None:
    """A hundred at once, twenty allowed: the server holds its answers back until twenty wait for them."""
    inside = most = 0
    full = asyncio.Event()

    async def script(visit: Visit) -> None:
        nonlocal inside, most
        while True:
            await visit.request()
            inside += 1
            most = max(most, inside)
            if inside == 20:
                full.set()
            await full.wait()
            inside -= 1
            await visit.reply()

    async with serving(script) as server:
        limited = over(engine, server.origin, max_concurrency=20)
        await asyncio.gather(*(limited.send(read(number), plenty()) for number in range(100)))
    assert (most, len(server.requests)) == (20, 100)


async def test_places_are_given_in_the_order_of_asking() -> None:
    order: list[str] = []

    async def handler(request: httpx.Request) -> httpx.Response:
        order.append(request.url.path)
        await asyncio.sleep(0)
        return httpx.Response(200)

    limited = client(handler, max_concurrency=1)
    await asyncio.gather(*(limited.send(read(number), plenty()) for number in range(10)))
    assert order == [f"/{number}" for number in range(10)]


async def test_cancelling_waiting_or_sent_requests_loses_no_place() -> None:
    gate = asyncio.Event()

    async def handler(_: httpx.Request) -> httpx.Response:
        await gate.wait()
        return httpx.Response(200)

    limited = client(handler, max_concurrency=2)
    for turns in range(8):
        tasks = [asyncio.create_task(limited.send(read(number), plenty())) for number in range(6)]
        for _ in range(turns):
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        assert all(
            isinstance(end, asyncio.CancelledError) for end in await asyncio.gather(*tasks, return_exceptions=True)
        )
    gate.set()
    assert len(await asyncio.gather(*(limited.send(read(number), plenty()) for number in range(6)))) == 6


async def test_waiting_for_a_place_ends_with_the_deadline_and_is_not_held_against_the_vendor() -> None:
    gate = asyncio.Event()

    async def handler(_: httpx.Request) -> httpx.Response:
        await gate.wait()
        return httpx.Response(200)

    limited = client(handler, max_concurrency=1)
    first = asyncio.create_task(limited.send(READ, plenty()))
    await settle()
    for number in range(MINIMUM_OUTCOMES):
        request = read(number) if number % 2 else WRITE
        failure = await failing(limited.send(request, Deadline.after(0.001)))
        assert not failure.sent
        assert failure.error.message == "the deadline of the request ran out while waiting for a free place"
    assert limited.circuit_state is CircuitState.CLOSED
    gate.set()
    await first


async def test_the_time_in_the_queue_is_not_taken_from_the_attempt_of_a_write() -> None:
    clock = FakeClock()
    given: list[float] = []

    async def handler(request: httpx.Request) -> httpx.Response:
        given.append(request.extensions["timeout"]["total"])
        await asyncio.sleep(0)
        clock.pass_(8)
        return httpx.Response(200)

    limited = client(handler, clock, max_concurrency=1, timeout_seconds=10)
    deadline = Deadline.after(30, clock)
    await asyncio.gather(*(limited.send(WRITE, deadline) for _ in range(4)))
    assert given == [10, 10, 10, 6]


async def test_the_attempt_of_a_read_has_its_whole_time_however_little_its_caller_has() -> None:
    """Another may join it that has more."""
    given: list[float] = []

    async def handler(request: httpx.Request) -> httpx.Response:
        given.append(request.extensions["timeout"]["total"])
        return httpx.Response(200)

    await client(handler, timeout_seconds=10).send(READ, Deadline.after(5))
    assert given == [10]


async def test_an_expired_deadline_sends_nothing() -> None:
    clock = FakeClock()

    async def handler(_: httpx.Request) -> httpx.Response:
        raise AssertionError

    failure = await failing(client(handler, clock).send(READ, Deadline.after(0, clock)))
    assert failure.error.code is ErrorCode.SOURCE_TIMEOUT
    assert failure.error.message == "the deadline of the request ran out"


async def test_a_deadline_that_passes_in_the_queue_sends_nothing() -> None:
    clock = FakeClock()
    seen = 0

    async def handler(_: httpx.Request) -> httpx.Response:
        nonlocal seen
        seen += 1
        await asyncio.sleep(0)
        clock.pass_(31)
        return httpx.Response(200)

    limited = client(handler, clock, max_concurrency=1)
    deadline = Deadline.after(30, clock)
    first, second = await asyncio.gather(limited.send(WRITE, deadline), failing(limited.send(WRITE, deadline)))
    assert (first.status, second.error.message, seen) == (200, "the deadline of the request ran out", 1)


async def test_a_timeout_says_so_and_counts_against_the_vendor(engine: Engine) -> None:
    async with serving(Visit.hang) as server:
        hasty = over(engine, server.origin, timeout_seconds=0.15)
        failures = await asyncio.gather(*(failing(hasty.send(read(n), plenty())) for n in range(MINIMUM_OUTCOMES)))
    assert {failure.code for failure in failures} == {ErrorCode.SOURCE_TIMEOUT}
    # On a busy machine it may be the connection that does not come in time.
    assert all(" in time, after 0 s" in failure.message for failure in failures)
    assert hasty.circuit_state is CircuitState.OPEN


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_our_own_deadline_is_named_and_does_not_count_against_the_vendor(engine: Engine, method: str) -> None:
    async with serving(Visit.hang) as server:
        patient = over(engine, server.origin)
        requests = [VendorRequest(method, f"/{number}") for number in range(MINIMUM_OUTCOMES)]
        sends = (failing(patient.send(request, Deadline.after(0.15))) for request in requests)
        failures = await asyncio.gather(*sends)
        # What was left is ended before its connections are closed, as a transport does it; and the server has taken
        # every connection before it goes.
        await patient.aclose()
        await settle()
    assert all("the deadline of the request ran out" in failure.message for failure in failures)
    assert patient.circuit_state is CircuitState.CLOSED


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (500, CircuitState.OPEN),
        (503, CircuitState.OPEN),
        (404, CircuitState.CLOSED),
        (408, CircuitState.CLOSED),
        (429, CircuitState.CLOSED),
        (302, CircuitState.CLOSED),
    ],
)
async def test_only_5xx_count_among_the_answers(status: int, state: CircuitState) -> None:
    async def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status)

    down = client(handler)
    for _ in range(MINIMUM_OUTCOMES):
        await failing(down.send(READ, plenty()))
    assert down.circuit_state is state


async def test_an_open_circuit_fails_at_once_then_lets_one_probe_through() -> None:
    clock = FakeClock()
    up = False
    seen = 0
    gate = asyncio.Event()

    async def handler(_: httpx.Request) -> httpx.Response:
        nonlocal seen
        seen += 1
        if not up:
            raise httpx.ConnectError("connection refused")
        await gate.wait()
        return httpx.Response(200)

    down = client(handler, clock)
    for _ in range(MINIMUM_OUTCOMES):
        await failing(down.send(READ, plenty()))
    failure = await failing(down.send(READ, plenty()))
    assert (failure.error.code, failure.error.message) == (ErrorCode.SOURCE_UNAVAILABLE, "circuit open")
    assert (failure.error.retryable, failure.error.retry_after_seconds) == (True, FIRST_PROBE_SECONDS)
    assert seen == MINIMUM_OUTCOMES

    up = True
    clock.pass_(FIRST_PROBE_SECONDS)
    sends = [asyncio.create_task(down.send(read(number), plenty())) for number in range(5)]
    await asyncio.wait(sends, return_when=asyncio.FIRST_COMPLETED)
    assert seen == MINIMUM_OUTCOMES + 1
    gate.set()
    ends = await asyncio.gather(*sends, return_exceptions=True)
    assert sum(isinstance(end, SourceFailure) for end in ends) == 4
    assert down.circuit_state is CircuitState.CLOSED


async def test_those_who_wait_for_a_place_fail_as_soon_as_the_circuit_opens() -> None:
    seen = 0

    async def handler(_: httpx.Request) -> httpx.Response:
        nonlocal seen
        seen += 1
        await asyncio.sleep(0)
        return httpx.Response(503)

    down = client(handler, max_concurrency=10)
    await asyncio.gather(*(failing(down.send(read(number), plenty())) for number in range(100)))
    assert seen < MINIMUM_OUTCOMES + 10


async def test_a_cancelled_probe_frees_its_place() -> None:
    clock = FakeClock()
    gate = asyncio.Event()

    async def handler(_: httpx.Request) -> httpx.Response:
        if clock() == 1000.0:
            return httpx.Response(500)
        await gate.wait()
        return httpx.Response(200)

    down = client(handler, clock)
    for _ in range(MINIMUM_OUTCOMES):
        await failing(down.send(READ, plenty()))
    clock.pass_(FIRST_PROBE_SECONDS)
    probe = asyncio.create_task(down.send(READ, plenty()))
    await settle()
    probe.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await probe
    gate.set()
    assert (await down.send(READ, plenty())).status == 200


async def test_no_failure_tells_a_credential_or_a_query(engine: Engine) -> None:
    async def script(visit: Visit) -> None:
        await visit.request()
        await visit.reply(b'{"error": "bad Token token=bare-token, bare-key at /x?phone=31612345678"}', "401 No")

    request = VendorRequest("GET", "/x", (("phone", "31612345678"),))
    async with serving(script) as server:
        origins = [server.origin, f"http://127.0.0.1:{unused_port()}", "http://nowhere.invalid"]
        failures = [await failing(over(engine, origin).send(request, plenty())) for origin in origins]
    told = " ".join(f"{failure} {failure!r} {failure.error!r} {failure.__cause__!r}" for failure in failures)
    for hidden in ("bare-token", "bare-key", "31612345678"):
        assert hidden not in told
    assert all(failure.__suppress_context__ or failure.__context__ is None for failure in failures)
    assert failures[0].error.message == "bad ***, *** at /x?***"


@pytest.mark.parametrize(("error", "sent"), [(httpx.ConnectTimeout, False), (httpx.ReadTimeout, True)])
async def test_a_write_that_our_deadline_cut_off_says_whether_it_was_sent(
    error: type[httpx.TimeoutException], sent: bool
) -> None:
    async def handler(_: httpx.Request) -> httpx.Response:
        raise error("late")

    failure = await failing(client(handler, timeout_seconds=10).send(WRITE, Deadline.after(5)))
    assert "the deadline of the request ran out" in failure.message
    assert failure.sent is sent


@pytest.mark.parametrize("request_", [READ, WRITE])
async def test_what_never_left_was_not_sent(request_: VendorRequest) -> None:
    """Out of time, out of a circuit, or out of the question."""
    clock = FakeClock()

    async def handler(_: httpx.Request) -> httpx.Response:
        return httpx.Response(500)

    down = client(handler, clock)
    climbing = VendorRequest(request_.method, "/contacts/..")
    failures = [await failing(down.send(request_, Deadline.after(0))), await failing(down.send(climbing, plenty()))]
    for _ in range(MINIMUM_OUTCOMES):
        assert (await failing(down.send(request_, plenty()))).sent
    failures.append(await failing(down.send(request_, plenty())))
    assert [failure.sent for failure in failures] == [False] * 3
    assert failures[2].error.message == "circuit open"

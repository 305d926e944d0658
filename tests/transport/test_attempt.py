"""One attempt goes out once, in its time and place, and the circuit learns what it says of the vendor."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from resolvers.model.configuration import SourceConfiguration
from resolvers.model.enums import CircuitState, Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.http import VendorRequest, VendorResponse
from resolvers.transport.attempt import NO_PLACE, OUT_OF_TIME, Attempts, Unmetered
from resolvers.transport.circuit import FIRST_PROBE_SECONDS, MINIMUM_OUTCOMES
from resolvers.transport.deadline import Deadline
from resolvers.transport.engine_errors import MalformedResponse
from tests.transport.clocks import FakeClock, settle

READ = VendorRequest("GET", "/v2/interactions", (("q", "a b"),))
SIGN_IN = (("Authorization", "Token token=bare-token"), ("X-Api-Key", "bare-key"))

Answer = Callable[[httpx.Request], httpx.Response]


class Engine(httpx.AsyncBaseTransport):
    """Answers, or raises, as a test says; `sent` is what came in."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.sent: list[httpx.Request] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        await self.gate.wait()
        return self.answer(request)


def answering(status: int = 200, body: bytes = b"{}") -> Engine:
    return Engine(lambda _: httpx.Response(status, content=body))


def raising(error: Exception) -> Engine:
    def answer(_: httpx.Request) -> httpx.Response:
        raise error

    return Engine(answer)


def attempts(engine: Engine, clock: FakeClock | None = None, **settings: Any) -> Attempts:
    configuration = SourceConfiguration(base_url="http://vendor.example/base/", **settings)
    return Attempts(Source.LIPS, configuration, SIGN_IN, engine, clock or FakeClock())


async def send(made: Attempts, request: VendorRequest = READ, seconds: float = 30) -> VendorResponse:
    return await made.send(request, Deadline.after(seconds), Unmetered().sent)


async def failure(made: Attempts, request: VendorRequest = READ, seconds: float = 30) -> SourceFailure:
    with pytest.raises(SourceFailure) as caught:
        await send(made, request, seconds)
    assert caught.value.source is Source.LIPS
    return caught.value


async def test_a_request_goes_to_the_vendors_address_with_our_sign_in() -> None:
    engine = answering(201, b"[]")
    assert await send(attempts(engine)) == VendorResponse(201, {"content-length": "2"}, b"[]")
    (request,) = engine.sent
    assert str(request.url) == "http://vendor.example/base/v2/interactions?q=a%20b"
    assert request.headers["authorization"] == "Token token=bare-token"
    assert request.headers["user-agent"].startswith("touchpoint")


async def test_a_requests_own_headers_replace_ours_for_itself_alone() -> None:
    engine = answering()
    made = attempts(engine)
    await send(made, VendorRequest("GET", "/", headers=(("X-Api-Key", "other"), ("If-Match", "1"))))
    await send(made)
    assert [request.headers["x-api-key"] for request in engine.sent] == ["other", "bare-key"]
    assert ["if-match" in request.headers for request in engine.sent] == [True, False]


async def test_a_read_has_no_body_and_a_write_has() -> None:
    engine = answering()
    for method in ("GET", "POST"):
        await send(attempts(engine), VendorRequest(method, "/", body=b"x"))
    assert [request.content for request in engine.sent] == [b"", b"x"]


async def test_an_attempt_has_the_sources_time_or_what_is_left_of_the_requests() -> None:
    engine = answering()
    made = attempts(engine, timeout_seconds=10.0)
    await send(made, seconds=30)
    await send(made, seconds=5)
    total = [request.extensions["timeout"]["total"] for request in engine.sent]
    assert total[0] == 10.0
    assert total[1] == pytest.approx(5, abs=0.5)


async def test_after_the_deadline_nothing_is_sent() -> None:
    engine = answering()
    failed = await failure(attempts(engine), seconds=0)
    assert (failed.code, failed.error.message, failed.sent) == (ErrorCode.SOURCE_TIMEOUT, OUT_OF_TIME, False)
    assert engine.sent == []


async def test_no_more_go_out_at_once_than_there_are_places_and_those_who_wait_go_in_turn() -> None:
    engine = answering()
    engine.gate.clear()
    made = attempts(engine, max_concurrency=2)
    sending = [asyncio.create_task(send(made, VendorRequest("GET", f"/{number}"))) for number in range(4)]
    await settle()
    assert len(engine.sent) == 2
    engine.gate.set()
    await asyncio.gather(*sending)
    assert [request.url.path for request in engine.sent] == [f"/base/{number}" for number in range(4)]


async def test_who_finds_no_place_in_time_says_so_and_was_not_sent() -> None:
    engine = answering()
    engine.gate.clear()
    made = attempts(engine, max_concurrency=1)
    first = asyncio.create_task(send(made))
    await settle()
    failed = await failure(made, seconds=0.01)
    assert (failed.code, failed.error.message, failed.sent) == (ErrorCode.SOURCE_TIMEOUT, NO_PLACE, False)
    engine.gate.set()
    await first
    await send(made)


@pytest.mark.parametrize(
    ("engine", "code", "counts"),
    [
        (lambda: answering(500), ErrorCode.SOURCE_UNAVAILABLE, True),
        (lambda: raising(httpx.ConnectError("no")), ErrorCode.SOURCE_UNAVAILABLE, True),
        (lambda: raising(httpx.ReadTimeout("no")), ErrorCode.SOURCE_TIMEOUT, True),
        (lambda: answering(404), ErrorCode.SOURCE_REJECTED, False),
        (lambda: answering(429), ErrorCode.SOURCE_RATE_LIMITED, False),
        (lambda: raising(MalformedResponse("no")), ErrorCode.SOURCE_BAD_RESPONSE, False),
        (lambda: raising(httpx.LocalProtocolError("no")), ErrorCode.SOURCE_REJECTED, False),
    ],
)
async def test_the_circuit_opens_for_a_vendor_that_is_down_and_not_for_one_that_refuses(
    engine: Callable[[], Engine], code: ErrorCode, counts: bool
) -> None:
    made = attempts(engine())
    for _ in range(MINIMUM_OUTCOMES):
        assert (await failure(made)).code is code
    assert made.circuit.state is (CircuitState.OPEN if counts else CircuitState.CLOSED)


async def test_while_the_circuit_is_open_nothing_is_sent_and_when_to_ask_again_is_told() -> None:
    engine = answering(500)
    made = attempts(engine)
    for _ in range(MINIMUM_OUTCOMES):
        await failure(made)
    failed = await failure(made)
    assert len(engine.sent) == MINIMUM_OUTCOMES
    assert (failed.code, failed.error.retryable, failed.sent) == (ErrorCode.SOURCE_UNAVAILABLE, True, False)
    assert failed.error.retry_after_seconds is not None


async def test_a_vendor_that_was_not_given_its_time_is_not_blamed() -> None:
    made = attempts(raising(httpx.ReadTimeout("no")), timeout_seconds=10.0)
    for _ in range(MINIMUM_OUTCOMES):
        failed = await failure(made, seconds=5)
        assert failed.error.message.startswith(OUT_OF_TIME)
        assert failed.sent
    assert made.circuit.state is CircuitState.CLOSED


async def test_an_attempt_that_is_cancelled_gives_its_place_back() -> None:
    engine = answering()
    engine.gate.clear()
    made = attempts(engine, max_concurrency=1)
    sending = asyncio.create_task(send(made))
    await settle()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    engine.gate.set()
    assert (await send(made)).status == 200


async def test_a_probe_that_is_cancelled_leaves_the_next_one_its_turn() -> None:
    engine, clock = answering(500), FakeClock()
    made = attempts(engine, clock)
    for _ in range(MINIMUM_OUTCOMES):
        await failure(made)
    clock.pass_(FIRST_PROBE_SECONDS)
    engine.gate.clear()
    probing = asyncio.create_task(send(made))
    await settle()
    probing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await probing
    engine.gate.set()
    engine.answer = lambda _: httpx.Response(200)
    assert (await send(made)).status == 200


@pytest.mark.parametrize(
    "request_", [VendorRequest("GET", "/a/../b"), VendorRequest("GET", "no slash"), VendorRequest("GET", "/a?b=c")]
)
async def test_what_cannot_be_sent_is_rejected_and_cannot_be_repeated(request_: VendorRequest) -> None:
    engine = answering()
    failed = await failure(attempts(engine), request_)
    assert (failed.code, failed.error.retryable, failed.sent) == (ErrorCode.SOURCE_REJECTED, False, False)
    assert engine.sent == []


@pytest.mark.parametrize("secret", ["Token token=bare-token", "token=bare-token", "bare-key"])
async def test_no_message_holds_what_we_sign_in_with(secret: str) -> None:
    failed = await failure(attempts(answering(400, f"odd: {secret}".encode())))
    assert failed.error.message == "odd: ***"


async def test_it_is_noted_as_sent_when_it_is_handed_over_and_not_before() -> None:
    noted: list[int] = []
    engine = answering()
    made = attempts(engine)
    await made.send(READ, Deadline.after(30), lambda: noted.append(len(engine.sent)))
    with pytest.raises(SourceFailure):
        await made.send(READ, Deadline.after(0), lambda: noted.append(-1))
    assert noted == [0]

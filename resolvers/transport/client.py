"""One vendor, as the facade speaks to it: equal reads in flight are one, and what may be repeated is."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable

import httpx

from resolvers.model.configuration import SourceConfiguration
from resolvers.model.enums import CircuitState, Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.http import VendorRequest, VendorResponse
from resolvers.transport.attempt import NO_PLACE, OUT_OF_TIME, AttemptMeter, Attempts, Headers, Unmetered
from resolvers.transport.deadline import NEVER, Clock, Deadline
from resolvers.transport.retry import Draw, repeat_after
from resolvers.transport.single_flight import Closed, SharedCall, SingleFlight, TooLate

_Answer = VendorResponse | SourceFailure
Sleep = Callable[[float], Awaitable[None]]


class SourceClient:
    """Sends requests to one source with one sign-in, for every GraphQL request of the process, on one event loop."""

    def __init__(
        self,
        source: Source,
        configuration: SourceConfiguration,
        headers: Headers,
        engine: httpx.AsyncBaseTransport,
        clock: Clock = time.monotonic,
        *,
        draw: Draw = random.random,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.source = source
        self._attempts = Attempts(source, configuration, headers, engine, clock)
        self._in_flight: SingleFlight[VendorRequest, _Answer] = SingleFlight()
        self._clock = clock
        self._draw = draw
        self._sleep = sleep

    @property
    def circuit_state(self) -> CircuitState:
        """Whether requests go out at present."""
        return self._attempts.circuit.state

    async def send(
        self, request: VendorRequest, deadline: Deadline, meter: AttemptMeter | None = None
    ) -> VendorResponse:
        """The 2xx answer, or SourceFailure. The meter learns of every attempt, and of a read in flight joined."""
        meter = Unmetered() if meter is None else meter
        if request.safe:
            return await self._share(request, deadline, meter)
        try:
            if request.repeatable:
                return await self._repeat(request, deadline, meter)
            return await self._attempts.send(request, deadline, meter.sent)
        finally:
            # Reads that began before it ended may not show it; whoever reads from now on has to see it.
            self._in_flight.seal()

    async def aclose(self) -> None:
        """End the reads in flight."""
        await self._in_flight.aclose()

    async def _share(self, request: VendorRequest, deadline: Deadline, meter: AttemptMeter) -> VendorResponse:
        """A read. Each who waits keeps to its own deadline; the attempt itself only to the source's timeout."""
        if deadline.expired:
            raise self._attempts.failure(ErrorCode.SOURCE_TIMEOUT, OUT_OF_TIME)
        started = self._clock()

        async def attempt(call: SharedCall[_Answer]) -> _Answer:
            # A read could be repeated here as `_repeat` does it, within the deadline of whoever waits longest.
            try:
                return await self._attempts.send(request, NEVER, call.mark_sent)
            except SourceFailure as failure:
                return failure

        try:
            answer = await self._in_flight.join(request, attempt, meter, deadline.timeout())
        except TooLate as late:
            # The vendor was not given its time, so this says nothing about it: its circuit does not hear of it.
            message = f"{OUT_OF_TIME} after {self._clock() - started:.3g} s" if late.was_sent else NO_PLACE
            raise self._attempts.failure(ErrorCode.SOURCE_TIMEOUT, message, sent=late.was_sent) from None
        except Closed:
            raise self._attempts.failure(ErrorCode.SOURCE_UNAVAILABLE, "the server is shutting down") from None
        if isinstance(answer, SourceFailure):
            raise answer.again()
        return answer

    async def _repeat(self, request: VendorRequest, deadline: Deadline, meter: AttemptMeter) -> VendorResponse:
        """A write that may be repeated. Fails as its last attempt did; unsent only if every attempt was."""
        attempts = 0
        last: SourceFailure | None = None

        def sent() -> None:
            nonlocal attempts
            attempts += 1
            meter.sent()

        while True:
            before = attempts
            try:
                return await self._attempts.send(request, deadline, sent)
            except SourceFailure as failure:
                if last is None:
                    last = failure
                elif attempts > before:
                    failure.sent = failure.sent or last.sent
                    last = failure
            wait = None
            if attempts > before and self._attempts.circuit.refusal() is None:
                wait = repeat_after(attempts, last.error, deadline.remaining(), self._draw)
            if wait is None or not meter.reserve():
                raise last
            await self._sleep(wait)

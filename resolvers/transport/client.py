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
from resolvers.transport.account import Account, Unlimited
from resolvers.transport.attempt import NO_PLACE, OUT_OF_TIME, Headers, Line
from resolvers.transport.deadline import NEVER, Clock, Deadline
from resolvers.transport.retry import Draw, repeat_after
from resolvers.transport.single_flight import Closed, Flight, Flights, TooLate

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
        self._line = Line(source, configuration, headers, engine, clock)
        self._flights: Flights[VendorRequest, _Answer] = Flights()
        self._clock = clock
        self._draw = draw
        self._sleep = sleep

    @property
    def circuit_state(self) -> CircuitState:
        """Whether requests go out at present."""
        return self._line.circuit.state

    async def send(self, request: VendorRequest, deadline: Deadline, account: Account | None = None) -> VendorResponse:
        """The 2xx answer, or SourceFailure. The account learns of every attempt, and of a read in flight joined."""
        account = Unlimited() if account is None else account
        if request.safe:
            return await self._share(request, deadline, account)
        try:
            if request.repeatable:
                return await self._repeat(request, deadline, account)
            return await self._line.send(request, deadline, account.sent)
        finally:
            # Reads that began before it ended may not show it; whoever reads from now on has to see it.
            self._flights.seal()

    async def aclose(self) -> None:
        """End the reads in flight."""
        await self._flights.aclose()

    async def _share(self, request: VendorRequest, deadline: Deadline, account: Account) -> VendorResponse:
        """A read. Each who waits keeps to its own deadline; the attempt itself only to the source's timeout."""
        if deadline.expired:
            raise self._line.failure(ErrorCode.SOURCE_TIMEOUT, OUT_OF_TIME)
        started = self._clock()

        async def fly(flight: Flight[_Answer]) -> _Answer:
            # A read could be repeated here as `_repeat` does it, within the deadline of whoever waits longest.
            try:
                return await self._line.send(request, NEVER, flight.depart)
            except SourceFailure as failure:
                return failure

        try:
            answer = await self._flights.board(request, fly, account, deadline.timeout())
        except TooLate as late:
            # The vendor was not given its time, so this says nothing about it: its circuit does not hear of it.
            message = f"{OUT_OF_TIME} after {self._clock() - started:.3g} s" if late.departed else NO_PLACE
            raise self._line.failure(ErrorCode.SOURCE_TIMEOUT, message, sent=late.departed) from None
        except Closed:
            raise self._line.failure(ErrorCode.SOURCE_UNAVAILABLE, "the server is shutting down") from None
        if isinstance(answer, SourceFailure):
            raise answer.again()
        return answer

    async def _repeat(self, request: VendorRequest, deadline: Deadline, account: Account) -> VendorResponse:
        """A write that may be repeated. Fails as its last attempt did; unsent only if every attempt was."""
        attempts = 0
        last: SourceFailure | None = None

        def sent() -> None:
            nonlocal attempts
            attempts += 1
            account.sent()

        while True:
            before = attempts
            try:
                return await self._line.send(request, deadline, sent)
            except SourceFailure as failure:
                if last is None:
                    last = failure
                elif attempts > before:
                    failure.sent = failure.sent or last.sent
                    last = failure
            wait = None
            if attempts > before and self._line.circuit.refusal() is None:
                wait = repeat_after(attempts, last.error, deadline.remaining(), self._draw)
            if wait is None or not account.reserve():
                raise last
            await self._sleep(wait)

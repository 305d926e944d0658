"""One attempt to send a request: the vendor's address, its sign-in, its places and its circuit."""

import asyncio
import time
from collections.abc import Callable
from functools import cache
from importlib import metadata
from typing import Protocol

import httpx

from resolvers.model.configuration import SourceConfiguration
from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.http import VendorRequest, VendorResponse
from resolvers.transport.address import origin_of, url_of
from resolvers.transport.circuit import Admission, Circuit
from resolvers.transport.deadline import Clock, Deadline
from resolvers.transport.outcome import failure_of_answer, failure_of_exception
from resolvers.transport.redaction import redact
from resolvers.transport.single_flight import Waiter

Headers = tuple[tuple[str, str], ...]

OUT_OF_TIME = "the deadline of the request ran out"
NO_PLACE = f"{OUT_OF_TIME} while waiting for a free place"

_SECRET_NAMES = ("auth", "key", "token", "secret")


class AttemptMeter(Waiter, Protocol):
    """What one request costs, told as it happens. A request of which nothing is told cost nothing."""

    def reserve(self) -> bool:
        """Set one more attempt aside before it is made; false where it may not be made."""
        ...


class Unmetered:
    """Counts nothing."""

    def reserve(self) -> bool:
        """Any number."""
        return True

    def sent(self) -> None:
        """Not counted."""

    def joined(self) -> None:
        """Not counted."""


class Attempts:
    """Carries at most `max_concurrency` requests at a time, first come, first served.

    `headers` are the sign-in; a request's own headers add to them and replace those of the same name.
    """

    def __init__(
        self,
        source: Source,
        configuration: SourceConfiguration,
        headers: Headers,
        engine: httpx.AsyncBaseTransport,
        clock: Clock = time.monotonic,
    ) -> None:
        self.circuit = Circuit(clock)
        self._source = source
        self._origin = origin_of(configuration.base_url)
        self._timeout_seconds = configuration.timeout_seconds
        own = (("user-agent", user_agent()), ("accept-encoding", "gzip, deflate"))
        self._headers = httpx.Headers([*own, *headers])
        self._secrets = (*configuration.secrets(), *_secrets_in(headers))
        self._engine = engine
        self._clock = clock
        self._places = asyncio.Semaphore(configuration.max_concurrency)

    async def send(self, request: VendorRequest, deadline: Deadline, sent: Callable[[], None]) -> VendorResponse:
        """The 2xx answer, or SourceFailure. `sent` is called when the request is handed to the engine."""
        self.check(deadline)
        await self._take_place(deadline)
        try:
            return await self._attempt(request, deadline, sent)
        finally:
            self._places.release()

    def check(self, deadline: Deadline) -> None:
        """Fail at once where sending is of no use."""
        if deadline.expired:
            raise self.failure(ErrorCode.SOURCE_TIMEOUT, OUT_OF_TIME)
        wait = self.circuit.refusal()
        if wait is not None:
            raise self.failure(ErrorCode.SOURCE_UNAVAILABLE, "circuit open", wait=wait)

    def failure(
        self,
        code: ErrorCode,
        message: str,
        *,
        retryable: bool = True,
        wait: float | None = None,
        sent: bool = False,
    ) -> SourceFailure:
        """A failure on our own side."""
        return SourceFailure.of(self._source, code, message, retryable=retryable, retry_after_seconds=wait, sent=sent)

    async def _take_place(self, deadline: Deadline) -> None:
        if not self._places.locked():
            await self._places.acquire()
            return
        try:
            async with asyncio.timeout(deadline.timeout()):
                await self._places.acquire()
        except TimeoutError:
            raise self.failure(ErrorCode.SOURCE_TIMEOUT, NO_PLACE) from None

    async def _attempt(self, request: VendorRequest, deadline: Deadline, sent: Callable[[], None]) -> VendorResponse:
        outgoing = self._outgoing(request)
        self.check(deadline)
        admission = self.circuit.admit()
        if admission is None:
            raise self.failure(ErrorCode.SOURCE_UNAVAILABLE, "circuit open")
        remaining = deadline.remaining()
        seconds = min(self._timeout_seconds, remaining)
        outgoing.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool", "total"), seconds)
        started = self._clock()
        try:
            sent()
            answer = await self._exchange(outgoing)
        except httpx.HTTPError as error:
            cut = remaining < self._timeout_seconds
            raise self._no_answer(error, admission, self._clock() - started, cut=cut) from None
        except BaseException:
            self.circuit.abandoned(admission)
            raise
        if answer.status >= 500:
            self.circuit.failed(admission)
        else:
            self.circuit.succeeded(admission)
        failure = failure_of_answer(self._source, answer, self._secrets)
        if failure is not None:
            raise failure
        return answer

    async def _exchange(self, outgoing: httpx.Request) -> VendorResponse:
        response = await self._engine.handle_async_request(outgoing)
        body = await response.aread()
        return VendorResponse(response.status_code, dict(response.headers.items()), body)

    def _no_answer(self, error: Exception, admission: Admission, seconds: float, *, cut: bool) -> SourceFailure:
        """The failure for an exception of the engine. `cut`: the deadline had shortened the attempt."""
        if cut and isinstance(error, httpx.TimeoutException):
            # The vendor was not given its time, so this says nothing about it.
            self.circuit.abandoned(admission)
            sent = failure_of_exception(self._source, error, seconds).sent
            return self.failure(ErrorCode.SOURCE_TIMEOUT, f"{OUT_OF_TIME} after {seconds:.3g} s", sent=sent)
        failure = failure_of_exception(self._source, error, seconds)
        if failure.code is ErrorCode.SOURCE_REJECTED:
            # It never went out.
            self.circuit.abandoned(admission)
        elif failure.code is ErrorCode.SOURCE_BAD_RESPONSE:
            self.circuit.succeeded(admission)
        else:
            self.circuit.failed(admission)
        return failure

    def _outgoing(self, request: VendorRequest) -> httpx.Request:
        try:
            url = url_of(self._origin, request.path, request.query)
            headers = self._headers.copy()
            for name, value in request.headers:
                headers[name] = value
            body = None if request.method == "GET" else request.body
            return httpx.Request(request.method, url, headers=headers, content=body)
        except (ValueError, httpx.InvalidURL) as error:
            message = f"the request cannot be sent: {redact(str(error), self._secrets)}"
            raise self.failure(ErrorCode.SOURCE_REJECTED, message, retryable=False) from None


@cache
def user_agent() -> str:
    """`touchpoint/<version>`."""
    try:
        return f"touchpoint/{metadata.version('touchpoint')}"
    except metadata.PackageNotFoundError:
        return "touchpoint"


def _secrets_in(headers: Headers) -> tuple[str, ...]:
    """The values of the sign-in headers, and each without its scheme word."""
    values = [value for name, value in headers if any(word in name.lower() for word in _SECRET_NAMES)]
    return tuple(part for value in values for part in (value, value.split()[-1] if value.split() else ""))

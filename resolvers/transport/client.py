"""One vendor, as the facade speaks to it: its address, its sign-in, its limits and its circuit."""

import asyncio
import time
from collections.abc import Callable
from functools import cache
from importlib import metadata

import httpx

from resolvers.configuration import SourceConfiguration
from resolvers.exchange import VendorRequest, VendorResponse
from resolvers.failures import ErrorCode, SourceFailure
from resolvers.transport.address import origin_of, url_of
from resolvers.transport.circuit import Admission, Circuit
from resolvers.transport.deadline import Clock, Deadline
from resolvers.transport.outcome import failure_of_answer, failure_of_exception
from resolvers.transport.redaction import redact
from resolvers.vocabulary import CircuitState, Source

Headers = tuple[tuple[str, str], ...]

_SECRET_NAMES = ("auth", "key", "token", "secret")
_OUT_OF_TIME = "the deadline of the request ran out"


class SourceClient:
    """Sends requests to one source: at most `max_concurrency` at a time, first come, first served.

    `headers` are the sign-in; a request's own headers add to them and replace those of the same name.
    One client serves every GraphQL request of the process, on one event loop.
    """

    def __init__(
        self,
        source: Source,
        configuration: SourceConfiguration,
        headers: Headers,
        engine: httpx.AsyncBaseTransport,
        clock: Clock = time.monotonic,
    ) -> None:
        self.source = source
        self._origin = origin_of(configuration.base_url)
        self._timeout_seconds = configuration.timeout_seconds
        own = (("user-agent", user_agent()), ("accept-encoding", "gzip, deflate"))
        self._headers = httpx.Headers([*own, *headers])
        self._secrets = (*configuration.secrets(), *_secrets_in(headers))
        self._engine = engine
        self._clock = clock
        self._circuit = Circuit(clock)
        self._places = asyncio.Semaphore(configuration.max_concurrency)

    @property
    def circuit_state(self) -> CircuitState:
        """Whether requests go out at present."""
        return self._circuit.state

    async def send(
        self, request: VendorRequest, deadline: Deadline, sent: Callable[[], None] | None = None
    ) -> VendorResponse:
        """The 2xx answer, or SourceFailure. `sent` is called when the request is handed to the engine.

        Here is the place for what stands before an attempt (sharing an answer in flight) and around
        attempts (retries); `_attempt` is one request on the wire, and the place for its trace.
        """
        self._check(deadline)
        await self._take_place(deadline)
        try:
            return await self._attempt(request, deadline, sent)
        finally:
            self._places.release()

    def _check(self, deadline: Deadline) -> None:
        """Fail at once where sending is of no use, before waiting for a place and after."""
        if deadline.expired:
            raise self._failure(ErrorCode.SOURCE_TIMEOUT, _OUT_OF_TIME)
        wait = self._circuit.refusal()
        if wait is not None:
            raise self._failure(ErrorCode.SOURCE_UNAVAILABLE, "circuit open", wait=wait)

    async def _take_place(self, deadline: Deadline) -> None:
        if not self._places.locked():
            await self._places.acquire()
            return
        try:
            async with asyncio.timeout(deadline.remaining()):
                await self._places.acquire()
        except TimeoutError:
            raise self._failure(ErrorCode.SOURCE_TIMEOUT, f"{_OUT_OF_TIME} while waiting for a free place") from None

    async def _attempt(
        self, request: VendorRequest, deadline: Deadline, sent: Callable[[], None] | None
    ) -> VendorResponse:
        outgoing = self._outgoing(request)
        self._check(deadline)
        admission = self._circuit.admit()
        if admission is None:
            raise self._failure(ErrorCode.SOURCE_UNAVAILABLE, "circuit open")
        remaining = deadline.remaining()
        seconds = min(self._timeout_seconds, remaining)
        outgoing.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool", "total"), seconds)
        started = self._clock()
        try:
            if sent is not None:
                sent()
            answer = await self._exchange(outgoing)
        except httpx.HTTPError as error:
            cut = remaining < self._timeout_seconds
            raise self._no_answer(error, admission, self._clock() - started, cut=cut) from None
        except BaseException:
            self._circuit.abandoned(admission)
            raise
        if answer.status >= 500:
            self._circuit.failed(admission)
        else:
            self._circuit.succeeded(admission)
        failure = failure_of_answer(self.source, answer, self._secrets)
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
            self._circuit.abandoned(admission)
            return self._failure(ErrorCode.SOURCE_TIMEOUT, f"{_OUT_OF_TIME} after {seconds:.3g} s")
        failure = failure_of_exception(self.source, error, seconds)
        if failure.code is ErrorCode.SOURCE_REJECTED:
            # It never went out.
            self._circuit.abandoned(admission)
        elif failure.code is ErrorCode.SOURCE_BAD_RESPONSE:
            self._circuit.succeeded(admission)
        else:
            self._circuit.failed(admission)
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
            raise self._failure(ErrorCode.SOURCE_REJECTED, message, retryable=False) from None

    def _failure(
        self, code: ErrorCode, message: str, *, retryable: bool = True, wait: float | None = None
    ) -> SourceFailure:
        return SourceFailure.of(self.source, code, message, retryable=retryable, retry_after_seconds=wait)


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

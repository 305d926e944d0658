"""A source client as one piece of work holds it: with its deadline, its budget and its trace."""

import time
from collections.abc import Sequence

from resolvers.model.errors import BudgetExhausted, SourceFailure
from resolvers.model.http import TraceEntry, VendorRequest, VendorResponse
from resolvers.transport.client import SourceClient
from resolvers.transport.deadline import Clock, Deadline
from resolvers.transport.trace import shown


class BudgetedFetch:
    """A `Fetch` that counts: `requests` were handed to the engine for it, `limit` may be (None: any number).

    `calls` is the trace to write to, which others may share; without one it has its own.
    """

    def __init__(
        self,
        client: SourceClient,
        deadline: Deadline,
        limit: int | None = None,
        calls: list[TraceEntry] | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self.requests = 0
        self.limit = limit
        self.calls: list[TraceEntry] = [] if calls is None else calls
        self.reserved = 0
        """Attempts not made yet: the budget is spent on them before they are counted as sent."""
        self._client = client
        self._deadline = deadline
        self._clock = clock

    @property
    def allowance(self) -> int | None:
        """How many more requests may be sent; null for any number."""
        return None if self.limit is None else max(0, self.limit - self.requests - self.reserved)

    def remaining(self) -> float:
        """Seconds until the deadline; 0.0 once it has passed."""
        return self._deadline.remaining()

    def charge(self, calls: Sequence[TraceEntry]) -> None:
        """Take over what others asked for this work; the requests on the wire among it count as this work's."""
        self.requests += sum(call.attempts for call in calls)
        # Two pieces of work on one trace may have waited for the same.
        known = set(self.calls)
        self.calls.extend(call for call in calls if call not in known)

    def cached(self, request: VendorRequest) -> None:
        """Note that an answer which was kept took the place of this request; it counts as no request."""
        call = self.noted(request)
        call.seconds, call.cached = 0.0, True

    def noted(self, request: VendorRequest) -> TraceEntry:
        """A new entry of the trace, from now on."""
        call = TraceEntry(self._client.source, request.method, shown(request), self._clock())
        self.calls.append(call)
        return call

    def ended(self, call: TraceEntry, status: int | None) -> None:
        """Close an entry of the trace."""
        call.seconds, call.status = self._clock() - call.started, status

    async def __call__(self, request: VendorRequest) -> VendorResponse:
        """The 2xx answer; SourceFailure, or BudgetExhausted without sending."""
        meter = _RequestMeter(self, request)
        if not meter.reserve():
            raise BudgetExhausted(self.limit or 0)
        status: int | None = None
        try:
            answer = await self._client.send(request, self._deadline, meter)
            status = answer.status
        except SourceFailure as failure:
            status = failure.error.http_status
            raise
        finally:
            meter.close(status)
        return answer


class _RequestMeter:
    """One request of a `BudgetedFetch`: what is set aside for it in the budget, and its entry in the trace."""

    __slots__ = ("_call", "_meter", "_request", "_reserved")

    def __init__(self, meter: BudgetedFetch, request: VendorRequest) -> None:
        self._meter = meter
        self._request = request
        self._reserved = False
        self._call: TraceEntry | None = None

    def reserve(self) -> bool:
        """Set one more attempt aside; false where the budget is spent."""
        if self._meter.allowance == 0:
            return False
        self._meter.reserved += 1
        self._reserved = True
        return True

    def sent(self) -> None:
        """It was handed to the engine."""
        self._release()
        self._meter.requests += 1
        self._attempts().attempts += 1

    def joined(self) -> None:
        """A twin of it is out."""
        self._release()
        self._attempts().coalesced = True

    def close(self, status: int | None) -> None:
        """It is over, however it went."""
        self._release()
        if self._call is not None:
            self._meter.ended(self._call, status)

    def _attempts(self) -> TraceEntry:
        if self._call is None:
            self._call = self._meter.noted(self._request)
        return self._call

    def _release(self) -> None:
        self._meter.reserved -= self._reserved
        self._reserved = False

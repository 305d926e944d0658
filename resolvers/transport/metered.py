"""A source client as one GraphQL request holds it: with its deadline, its budget and its trace."""

import time
from collections.abc import Sequence

from resolvers.model.errors import BudgetExhausted, SourceFailure
from resolvers.model.http import Call, VendorRequest, VendorResponse
from resolvers.transport.client import SourceClient
from resolvers.transport.deadline import Clock, Deadline
from resolvers.transport.trace import shown


class Metered:
    """An `Ask` that counts: `requests` were handed to the engine on its account, `limit` may be (None: any number).

    `calls` is the trace to write to, which others may share; without one it has its own.
    """

    def __init__(
        self,
        client: SourceClient,
        deadline: Deadline,
        limit: int | None = None,
        calls: list[Call] | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self.requests = 0
        self.limit = limit
        self.calls: list[Call] = [] if calls is None else calls
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

    def charge(self, calls: Sequence[Call]) -> None:
        """Take over what others asked for this work; the requests on the wire among it count as this work's."""
        self.requests += sum(call.attempts for call in calls)
        # Two pieces of work on one trace may have waited for the same.
        known = set(self.calls)
        self.calls.extend(call for call in calls if call not in known)

    def cached(self, request: VendorRequest) -> None:
        """Note that an answer which was kept took the place of this request; it counts as no request."""
        call = self.noted(request)
        call.seconds, call.cached = 0.0, True

    def noted(self, request: VendorRequest) -> Call:
        """A new line of the trace, from now on."""
        call = Call(self._client.source, request.method, shown(request), self._clock())
        self.calls.append(call)
        return call

    def ended(self, call: Call, status: int | None) -> None:
        """Close a line of the trace."""
        call.seconds, call.status = self._clock() - call.started, status

    async def __call__(self, request: VendorRequest) -> VendorResponse:
        """The 2xx answer; SourceFailure, or BudgetExhausted without sending."""
        account = _Account(self, request)
        if not account.reserve():
            raise BudgetExhausted(self.limit or 0)
        status: int | None = None
        try:
            answer = await self._client.send(request, self._deadline, account)
            status = answer.status
        except SourceFailure as failure:
            status = failure.error.http_status
            raise
        finally:
            account.close(status)
        return answer


class _Account:
    """One request of a `Metered`: what is set aside for it in the budget, and its line in the trace."""

    __slots__ = ("_call", "_meter", "_request", "_reserved")

    def __init__(self, meter: Metered, request: VendorRequest) -> None:
        self._meter = meter
        self._request = request
        self._reserved = False
        self._call: Call | None = None

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
        self._line().attempts += 1

    def joined(self) -> None:
        """A twin of it is out."""
        self._release()
        self._line().coalesced = True

    def close(self, status: int | None) -> None:
        """It is over, however it went."""
        self._release()
        if self._call is not None:
            self._meter.ended(self._call, status)

    def _line(self) -> Call:
        if self._call is None:
            self._call = self._meter.noted(self._request)
        return self._call

    def _release(self) -> None:
        self._meter.reserved -= self._reserved
        self._reserved = False

"""A source client as one GraphQL request holds it: with its deadline, and with a count of what it costs."""

from resolvers.exchange import VendorRequest, VendorResponse
from resolvers.failures import BudgetExhausted
from resolvers.transport.client import SourceClient
from resolvers.transport.deadline import Deadline


class Metered:
    """An `Ask` that counts: `requests` were handed to the engine, `limit` may be (None: any number)."""

    def __init__(self, client: SourceClient, deadline: Deadline, limit: int | None = None) -> None:
        self.requests = 0
        self.limit = limit
        self._client = client
        self._deadline = deadline
        # Requests that wait for a place: the budget is spent on them before they are counted as sent.
        self._waiting = 0

    @property
    def allowance(self) -> int | None:
        """How many more requests may be sent; null for any number."""
        return None if self.limit is None else max(0, self.limit - self.requests - self._waiting)

    def remaining(self) -> float:
        """Seconds until the deadline; 0.0 once it has passed."""
        return self._deadline.remaining()

    def charge(self, requests: int) -> None:
        """Count requests that others sent for this work."""
        self.requests += requests

    async def __call__(self, request: VendorRequest) -> VendorResponse:
        """The 2xx answer; SourceFailure, or BudgetExhausted without sending."""
        if self.limit is not None and self.allowance == 0:
            raise BudgetExhausted(self.limit)
        waiting = True

        def sent() -> None:
            nonlocal waiting
            self.requests += 1
            self._waiting -= waiting
            waiting = False

        self._waiting += 1
        try:
            return await self._client.send(request, self._deadline, sent)
        finally:
            self._waiting -= waiting

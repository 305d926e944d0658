"""One request to a vendor and its answer, as plain data: what the pure floors hand to the transport and get back."""

from collections.abc import Callable
from typing import Protocol
from urllib.parse import quote

import msgspec


def path_segment(value: str) -> str:
    """A value as one segment of a path, whatever is in it."""
    return quote(value, safe="")


class VendorRequest(msgspec.Struct, frozen=True):
    """A request as the vendor's document spells it, without the sign-in, which the transport adds.

    `path` starts with a slash and is percent-encoded. `query` holds plain text; the transport encodes it.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None

    @property
    def safe(self) -> bool:
        """A read: sending it twice does no harm."""
        return self.method == "GET"


class VendorResponse(msgspec.Struct, frozen=True):
    """A successful (2xx) answer, its body undecoded. Header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Ask(Protocol):
    """Sends requests to one vendor on behalf of one piece of work, and keeps to what that may cost.

    Raises `SourceFailure` for everything but a 2xx answer, and `BudgetExhausted` instead of one request too many.
    """

    async def __call__(self, request: VendorRequest) -> VendorResponse:
        """Send it and wait for the answer."""
        ...

    @property
    def requests(self) -> int:
        """How many requests were sent for this work."""
        ...

    @property
    def allowance(self) -> int | None:
        """How many more requests may be sent; null for any number."""
        ...

    def remaining(self) -> float:
        """Seconds until the deadline; 0.0 once it has passed."""
        ...

    def charge(self, requests: int) -> None:
        """Count requests that others sent for this work."""
        ...


Background = Callable[[], Ask]
"""Makes an `Ask` for work that goes on behind the requests."""

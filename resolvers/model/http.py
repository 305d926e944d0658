"""One request to a vendor and its answer, as plain data: what the pure floors hand to the transport and get back."""

from collections.abc import Callable, Sequence
from typing import Protocol
from urllib.parse import quote

import msgspec

from resolvers.model.enums import Source


def path_segment(value: str) -> str:
    """A value as one segment of a path, whatever is in it."""
    return quote(value, safe="")


class VendorRequest(msgspec.Struct, frozen=True):
    """A request as the vendor's document spells it, without the sign-in, which the transport adds.

    `path` starts with a slash and is percent-encoded. `query` holds plain text; the transport encodes it. A write is
    `repeatable` where a repeat does no harm because the vendor honours a key in it.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    repeatable: bool = False

    @property
    def safe(self) -> bool:
        """A read: sending it twice does no harm."""
        return self.method == "GET"


class VendorResponse(msgspec.Struct, frozen=True):
    """A successful (2xx) answer, its body undecoded. Header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class TraceEntry(msgspec.Struct, eq=False):
    """What became of one request: an entry of the trace.

    `path` is for reading, with its query; it holds no credential. `started` is in seconds of a monotonic clock: when
    the request was handed to the engine, joined one in flight, or was answered from a cache. `seconds` is null
    while it is out, `status` where no answer came over the wire for it. `attempts` is the number of requests on the
    wire for this work: 0 where a twin in flight (`coalesced`) or a kept answer (`cached`) took their place.
    """

    source: Source
    method: str
    path: str
    started: float
    seconds: float | None = None
    status: int | None = None
    attempts: int = 0
    cached: bool = False
    coalesced: bool = False


class Fetch(Protocol):
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

    @property
    def calls(self) -> Sequence[TraceEntry]:
        """What was asked, in order of start; it may be one list for all the work of one GraphQL request."""
        ...

    def charge(self, calls: Sequence[TraceEntry]) -> None:
        """Take over what others asked for this work; the requests on the wire among it count as this work's."""
        ...

    def cached(self, request: VendorRequest) -> None:
        """Note that an answer which was kept took the place of this request; it counts as no request."""
        ...


BackgroundFetch = Callable[[], Fetch]
"""Makes a `Fetch` for work that goes on behind the requests."""

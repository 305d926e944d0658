"""What of a request is shown in the trace, and what a trace holds."""

import httpx
import pytest

from resolvers.model.configuration import SourceConfiguration
from resolvers.model.enums import Source
from resolvers.model.http import TraceEntry, VendorRequest, VendorResponse
from resolvers.transport.client import SourceClient
from resolvers.transport.deadline import Deadline
from resolvers.transport.metered import BudgetedFetch
from resolvers.transport.trace import shown
from tests.transport.clocks import FakeClock


@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("/v2/interactions", (), "/v2/interactions"),
        ("/v2/i", (("start_date", "2024-01-01T00:00:00Z"),), "/v2/i?start_date=2024-01-01T00:00:00Z"),
        ("/data", (("filter[/data/a]", "é,ü"),), "/data?filter[/data/a]=é,ü"),
        ("/data", (("q", "a&b=c d+e%f#g?h"),), "/data?q=a%26b%3Dc%20d%2Be%25f%23g%3Fh"),
        ("/data", (("q", "line\n\u2028end"),), "/data?q=line%0A%E2%80%A8end"),
        ("/contacts/a%2Fb%3Fc", (), "/contacts/a%2Fb%3Fc"),
        ("/contacts/%C3%A9%2C", (), "/contacts/é,"),
        ("/contacts/%FF", (), "/contacts/%FF"),
        ("//contact_interactions/1", (("a", ""),), "//contact_interactions/1?a="),
    ],
)
def test_a_path_is_decoded_as_far_as_it_stays_clear(
    path: str, query: tuple[tuple[str, str], ...], expected: str
) -> None:
    assert shown(VendorRequest("GET", path, query)) == expected


def test_neither_headers_nor_body_are_shown() -> None:
    request = VendorRequest("POST", "/x", (), (("authorization", "Bearer secret"),), b'{"ApiKey":"secret"}')
    assert shown(request) == "/x"


class Clocked:
    """A vendor that takes two seconds."""

    def __init__(self, status: int = 200) -> None:
        self.clock = FakeClock()
        configuration = SourceConfiguration(base_url="http://vendor.example")
        self.client = SourceClient(Source.LIPS, configuration, (), httpx.MockTransport(self._answer))
        self._status = status

    async def _answer(self, _: httpx.Request) -> httpx.Response:
        self.clock.pass_(2)
        return httpx.Response(self._status)

    def fetch(self, calls: list[TraceEntry] | None = None, limit: int | None = None) -> BudgetedFetch:
        return BudgetedFetch(self.client, Deadline.after(30), limit, calls, self.clock)


async def test_a_call_tells_when_how_long_and_with_what_status() -> None:
    vendor = Clocked()
    fetch = vendor.fetch()
    vendor.clock.pass_(1)
    answer: VendorResponse = await fetch(VendorRequest("GET", "/a", (("b", "c"),)))
    (call,) = fetch.calls
    assert (call.source, call.method, call.path) == (Source.LIPS, "GET", "/a?b=c")
    assert (call.started, call.seconds, call.status) == (1001, 2, answer.status)
    assert (call.attempts, call.cached, call.coalesced) == (1, False, False)


async def test_a_kept_answer_is_listed_and_counts_as_no_request() -> None:
    fetch = Clocked().fetch(limit=1)
    fetch.cached(VendorRequest("GET", "/tags"))
    (call,) = fetch.calls
    assert (call.path, call.started, call.seconds, call.status) == ("/tags", 1000, 0.0, None)
    assert (call.attempts, call.cached, call.coalesced) == (0, True, False)
    assert (fetch.requests, fetch.allowance) == (0, 1)


async def test_several_asks_may_write_one_trace() -> None:
    vendor = Clocked()
    trace: list[TraceEntry] = []
    first, second = vendor.fetch(trace), vendor.fetch(trace)
    await first(VendorRequest("GET", "/1"))
    await second(VendorRequest("GET", "/2"))
    assert [call.path for call in trace] == ["/1", "/2"]
    assert (first.requests, second.requests) == (1, 1)


async def test_what_two_of_one_trace_waited_for_is_listed_once_and_counted_for_each() -> None:
    vendor = Clocked()
    background = vendor.fetch()
    await background(VendorRequest("GET", "/1"))
    trace: list[TraceEntry] = []
    first, second = vendor.fetch(trace), vendor.fetch(trace)
    first.charge(background.calls)
    second.charge(background.calls)
    assert trace == background.calls
    assert (first.requests, second.requests) == (1, 1)

"""How the trace is written down."""

from app.http.trace import rendered
from resolvers.model.configuration import Configuration
from resolvers.model.enums import Source
from resolvers.model.http import TraceEntry
from resolvers.registry import Registry
from resolvers.source_access import SourceAccess


def upstream(*calls: TraceEntry) -> SourceAccess:
    """Of a request that began at 100 seconds."""
    made = SourceAccess(Registry(Configuration(sources={})))
    made.started = 100.0
    made.calls.extend(calls)
    return made


async def test_a_call_is_told_in_milliseconds_since_the_request_began() -> None:
    call = TraceEntry(Source.LIPS, "GET", "/a?b=c", 100.0123456, seconds=0.25, status=200, attempts=1)
    assert rendered(upstream(call)) == [
        {
            "source": "LIPS",
            "method": "GET",
            "path": "/a?b=c",
            "status": 200,
            "startMs": 12.346,
            "durationMs": 250.0,
            "attempts": 1,
            "cached": False,
            "coalesced": False,
        }
    ]


async def test_calls_are_told_in_order_of_start_whoever_noted_them_when() -> None:
    later, sooner = TraceEntry(Source.LIPS, "GET", "/2", 102.0), TraceEntry(Source.PROCURIOS, "GET", "/1", 101.0)
    assert [entry["path"] for entry in rendered(upstream(later, sooner))] == ["/1", "/2"]


async def test_what_began_before_the_request_began_with_it() -> None:
    """It joined work in the background."""
    (entry,) = rendered(upstream(TraceEntry(Source.PROCURIOS, "GET", "/", 99.0, seconds=2.0)))
    assert entry["startMs"] == 0.0


async def test_what_is_still_out_has_lasted_nothing_yet() -> None:
    (entry,) = rendered(upstream(TraceEntry(Source.LIPS, "GET", "/", 101.0)))
    assert (entry["durationMs"], entry["status"]) == (0.0, None)

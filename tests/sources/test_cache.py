"""What is kept between requests: as long and as much as it says, and never what may be out of date."""

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from resolvers.loaders import TranscriptKey
from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.http import VendorRequest, VendorResponse
from resolvers.model.records import Engagement
from resolvers.sources.cache import LONGEST_PATH, ResponseCache
from resolvers.vendors.procurios import catalogue, moments
from resolvers.vendors.salemove import transcripts as salemove
from resolvers.vendors.salemove.configuration import Configuration
from resolvers.vendors.salemove.source import SaleMoveSource
from tests.docs.markdown import ROOT, prose
from tests.vendors.fetches import Script, failing, none_asked, scripted

ONE, TWO, THREE = (VendorRequest("GET", path) for path in ("/1", "/2", "/3"))
SECONDS = 300.0


@dataclass
class Clock:
    """Seconds that pass when told to."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Slow(Script):
    """Answers each request when its gate opens."""

    gates: dict[VendorRequest, asyncio.Event] = field(default_factory=dict)

    async def __call__(self, request: VendorRequest) -> VendorResponse:
        answer = await super().__call__(request)
        await self.gates.setdefault(request, asyncio.Event()).wait()
        return answer


def kept(
    most: int = 10, clock: Clock | None = None, size: Callable[[bytes], int] = lambda _body: 1
) -> ResponseCache[str]:
    return ResponseCache(SECONDS, most, size=size, clock=clock or Clock())


def words(body: bytes) -> str:
    return body.decode()


async def asked(cache: ResponseCache[str], request: VendorRequest) -> bool:
    """Whether the vendor was asked, and the request was not told to have been answered by what was kept."""
    fetch = scripted(b"new")
    await cache.read(fetch, request, words)
    assert (fetch.sent == [request]) != (fetch.kept == [request])
    return bool(fetch.sent)


# ---------------------------------------------------------------- for how long, and how much


async def test_what_was_read_is_not_asked_for_again_and_the_trace_is_told() -> None:
    cache = kept()
    assert await cache.read(scripted(b"a"), ONE, words) == "a"
    fetch = scripted()
    assert await cache.read(fetch, ONE, words) == "a"
    assert (fetch.requests, fetch.kept) == (0, [ONE])


async def test_a_request_that_a_caller_made_long_is_not_kept() -> None:
    cache = kept()
    fits, long = (VendorRequest("GET", "/".ljust(length, "x")) for length in (LONGEST_PATH, LONGEST_PATH + 1))
    assert [await asked(cache, each) for each in (fits, fits, long, long)] == [True, False, True, True]


async def test_the_first_reading_is_not_told_to_have_been_kept() -> None:
    fetch = scripted(b"a")
    await kept().read(fetch, ONE, words)
    assert fetch.kept == []


async def test_another_request_has_another_answer() -> None:
    cache = kept()
    fetch = scripted(b"a", b"b")
    assert [await cache.read(fetch, request, words) for request in (ONE, TWO, ONE, TWO)] == ["a", "b", "a", "b"]
    assert fetch.sent == [ONE, TWO]


async def test_it_is_kept_for_its_time_and_no_longer() -> None:
    clock = Clock(1000.0)
    cache = kept(clock=clock)
    await cache.read(scripted(b"a"), ONE, words)
    clock.seconds += SECONDS - 0.001
    assert not await asked(cache, ONE)
    clock.seconds += 0.001
    assert await asked(cache, ONE)


async def test_a_hit_makes_it_live_no_longer() -> None:
    clock = Clock()
    cache = kept(clock=clock)
    await cache.read(scripted(b"a"), ONE, words)
    for _ in range(2):
        clock.seconds += SECONDS / 2 - 1
        assert not await asked(cache, ONE)
    clock.seconds += 2
    assert await asked(cache, ONE)


async def test_where_there_is_no_room_what_was_unused_for_longest_goes_first() -> None:
    cache = kept(most=2)
    for request in (ONE, TWO, ONE, THREE):
        await asked(cache, request)
    assert not await asked(cache, ONE)
    assert not await asked(cache, THREE)
    assert await asked(cache, TWO)


async def test_sizes_add_up() -> None:
    cache = kept(most=10, size=len)
    for request, body in ((ONE, b"1234"), (TWO, b"1234"), (THREE, b"123")):
        await cache.read(scripted(body), request, words)
    assert await asked(cache, ONE)


async def test_what_fits_exactly_is_kept() -> None:
    cache = kept(most=10, size=len)
    await cache.read(scripted(b"0123456789"), ONE, words)
    assert not await asked(cache, ONE)


async def test_what_is_too_large_is_answered_and_not_kept_and_drives_nothing_out() -> None:
    cache = kept(most=10, size=len)
    await cache.read(scripted(b"a"), ONE, words)
    assert await cache.read(scripted(b"0123456789x"), TWO, words) == "0123456789x"
    assert not await asked(cache, ONE)
    assert await asked(cache, TWO)


# ---------------------------------------------------------------- what is never kept


async def test_a_failure_is_not_kept() -> None:
    cache = kept()
    with pytest.raises(SourceFailure):
        await cache.read(scripted(failing(Source.PROCURIOS, 503)), ONE, words)
    assert await asked(cache, ONE)


async def test_an_answer_that_cannot_be_read_is_not_kept() -> None:
    def refuse(_body: bytes) -> str:
        raise SourceFailure.of(Source.PROCURIOS, ErrorCode.SOURCE_BAD_RESPONSE, "unreadable")

    cache = kept()
    with pytest.raises(SourceFailure):
        await cache.read(scripted(b"<html>"), ONE, refuse)
    assert await asked(cache, ONE)


async def test_what_is_forgotten_is_asked_for_anew_and_the_others_are_not() -> None:
    cache = kept()
    await asked(cache, ONE)
    await asked(cache, TWO)
    cache.forget(ONE)
    cache.forget(THREE)
    assert not await asked(cache, TWO)
    assert await asked(cache, ONE)


async def test_all_can_be_forgotten() -> None:
    cache = kept()
    await asked(cache, ONE)
    await asked(cache, TWO)
    cache.clear()
    assert await asked(cache, ONE)
    assert await asked(cache, TWO)


async def started(cache: ResponseCache[str], fetch: Slow, *requests: VendorRequest) -> list[asyncio.Task[str]]:
    """Readings that were asked for and have no answer yet."""
    tasks = [asyncio.create_task(cache.read(fetch, request, words)) for request in requests]
    await asyncio.sleep(0)
    assert len(fetch.gates) == len(requests)
    return tasks


async def test_an_answer_that_was_under_way_when_its_request_was_forgotten_is_not_kept() -> None:
    """A write may have happened between question and answer. Other requests' answers are kept all the same."""
    cache, fetch = kept(), Slow([b"a", b"b"])
    tasks = await started(cache, fetch, ONE, TWO)
    cache.forget(ONE)
    for gate in fetch.gates.values():
        gate.set()
    assert [await task for task in tasks] == ["a", "b"]
    assert not await asked(cache, TWO)
    assert await asked(cache, ONE)


async def test_no_answer_that_was_under_way_when_all_was_forgotten_is_kept() -> None:
    cache, fetch = kept(), Slow([b"a", b"b"])
    tasks = await started(cache, fetch, ONE, TWO)
    cache.clear()
    for gate in fetch.gates.values():
        gate.set()
    await asyncio.gather(*tasks)
    assert await asked(cache, ONE)
    assert await asked(cache, TWO)


async def test_a_late_answer_of_before_does_not_take_the_place_of_a_newer_one() -> None:
    """Asked for, forgotten, asked for again; the first answer comes last."""
    cache, fetch = kept(), Slow([b"before"])
    (late,) = await started(cache, fetch, ONE)
    cache.forget(ONE)
    assert await cache.read(scripted(b"after"), ONE, words) == "after"
    fetch.gates[ONE].set()
    assert await late == "before"
    assert await cache.read(scripted(), ONE, words) == "after"


async def test_a_reading_that_was_given_up_leaves_nothing_behind() -> None:
    cache, fetch = kept(), Slow([b"a"])
    (task,) = await started(cache, fetch, ONE)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await asked(cache, ONE)


# ---------------------------------------------------------------- when an engagement has ended

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def engagement(created_at: str | None, seconds: int | None) -> Engagement:
    return Engagement(source=Source.SALEMOVE, source_id="e", created_at=created_at, duration_seconds=seconds)


@pytest.mark.parametrize(
    ("created_at", "seconds", "over"),
    [
        ("2026-11-19T11:59:59.999Z", 0, True),
        ("2026-11-19T12:00:00.000Z", 0, False),
        ("2026-11-19T11:50:00.000Z", 599, True),
        ("2026-11-19T11:50:00.000Z", 600, False),
        ("2016-07-06T11:57:47.656Z", 1, True),
        ("2026-11-20T11:00:00.000Z", 10, False),
        ("2027-01-01T00:00:00.000Z", 0, False),
        ("2016-07-06T11:57:47.656Z", None, False),
        (None, 10, False),
        (None, None, False),
        ("2026-11-20T11:00:00.000Z", -1_000_000, False),
        ("2016-07-06T11:57:47.656Z", 10**12, False),
        ("2016-07-06T11:57:47.656Z", 10**30, False),
    ],
)
def test_an_engagement_has_ended_where_it_is_known_to_be_over_for_more_than_a_day(
    created_at: str | None, seconds: int | None, over: bool
) -> None:
    configuration = Configuration(base_url="http://salemove.example")
    source = SaleMoveSource(configuration, none_asked, now=lambda: NOW)
    assert source.has_ended(engagement(created_at, seconds)) is over


def test_two_records_of_one_engagement_have_one_key() -> None:
    assert {TranscriptKey(Source.SALEMOVE, "e", ended=True), TranscriptKey(Source.SALEMOVE, "e")} == {
        TranscriptKey(Source.SALEMOVE, "e")
    }
    assert TranscriptKey(Source.SALEMOVE, "e") != TranscriptKey(Source.SALEMOVE, "f")


# ---------------------------------------------------------------- what the pages say


@pytest.mark.parametrize(
    "row",
    [
        f"| contact moment types | {catalogue.SECONDS / 60:g} minutes |",
        f"| contact moment tags | {catalogue.SECONDS / 60:g} minutes |",
        f"| {catalogue.SECONDS / 60:g} minutes | {catalogue.SCHEMA_BYTES // 1024**2} MiB of",
        f"| {salemove.TRANSCRIPT_SECONDS / 3600:g} hour | {salemove.TRANSCRIPT_BYTES // 1024**2} MiB of",
    ],
)
def test_the_page_tells_how_long_and_how_much_is_kept(row: str) -> None:
    assert row in " ".join(prose(ROOT / "docs/architecture.md").split())


def test_the_house_of_procurios_tells_how_long_an_address_grows() -> None:
    text = " ".join((ROOT / "resolvers/vendors/procurios/README.md").read_text().split())
    longest = ",".join([str(2**63 - 1)] * moments.MOST_RELATIONS)
    assert f"`MOST_RELATIONS`, {moments.MOST_RELATIONS}" in text
    assert f"{len(longest.replace(',', '%2C')):,} characters" in text

"""What is kept between requests: as long and as much as it says, and never what may be out of date."""

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import pytest

from resolvers.loaders import Loaders, TranscriptKey, WatchedLoader
from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.http import VendorRequest, VendorResponse
from resolvers.model.records import Engagement
from resolvers.source_access import SourceAccess
from resolvers.sources.cache import ResponseCache
from resolvers.vendors.procurios import catalogue, moments
from resolvers.vendors.salemove import transcripts as salemove
from resolvers.vendors.salemove.configuration import Configuration
from resolvers.vendors.salemove.source import SaleMoveSource
from tests.docs.markdown import ROOT, prose
from tests.vendors.fetches import Script, encoded, failing, none_asked, scripted

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


# ---------------------------------------------------------------- waiting for what others load


@dataclass
class Rows:
    """Rows of a loader that come when told to."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, keys: Sequence[str]) -> Mapping[str, str]:
        await self.gate.wait()
        return {key: key for key in keys}


async def test_settled_waits_for_what_was_asked_for_in_its_turn() -> None:
    """Even where it was asked for after the waiting began, and more than once."""
    rows = Rows()
    loader = WatchedLoader(rows)
    first = asyncio.create_task(loader.load("a"))
    await asyncio.sleep(0)
    waiting = asyncio.create_task(loader.settled(60))
    await asyncio.sleep(0)
    again = asyncio.create_task(loader.load("b"))
    for _ in range(10):
        await asyncio.sleep(0)
    assert not waiting.done()
    rows.gate.set()
    await waiting
    assert [await first, await again] == ["a", "b"]


async def test_settled_does_not_wait_for_nothing_nor_longer_than_it_may() -> None:
    loader = WatchedLoader(Rows())
    await loader.settled(60)
    never = asyncio.create_task(loader.load("a"))
    await asyncio.sleep(0)
    async with asyncio.timeout(0.5):
        await loader.settled(0)
    assert not never.done()
    never.cancel()
    await asyncio.gather(never, return_exceptions=True)


async def test_settled_is_not_troubled_by_a_failure() -> None:
    failure = failing(Source.SALEMOVE, 503)

    async def fail(_keys: Sequence[str]) -> Mapping[str, str]:
        raise failure

    loader = WatchedLoader(fail)
    row = asyncio.create_task(loader.load("a"))
    await asyncio.sleep(0)
    await loader.settled(60)
    with pytest.raises(SourceFailure) as caught:
        await row
    assert caught.value is failure


# ---------------------------------------------------------------- names of operators


@dataclass
class OneVendor:
    """SaleMove, as one GraphQL request reaches it."""

    script: Script
    salemove: SaleMoveSource = field(
        default_factory=lambda: SaleMoveSource(Configuration(base_url="http://salemove.example"), none_asked)
    )

    @property
    def registry(self) -> "OneVendor":
        return self

    def capability(self, _source: Source, _kind: type) -> SaleMoveSource:
        return self.salemove

    def fetch(self, _source: Source) -> Script:
        return self.script

    def remaining(self) -> float:
        return self.script.remaining()


def loaders(script: Script) -> Loaders:
    return Loaders(cast("SourceAccess", OneVendor(script)))


SENDER = {"type": "operator", "name": "Kim", "href": "https://api.salemove.com/operators/o"}
TRANSCRIPT = encoded([{"message": "x", "sender": SENDER}])


@pytest.mark.parametrize("turns", [0, 1, 3, 6])
async def test_a_name_waits_for_transcripts_that_are_asked_for_a_few_turns_later(turns: int) -> None:
    """Selections lie at different depths, and each level takes a turn."""
    made = loaders(scripted(TRANSCRIPT))
    name = asyncio.create_task(made.operators.load((Source.SALEMOVE, "o")))
    for _ in range(turns):
        await asyncio.sleep(0)
    await made.transcripts.load(TranscriptKey(Source.SALEMOVE, "e"))
    assert await name == "Kim"


async def test_a_name_that_was_not_known_is_looked_for_again_once_a_transcript_was_read() -> None:
    made = loaders(scripted(TRANSCRIPT))
    assert await made.operators.load((Source.SALEMOVE, "o")) is None
    await made.transcripts.load(TranscriptKey(Source.SALEMOVE, "e"))
    assert [await made.operators.load((Source.SALEMOVE, "o")), await made.operators.load((Source.SALEMOVE, "p"))] == [
        "Kim",
        None,
    ]


async def test_a_name_is_never_asked_for() -> None:
    fetch = scripted()
    assert await loaders(fetch).operators.load((Source.SALEMOVE, "o")) is None
    assert fetch.requests == 0


async def test_a_name_waits_until_the_deadline_and_no_longer() -> None:
    """A transcript that never comes does not hold it up for ever."""
    fetch = Slow([TRANSCRIPT], seconds=0.0)
    made = loaders(fetch)
    never = asyncio.create_task(made.transcripts.load(TranscriptKey(Source.SALEMOVE, "e")))
    async with asyncio.timeout(0.5):
        assert await made.operators.load((Source.SALEMOVE, "o")) is None
    assert not never.done()
    for gate in fetch.gates.values():
        gate.set()
    await never


# ---------------------------------------------------------------- what the pages say


@pytest.mark.parametrize(
    "row",
    [
        f"| contact moment types | {catalogue.SECONDS / 60:g} minutes |",
        f"| contact moment tags | {catalogue.SECONDS / 60:g} minutes |",
        f"| {catalogue.SECONDS / 60:g} minutes | {catalogue.MOST_SCHEMAS} of them |",
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

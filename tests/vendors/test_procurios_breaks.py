"""The index of contact moments fills itself through failures and rate limits, and keeps what it has."""

from collections import Counter
from dataclasses import dataclass, field

import pytest

from resolvers.model.enums import Source
from resolvers.model.errors import BudgetExhausted, ErrorCode, SourceFailure
from resolvers.model.http import Fetch
from resolvers.vendors.procurios import filling, pace, retrying
from resolvers.vendors.procurios.index import REFILL_SECONDS, Index
from resolvers.vendors.procurios.requests import Query
from resolvers.vendors.procurios.retrying import IndexPage
from tests.vendors.moments import Clocks, MomentList, background_done, caller, index_of, moment, opened

CODES = {429: ErrorCode.SOURCE_RATE_LIMITED, 401: ErrorCode.SOURCE_UNAUTHENTICATED}


def failure(status: int | None = 503, after: float | None = None, code: ErrorCode | None = None) -> SourceFailure:
    code = code or CODES.get(status or 0, ErrorCode.SOURCE_UNAVAILABLE)
    retryable = status not in (401, 403, 404)
    return SourceFailure.of(
        Source.PROCURIOS, code, f"HTTP {status}", retryable=retryable, retry_after_seconds=after, http_status=status
    )


def moments(count: int, **options: object) -> MomentList:
    """So many, two on a page."""
    return opened(MomentList([moment(key) for key in range(count)], **options))  # type: ignore[arg-type]


async def fails(index_caller: object) -> SourceFailure:
    with pytest.raises(SourceFailure) as caught:
        await index_caller  # type: ignore[misc]
    return caught.value


@dataclass
class Limited(MomentList):
    """Answers so many requests in each second of `clocks`, which pass while nobody waits, too."""

    clocks: Clocks = field(default_factory=Clocks)
    rate: int = 5
    after: float | None = None
    seconds_each: float = 0.005
    refused: int = 0
    answered: Counter[int] = field(default_factory=Counter)

    async def read(self, fetch: Fetch, query: Query, number: int) -> IndexPage:
        if query.since is not None:
            return await super().read(fetch, query, number)
        self.clocks.pass_(self.seconds_each)
        second = int(self.clocks.seconds)
        if self.answered[second] >= self.rate:
            self.refused += 1
            raise failure(429, self.after)
        self.answered[second] += 1
        return await super().read(fetch, query, number)


@pytest.mark.parametrize(("rate", "pages", "after"), [(5, 80, None), (5, 80, 1.0), (50, 320, None), (1, 20, None)])
async def test_a_rate_limit_makes_filling_slower_and_costs_little_more(
    rate: int, pages: int, after: float | None
) -> None:
    clocks = Clocks()
    vendor = Limited([moment(key) for key in range(2 * pages - 1)], clocks=clocks, rate=rate, after=after)
    opened(vendor)
    assert len(await index_of(vendor, clocks).snapshot(caller())) == 2 * pages - 1
    assert len(vendor.asked) <= pages + 16
    assert vendor.refused <= 2 + pages / 10
    assert clocks.seconds <= 1.1 * len(vendor.asked) / rate + 2


def test_a_rate_limit_that_is_lifted_is_noticed_little_by_little() -> None:
    clocks = Clocks()
    own = pace.Pace(lambda: clocks.seconds, lambda: 0.5)
    for _ in range(5):
        own.answered()
    own.wait_after(failure(429), 1, clocks.seconds)
    assert own.width == pace.WIDEST / 2
    seconds = []
    for _ in range(600):
        before = clocks.seconds
        clocks.pass_(own.gap)
        own.answered()
        seconds.append(clocks.seconds - before)
    assert seconds == sorted(seconds, reverse=True)
    assert (seconds[0], own.width) == (0.2, pace.WIDEST)
    assert 0.05 < seconds[-1] < 0.1


async def test_nothing_is_asked_before_the_vendor_wants_to_be_asked() -> None:
    clocks = Clocks()
    vendor = moments(41, failures={5: [failure(429, 20.0)]})
    index = index_of(vendor, clocks)
    await index.snapshot(caller())
    assert max(clocks.slept) == 20.0
    assert clocks.seconds >= 20.0
    assert vendor.asked.count(5) <= 3


async def test_a_vendor_that_asks_for_a_long_rest_is_not_waited_for_nor_asked() -> None:
    vendor, clocks = moments(41, failures={5: [failure(429, 3600.0)]}), Clocks()
    index = index_of(vendor, clocks)
    assert (await fails(index.snapshot(caller()))).error.retry_after_seconds == 3600.0
    asked = len(vendor.asked)
    clocks.pass_(3600 - pace.LONGEST_TOLD - 1)
    assert (await fails(index.snapshot(caller()))).code is ErrorCode.SOURCE_RATE_LIMITED
    assert len(vendor.asked) == asked
    clocks.pass_(1)
    assert len(await index.snapshot(caller())) == 41


async def test_waits_double_and_are_drawn() -> None:
    clocks = Clocks()
    await index_of(moments(3, failures={2: [failure()] * 4}), clocks).snapshot(caller())
    assert clocks.slept == [pace.FIRST_SECONDS * 2**number * 0.5 for number in range(4)]


async def test_a_page_that_fails_for_a_while_costs_no_other() -> None:
    vendor = moments(41, failures={number: [failure()] * 2 for number in (1, 6, 21)})
    assert len(await index_of(vendor, Clocks()).snapshot(caller())) == 41
    calm = moments(41)
    await index_of(calm, Clocks()).snapshot(caller())
    assert len(vendor.asked) == len(calm.asked) + 6


@pytest.mark.parametrize(
    ("fault", "times"),
    [
        (failure(), pace.TRIES),
        (failure(429), pace.TRIES_LIMITED),
        (failure(None, code=ErrorCode.SOURCE_BAD_RESPONSE), pace.TRIES_GARBLED),
        (failure(401), 1),
        (failure(404), 1),
    ],
)
async def test_a_page_that_keeps_failing_ends_the_filling_which_is_gone_on_with(
    fault: SourceFailure, times: int
) -> None:
    vendor, clocks = moments(41, failures={6: [fault] * times}), Clocks()
    index = index_of(vendor, clocks)
    assert (await fails(index.snapshot(caller()))).code is fault.code
    await background_done()
    assert vendor.asked.count(6) == times
    asked = len(vendor.asked)
    assert len(await index.snapshot(caller())) == 41
    assert 1 not in vendor.asked[asked:]
    assert sum(Counter(vendor.asked[asked:]).values()) < 41 // 2 + 8


async def test_who_waits_is_told_of_a_vendor_that_is_down_while_the_filling_tries_on() -> None:
    vendor = moments(41, failures={2: [failure()] * (retrying.TROUBLE + 1)})
    index = index_of(vendor, Clocks())
    assert (await fails(index.snapshot(caller()))).code is ErrorCode.SOURCE_UNAVAILABLE
    assert vendor.asked.count(2) == retrying.TROUBLE
    await background_done()
    assert index.complete


async def test_an_open_circuit_is_told_at_once() -> None:
    vendor = moments(3, failures={1: [failure(None, after=2.0)]})
    index = index_of(vendor, Clocks())
    assert (await fails(index.snapshot(caller()))).error.retry_after_seconds == 2.0
    await background_done()
    assert index.complete


async def test_who_waits_for_a_vendor_that_is_slow_is_told_that_it_goes_on() -> None:
    vendor = moments(41, failures={2: [failure(429)] * (retrying.TROUBLE + 1)})
    index = index_of(vendor, Clocks())
    with pytest.raises(BudgetExhausted):
        await index.snapshot(caller(limit=retrying.TROUBLE + 1))
    await background_done()
    assert index.complete


async def broken_off(pause: float) -> tuple[MomentList, Index]:
    """An index whose filling failed in the middle, so many seconds ago."""
    vendor, clocks = moments(81), Clocks()
    vendor.failures[27] = [failure(401)]
    index = index_of(vendor, clocks)
    await fails(index.snapshot(caller()))
    vendor.asked.clear()
    clocks.pass_(pause)
    return vendor, index


@pytest.mark.parametrize("pause", [0.0, filling.PAUSE_SECONDS + 1])
async def test_a_moment_that_slipped_away_during_a_break_is_found_all_the_same(pause: float) -> None:
    """Two are deleted in front: those of two pages further on stand on pages that were read already."""
    vendor, index = await broken_off(pause)
    del vendor.rows[:1]
    await index.snapshot(caller())
    assert all(index.known(str(key)) is not None for key in range(1, 81))
    assert min(vendor.asked) > 1


async def test_after_a_long_break_the_segment_that_was_being_read_is_read_again_and_no_other() -> None:
    counts = []
    for pause in (filling.PAUSE_SECONDS, filling.PAUSE_SECONDS + 1):
        vendor, index = await broken_off(pause)
        await index.snapshot(caller())
        assert min(vendor.asked) >= 16
        counts.append(len(vendor.asked))
    assert counts[0] < counts[1]


async def test_a_filling_that_was_broken_off_long_ago_begins_anew() -> None:
    vendor, clocks = moments(41), Clocks()
    vendor.failures[12] = [failure(401)]
    index = index_of(vendor, clocks)
    await fails(index.snapshot(caller()))
    del vendor.rows[0]
    clocks.pass_(REFILL_SECONDS + 1)
    with pytest.raises(BudgetExhausted):
        await index.snapshot(caller(seconds=0.0))
    assert index.known("0") is None
    await index.snapshot(caller())
    assert index.known("0") is None


async def test_a_filling_that_takes_long_is_not_begun_again_at_once() -> None:
    clocks = Clocks()
    vendor = Limited([moment(key) for key in range(41)], clocks=clocks, seconds_each=60.0)
    index = index_of(opened(vendor), clocks)
    await index.snapshot(caller())
    assert clocks.seconds > REFILL_SECONDS
    clocks.pass_(REFILL_SECONDS - 1)
    vendor.asked.clear()
    await index.snapshot(caller())
    await background_done()
    assert vendor.asked == []


async def test_each_page_is_told_once() -> None:
    """Telling everything after each page takes longer than reading, where there is much."""
    told: list[int] = []
    vendor = moments(999)

    async def nap(_: float) -> None:
        return

    reader = retrying.RetryingReader(vendor.read, caller, pace.Pace(), sleep=nap)
    await filling.Filling(reader, lambda rows: told.append(len(rows))).read()
    assert max(told) == 2
    assert len(told) == len(vendor.asked)

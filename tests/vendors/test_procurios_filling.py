"""The index of contact moments is read whole, once, whoever waits for it."""

import asyncio

import pytest

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.errors import BudgetExhausted, ErrorCode, SourceFailure
from resolvers.model.records import ContactMoment
from resolvers.timeline.order import Order
from resolvers.timeline.snapshot import SortedSnapshot
from resolvers.vendors.procurios import filling
from resolvers.vendors.procurios.index import REFILL_SECONDS
from tests.vendors.documents import warnings_of
from tests.vendors.moments import SIZE, Clocks, MomentList, background_done, caller, index_of, moment, opened

FIVE = [moment(key) for key in (3, 1, 5, 2, 4)]


def ids(snapshot: SortedSnapshot[ContactMoment]) -> list[str]:
    return [row.source_id for row in snapshot.behind(Order(OrderDirection.ASC), None)]


def failure(*, retryable: bool) -> SourceFailure:
    return SourceFailure.of(Source.PROCURIOS, ErrorCode.SOURCE_UNAVAILABLE, "HTTP 503", retryable=retryable)


async def test_callers_at_the_same_time_wait_for_one_filling() -> None:
    vendor = opened(MomentList(list(FIVE)))
    index = index_of(vendor, Clocks())
    fetches = [caller(), caller(), caller()]
    archives = await asyncio.gather(*(index.snapshot(fetch) for fetch in fetches))
    assert [ids(snapshot) for snapshot in archives] == [["1", "2", "3", "4", "5"]] * 3
    assert index.complete
    assert vendor.asked == [1, 2, 3, 3]
    assert vendor.since == []
    assert [fetch.charged for fetch in fetches] == [4, 4, 4]


async def test_a_long_list_is_read_several_pages_at_a_time_and_little_of_it_in_vain() -> None:
    vendor = opened(MomentList([moment(key) for key in range(57)]))
    assert len(await index_of(vendor, Clocks()).snapshot(caller())) == 57
    # 29 pages, one in vain, and the last one again to see that nothing has moved.
    assert vendor.asked == [*range(1, 31), 29]


@pytest.mark.parametrize("pages", range(1, 60))
def test_no_more_than_one_page_in_four_can_be_read_in_vain(pages: int) -> None:
    assert 1 <= filling.width(pages) <= filling.WIDEST
    assert filling.width(pages) - 1 <= pages / 4


async def test_a_list_of_one_page_is_one_request() -> None:
    vendor = opened(MomentList([moment(1)]))
    assert ids(await index_of(vendor, Clocks()).snapshot(caller())) == ["1"]
    assert vendor.asked == [1]


async def test_a_vendor_that_repeats_its_last_page_has_an_end_all_the_same() -> None:
    vendor = opened(MomentList([moment(key) for key in range(4)], repeats_last_page=True))
    assert ids(await index_of(vendor, Clocks()).snapshot(caller())) == ["0", "1", "2", "3"]


async def test_filling_goes_on_behind_a_caller_whose_budget_is_spent() -> None:
    vendor = MomentList(list(FIVE))
    index = index_of(vendor, Clocks())
    poor = caller(limit=1)
    with pytest.raises(BudgetExhausted):
        await index.snapshot(poor)
    assert poor.charged == 1
    assert not index.complete
    assert index.known("3") is not None
    assert index.known("4") is None
    vendor.gate.set()
    later = caller()
    assert len(await index.snapshot(later)) == 5
    assert vendor.asked.count(1) == 1
    assert later.charged == 3


async def test_a_caller_without_time_does_not_wait() -> None:
    index = index_of(opened(MomentList(list(FIVE))), Clocks())
    with pytest.raises(BudgetExhausted):
        await index.snapshot(caller(seconds=0.0))
    await background_done()
    assert index.complete


async def test_a_caller_that_is_cancelled_does_not_stop_the_filling() -> None:
    vendor = MomentList(list(FIVE))
    index = index_of(vendor, Clocks())
    first = asyncio.create_task(index.snapshot(caller()))
    second = asyncio.create_task(index.snapshot(caller()))
    await vendor.stalled.wait()
    first.cancel()
    vendor.gate.set()
    assert len(await second) == 5
    assert vendor.cancelled == 0


async def test_closing_stops_the_filling() -> None:
    vendor = MomentList(list(FIVE))
    index = index_of(vendor, Clocks())
    with pytest.raises(BudgetExhausted):
        await index.snapshot(caller(limit=1))
    await vendor.stalled.wait()
    await index.aclose()
    assert vendor.cancelled == 1
    assert not index.complete


async def test_closing_what_never_began_is_nothing() -> None:
    await index_of(MomentList([]), Clocks()).aclose()


async def test_a_list_that_moved_while_it_was_read_is_read_again() -> None:
    vendor = opened(MomentList(list(FIVE)))
    vendor.then[3] = lambda: vendor.rows.insert(0, moment(0))
    snapshot = await index_of(vendor, Clocks()).snapshot(caller())
    assert ids(snapshot) == ["0", "1", "2", "3", "4", "5"]
    assert vendor.asked.count(1) == 2


def pages_of(vendor: MomentList) -> int:
    return len(vendor.rows) // SIZE + 1


async def test_a_list_that_keeps_moving_is_taken_as_it_is_in_the_end() -> None:
    vendor = opened(MomentList(list(FIVE)))

    def move() -> None:
        vendor.rows.insert(0, moment(10 + len(vendor.rows)))
        vendor.then[pages_of(vendor)] = move

    vendor.then[3] = move
    index = index_of(vendor, Clocks())
    await index.snapshot(caller())
    assert index.complete
    assert vendor.asked.count(1) == filling.TRIES


async def test_a_page_that_fails_for_a_while_is_tried_again() -> None:
    vendor = opened(MomentList(list(FIVE), failures={2: [failure(retryable=True)] * (filling.TRIES - 1)}))
    assert len(await index_of(vendor, Clocks()).snapshot(caller())) == 5
    assert vendor.asked.count(2) == filling.TRIES


@pytest.mark.parametrize(("retryable", "times"), [(True, filling.TRIES), (False, 1)])
async def test_a_page_that_keeps_failing_is_reported_and_the_next_caller_tries_again(
    retryable: bool, times: int
) -> None:
    vendor = opened(MomentList(list(FIVE), failures={2: [failure(retryable=retryable)] * times}))
    index = index_of(vendor, Clocks())
    with pytest.raises(SourceFailure):
        await index.snapshot(caller())
    assert vendor.asked.count(2) == times
    assert len(await index.snapshot(caller())) == 5


async def test_a_failure_that_nobody_waits_for_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    vendor = opened(MomentList(list(FIVE), failures={1: [failure(retryable=False)]}))
    index = index_of(vendor, Clocks())
    with pytest.raises(BudgetExhausted):
        await index.snapshot(caller(seconds=0.0))
    await background_done()
    assert warnings_of(caplog) == ["PROCURIOS: the list could not be read whole: PROCURIOS: HTTP 503"]


async def test_more_moments_than_are_kept_are_no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "MOST_MOMENTS", 3)
    index = index_of(opened(MomentList(list(FIVE))), Clocks())
    with pytest.raises(BudgetExhausted):
        await index.snapshot(caller())
    assert not index.complete


async def test_a_list_that_is_too_long_is_not_read_whole_again_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "MOST_MOMENTS", 3)
    vendor, clocks = opened(MomentList(list(FIVE))), Clocks()
    index = index_of(vendor, clocks)
    with pytest.raises(BudgetExhausted):
        await index.snapshot(caller())
    asked = len(vendor.asked)
    with pytest.raises(BudgetExhausted):
        await index.snapshot(caller())
    assert len(vendor.asked) == asked
    clocks.pass_(REFILL_SECONDS)
    monkeypatch.setattr(filling, "MOST_MOMENTS", 5)
    assert len(await index.snapshot(caller())) == 5


async def test_as_many_moments_as_may_be_kept_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "MOST_MOMENTS", 5)
    assert len(await index_of(opened(MomentList(list(FIVE))), Clocks()).snapshot(caller())) == 5

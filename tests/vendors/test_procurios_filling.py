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
from tests.vendors.moments import Clocks, MomentList, background_done, caller, index_of, moment, opened

FIVE = [moment(key) for key in (3, 1, 5, 2, 4)]


def ids(snapshot: SortedSnapshot[ContactMoment]) -> list[str]:
    return [row.source_id for row in snapshot.behind(Order(OrderDirection.ASC), None)]


def failure(status: int = 503, *, retryable: bool = True, after: float | None = None) -> SourceFailure:
    codes = {429: ErrorCode.SOURCE_RATE_LIMITED, 401: ErrorCode.SOURCE_UNAUTHENTICATED}
    return SourceFailure.of(
        Source.PROCURIOS,
        codes.get(status, ErrorCode.SOURCE_UNAVAILABLE),
        f"HTTP {status}",
        retryable=retryable,
        retry_after_seconds=after,
        http_status=status,
    )


async def test_callers_at_the_same_time_wait_for_one_filling() -> None:
    vendor = opened(MomentList(list(FIVE)))
    index = index_of(vendor, Clocks())
    fetches = [caller(), caller(), caller()]
    archives = await asyncio.gather(*(index.snapshot(fetch) for fetch in fetches))
    assert [ids(snapshot) for snapshot in archives] == [["1", "2", "3", "4", "5"]] * 3
    assert index.complete
    # Two segments, 2 and 3, each between its end and the end of the one before; 4 is behind the end.
    assert vendor.asked == [1, 2, 1, 4, 3, 2, 3]
    assert vendor.since == []
    assert [fetch.charged for fetch in fetches] == [7, 7, 7]


async def test_a_long_list_costs_little_more_than_its_pages() -> None:
    vendor = opened(MomentList([moment(key) for key in range(999)]))
    assert len(await index_of(vendor, Clocks()).snapshot(caller())) == 999
    assert set(vendor.asked) >= set(range(1, 501))
    assert len(vendor.asked) <= 500 * 1.07


async def test_a_list_whose_length_is_known_is_not_read_beyond_its_end() -> None:
    vendor, clocks = opened(MomentList([moment(key) for key in range(41)])), Clocks()
    index = index_of(vendor, clocks)
    await index.snapshot(caller())
    vendor.asked.clear()
    clocks.pass_(REFILL_SECONDS + 1)
    await index.snapshot(caller())
    await background_done()
    assert sorted(vendor.asked) == [1, 1, *range(2, 22), 21]


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
    assert poor.charged + later.charged == len(vendor.asked) == 7


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
    with pytest.raises(SourceFailure) as caught:
        await index.snapshot(caller())
    assert caught.value.code is ErrorCode.SCAN_BUDGET_EXHAUSTED
    assert not caught.value.error.retryable
    assert "too many to keep" in caught.value.message
    assert not index.complete
    assert index.known("3") is None


async def test_a_list_that_is_too_long_is_not_read_whole_again_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "MOST_MOMENTS", 3)
    vendor, clocks = opened(MomentList(list(FIVE))), Clocks()
    index = index_of(vendor, clocks)
    with pytest.raises(SourceFailure):
        await index.snapshot(caller())
    asked = len(vendor.asked)
    with pytest.raises(SourceFailure):
        await index.snapshot(caller())
    assert len(vendor.asked) == asked
    clocks.pass_(REFILL_SECONDS)
    monkeypatch.setattr(filling, "MOST_MOMENTS", 5)
    assert len(await index.snapshot(caller())) == 5


async def test_an_index_that_has_grown_too_large_is_kept_and_not_read_anew_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vendor, clocks = opened(MomentList(list(FIVE))), Clocks()
    index = index_of(vendor, clocks)
    await index.snapshot(caller())
    monkeypatch.setattr(filling, "MOST_MOMENTS", 3)
    clocks.pass_(REFILL_SECONDS + 1)
    await index.snapshot(caller())
    await background_done()
    asked = len(vendor.asked)
    clocks.pass_(REFILL_SECONDS)
    assert len(await index.snapshot(caller())) == 5
    await background_done()
    assert len(vendor.asked) == asked


async def test_as_many_moments_as_may_be_kept_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "MOST_MOMENTS", 5)
    assert len(await index_of(opened(MomentList(list(FIVE))), Clocks()).snapshot(caller())) == 5

"""One source is read while a page is made: sorted lists chunk by chunk, others whole, and no failure is the page's."""

import asyncio
from typing import Any, cast

import msgspec
import pytest

from resolvers.connections.source_read import FEW_REQUESTS, ListStream, SourceRead
from resolvers.model.enums import OrderDirection, Source
from resolvers.model.errors import BudgetExhausted, ErrorCode, SourceFailure
from resolvers.model.filters import InstantRange, InteractionFilter
from resolvers.model.http import Fetch
from resolvers.model.records import Interaction
from resolvers.timeline.cursor import CursorState, StreamState
from resolvers.timeline.order import Order, SortKeyBound
from resolvers.timeline.watermark import START, Level, ResumeHint, Watermark
from tests.connections.test_page import instant
from tests.connections.vendors import Meter, VendorList

ASC, DESC = Order(OrderDirection.ASC), Order(OrderDirection.DESC)


def rows(*minutes: int) -> list[Interaction]:
    return [
        Interaction(source=Source.LIPS, source_id=str(minute), occurred_at=instant(minute), read=minute % 2 == 0)
        for minute in minutes
    ]


def listed(records: list[Interaction], paging: str = "numbered", **settings: Any) -> VendorList:
    return VendorList(Source.LIPS, paging, records, **settings)


def begun(
    vendor: VendorList,
    *,
    order: Order = DESC,
    position: CursorState | None = None,
    want: int = 3,
    limit: int | None = None,
    filter_: InteractionFilter | None = None,
    queries: int = 1,
) -> SourceRead[Interaction]:
    plan = vendor.plan(filter_ or InteractionFilter(), None)
    plan = msgspec.structs.replace(plan, queries=plan.queries * queries)
    fetch = cast("Fetch", Meter(limit))
    made: SourceRead[Interaction] = SourceRead(cast("Any", vendor), plan, fetch)
    made.begin("0", order, position or CursorState(), want)
    return made


def advanced(made: SourceRead[Interaction], times: int = 1) -> ListStream[Interaction]:
    stream = made.streams[0]
    for _ in range(times):
        asyncio.run(made.advance(stream))
    return stream


def ids(stream: ListStream[Interaction]) -> list[str]:
    return [each.source_id for each in DESC.sort(stream.matches())]


def test_each_list_of_the_plan_is_a_stream_by_the_name_that_cursors_know() -> None:
    assert [stream.key for stream in begun(listed([]), queries=3).streams] == ["0.0", "0.1", "0.2"]
    assert begun(listed([]), queries=0).streams == []


def test_before_it_is_read_nothing_is_known_of_a_list() -> None:
    for paging in ("numbered", "no order"):
        stream = begun(listed(rows(1), paging)).streams[0]
        assert (stream.watermark, stream.scanned, stream.count()) == (Watermark(Level.NOTHING), 0, None)
        assert stream.matches() == []


def test_a_sorted_list_is_read_as_far_as_it_takes() -> None:
    made = begun(listed(rows(*range(200))))
    stream = advanced(made)
    # Twenty-five records show whether it is sorted.
    assert (made.requests, stream.scanned) == (1, 25)
    assert stream.watermark == Watermark(Level.UP_TO_A_TIME, instant(175))
    assert stream.count() is None


def test_once_its_order_is_known_a_list_is_read_in_smaller_steps() -> None:
    vendor = listed(rows(*range(200)))
    advanced(begun(vendor))
    assert advanced(begun(vendor)).scanned < 25


def test_only_the_first_reading_is_made_large_enough_to_tell_the_order() -> None:
    of_one_time = [msgspec.structs.replace(each, occurred_at=instant(5)) for each in rows(*range(200))]
    first, second = (advanced(begun(listed(of_one_time)), times=times).scanned for times in (1, 2))
    assert (first, second - first) == (25, 23)


def test_a_list_without_an_order_is_read_whole_and_counted() -> None:
    made = begun(listed(rows(*range(60)), "no order", cap=25))
    stream = advanced(made)
    assert (made.requests, stream.count()) == (3, 60)
    assert ids(stream)[:3] == ["59", "58", "57"]
    assert stream.hint(SortKeyBound(instant(5))) == ResumeHint()


def test_a_list_that_turns_out_not_to_be_sorted_is_read_whole_at_once() -> None:
    vendor = listed(rows(*range(60)), "sorted by something else")
    stream = advanced(begun(vendor))
    assert ids(stream)[:3] == ["59", "58", "57"]
    assert stream.hint(SortKeyBound(instant(5))) == ResumeHint()
    assert vendor.learned_order.refuted
    again = begun(vendor)
    assert advanced(again).count() == 60
    assert again.requests == 1


def test_a_list_goes_on_where_the_cursor_says_and_says_where_that_is() -> None:
    bound = SortKeyBound.behind(rows(150)[0])
    position = CursorState(bound, {"0.0": StreamState(ResumeHint(49, 1))})
    vendor = listed(rows(*range(200)))
    advanced(begun(vendor))
    stream = advanced(begun(vendor, position=position))
    assert ids(stream)[:2] == ["149", "148"]
    assert (stream.bound, stream.start) == (bound, ResumeHint(49, 1))
    assert stream.hint(SortKeyBound.behind(rows(148)[0])) == ResumeHint(51, 1)


def test_behind_a_cursor_nothing_is_counted() -> None:
    position = CursorState(SortKeyBound(instant(2)))
    stream = advanced(begun(listed(rows(1, 2, 3)), position=position))
    assert stream.watermark == Watermark(Level.EVERYTHING)
    assert stream.count() is None
    assert advanced(begun(listed(rows(1, 2, 3)))).count() == 3


def test_only_what_the_filter_asks_for_matches() -> None:
    filter_ = InteractionFilter(read=True, occurred_at=InstantRange(instant(2), instant(7)))
    for paging in ("numbered", "no order"):
        stream = advanced(begun(listed(rows(*range(10)), paging), filter_=filter_))
        assert ids(stream) == ["6", "4", "2"]


def test_a_list_that_is_read_from_its_end_remembers_how_long_it_was() -> None:
    stream = advanced(begun(listed(rows(*range(90)), "newest first"), order=ASC), times=2)
    assert stream.hint(SortKeyBound.behind(rows(1)[0])).length == 90
    assert begun(listed([]), order=ASC).streams[0].hint(None) == START


@pytest.mark.parametrize(("limit", "scanned"), [(FEW_REQUESTS, 100), (FEW_REQUESTS + 1, 25), (None, 25)])
def test_where_few_requests_are_left_each_brings_as_much_as_it_can(limit: int | None, scanned: int) -> None:
    assert advanced(begun(listed(rows(*range(200))), limit=limit)).scanned == scanned


def test_a_spent_budget_truncates_the_source_and_keeps_what_is_known() -> None:
    made = begun(listed(rows(*range(200))), limit=1)
    stream = advanced(made, times=2)
    assert made.exhausted
    assert made.error is None
    assert len(stream.matches()) == 100
    assert not made.dropped


class Broken(VendorList):
    """Fails as it is told to."""

    failure: Exception = BudgetExhausted(1)

    def __hash__(self) -> int:
        return id(self)

    async def _rows(self, _fetch: Any, _query: Any, _direction: OrderDirection) -> list[Interaction]:
        raise self.failure


@pytest.mark.parametrize("paging", ["numbered", "no order"])
def test_a_failure_is_the_sources_and_drops_it(paging: str) -> None:
    vendor = Broken(Source.LIPS, paging, [])
    vendor.failure = SourceFailure.of(Source.LIPS, ErrorCode.SOURCE_UNAVAILABLE, "down")
    made = begun(vendor)
    advanced(made)
    assert made.error is not None
    assert made.error.message == "down"
    assert made.dropped


def test_a_mistake_of_ours_is_raised() -> None:
    vendor = Broken(Source.LIPS, "numbered", [])
    vendor.failure = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        advanced(begun(vendor))

"""Streams are merged as far as all of them are known, and told as sorting them would."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.records import Interaction
from resolvers.timeline.merge import Merged, covers, end_of, merge, nearest
from resolvers.timeline.order import Order, SortKeyBound
from resolvers.timeline.watermark import Level, ResumeHint, Watermark
from tests.timeline.timelines import TIMES, directions, sorted_naively, timelines

ASC, DESC = Order(OrderDirection.ASC), Order(OrderDirection.DESC)
NOTHING, ALL_TIMES, EVERYTHING = (Watermark(each) for each in (Level.NOTHING, Level.ALL_TIMES, Level.EVERYTHING))

watermarks = st.one_of(
    st.sampled_from([NOTHING, ALL_TIMES, EVERYTHING]),
    st.sampled_from(TIMES).map(lambda time: Watermark(Level.UP_TO_A_TIME, time)),
)


class Known:
    """A stream of these records that is known so far."""

    def __init__(self, records: Sequence[Interaction], watermark: Watermark) -> None:
        self.watermark = watermark
        self._records = list(records)

    def matches(self) -> list[Interaction]:
        return self._records

    def hint(self, _bound: SortKeyBound | None) -> ResumeHint:
        return ResumeHint()


def up_to(second: int) -> Watermark:
    return Watermark(Level.UP_TO_A_TIME, TIMES[second])


def row(source: Source, source_id: str, second: int | None) -> Interaction:
    return Interaction(source=source, source_id=source_id, occurred_at=None if second is None else TIMES[second])


@given(timelines, st.lists(watermarks, min_size=1, max_size=4), directions)
def test_what_is_told_is_the_beginning_of_all_there_is(
    timeline: list[Interaction], marks: list[Watermark], direction: OrderDirection
) -> None:
    order = Order(direction)
    streams = [Known(timeline[index :: len(marks)], mark) for index, mark in enumerate(marks)]
    merged = merge(order, streams)
    ranked = sorted_naively(timeline, direction)
    assert merged.records == ranked[: len(merged.records)]
    assert all(covers(order, mark, merged.watermark) for mark in marks)
    assert merged.watermark in marks
    assert merged.complete is (set(marks) == {EVERYTHING})
    if merged.complete:
        assert merged.records == ranked
    elif merged.watermark != NOTHING:
        untold = ranked[len(merged.records) :]
        assert all(not order.passed(each, end_of(merged.watermark)) for each in untold)


@given(watermarks, watermarks, watermarks, directions)
def test_of_two_watermarks_one_goes_at_least_as_far_and_the_nearest_goes_no_further_than_any(
    one: Watermark, other: Watermark, third: Watermark, direction: OrderDirection
) -> None:
    order = Order(direction)
    assert covers(order, one, other) or covers(order, other, one)
    least = nearest(order, [one, other, third])
    assert least in (one, other, third)
    assert all(covers(order, each, least) for each in (one, other, third))


@pytest.mark.parametrize(("order", "least"), [(ASC, 1), (DESC, 3)])
def test_the_nearest_is_the_one_that_comes_first_in_the_order(order: Order, least: int) -> None:
    assert nearest(order, [up_to(2), up_to(1), up_to(3)]) == up_to(least)
    assert nearest(order, [EVERYTHING, ALL_TIMES]) == ALL_TIMES
    assert nearest(order, [ALL_TIMES, up_to(2)]) == up_to(2)
    assert nearest(order, [up_to(2), NOTHING]) == NOTHING
    assert nearest(order, []) == EVERYTHING


def test_a_record_that_two_streams_hold_is_told_once() -> None:
    record = row(Source.LIPS, "1", 1)
    assert merge(ASC, [Known([record], EVERYTHING), Known([record], EVERYTHING)]).records == [record]


def test_records_of_two_sources_with_one_key_are_two() -> None:
    records = [row(Source.LIPS, "1", 1), row(Source.POLIS, "1", 1)]
    assert merge(ASC, [Known(records, EVERYTHING)]).records == records


def test_records_of_the_time_up_to_which_a_stream_is_known_wait_for_the_others_of_that_time() -> None:
    early, late = row(Source.LIPS, "1", 1), row(Source.LIPS, "2", 2)
    assert merge(ASC, [Known([early, late], up_to(2))]).records == [early]
    assert merge(DESC, [Known([early, late], up_to(1))]).records == [late]


def test_a_stream_of_which_nothing_is_known_holds_all_up() -> None:
    merged = merge(ASC, [Known([row(Source.LIPS, "1", 1)], EVERYTHING), Known([], NOTHING)])
    assert (merged.records, merged.watermark, merged.complete) == ([], NOTHING, False)


def test_records_without_a_time_wait_for_all_that_have_one() -> None:
    timed, timeless = row(Source.LIPS, "1", 1), row(Source.LIPS, "2", None)
    assert merge(ASC, [Known([timed, timeless], ALL_TIMES)]).records == [timed]
    assert merge(ASC, [Known([timed, timeless], EVERYTHING)]).records == [timed, timeless]


def test_without_streams_there_is_nothing_and_that_is_all() -> None:
    merged: Merged[Interaction] = merge(ASC, [])
    assert msgspec.structs.astuple(merged) == ([], EVERYTHING)
    assert merged.complete


@pytest.mark.parametrize(
    ("watermark", "bound"),
    [
        (NOTHING, None),
        (EVERYTHING, None),
        (ALL_TIMES, SortKeyBound(None)),
        (up_to(2), SortKeyBound(TIMES[2])),
    ],
)
def test_what_is_known_ends_right_before_its_time(watermark: Watermark, bound: SortKeyBound | None) -> None:
    assert end_of(watermark) == bound

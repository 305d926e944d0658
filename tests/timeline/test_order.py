"""The total order is the contract's, whatever is compared with what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.records import Interaction
from resolvers.timeline.order import Order, SortKeyBound, source_id_key
from tests.timeline.timelines import (
    behind_naively,
    bounds,
    compared,
    directions,
    rows,
    sorted_naively,
    timelines,
    times,
)


def test_ids_of_digits_come_first_by_number_and_others_by_code_point() -> None:
    ids = ["é", "b", "10", "B", "9", "1a", "²", "007", "7"]
    assert sorted(ids, key=source_id_key) == ["007", "7", "9", "10", "1a", "B", "b", "²", "é"]


def test_a_number_may_be_longer_than_python_reads() -> None:
    long, longer = "9" * 5000, "1" + "0" * 5000
    assert sorted(["a", longer, long, "0" * 5000 + "7", "8"], key=source_id_key) == [
        "0" * 5000 + "7",
        "8",
        long,
        longer,
        "a",
    ]


def test_sources_rank_in_the_order_of_the_enum_and_no_time_comes_last() -> None:
    def row(source: Source, time: str | None) -> Interaction:
        return Interaction(source=source, source_id="1", occurred_at=time)

    one, other = row(Source.LIPS, "2024"), row(Source.CALIQ, "2024")
    never, neither = row(Source.LIPS, None), row(Source.CALIQ, None)
    mixed = [neither, other, never, one]
    assert Order(OrderDirection.ASC).sort(mixed) == [one, other, never, neither]
    assert Order(OrderDirection.DESC).sort(mixed) == [other, one, neither, never]


@given(timelines, directions)
def test_sorting_is_what_comparing_one_by_one_gives(timeline: list[Interaction], direction: OrderDirection) -> None:
    assert Order(direction).sort(timeline) == sorted_naively(timeline, direction)


@given(timelines)
def test_one_direction_is_the_other_reversed_but_for_what_has_no_time(timeline: list[Interaction]) -> None:
    up, down = (Order(direction).sort(timeline) for direction in (OrderDirection.ASC, OrderDirection.DESC))
    for timed in (True, False):
        part = [[row for row in rows_ if (row.occurred_at is not None) == timed] for rows_ in (up, down)]
        assert part[0] == part[1][::-1]


@given(timelines, directions, bounds)
def test_what_a_mark_has_passed_is_all_that_does_not_lie_behind_it(
    timeline: list[Interaction], direction: OrderDirection, bound: SortKeyBound | None
) -> None:
    order = Order(direction)
    ranked = order.sort(timeline)
    assert [row for row in ranked if not order.passed(row, bound)] == behind_naively(ranked, direction, bound)


@given(rows, directions)
def test_a_record_is_passed_by_the_mark_behind_it(row: Interaction, direction: OrderDirection) -> None:
    order = Order(direction)
    assert order.passed(row, SortKeyBound.behind(row))
    assert not order.passed(row, SortKeyBound(row.occurred_at))
    assert not order.passed(row, None)


@given(timelines, directions, bounds, bounds)
def test_the_later_of_two_marks_has_passed_all_that_either_has(
    timeline: list[Interaction], direction: OrderDirection, one: SortKeyBound | None, other: SortKeyBound | None
) -> None:
    order = Order(direction)
    later = order.later(one, other)
    assert later in (one, other)
    for row in timeline:
        assert order.passed(row, later) == (order.passed(row, one) or order.passed(row, other))


@given(times, times, directions)
def test_times_alone_compare_as_records_of_these_times_do(
    one: str | None, other: str | None, direction: OrderDirection
) -> None:
    left, right = (Interaction(source=Source.LIPS, source_id="1", occurred_at=time) for time in (one, other))
    assert Order(direction).time_before(one, other) == (compared(left, right, direction) < 0)


@pytest.mark.parametrize("direction", OrderDirection)
def test_an_order_knows_its_direction(direction: OrderDirection) -> None:
    assert Order(direction).descending is (direction is OrderDirection.DESC)


@given(st.lists(st.sampled_from(["0", "00", "1", "01", "a", "-1", "1.0", "²"]), unique=True))
def test_no_two_ids_are_the_same_in_the_order(ids: list[str]) -> None:
    assert len({source_id_key(source_id) for source_id in ids}) == len(ids)

"""Records tell whether they are sorted once there are enough of them, and a few odd ones do not count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.records import Interaction
from resolvers.timeline import order_check
from resolvers.timeline.order import Order
from resolvers.timeline.order_check import Evidence
from resolvers.timeline.watermark import OffsetRange
from tests.connections.test_page import instant
from tests.timeline.timelines import directions

ASC = Order(OrderDirection.ASC)


def rows(*minutes: int | None) -> list[Interaction | None]:
    return [
        Interaction(
            source=Source.LIPS, source_id=str(number), occurred_at=None if minute is None else instant(abs(minute))
        )
        for number, minute in enumerate(minutes)
    ]


@given(st.lists(st.integers(0, 30), max_size=30), directions)
def test_a_sorted_list_is_never_contradicted_and_is_proved_by_eight_times(
    minutes: list[int], direction: OrderDirection
) -> None:
    ranked = sorted(minutes, reverse=direction is OrderDirection.DESC)
    found = order_check.evidence(Order(direction), rows(*ranked))
    assert not found.contradicts
    assert found.proves is (len(set(minutes)) >= 8)


@given(st.lists(st.integers(0, 30), min_size=2, max_size=30, unique=True), directions)
def test_a_list_sorted_the_other_way_is_contradicted(minutes: list[int], direction: OrderDirection) -> None:
    ranked = sorted(minutes, reverse=direction is OrderDirection.ASC)
    found = order_check.evidence(Order(direction), rows(*ranked))
    assert found.contradicts
    assert not found.proves
    assert found.certain is (len(minutes) > 8)


def test_equal_times_unreadable_records_and_those_without_a_time_tell_nothing() -> None:
    assert order_check.evidence(ASC, [None, *rows(3, 3, None, 3, 4), None]) == Evidence(1, 0)
    assert order_check.evidence(ASC, []) == Evidence(0, 0)


@pytest.mark.parametrize(
    ("steps", "wrong", "contradicts", "proves"),
    [(8, 2, False, False), (8, 3, True, False), (1, 1, True, False), (0, 0, False, False), (7, 0, False, True)],
)
def test_up_to_a_quarter_of_the_steps_may_be_odd(steps: int, wrong: int, contradicts: bool, proves: bool) -> None:
    found = Evidence(steps, wrong)
    assert (found.contradicts, found.proves) == (contradicts, proves)


@pytest.mark.parametrize(
    ("offsets", "enough"),
    [((0, 5), (0, 25)), ((0, 40), (0, 40)), ((24, 30), (0, 30)), ((25, 30), (25, 50)), ((3, 4), (0, 25))],
)
def test_a_reading_is_made_large_enough_to_tell_and_begins_at_the_start_if_that_is_near(
    offsets: tuple[int, int], enough: tuple[int, int]
) -> None:
    assert order_check.enough(OffsetRange(*offsets)) == OffsetRange(*enough)

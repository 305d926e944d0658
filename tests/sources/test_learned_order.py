"""What a vendor's pages show of their order is learned, and not forgotten for a page that shows nothing."""

import pytest

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.records import Interaction
from resolvers.sources.learned_order import LearnedOrder
from resolvers.timeline.order import Order
from resolvers.timeline.watermark import NotSorted, OffsetRange
from tests.connections.test_page import instant

ASC = Order(OrderDirection.ASC)
FEW = OffsetRange(3, 5)


def rows(*minutes: int) -> list[Interaction]:
    return [Interaction(source=Source.LIPS, source_id=str(at), occurred_at=instant(at)) for at in minutes]


def test_until_it_is_proved_each_reading_brings_enough_to_tell() -> None:
    learned = LearnedOrder()
    assert learned.enough(FEW) == OffsetRange(0, 25)
    learned.observe(ASC, rows(*range(7)))
    assert learned.enough(FEW) == OffsetRange(0, 25)
    learned.observe(ASC, rows(*range(8)))
    assert learned.enough(FEW) == FEW


def test_what_is_proved_is_questioned_no_more() -> None:
    learned = LearnedOrder()
    learned.observe(ASC, rows(*range(8)))
    learned.observe(ASC, rows(*range(20, 0, -1)))
    assert not learned.refuted


def test_many_records_out_of_order_refute_it_for_good() -> None:
    learned = LearnedOrder()
    with pytest.raises(NotSorted):
        learned.observe(ASC, rows(*range(20, 0, -1)))
    assert learned.refuted


def test_a_few_records_out_of_order_speak_of_this_reading_only() -> None:
    learned = LearnedOrder()
    with pytest.raises(NotSorted):
        learned.observe(ASC, rows(3, 2, 1))
    assert not learned.refuted


def test_an_odd_record_in_a_sorted_list_is_no_proof_of_either() -> None:
    learned = LearnedOrder()
    learned.observe(ASC, rows(0, 1, 2, 9, 3, 4, 5, 6, 7, 8))
    assert not learned.refuted
    assert learned.enough(FEW) == OffsetRange(0, 25)

"""A list read page by page for several: which pages are needed for certain, and when it has ended."""

import pytest

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.records import Interaction
from resolvers.timeline.order import Order, SortKeyBound
from resolvers.timeline.sweep import Need, Sweep, resume_hint_in
from resolvers.timeline.watermark import Level, NotSorted, ResumeHint, Watermark
from tests.connections.test_page import instant

NEWEST_FIRST = Order(OrderDirection.DESC)


def rows(*minutes: int | None) -> list[Interaction | None]:
    return [
        Interaction(source=Source.LIPS, source_id=f"i{minute}", occurred_at=None if minute is None else instant(minute))
        for minute in minutes
    ]


@pytest.fixture
def sweep() -> Sweep[Interaction]:
    return Sweep(NEWEST_FIRST, 3)


def test_the_first_page_comes_alone(sweep: Sweep[Interaction]) -> None:
    assert sweep.wanted(1000) == range(1, 2)


def test_no_more_pages_come_than_there_are(sweep: Sweep[Interaction]) -> None:
    sweep.add(rows(9, 8, 7), last=False, size=3, pages=10)
    assert [sweep.wanted(pages) for pages in (1, 9, 10)] == [range(2, 3), range(2, 11), range(2, 11)]


def test_pages_to_hold_what_all_lack_are_needed_for_certain(sweep: Sweep[Interaction]) -> None:
    sweep.add(rows(9, 8, 7), last=False, size=3, pages=10)
    many = Need(found=100, lacking=1)
    assert [sweep.needed([many] * count) for count in (1, 3, 4, 7)] == [1, 1, 2, 3]


def test_who_has_found_little_is_likely_to_need_many_pages(sweep: Sweep[Interaction]) -> None:
    sweep.add(rows(9, 8, 7), last=False, size=3, pages=10)
    sweep.add(rows(6, 5, 4), last=False, size=3, pages=10)
    assert [sweep.needed([Need(found, 6)]) for found in (2, 3, 5, 11)] == [4, 3, 2, 2]
    assert sweep.needed([Need(5, 1), Need(2, 6)]) == 4


def test_no_more_pages_come_than_twice_as_many_as_were_read(sweep: Sweep[Interaction]) -> None:
    for read in (1, 2, 3):
        sweep.add(rows(20 - read), last=False, size=3, pages=100)
        assert sweep.needed([Need(0, 100)]) == max(2 * read, 34)
        assert sweep.needed([Need(0, 3)]) == min(2 * read, 3 * read)


def test_pages_come_one_by_one_where_the_vendor_does_not_tell_how_many_there_are(sweep: Sweep[Interaction]) -> None:
    sweep.add(rows(9, 8, 7), last=False, size=3, pages=None)
    assert sweep.wanted(1000) == range(2, 3)


def test_a_page_that_repeats_what_is_known_is_the_end(sweep: Sweep[Interaction]) -> None:
    sweep.add(rows(9, 8, 7), last=False, size=3, pages=None)
    assert sweep.add(rows(9, 8, 7), last=False, size=3, pages=None) == []
    assert sweep.ended


def test_records_that_moved_down_a_page_count_once(sweep: Sweep[Interaction]) -> None:
    sweep.add(rows(9, 8, 7), last=False, size=3, pages=2)
    fresh = sweep.add(rows(7, 6, 5), last=True, size=3, pages=2)
    assert [row.source_id for row in fresh] == ["i6", "i5"]
    assert [row.source_id for row in sweep.rows] == ["i9", "i8", "i7", "i6", "i5"]


def test_the_first_page_tells_the_size_of_all(sweep: Sweep[Interaction]) -> None:
    sweep.add(rows(9, 8), last=False, size=2, pages=10)
    assert sweep.needed([Need(found=9, lacking=6)]) == 3


def test_pages_of_another_size_than_the_first_do_not_join(sweep: Sweep[Interaction]) -> None:
    sweep.add(rows(9, 8, 7), last=False, size=3, pages=10)
    with pytest.raises(NotSorted):
        sweep.add(rows(6, 5), last=False, size=2, pages=15)


@pytest.mark.parametrize("second", [(11, 7), (7, 6, 11)])
def test_a_list_that_is_not_sorted_is_found_out(sweep: Sweep[Interaction], second: tuple[int, ...]) -> None:
    sweep.add(rows(10, 9, 8), last=False, size=3, pages=10)
    with pytest.raises(NotSorted):
        sweep.add(rows(*second), last=False, size=3, pages=10)


def test_it_is_known_up_to_the_last_time(sweep: Sweep[Interaction]) -> None:
    reaches = [sweep.watermark]
    for page, last in (((None,), False), ((9, 8, None), False), ((7,), True)):
        sweep.add(rows(*page), last=last, size=3, pages=10)
        reaches.append(sweep.watermark)
    nothing, everything = Watermark(Level.NOTHING), Watermark(Level.EVERYTHING)
    assert reaches == [nothing, nothing, Watermark(Level.UP_TO_A_TIME, instant(8)), everything]


def test_a_place_counts_what_stands_before_it_and_what_was_passed_at_its_time() -> None:
    found = [row for row in rows(None, 9, 8, 8, 7) if row is not None]
    third = Interaction(source=Source.LIPS, source_id="a", occurred_at=instant(8))
    known = [*found[:3], third, *found[4:]]
    assert resume_hint_in(NEWEST_FIRST, known, SortKeyBound.behind(found[2])) == ResumeHint(2, 1, 1)
    assert resume_hint_in(NEWEST_FIRST, known, SortKeyBound.behind(third)) == ResumeHint(2, 2, 1)
    assert resume_hint_in(NEWEST_FIRST, known, None) == ResumeHint()

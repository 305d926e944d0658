"""A list read page by page for several: which pages are needed for certain, and when it has ended."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.records import Interaction
from resolvers.timeline.order import Order, SortKeyBound
from resolvers.timeline.page_numbers import NumberedPage
from resolvers.timeline.sweep import Need, Sweep, resume_hint_in
from resolvers.timeline.watermark import Level, NotSorted, ResumeHint, Watermark
from tests.connections.test_page import instant

NEWEST_FIRST = Order(OrderDirection.DESC)


def rows(*minutes: int | None) -> list[Interaction | None]:
    return [
        Interaction(source=Source.LIPS, source_id=f"i{minute}", occurred_at=None if minute is None else instant(minute))
        for minute in minutes
    ]


class Vendor:
    """A sorted list that gives pages of up to `most` records, and tells how many there are if it is asked to."""

    def __init__(self, minutes: Sequence[int | None], *, most: int = 1000, tells: bool = True) -> None:
        self.minutes = list(minutes)
        self.most = most
        self.tells = tells

    def answer(self, sweep: Sweep[Interaction], asked: NumberedPage) -> list[Interaction]:
        size = min(asked.size, self.most)
        pages = max(1, -(-len(self.minutes) // size))
        found = rows(*self.minutes[(asked.number - 1) * size : asked.number * size])
        last = asked.number >= pages if self.tells else not found
        return sweep.add(asked, found, last=last, size=size, pages=pages if self.tells else None)

    def read(self, sweep: Sweep[Interaction], pages: int) -> list[Interaction]:
        fresh = []
        for asked in sweep.wanted(pages):
            if not sweep.ended:
                fresh += self.answer(sweep, asked)
        return fresh


def ids(found: Iterable[Interaction]) -> list[str]:
    return [row.source_id for row in found]


@pytest.fixture
def sweep() -> Sweep[Interaction]:
    return Sweep(NEWEST_FIRST, 30)


def test_the_first_page_comes_alone(sweep: Sweep[Interaction]) -> None:
    assert sweep.wanted(1000) == [NumberedPage(1, 30)]


def test_every_page_begins_with_a_record_that_is_known(sweep: Sweep[Interaction]) -> None:
    Vendor(range(300, 0, -1)).read(sweep, 1)
    pages = sweep.wanted(1000)
    assert [page.start < before.stop for before, page in pairwise([NumberedPage(1, 30), *pages])] == [True] * len(pages)
    assert all(page.stop > before.stop for before, page in pairwise(pages))
    assert len(pages) == 9


def test_no_more_pages_come_than_there_are(sweep: Sweep[Interaction]) -> None:
    Vendor(range(90, 0, -1)).read(sweep, 1)
    assert [len(sweep.wanted(pages)) for pages in (1, 2, 10)] == [1, 2, 2]


def test_pages_come_one_by_one_where_the_vendor_does_not_tell_how_many_there_are(sweep: Sweep[Interaction]) -> None:
    Vendor(range(90, 0, -1), tells=False).read(sweep, 1)
    assert len(sweep.wanted(1000)) == 1


def test_pages_to_hold_what_all_lack_are_needed_for_certain(sweep: Sweep[Interaction]) -> None:
    Vendor(range(300, 0, -1)).read(sweep, 1)
    many = Need(found=1000, lacking=10)
    assert [sweep.needed([many] * count) for count in (1, 3, 4, 7)] == [1, 1, 2, 3]


def test_who_has_found_little_is_likely_to_need_many_pages(sweep: Sweep[Interaction]) -> None:
    vendor = Vendor(range(300, 0, -1))
    for _ in range(2):
        vendor.read(sweep, 1)
    assert [sweep.needed([Need(found, 6)]) for found in (2, 3, 5, 11)] == [4, 3, 2, 1]
    assert sweep.needed([Need(5, 1), Need(2, 6)]) == 4


def test_a_vendor_that_gives_less_than_it_was_asked_for_is_read_page_after_page(sweep: Sweep[Interaction]) -> None:
    vendor = Vendor(range(25, 0, -1), most=10)
    assert len(vendor.read(sweep, 1)) == 10
    assert sweep.wanted(1000) == [NumberedPage(2, 10), NumberedPage(3, 10)]
    vendor.read(sweep, 1000)
    assert (ids(sweep.rows), sweep.ended) == ([f"i{minute}" for minute in range(25, 0, -1)], True)


@given(
    st.integers(1, 120),
    st.lists(st.tuples(st.booleans(), st.integers(0, 150)), max_size=12),
    st.sampled_from([5, 30]),
    st.integers(1, 3),
)
def test_whatever_was_there_throughout_is_found_though_the_list_moves_while_it_is_read(
    length: int, moves: list[tuple[bool, int]], size: int, pages: int
) -> None:
    """One move before each page that is asked for: a record goes, or one comes."""
    vendor = Vendor([10 * number for number in range(length, 0, -1)])
    sweep: Sweep[Interaction] = Sweep(NEWEST_FIRST, size)
    throughout = set(vendor.minutes)
    left, new = list(moves), 10_000
    for _ in range(400):
        for asked in sweep.wanted(pages):
            if sweep.ended:
                break
            vendor.answer(sweep, asked)
            if left:
                gone, place = left.pop()
                if gone and vendor.minutes:
                    throughout.discard(vendor.minutes.pop(place % len(vendor.minutes)))
                elif not gone:
                    vendor.minutes.insert(0, new)
                    new += 1
        if sweep.ended:
            break
    assert sweep.ended
    assert {f"i{minute}" for minute in throughout} <= set(ids(sweep.rows))
    assert len(ids(sweep.rows)) == len(set(ids(sweep.rows)))


def test_a_record_that_slides_onto_a_page_already_read_is_not_lost(sweep: Sweep[Interaction]) -> None:
    vendor = Vendor(range(60, 0, -1))
    vendor.read(sweep, 1)
    del vendor.minutes[:5]
    while not sweep.ended:
        vendor.read(sweep, 1000)
    assert set(ids(sweep.rows)) == {f"i{minute}" for minute in range(60, 0, -1)}


def test_many_records_that_come_in_front_are_no_end_of_the_list(sweep: Sweep[Interaction]) -> None:
    vendor = Vendor(range(60, 0, -1), tells=False)
    vendor.read(sweep, 1)
    vendor.minutes[:0] = range(1000, 960, -1)
    while not sweep.ended:
        vendor.read(sweep, 1)
    assert {f"i{minute}" for minute in range(60, 0, -1)} <= set(ids(sweep.rows))


def test_a_vendor_that_answers_behind_the_end_with_the_last_page_has_ended(sweep: Sweep[Interaction]) -> None:
    page = rows(*range(29, -1, -1))
    for _ in range(3):
        (asked,) = sweep.wanted(1)
        sweep.add(asked, page, last=False, size=asked.size, pages=None)
    assert (len(sweep.rows), sweep.ended) == (30, True)


def test_a_page_of_another_size_than_asked_for_counts_for_nothing(sweep: Sweep[Interaction]) -> None:
    """It lies somewhere else."""
    Vendor(range(90, 0, -1)).read(sweep, 1)
    (asked,) = sweep.wanted(1)
    assert sweep.add(asked, rows(*range(40, 30, -1)), last=False, size=10, pages=9) == []
    assert len(sweep.rows) == 30


@pytest.mark.parametrize("second", [(90, 31), (31, 30, 95)])
def test_a_list_that_is_not_sorted_is_found_out(sweep: Sweep[Interaction], second: tuple[int, ...]) -> None:
    sweep.add(NumberedPage(1, 30), rows(*range(60, 30, -1)), last=False, size=30, pages=10)
    with pytest.raises(NotSorted):
        sweep.add(NumberedPage(2, 29), rows(31, *second), last=False, size=29, pages=10)


def test_it_is_known_up_to_the_last_time(sweep: Sweep[Interaction]) -> None:
    watermarks = [sweep.watermark]
    for number, (page, last) in enumerate((((None,), False), ((None, 9, 8, None), False), ((8, 7), True)), 1):
        sweep.add(NumberedPage(number, 30), rows(*page), last=last, size=30, pages=10)
        watermarks.append(sweep.watermark)
    nothing, everything = Watermark(Level.NOTHING), Watermark(Level.EVERYTHING)
    assert watermarks == [nothing, nothing, Watermark(Level.UP_TO_A_TIME, instant(8)), everything]


def test_a_place_counts_what_stands_before_it_and_what_was_passed_at_its_time() -> None:
    found = [row for row in rows(None, 9, 8, 8, 7) if row is not None]
    third = Interaction(source=Source.LIPS, source_id="a", occurred_at=instant(8))
    known = [*found[:3], third, *found[4:]]
    assert resume_hint_in(NEWEST_FIRST, known, SortKeyBound.behind(found[2])) == ResumeHint(2, 1, 1)
    assert resume_hint_in(NEWEST_FIRST, known, SortKeyBound.behind(third)) == ResumeHint(2, 2, 1)
    assert resume_hint_in(NEWEST_FIRST, known, None) == ResumeHint()


def test_two_pages_without_anything_new_are_the_end_only_one_after_the_other() -> None:
    sweep: Sweep[Interaction] = Sweep(NEWEST_FIRST, 5)
    vendor = Vendor([5, 4, 3, 2, 1])
    vendor.answer(sweep, NumberedPage(1, 4))
    # One record came in front, then it went again, then it came again.
    assert sweep.add(NumberedPage(2, 3), rows(4, 3, 2), last=False, size=3, pages=3) == []
    assert sweep.add(NumberedPage(5, 1), rows(1), last=False, size=1, pages=6) == []
    assert sweep.add(NumberedPage(2, 3), rows(4, 3, 2), last=False, size=3, pages=3) == []
    assert not sweep.ended

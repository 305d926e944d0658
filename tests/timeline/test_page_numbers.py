"""A stretch of a list in pages of a vendor that counts them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.timeline.page_numbers import NumberedPage, cover

starts = st.integers(0, 500)
lengths = st.integers(1, 120)
sizes = st.integers(1, 100)


def test_a_page_lies_where_its_number_and_size_say() -> None:
    assert (NumberedPage(1, 25).start, NumberedPage(1, 25).stop) == (0, 25)
    assert (NumberedPage(3, 25).start, NumberedPage(3, 25).stop) == (50, 75)


@pytest.mark.parametrize(
    ("start", "stop", "pages"),
    [
        (0, 25, (NumberedPage(1, 25),)),
        (25, 50, (NumberedPage(2, 25),)),
        (5, 15, (NumberedPage(1, 15),)),
        (99, 101, (NumberedPage(34, 3),)),
        (0, 1, (NumberedPage(1, 1),)),
    ],
)
def test_a_stretch_that_one_page_can_hold_is_one_page(start: int, stop: int, pages: tuple[NumberedPage, ...]) -> None:
    assert cover(start, stop, 100) == pages


@given(starts, lengths, sizes, st.booleans())
def test_pages_are_neighbours_of_one_size_that_no_vendor_refuses(
    start: int, length: int, largest: int, from_end: bool
) -> None:
    pages = cover(start, start + length, largest, from_end=from_end)
    assert len({page.size for page in pages}) == 1
    assert all(1 <= page.size <= largest and page.number >= 1 for page in pages)
    assert all(one.number + 1 == other.number for one, other in pairwise(pages))


@given(starts, lengths, sizes, st.booleans())
def test_all_of_a_stretch_is_held_by_the_smallest_page_that_can(
    start: int, length: int, largest: int, from_end: bool
) -> None:
    stop = start + length
    separable = [size for size in range(length, largest + 1) if start // size == (stop - 1) // size]
    if separable:
        size = separable[0]
        assert cover(start, stop, largest, from_end=from_end) == (NumberedPage(start // size + 1, size),)


@given(starts, lengths, sizes)
def test_what_no_page_can_hold_is_read_from_its_first_record_on(start: int, length: int, largest: int) -> None:
    pages = cover(start, start + length, largest)
    assert pages[0].start <= start < pages[0].stop
    held = pages[-1].stop - start
    assert held >= min(length, 2)
    best = max(size - start % size for size in range(1, largest + 1))
    assert held >= min(length, best)
    if len(pages) == 1:
        smaller = range(min(length, (largest + 1) // 2), pages[0].size)
        assert all(size - start % size < held for size in smaller)


@given(starts, lengths, sizes)
def test_from_the_end_it_is_read_from_its_last_record_back(start: int, length: int, largest: int) -> None:
    stop = start + length
    pages = cover(start, stop, largest, from_end=True)
    assert pages[-1].start <= stop - 1 < pages[-1].stop
    held = stop - pages[0].start
    assert held >= min(length, 2)
    best = max((stop - 1) % size + 1 for size in range(1, largest + 1))
    assert held >= min(length, best)

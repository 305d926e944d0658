"""A place in a list is found again in few readings, and what stands in front of it is read once."""

from itertools import pairwise
from math import ceil, log2

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.timeline.seek import ExponentialSearch, LeadingNulls
from resolvers.timeline.watermark import OffsetRange

CHUNK = 10
ENOUGH = 200


def found(offsets: OffsetRange, place: int) -> bool:
    """Whether a reading holds what stands right before the place, or the start of the list, and reaches the place."""
    return offsets.start < max(1, place) and offsets.stop > place


def advance(search: ExponentialSearch, offsets: OffsetRange, place: int) -> OffsetRange:
    """What is read next, `place` records standing before the place."""
    return search.further(offsets.stop - 1) if offsets.stop <= place else search.back(offsets.start)


def readings(place: int, start: int, chunk: int = CHUNK) -> list[OffsetRange]:
    """What is read until a place is found."""
    search = ExponentialSearch(start, chunk, chunk)
    read = [search.offsets]
    while not found(read[-1], place):
        assert len(read) < ENOUGH, "the search goes on without end"
        read.append(advance(search, read[-1], place))
    return read


@settings(max_examples=300)
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from([2, 10, 100]))
def test_any_place_is_found_in_two_readings_for_each_doubling_of_the_distance(
    place: int, start: int, chunk: int
) -> None:
    distance = max(1, ceil(abs(place - start) / chunk))
    assert len(readings(place, start, chunk)) <= 2 * log2(distance) + 6


@given(st.integers(0, 10**5), st.integers(0, 10**5))
def test_every_reading_is_within_the_list_and_of_a_chunk(place: int, start: int) -> None:
    assert all(each.start >= 0 and each.stop - each.start == CHUNK for each in readings(place, start))


@settings(max_examples=200)
@given(st.integers(0, 1000), st.integers(0, 1000), st.lists(st.integers(-300, 300), max_size=6))
def test_a_place_that_moves_while_it_is_looked_for_is_found_all_the_same(
    place: int, start: int, moves: list[int]
) -> None:
    search = ExponentialSearch(start, CHUNK, CHUNK)
    offsets = search.offsets
    for move in [*moves, *[0] * ENOUGH]:
        if found(offsets, place):
            break
        offsets = advance(search, offsets, place)
        place = max(0, place + move)
    assert found(offsets, place)


def test_the_first_reading_is_where_it_was_told_to_begin() -> None:
    assert ExponentialSearch(40, 7, CHUNK).offsets == OffsetRange(40, 47)


def test_leaps_double_until_one_goes_too_far_and_then_what_is_left_is_halved() -> None:
    assert [each.start for each in readings(365, 0)] == [0, 9, 28, 57, 106, 195, 364]
    assert [each.start for each in readings(300, 0)] == [0, 9, 28, 57, 106, 195, 364, 284, 328, 310, 301, 293]


def test_what_lies_too_far_is_looked_for_further_back_by_doubling_down_to_the_start() -> None:
    assert [each.start for each in readings(0, 200)] == [200, 190, 170, 130, 50, 0]


def test_what_stands_close_together_is_read_without_a_gap() -> None:
    search = ExponentialSearch(0, CHUNK, CHUNK)
    search.further(50)
    assert search.back(60) == OffsetRange(50, 60)


def test_a_list_that_has_shrunk_under_the_search_is_looked_through_anew() -> None:
    search = ExponentialSearch(0, CHUNK, CHUNK)
    search.further(50)
    assert search.back(30).start < 30
    assert search.back(10) == OffsetRange(0, CHUNK)


def read_all(nulls: LeadingNulls, timeless: int, timed: int, chunk: int) -> list[OffsetRange]:
    """What is read of a list until it is known that all leading nulls were."""
    read: list[OffsetRange] = []
    while not nulls.settled:
        assert len(read) < ENOUGH, "reading goes on without end"
        wanted = nulls.wanted(chunk)
        read.append(wanted)
        nulls.see(
            wanted.start, ids(wanted.start, min(wanted.stop, timeless)), ended=wanted.stop > timeless or not timed
        )
    return read


def ids(start: int, stop: int) -> list[str]:
    """Those of records at offsets of a list that does not move."""
    return [f"{offset}" for offset in range(start, stop)]


@given(st.integers(0, 60), st.integers(1, 60), st.integers(0, 60), st.integers(2, 20))
def test_all_leading_nulls_are_read_and_each_chunk_joins_the_last_however_many_were_known_of(
    timeless: int, timed: int, known: int, chunk: int
) -> None:
    nulls = LeadingNulls(known, settled=False)
    read = read_all(nulls, timeless, timed, chunk)
    assert read[0].start == 0
    assert all(one.stop - 1 == other.start for one, other in pairwise(read))
    assert all(each.stop - each.start <= chunk for each in read)
    assert read[-1].stop >= timeless
    assert nulls.length == timeless


def test_as_many_as_were_known_of_and_one_more_show_that_there_are_no_others() -> None:
    assert len(read_all(LeadingNulls(5, settled=False), 5, 30, 100)) == 1


def test_a_chunk_that_leaves_a_gap_tells_nothing() -> None:
    nulls = LeadingNulls(9, settled=False)
    nulls.see(3, ids(3, 6), ended=True)
    assert not nulls.settled
    assert nulls.wanted(100).start == 0


def test_a_chunk_of_other_records_is_stepped_back_from_until_one_joins() -> None:
    nulls = LeadingNulls(9, settled=False)
    nulls.see(0, ids(0, 6), ended=False)
    starts = []
    for moved in (5, 4, 2):
        starts.append(nulls.wanted(5).start)
        nulls.see(starts[-1], ["new"] * moved, ended=True)
    assert starts == [5, 4, 2]
    assert not nulls.settled
    nulls.see(nulls.wanted(5).start, ids(3, 9), ended=True)
    assert nulls.settled


@pytest.mark.parametrize("read", [2, 4])
def test_a_record_with_a_time_or_the_end_of_the_list_settles_it(read: int) -> None:
    nulls = LeadingNulls(9, settled=False)
    nulls.see(0, ids(0, read), ended=True)
    assert nulls.settled
    assert nulls.length == read


def test_what_is_settled_stays_so() -> None:
    nulls = LeadingNulls(0, settled=True)
    nulls.see(0, ids(0, 4), ended=False)
    assert nulls.settled

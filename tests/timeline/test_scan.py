"""A list read chunk by chunk is known for what it is, wherever reading begins and whatever moves meanwhile."""

from collections.abc import Callable
from math import log2

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.filters import InstantRange
from resolvers.model.records import Interaction
from resolvers.timeline.merge import end_of
from resolvers.timeline.order import Order, SortKeyBound
from resolvers.timeline.scan import MARGIN, SortedScan
from resolvers.timeline.watermark import START, Level, NotSorted, OffsetRange, ResumeHint, Watermark
from tests.timeline.moving_list import MovingList, read_all
from tests.timeline.timelines import TIMES, behind_naively, directions, sorted_naively, spans

ASC, DESC = Order(OrderDirection.ASC), Order(OrderDirection.DESC)
SECONDS = [f"2024-01-01T00:00:{second:02d}.000Z" for second in range(30)]
IDS = [str(number) for number in range(30)]

Predicate = Callable[[Interaction], bool] | None


def row(number: int, time: str | None) -> Interaction:
    return Interaction(source=Source.LIPS, source_id=str(number), occurred_at=time, read=number % 2 == 0)


def rows(*seconds: int | None) -> list[Interaction]:
    """Records of these seconds, numbered in turn."""
    return [row(number, None if second is None else SECONDS[second]) for number, second in enumerate(seconds)]


def large(count: int) -> list[Interaction]:
    """So many records, each of a time of its own."""
    return [row(number, instant(number)) for number in range(count)]


def instant(number: int) -> str:
    hours, seconds = divmod(number, 3600)
    return f"2024-01-01T{hours:02d}:{seconds // 60:02d}:{seconds % 60:02d}.000Z"


def ids(found: list[Interaction]) -> list[str]:
    return [each.source_id for each in found]


def is_read(each: Interaction) -> bool:
    return each.read is True


# Few times, so that they tie, and many.
times = st.one_of(st.sampled_from(TIMES), st.sampled_from(SECONDS), st.none())
bounds = st.one_of(
    st.none(), st.builds(row, st.integers(0, 40), times).map(SortKeyBound.behind), times.map(SortKeyBound)
)
predicates = st.sampled_from([None, is_read])
changes = st.tuples(st.lists(times, max_size=3), st.frozensets(st.sampled_from(IDS), max_size=4))
lists = st.builds(
    MovingList,
    st.lists(times, max_size=len(IDS)).map(lambda found: [row(number, time) for number, time in enumerate(found)]),
    directions,
    timeless_first=st.booleans(),
    unreadable=st.frozensets(st.sampled_from(IDS), max_size=3),
    align=st.sampled_from([1, 3, 7]),
    most=st.sampled_from([12, 1000]),
)


@st.composite
def started(draw: st.DrawFn) -> tuple[MovingList, SortKeyBound | None, ResumeHint]:
    """A list, and where it is gone on with: the hint is of a time when the list was another.

    It knows whether there are leading nulls, which no reading that is under way has missed.
    """
    moving = draw(lists)
    leading = sum(each.occurred_at is None for each in moving.records) if moving.timeless_first else 0
    known = draw(st.integers(min(1, leading), leading))
    return moving, draw(bounds), ResumeHint(draw(st.integers(0, 40)), draw(st.integers(0, 10)), known)


class Oracle:
    """What a scan must find: of the records that were there throughout, those behind the bound that match."""

    def __init__(
        self, moving: MovingList, bound: SortKeyBound | None, predicate: Predicate, time_range: InstantRange | None
    ) -> None:
        self.throughout = moving.readable()
        self._order = Order(moving.direction)
        self._bound = bound
        self._predicate = predicate
        self._time_range = time_range

    def expected(self) -> list[Interaction]:
        """In order."""
        behind = behind_naively(
            sorted_naively(self.throughout, self._order.direction), self._order.direction, self._bound
        )
        return [
            each
            for each in behind
            if (self._predicate is None or self._predicate(each))
            and (self._time_range is None or self._time_range.contains(each.occurred_at))
        ]

    def check(self, scan: SortedScan[Interaction]) -> None:
        """All that the watermark claims was read, and nothing twice."""
        found = ids(scan.matches())
        assert len(found) == len(set(found))
        watermark = scan.watermark
        if watermark.level is not Level.NOTHING:
            end = end_of(watermark)
            claimed = [each for each in self.expected() if end is None or self._order.passed(each, end)]
            assert set(ids(claimed)) <= set(found)


@settings(max_examples=200)
@given(started(), st.integers(1, 10), st.integers(8, 12), predicates, st.booleans(), st.one_of(st.none(), spans))
def test_a_list_that_stands_still_is_found_behind_any_bound_whatever_the_hint_says(
    beginning: tuple[MovingList, SortKeyBound | None, ResumeHint],
    want: int,
    chunk: int,
    predicate: Predicate,
    scanning: bool,
    time_range: InstantRange | None,
) -> None:
    moving, bound, hint = beginning
    order = Order(moving.direction)
    scan: SortedScan[Interaction] = SortedScan(
        order,
        bound=bound,
        hint=hint,
        want=want,
        chunk=chunk,
        predicate=predicate,
        scanning=scanning,
        time_range=time_range,
    )
    oracle = Oracle(moving, bound, predicate, time_range)
    while moving.serve(scan):
        oracle.check(scan)
    assert order.sort(scan.matches()) == oracle.expected()
    assert scan.watermark == Watermark(Level.EVERYTHING)


@settings(max_examples=200)
@given(started(), st.integers(1, 10), st.integers(8, 12), predicates, st.lists(changes, max_size=5))
def test_what_is_there_throughout_is_found_whatever_is_inserted_or_deleted_meanwhile(
    beginning: tuple[MovingList, SortKeyBound | None, ResumeHint],
    want: int,
    chunk: int,
    predicate: Predicate,
    rounds: list[tuple[list[str | None], frozenset[str]]],
) -> None:
    moving, bound, hint = beginning
    scan: SortedScan[Interaction] = SortedScan(
        Order(moving.direction), bound=bound, hint=hint, want=want, chunk=chunk, predicate=predicate
    )
    oracle = Oracle(moving, bound, predicate, None)
    number = 100
    try:
        for inserted, deleted in [*rounds, *[([], frozenset[str]())] * 500]:
            if not moving.serve(scan):
                break
            oracle.check(scan)
            moving.insert(row(number + index, time) for index, time in enumerate(inserted))
            number += len(inserted)
            gone = {each.source_id for each in moving.records if each.occurred_at is not None} & deleted
            moving.delete(gone)
            oracle.throughout = [each for each in oracle.throughout if each.source_id not in gone]
    except NotSorted:
        # What is inserted among records that are known already cannot be told from disorder: a snapshot is next.
        assert number > 100
        return
    oracle.check(scan)
    assert scan.watermark == Watermark(Level.EVERYTHING)


@settings(max_examples=200)
@given(started(), st.integers(1, 10), st.integers(8, 12), st.data())
def test_a_hint_finds_the_place_behind_any_record_that_was_read(
    beginning: tuple[MovingList, SortKeyBound | None, ResumeHint], want: int, chunk: int, data: st.DataObject
) -> None:
    moving, bound, hint = beginning
    order = Order(moving.direction)
    scan: SortedScan[Interaction] = SortedScan(order, bound=bound, hint=hint, want=want, chunk=chunk)
    read_all(moving, scan)
    found = order.sort(scan.matches())
    if found:
        last = data.draw(st.sampled_from(found))
        behind = SortKeyBound.behind(last)
        resumed: SortedScan[Interaction] = SortedScan(
            order, bound=behind, hint=scan.hint(behind), want=want, chunk=chunk
        )
        read_all(moving, resumed)
        assert order.sort(resumed.matches()) == found[found.index(last) + 1 :]


@settings(max_examples=200)
@given(st.permutations(range(12)), directions, st.integers(2, 12))
def test_a_list_that_is_not_sorted_is_found_out_and_none_that_is(
    seconds: list[int], direction: OrderDirection, chunk: int
) -> None:
    order = Order(direction)
    listed = rows(*seconds)
    scan: SortedScan[Interaction] = SortedScan(order, want=1, chunk=chunk)

    def read() -> None:
        for _ in listed:
            if (wanted := scan.wanted) is not None:
                scan.add(wanted.start, listed[wanted.start : wanted.stop], ended=wanted.stop >= len(listed))

    if listed == order.sort(listed):
        read()
        assert scan.matches() == listed
    else:
        with pytest.raises(NotSorted):
            read()


@pytest.mark.parametrize("direction", OrderDirection)
@pytest.mark.parametrize("size", [500, 8000])
@pytest.mark.parametrize("offset", [0, 400, 7000, 1_000_000])
def test_any_place_is_found_in_a_few_readings_for_each_doubling_of_the_list(
    direction: OrderDirection, size: int, offset: int
) -> None:
    order, records = Order(direction), large(size)[:: -1 if direction is OrderDirection.DESC else 1]
    moving = MovingList(records, direction)
    for place in (0, 1, size // 3, size - 2, size - 1):
        moving.asked.clear()
        bound = SortKeyBound.behind(records[place])
        scan: SortedScan[Interaction] = SortedScan(order, bound=bound, hint=ResumeHint(offset), want=10, chunk=100)
        while scan.watermark.level is Level.NOTHING and moving.serve(scan):
            pass
        assert len(moving.asked) <= 2 * log2(max(offset, size) / 100) + 3
        found = scan.matches()
        assert found == records[place + 1 : place + 1 + len(found)]


def test_a_list_that_is_gone_on_with_where_it_stands_costs_one_reading() -> None:
    moving = MovingList(large(10_000))
    bound = SortKeyBound.behind(moving.records[5000])
    scan: SortedScan[Interaction] = SortedScan(ASC, bound=bound, hint=ResumeHint(5000, 1), want=25, chunk=100)
    moving.serve(scan)
    assert ids(scan.matches())[:25] == [str(number) for number in range(5001, 5026)]
    assert moving.asked == [OffsetRange(4999, 4999 + 25 + 1 + MARGIN)]


@pytest.mark.parametrize(("scanning", "length"), [(False, 3 + 2 + MARGIN), (True, 100)])
def test_the_first_reading_brings_what_is_wanted_or_as_much_as_it_can(scanning: bool, length: int) -> None:
    scan: SortedScan[Interaction] = SortedScan(ASC, hint=ResumeHint(1, 2, 1), want=3, chunk=100, scanning=scanning)
    assert scan.wanted == OffsetRange(0, length)


def test_readings_double_until_they_are_as_large_as_they_may_be() -> None:
    moving = MovingList(large(300))
    read_all(moving, SortedScan(ASC, want=2, chunk=50))
    assert [each.stop - each.start for each in moving.asked] == [10, 20, 40, 50, 50, 50, 50, 50]
    assert [each.start for each in moving.asked] == [0, 9, 28, 67, 116, 165, 214, 263]


def test_a_time_that_is_not_yet_read_to_its_end_is_not_claimed() -> None:
    scan: SortedScan[Interaction] = SortedScan(ASC, want=1, chunk=20)
    scan.add(0, rows(1, 2, 2), ended=False)
    assert scan.watermark == Watermark(Level.UP_TO_A_TIME, SECONDS[2])
    scan.add(2, [*rows(1, 2, 2)[2:], row(9, SECONDS[2]), row(10, SECONDS[3])], ended=False)
    assert scan.watermark == Watermark(Level.UP_TO_A_TIME, SECONDS[3])
    assert ids(scan.matches()) == ["0", "1", "2", "9", "10"]


def test_a_chunk_that_does_not_join_what_is_known_does_not_count_and_is_looked_for_further_back() -> None:
    scan: SortedScan[Interaction] = SortedScan(ASC, want=1, chunk=20)
    scan.add(0, rows(0, 1, 2), ended=False)
    # Two records in front were deleted: the chunk begins two records too late.
    scan.add(2, [row(5, SECONDS[5])], ended=True)
    assert scan.watermark == Watermark(Level.UP_TO_A_TIME, SECONDS[2])
    assert scan.wanted is not None
    assert scan.wanted.start == 1
    scan.add(0, [row(2, SECONDS[2]), row(4, SECONDS[4]), row(5, SECONDS[5])], ended=True)
    assert ids(scan.matches()) == ["0", "1", "2", "4", "5"]
    assert scan.wanted is None


def test_a_record_inserted_in_front_is_none_of_this_scan() -> None:
    moving = MovingList(rows(*range(20)))
    scan: SortedScan[Interaction] = SortedScan(ASC, bound=SortKeyBound(SECONDS[5]), hint=ResumeHint(5), want=1, chunk=9)
    moving.serve(scan)
    moving.insert([row(50, SECONDS[4])])
    read_all(moving, scan)
    assert ids(scan.matches()) == [str(number) for number in range(5, 20)]


def test_of_records_of_one_time_only_those_behind_the_bound_match() -> None:
    moving = MovingList(rows(1, 1, 1, 1, 2))
    scan: SortedScan[Interaction] = SortedScan(
        ASC, bound=SortKeyBound.behind(moving.records[1]), hint=ResumeHint(0, 2), want=1, chunk=20
    )
    read_all(moving, scan)
    assert set(ids(scan.matches())) == {"2", "3", "4"}


def test_records_without_a_time_that_stand_first_are_told_last_and_read_no_earlier_than_that() -> None:
    moving = MovingList(rows(*[None] * 15, *range(20)), timeless_first=True)
    bound = SortKeyBound(SECONDS[5])
    scan: SortedScan[Interaction] = SortedScan(ASC, bound=bound, hint=ResumeHint(20, 0, 15), want=5, chunk=100)
    while scan.watermark.level is not Level.ALL_TIMES:
        moving.serve(scan)
    assert len(scan.matches()) == 15
    read_all(moving, scan)
    assert scan.watermark == Watermark(Level.EVERYTHING)
    assert len(scan.matches()) == 30
    assert [each.start for each in moving.asked] == [19, 31, 0]


def test_behind_a_bound_without_a_time_only_records_without_one_follow() -> None:
    moving = MovingList(rows(*range(3), None, None, None))
    scan: SortedScan[Interaction] = SortedScan(
        ASC, bound=SortKeyBound.behind(moving.records[4]), hint=ResumeHint(3, 2), want=5, chunk=20
    )
    read_all(moving, scan)
    assert ids(scan.matches()) == ["5"]


def test_records_that_cannot_be_read_keep_their_places_and_hold_nothing_up() -> None:
    scan: SortedScan[Interaction] = SortedScan(ASC, want=1, chunk=20)
    known = rows(0, 1, 2, 3)
    scan.add(0, [None, known[1], None], ended=False)
    assert scan.wanted is not None
    assert scan.wanted.start == 2
    scan.add(2, [None, known[3]], ended=True)
    # A chunk that begins with what cannot be read may have a gap before it.
    assert ids(scan.matches()) == ["1"]
    scan.add(1, [known[1], None, known[3]], ended=True)
    assert ids(scan.matches()) == ["1", "3"]
    assert scan.watermark == Watermark(Level.EVERYTHING)
    assert scan.scanned == 8


@pytest.mark.parametrize(("order", "first"), [(ASC, "10"), (DESC, "20")])
def test_nothing_is_read_beyond_a_time_range_nor_far_before_it(order: Order, first: str) -> None:
    moving = MovingList(rows(*range(30)), order.direction)
    time_range = InstantRange(SECONDS[10], SECONDS[20])
    scan: SortedScan[Interaction] = SortedScan(order, want=100, chunk=4, time_range=time_range)
    read_all(moving, scan)
    found = ids(scan.matches())
    assert sorted(found, key=int) == [str(number) for number in range(10, 21)]
    assert found[0] == first
    last = max(each.stop for each in moving.asked)
    assert last <= 29
    assert scan.watermark == Watermark(Level.EVERYTHING)


def test_an_open_range_leaves_out_what_has_no_time_without_reading_it() -> None:
    moving = MovingList(rows(None, None, *range(5)), timeless_first=True)
    bound = SortKeyBound(SECONDS[1])
    scan: SortedScan[Interaction] = SortedScan(
        ASC, bound=bound, hint=ResumeHint(3, 0, 2), want=9, chunk=20, time_range=InstantRange()
    )
    read_all(moving, scan)
    assert set(ids(scan.matches())) == {"3", "4", "5", "6"}
    assert [each.start for each in moving.asked] == [2]


def test_an_empty_list_is_known_after_one_reading() -> None:
    moving = MovingList([])
    scan: SortedScan[Interaction] = SortedScan(ASC, want=1, chunk=20)
    assert scan.watermark == Watermark(Level.NOTHING)
    read_all(moving, scan)
    assert scan.watermark == Watermark(Level.EVERYTHING)
    assert len(moving.asked) == 1


def test_before_anything_is_known_the_hint_stays_what_it_was() -> None:
    hint = ResumeHint(7, 1, 2, 30)
    scan: SortedScan[Interaction] = SortedScan(ASC, bound=SortKeyBound(SECONDS[3]), hint=hint, want=1, chunk=20)
    assert scan.hint(SortKeyBound(SECONDS[4])) == hint
    scan.add(0, rows(0, 1), ended=False)
    assert scan.hint(SortKeyBound(SECONDS[4])) == hint


def test_a_hint_names_the_first_record_of_the_bounds_time_and_how_many_of_it_were_passed() -> None:
    scan: SortedScan[Interaction] = SortedScan(ASC, hint=START, want=5, chunk=20)
    known = rows(None, 1, 2, 2, 2, 3)
    scan.add(0, known, ended=True)
    assert scan.hint(SortKeyBound.behind(known[3])) == ResumeHint(2, 2, 1)
    assert scan.hint(SortKeyBound(SECONDS[3])) == ResumeHint(5, 0, 1)
    assert scan.hint(SortKeyBound.behind(known[0])) == ResumeHint(6, 1, 1)
    assert scan.hint(None) == START


@pytest.mark.parametrize("chunks", [[(0, 1, 3, 2)], [(0, 1, 4), (4, 3)]])
def test_disorder_within_a_chunk_or_from_one_to_the_next_is_found_out(chunks: list[tuple[int, ...]]) -> None:
    scan: SortedScan[Interaction] = SortedScan(ASC, want=1, chunk=20)
    *before, last = chunks
    for seconds in before:
        scan.add(0, [row(second, SECONDS[second]) for second in seconds], ended=False)
    with pytest.raises(NotSorted):
        scan.add(2 if before else 0, [row(second, SECONDS[second]) for second in last], ended=False)


def test_disorder_is_found_out_before_the_place_is_found_too() -> None:
    scan: SortedScan[Interaction] = SortedScan(ASC, bound=SortKeyBound(SECONDS[9]), want=1, chunk=20)
    with pytest.raises(NotSorted):
        scan.add(0, rows(0, 2, 1, 3), ended=False)


def test_what_a_page_holds_in_front_of_what_is_known_was_passed() -> None:
    listed = rows(*range(9))
    scan: SortedScan[Interaction] = SortedScan(ASC, bound=SortKeyBound(SECONDS[5]), hint=ResumeHint(5), want=1, chunk=9)
    scan.add(4, listed[4:6], ended=False)
    scan.add(2, listed[2:], ended=True)
    assert ids(scan.matches()) == ["5", "6", "7", "8"]


def test_what_begins_among_leading_nulls_begins_at_the_front() -> None:
    moving = MovingList(rows(None, None, None, 1, 2), timeless_first=True)
    scan: SortedScan[Interaction] = SortedScan(ASC, hint=ResumeHint(2, 0, 3), want=5, chunk=20)
    moving.serve(scan)
    assert scan.watermark == Watermark(Level.ALL_TIMES)


def test_a_list_whose_leading_nulls_were_deleted_is_not_taken_for_empty() -> None:
    moving = MovingList(rows(1, 2, 3), timeless_first=True)
    # Four records without a time stood there, and one more record of the bound's.
    bound = SortKeyBound(SECONDS[0], Source.LIPS, "gone")
    scan: SortedScan[Interaction] = SortedScan(ASC, bound=bound, hint=ResumeHint(4, 1, 4), want=5, chunk=20)
    read_all(moving, scan)
    assert ids(scan.matches()) == ["0", "1", "2"]


def test_leading_nulls_that_move_up_while_they_are_read_are_not_skipped() -> None:
    moving = MovingList(rows(*[None] * 12, 1), timeless_first=True)
    kept = ids(moving.rows())[8]
    hint = ResumeHint(12, 0, 12)
    scan: SortedScan[Interaction] = SortedScan(ASC, bound=SortKeyBound(SECONDS[1]), hint=hint, want=1, chunk=8)
    while scan.watermark.level is not Level.ALL_TIMES:
        moving.serve(scan)
    moving.serve(scan)
    moving.delete(ids(moving.rows())[:3])
    read_all(moving, scan)
    assert kept in ids(scan.matches())


def test_more_unreadable_records_than_a_chunk_holds_do_not_hold_the_list_up() -> None:
    moving = MovingList(rows(*range(30)), unreadable=frozenset(IDS[8:20]), most=8)
    scan: SortedScan[Interaction] = SortedScan(ASC, want=1, chunk=8)
    read_all(moving, scan)
    assert set(ids(scan.matches())) == {*IDS[:8], *IDS[20:]}


def test_a_match_is_what_the_predicate_says() -> None:
    scan: SortedScan[Interaction] = SortedScan(ASC, want=1, chunk=20, predicate=is_read)
    found = [msgspec.structs.replace(each, read=each.source_id == "1") for each in rows(0, 1, None)]
    scan.add(0, found, ended=True)
    assert ids(scan.matches()) == ["1"]

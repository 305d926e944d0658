"""A list is read by offsets for what it is, whatever its vendor pages by and however small its pages are."""

from dataclasses import dataclass, field
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.model.enums import Source
from resolvers.model.http import Fetch
from resolvers.model.records import Interaction
from resolvers.sources.paging import Chunk, PageSize, VendorPage
from resolvers.sources.readers import NumberedReader, OffsetReader, ReversedReader
from resolvers.timeline.watermark import NotSorted, OffsetRange
from tests.vendors.fetches import Script, scripted


@dataclass
class Pages:
    """A list of so many records, given in pages of up to `cap`."""

    length: int
    cap: int = 1000
    tells_size: bool = False
    tells_pages: bool = True
    tells_end: bool = False
    unreadable: int | None = None
    asked: list[tuple[int, int]] = field(default_factory=list)

    @property
    def rows(self) -> list[Interaction | None]:
        """All of them, in the vendor's order."""
        return [
            None if key == self.unreadable else Interaction(source=Source.LIPS, source_id=str(key))
            for key in range(self.length)
        ]

    async def by_offset(self, _fetch: Fetch, skip: int, limit: int) -> VendorPage[Interaction]:
        self.asked.append((skip, limit))
        stop = skip + min(limit, self.cap)
        return VendorPage(self.rows[skip:stop], last=self.tells_end and stop >= self.length)

    async def by_number(self, _fetch: Fetch, number: int, size: int) -> VendorPage[Interaction]:
        self.asked.append((number, size))
        used = min(size, self.cap)
        pages = max(1, -(-self.length // used))
        rows = self.rows[(number - 1) * used : number * used]
        return VendorPage(rows, number >= pages, used if self.tells_size else None, pages if self.tells_pages else None)


NO_BUDGET: Fetch = scripted()


def numbers(chunk: Chunk[Interaction]) -> list[int | None]:
    return [None if row is None else int(row.source_id) for row in chunk.rows]


async def through(reader: OffsetReader[Interaction] | NumberedReader[Interaction], length: int) -> list[int | None]:
    """A whole list, read on from where each chunk ends."""
    found: list[int | None] = []
    for _ in range(length + 2):
        chunk = await reader.read(NO_BUDGET, OffsetRange(len(found), len(found) + 30))
        assert chunk.start <= len(found)
        found = [*found[: chunk.start], *numbers(chunk)]
        if chunk.ended:
            return found
    raise AssertionError("the list has no end")


lengths = st.integers(0, 200)
pages = st.builds(
    Pages, lengths, cap=st.integers(25, 60), tells_size=st.booleans(), unreadable=st.none() | st.integers(0, 100)
)


@given(pages)
async def test_a_list_read_by_offset_and_limit_is_the_list(made: Pages) -> None:
    found = await through(OffsetReader(made.by_offset, PageSize(100)), made.length)
    assert found == numbers(Chunk(0, made.rows, ended=True))


@given(pages, st.integers(1, 100))
async def test_a_list_read_by_page_number_is_the_list(made: Pages, largest: int) -> None:
    found = await through(NumberedReader(made.by_number, PageSize(largest)), made.length)
    assert found == numbers(Chunk(0, made.rows, ended=True))


@given(st.integers(0, 90), st.integers(1, 60), st.integers(1, 100), st.integers(60, 100))
async def test_a_page_holds_the_first_offset_asked_for_at_least(start: int, wanted: int, length: int, cap: int) -> None:
    made = Pages(length, cap)
    chunk = await NumberedReader(made.by_number, PageSize(60)).read(NO_BUDGET, OffsetRange(start, start + wanted))
    assert chunk.start <= start
    assert numbers(chunk) == [*range(length)][chunk.start : chunk.start + len(chunk.rows)]
    assert start < chunk.start + len(chunk.rows) or chunk.ended


@given(st.integers(1, 200), st.integers(25, 60), st.booleans())
async def test_a_list_read_from_its_end_is_the_list_reversed(length: int, cap: int, tells_size: bool) -> None:
    made = Pages(length, cap, tells_size=tells_size)
    reader = ReversedReader(made.by_number, PageSize(100), 0)
    found: list[int | None] = []
    for _ in range(length + 2):
        chunk = await reader.read(NO_BUDGET, OffsetRange(len(found), len(found) + 30))
        assert chunk.start <= len(found)
        found = [*found[: chunk.start], *numbers(chunk)]
        if chunk.ended:
            break
    assert found == [*range(length)][::-1]
    assert reader.length == length


async def test_what_one_request_brings_takes_one() -> None:
    made = Pages(1000)
    chunk = await OffsetReader(made.by_offset, PageSize(100)).read(NO_BUDGET, OffsetRange(40, 90))
    assert numbers(chunk) == [*range(40, 90)]
    assert (made.asked, chunk.ended) == ([(40, 50)], False)


async def test_fewer_records_than_any_vendor_gives_at_once_are_the_end() -> None:
    made = Pages(50)
    chunk = await OffsetReader(made.by_offset, PageSize(100)).read(NO_BUDGET, OffsetRange(40, 90))
    assert (len(chunk.rows), chunk.ended, made.asked) == (10, True, [(40, 50)])


async def test_what_the_vendor_calls_the_last_page_is_the_end() -> None:
    made = Pages(50, tells_end=True)
    chunk = await OffsetReader(made.by_offset, PageSize(100)).read(NO_BUDGET, OffsetRange(0, 60))
    assert (len(chunk.rows), chunk.ended, made.asked) == (50, True, [(0, 60)])


async def test_a_short_answer_that_more_follow_is_what_the_vendor_gives_at_once() -> None:
    made, size = Pages(200, cap=30), PageSize(100)
    reader = OffsetReader(made.by_offset, size)
    chunk = await reader.read(NO_BUDGET, OffsetRange(0, 60))
    assert (len(chunk.rows), chunk.ended, size.largest) == (60, False, 30)
    assert made.asked == [(0, 60), (30, 30)]
    assert reader.chunk == 30


async def test_a_short_answer_that_none_follow_is_the_end_and_no_smaller_page() -> None:
    made, size = Pages(30), PageSize(100)
    chunk = await OffsetReader(made.by_offset, size).read(NO_BUDGET, OffsetRange(0, 60))
    assert (len(chunk.rows), chunk.ended, size.largest) == (30, True, 100)


async def test_a_vendor_that_gave_more_before_may_give_fewer_now() -> None:
    """A cap may come at any time: what lies behind is asked for."""
    made, size = Pages(90), PageSize(100)
    reader = OffsetReader(made.by_offset, size)
    await reader.read(NO_BUDGET, OffsetRange(0, 50))
    chunk = await reader.read(NO_BUDGET, OffsetRange(50, 100))
    assert chunk.ended
    assert made.asked == [(0, 50), (50, 50), (90, 10)]


async def test_whether_a_list_has_ended_is_not_asked_beyond_the_budget() -> None:
    made = Pages(30)
    spent = cast("Fetch", Script([], limit=0))
    chunk = await OffsetReader(made.by_offset, PageSize(100)).read(spent, OffsetRange(0, 60))
    assert (len(chunk.rows), chunk.ended, len(made.asked)) == (30, False, 1)


async def test_an_unaligned_range_is_read_in_one_page_that_holds_it() -> None:
    made = Pages(1000)
    chunk = await NumberedReader(made.by_number, PageSize(100)).read(NO_BUDGET, OffsetRange(25, 50))
    assert (chunk.start, len(chunk.rows), made.asked) == (25, 25, [(2, 25)])
    chunk = await NumberedReader(made.by_number, PageSize(100)).read(NO_BUDGET, OffsetRange(24, 50))
    assert chunk.start <= 24
    assert chunk.start + len(chunk.rows) >= 50


async def test_pages_that_are_smaller_than_asked_for_are_planned_anew() -> None:
    made, size = Pages(1000, cap=30, tells_size=True), PageSize(100)
    chunk = await NumberedReader(made.by_number, size).read(NO_BUDGET, OffsetRange(70, 110))
    assert size.largest == 30
    # The fourth page of 23 is the one that holds most of them from the first on.
    assert numbers(chunk) == [*range(69, 92)]
    assert made.asked == [(2, 55), (4, 23)]


async def test_a_vendor_whose_pages_shrink_each_time_is_given_up() -> None:
    class Shrinking(Pages):
        async def by_number(self, _fetch: Fetch, number: int, size: int) -> VendorPage[Interaction]:
            self.asked.append((number, size))
            return VendorPage(self.rows[: size // 2], last=False)

    made = Shrinking(1000)
    with pytest.raises(NotSorted):
        await NumberedReader(made.by_number, PageSize(100)).read(NO_BUDGET, OffsetRange(0, 80))
    assert len(made.asked) == 3


async def test_reading_from_the_end_takes_the_first_page_to_find_the_last() -> None:
    made = Pages(95)
    reader = ReversedReader(made.by_number, PageSize(100), 0)
    chunk = await reader.read(NO_BUDGET, OffsetRange(0, 30))
    assert numbers(chunk) == [*range(94, 89, -1)]
    assert (chunk.start, chunk.ended, reader.length) == (0, False, 95)
    assert made.asked == [(1, 30), (4, 30)]


async def test_a_list_of_one_page_is_read_from_its_end_in_one_request() -> None:
    made = Pages(20)
    chunk = await ReversedReader(made.by_number, PageSize(100), 0).read(NO_BUDGET, OffsetRange(0, 30))
    assert numbers(chunk) == [*range(19, -1, -1)]
    assert (chunk.ended, made.asked) == (True, [(1, 30)])


async def test_where_the_end_is_cannot_be_told_without_the_number_of_pages() -> None:
    made = Pages(95, tells_pages=False)
    with pytest.raises(NotSorted):
        await ReversedReader(made.by_number, PageSize(100), 0).read(NO_BUDGET, OffsetRange(0, 30))


async def test_a_list_whose_length_is_known_is_gone_on_with_in_one_request() -> None:
    made = Pages(95)
    chunk = await ReversedReader(made.by_number, PageSize(100), 95).read(NO_BUDGET, OffsetRange(35, 65))
    assert numbers(chunk) == [*range(59, 29, -1)]
    assert (chunk.start, made.asked) == (35, [(2, 30)])


@pytest.mark.parametrize("length", [60, 140])
async def test_a_list_that_has_shrunk_or_grown_is_read_from_where_its_end_is_now(length: int) -> None:
    made = Pages(length)
    reader = ReversedReader(made.by_number, PageSize(100), 100)
    chunk = await reader.read(NO_BUDGET, OffsetRange(0, 20))
    assert reader.length == length
    assert numbers(chunk)[0] == length - 1
    assert chunk.start == 0


async def test_a_list_that_is_empty_now_has_ended() -> None:
    chunk = await ReversedReader(Pages(0).by_number, PageSize(100), 10).read(NO_BUDGET, OffsetRange(0, 20))
    assert (chunk.rows, chunk.ended) == ([], True)


async def test_a_vendor_is_believed_to_give_very_little_once_it_did_so_twice() -> None:
    made = Pages(40, cap=3, tells_size=True)
    reader = NumberedReader(made.by_number, PageSize(100))
    chunk = await reader.read(NO_BUDGET, OffsetRange(0, 30))
    assert (numbers(chunk), chunk.ended) == ([0, 1, 2], False)
    assert [size for _, size in made.asked] == [30, 25, 3]
    # For another list it is asked anew.
    assert NumberedReader(made.by_number, PageSize(100)).chunk == 100


@given(st.integers(26, 400), st.integers(26, 120), st.integers(1, 8))
async def test_a_cap_that_comes_while_a_list_is_read_hides_no_record(length: int, cap: int, after: int) -> None:
    made = Pages(length)

    async def page(fetch: Fetch, skip: int, limit: int) -> VendorPage[Interaction]:
        made.cap = cap if len(made.asked) >= after else 1000
        return await made.by_offset(fetch, skip, limit)

    assert await through(OffsetReader(page, PageSize(200)), length) == [*range(length)]


async def test_pages_that_count_something_else_than_records_are_not_read_from_the_end() -> None:
    """Of each five records one counts."""
    made = Pages(200)

    async def page(fetch: Fetch, number: int, size: int) -> VendorPage[Interaction]:
        found = await made.by_number(fetch, number, 5 * size)
        return VendorPage(found.rows, found.last, size, found.pages)

    with pytest.raises(NotSorted):
        await ReversedReader(page, PageSize(20), 0).read(NO_BUDGET, OffsetRange(0, 10))
    with pytest.raises(NotSorted):
        await ReversedReader(page, PageSize(20), 200).read(NO_BUDGET, OffsetRange(60, 70))

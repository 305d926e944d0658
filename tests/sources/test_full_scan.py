"""Lists read from end to end, several pages at once where it is known that they are there."""

import asyncio
import contextlib
import gc
import tracemalloc

import pytest

from resolvers.model.enums import Source
from resolvers.model.errors import BudgetExhausted, ErrorCode, SourceFailure
from resolvers.model.http import Fetch, VendorRequest
from resolvers.model.records import Interaction
from resolvers.sources import full_scan
from resolvers.sources.full_scan import FullScans
from resolvers.sources.paging import SMALLEST_CAP, PageSize, VendorPage
from tests.vendors.fetches import Script, scripted

SIZE = 2


class Pages:
    """A list of so many records; a page waits until as many are asked for as are wanted at once."""

    def __init__(self, records: int, at_once: int = 1) -> None:
        self.asked: list[int] = []
        self.failing: dict[int, Exception] = {}
        self._records = [Interaction(source=Source.POLIS, source_id=str(key)) for key in range(records)]
        self._at_once = at_once
        self._together = asyncio.Event()

    async def read(self, _fetch: Fetch, number: int, _size: int) -> VendorPage[Interaction]:
        self.asked.append(number)
        if len(self.asked) >= self._at_once:
            self._together.set()
        await self._together.wait()
        if number in self.failing:
            raise self.failing[number]
        shown = self._records[(number - 1) * SIZE : number * SIZE]
        return VendorPage(list(shown), len(shown) < SIZE)


async def ids(pages: Pages, lists: FullScans[Interaction], known: int) -> list[str]:
    found = await lists.read(Script([]), "all", pages.read, pages=known)
    return sorted((row.source_id for row in found), key=int)


def lists_of() -> FullScans[Interaction]:
    return FullScans(PageSize(SIZE))


@pytest.mark.parametrize("known", [1, 2, 4, 6])
async def test_the_pages_that_are_known_of_are_read_at_once_and_no_other(known: int) -> None:
    pages = Pages(11, at_once=known)
    assert await ids(pages, lists_of(), known) == [str(key) for key in range(11)]
    assert pages.asked == [1, 2, 3, 4, 5, 6]


async def test_as_many_pages_as_there_were_the_last_time_are_read_at_once() -> None:
    lists = lists_of()
    assert len(await ids(Pages(7), lists, 1)) == 7
    again = Pages(9, at_once=4)
    assert len(await ids(again, lists, 1)) == 9
    assert again.asked == [1, 2, 3, 4, 5]


async def test_a_list_that_has_become_shorter_ends_where_it_does() -> None:
    pages = Pages(3, at_once=4)
    pages.failing = {3: SourceFailure.of(Source.POLIS, ErrorCode.SOURCE_REJECTED, "HTTP 400", http_status=400)}
    assert await ids(pages, lists_of(), 4) == ["0", "1", "2"]


async def test_a_page_that_fails_fails_the_list() -> None:
    pages = Pages(7, at_once=4)
    pages.failing = {2: SourceFailure.of(Source.POLIS, ErrorCode.SOURCE_UNAVAILABLE, "HTTP 503", http_status=503)}
    with pytest.raises(SourceFailure):
        await ids(pages, lists_of(), 4)


async def test_what_the_budget_allowed_counts_when_the_list_is_gone_on_with() -> None:
    pages, lists = Pages(7, at_once=4), lists_of()
    pages.failing = {number: BudgetExhausted(2) for number in (3, 4)}
    with pytest.raises(BudgetExhausted):
        await ids(pages, lists, 4)
    pages.failing = {}
    assert await ids(pages, lists, 4) == [str(key) for key in range(7)]
    assert pages.asked == [1, 2, 3, 4, 3, 4]


async def test_a_list_in_very_small_pages_is_gone_on_with_as_well() -> None:
    lists: FullScans[Interaction] = FullScans(PageSize(100))
    records = [Interaction(source=Source.POLIS, source_id=str(key)) for key in range(100)]
    cap = SMALLEST_CAP - 5

    async def page(fetch: Fetch, number: int, size: int) -> VendorPage[Interaction]:
        await fetch(VendorRequest("GET", f"/{number}"))
        used = min(size, cap)
        shown = records[(number - 1) * used : number * used]
        return VendorPage(list(shown), number * used >= len(records), used)

    with pytest.raises(BudgetExhausted):
        await lists.read(scripted(*[b""] * 4, limit=4), "all", page)
    assert len(await lists.read(scripted(*[b""] * 4, limit=4), "all", page)) == len(records)


async def test_a_page_that_was_thinned_out_is_neither_the_end_nor_the_size_of_pages() -> None:
    size = PageSize(100)
    records = [Interaction(source=Source.POLIS, source_id=str(key)) for key in range(400)]

    async def page(_fetch: Fetch, number: int, size: int) -> VendorPage[Interaction]:
        shown = records[(number - 1) * size : number * size]
        return VendorPage(list(shown[:60] if number == 3 else shown), not shown)

    found = await FullScans[Interaction](size).read(Script([]), "all", page)
    assert len(found) == len(records) - 40
    assert size.largest == 100


async def test_pages_that_become_smaller_while_a_list_is_read_lose_nothing() -> None:
    records = [Interaction(source=Source.POLIS, source_id=str(key)) for key in range(400)]

    async def page(_fetch: Fetch, number: int, size: int) -> VendorPage[Interaction]:
        used = size if number < 3 else 40
        shown = records[(number - 1) * used : number * used]
        return VendorPage(list(shown), not shown)

    assert len(await FullScans[Interaction](PageSize(100)).read(Script([]), "all", page)) == len(records)


async def test_a_vendor_that_gives_its_last_page_for_ever_is_read_to_it_once() -> None:
    asked = []

    async def page(_fetch: Fetch, number: int, _size: int) -> VendorPage[Interaction]:
        asked.append(number)
        keys = range(30) if number == 1 else range(30, 57)
        return VendorPage([Interaction(source=Source.POLIS, source_id=str(key)) for key in keys], last=False)

    assert len(await FullScans[Interaction](PageSize(30)).read(Script([]), "all", page)) == 57
    assert asked == [1, 2, 3]


async def begun(lists: FullScans[Interaction], query: object, budget: int = 2) -> list[int]:
    """Which pages of a list of eleven are read before the budget is spent, or the list ends."""
    pages = Pages(11)
    pages.failing = {number: BudgetExhausted(budget) for number in range(budget + 1, 7)}
    with contextlib.suppress(BudgetExhausted):
        await lists.read(Script([]), query, pages.read)
    return pages.asked


async def test_lists_of_long_queries_are_told_apart_and_their_queries_forgotten() -> None:
    lists = lists_of()
    tracemalloc.start()
    try:
        for number in range(20):
            await begun(lists, (f"{number:09d}" * 100_000,))
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] < 1024 * 1024
    finally:
        tracemalloc.stop()
    assert await begun(lists, ("0" * 9 * 100_000,)) == [3]
    assert await begun(lists, ("another",)) == [1, 2, 3]


async def test_what_is_begun_is_kept_up_to_so_many_records_and_the_newest_always(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(full_scan, "MOST_UNFINISHED_ROWS", 10)
    lists = lists_of()
    for name in ("a", "b", "c"):
        await begun(lists, name)
    assert [await begun(lists, name, budget=3) for name in ("b", "c", "a")] == [[3, 4], [3, 4], [1, 2, 3, 4]]
    monkeypatch.setattr(full_scan, "MOST_UNFINISHED_ROWS", 1)
    await begun(lists, "d")
    assert await begun(lists, "d", budget=3) == [3, 4]


async def test_queries_that_only_look_alike_are_other_lists() -> None:
    """Half of a surrogate pair among them, which JSON can spell."""
    lists = lists_of()
    for query in (("1",), (1,), "('1',)", ("\ud800",)):
        assert await begun(lists, query) == [1, 2, 3]

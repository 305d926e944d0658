"""Lists read from end to end, several pages at once where it is known that they are there."""

import asyncio
import contextlib
import gc
import random
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

    def remove(self, index: int) -> None:
        del self._records[index]

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
    # Page 2 once more, to see that nothing has moved.
    assert pages.asked == [1, 2, 3, 4, 2, 3, 4]


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
    # Page 2 once more, to see that nothing has moved.
    assert await begun(lists, ("0" * 9 * 100_000,)) == [2, 3]
    assert await begun(lists, ("another",)) == [1, 2, 3]


async def test_what_is_begun_is_kept_up_to_so_many_records_and_the_newest_always(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(full_scan, "MOST_UNFINISHED_ROWS", 10)
    lists = lists_of()
    for name in ("a", "b", "c"):
        await begun(lists, name)
    assert [await begun(lists, name, budget=3) for name in ("b", "c", "a")] == [[2, 3, 4], [2, 3, 4], [1, 2, 3, 4]]
    monkeypatch.setattr(full_scan, "MOST_UNFINISHED_ROWS", 1)
    await begun(lists, "d")
    assert await begun(lists, "d", budget=3) == [2, 3, 4]


async def test_queries_that_only_look_alike_are_other_lists() -> None:
    """Half of a surrogate pair among them, which JSON can spell."""
    lists = lists_of()
    for query in (("1",), (1,), "('1',)", ("\ud800",)):
        assert await begun(lists, query) == [1, 2, 3]


def failing(status: int, *, retryable: bool = True) -> SourceFailure:
    return SourceFailure.of(
        Source.POLIS, ErrorCode.SOURCE_UNAVAILABLE, f"HTTP {status}", retryable=retryable, http_status=status
    )


async def broken_off(pages: Pages, lists: FullScans[Interaction], at: int, known: int = 1) -> None:
    """Read until a page fails in passing."""
    pages.failing = {at: failing(503)}
    with pytest.raises(SourceFailure):
        await ids(pages, lists, known)
    pages.failing = {}
    pages.asked.clear()


async def test_what_was_read_before_a_failure_counts_when_the_list_is_gone_on_with() -> None:
    pages, lists = Pages(99), lists_of()
    await broken_off(pages, lists, 40)
    assert await ids(pages, lists, 1) == [str(key) for key in range(99)]
    assert pages.asked == [39, *range(40, 51)]


async def test_what_was_read_behind_a_failure_counts_as_well() -> None:
    pages, lists = Pages(99, at_once=50), lists_of()
    await broken_off(pages, lists, 2, known=50)
    assert await ids(pages, lists, 50) == [str(key) for key in range(99)]
    assert pages.asked == [50, 2]


async def test_a_vendor_that_fails_one_time_in_five_is_read_whole_in_a_few_tries() -> None:
    draws = random.Random(1)  # noqa: S311 a repeatable sequence is the point
    pages, lists = Pages(999), lists_of()
    whole = pages.read

    async def flaky(fetch: Fetch, number: int, size: int) -> VendorPage[Interaction]:
        got = await whole(fetch, number, size)
        if draws.random() < 0.2:
            raise failing(503)
        return got

    tries = 1
    while True:
        try:
            found = await lists.read(Script([]), "all", flaky, pages=500)
            break
        except SourceFailure:
            tries += 1
    assert len(found) == 999
    assert tries < 10
    assert len(pages.asked) < 1.3 * 500 + 2 * tries


async def test_a_failure_that_is_not_passing_keeps_nothing() -> None:
    pages, lists = Pages(7), lists_of()
    pages.failing = {3: failing(403, retryable=False)}
    with pytest.raises(SourceFailure):
        await ids(pages, lists, 1)
    pages.failing = {}
    pages.asked.clear()
    await ids(pages, lists, 1)
    assert pages.asked == [1, 2, 3, 4]


async def test_a_list_that_moved_meanwhile_is_read_from_its_beginning() -> None:
    pages, lists = Pages(9), lists_of()
    await broken_off(pages, lists, 4)
    pages.remove(0)
    assert await ids(pages, lists, 1) == [str(key) for key in range(1, 9)]
    assert pages.asked == [3, 1, 2, 3, 4, 5]


async def test_a_check_that_fails_costs_nothing_of_what_was_read() -> None:
    pages, lists = Pages(9), lists_of()
    await broken_off(pages, lists, 4)
    await broken_off(pages, lists, 3)
    await ids(pages, lists, 1)
    assert pages.asked == [3, 4, 5]


async def test_with_the_last_request_a_list_goes_on_unchecked() -> None:
    """Else no list would come to its end by one request at a time."""
    pages, lists = Pages(9), lists_of()
    await broken_off(pages, lists, 4)
    await lists.read(Script([], limit=1), "all", pages.read)
    assert pages.asked == [4, 5]


async def test_what_is_kept_is_forgotten_after_a_while() -> None:
    clock = [0.0]
    pages, lists = Pages(9), FullScans[Interaction](PageSize(SIZE), lambda: clock[0])
    await broken_off(pages, lists, 4)
    clock[0] = full_scan.KEPT_SECONDS
    await broken_off(pages, lists, 3)
    clock[0] += 1
    await ids(pages, lists, 1)
    assert pages.asked == [1, 2, 3, 4, 5]


async def test_no_more_records_are_kept_than_may_be_whoever_asks_for_what(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(full_scan, "MOST_UNFINISHED_ROWS", 10)
    lists = lists_of()
    for query in ("a", "b", "c"):
        pages = Pages(9)
        pages.failing = {3: failing(503)}
        with pytest.raises(SourceFailure):
            await lists.read(Script([]), query, pages.read)
    asked = []
    for query in ("a", "b", "c"):
        again = Pages(9)
        await lists.read(Script([]), query, again.read)
        asked.append(again.asked)
    assert asked == [[1, 2, 3, 4, 5], [2, 3, 4, 5], [2, 3, 4, 5]]


async def test_pages_of_another_size_are_not_taken_for_pages_that_were_read_ahead() -> None:
    """The vendor counts by the size that it was asked for, and gives less at once."""
    records = [Interaction(source=Source.POLIS, source_id=str(key)) for key in range(100)]

    async def capped(_fetch: Fetch, number: int, size: int) -> VendorPage[Interaction]:
        used = min(size, 30)
        start = (number - 1) * size
        return VendorPage(list(records[start : start + used]), start + used >= len(records), used)

    lists: FullScans[Interaction] = FullScans(PageSize(50))
    assert len(await lists.read(Script([]), "all", capped, pages=2)) == 100

"""A list walked page by page is what sorting and filtering everything would give."""

import asyncio
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.connections import page as paging
from resolvers.model.connection import Connection, PageRequest
from resolvers.model.enums import OrderDirection, Source, SourceStatus
from resolvers.model.filters import Filter, InstantRange, InteractionFilter
from resolvers.model.records import Contact, Interaction, PhoneNumber
from resolvers.source_access import SourceAccess
from resolvers.timeline import cursor
from resolvers.timeline.cursor import CursorState, StreamState
from resolvers.timeline.order import Order, SortKeyBound
from resolvers.timeline.plan import ContactScope, Plan
from resolvers.timeline.watermark import ResumeHint
from tests.connections.vendors import PAGING, Registry, VendorList

SOURCES = (Source.LIPS, Source.POLIS, Source.PROCURIOS, Source.SALEMOVE)


def instant(minute: int) -> str:
    return f"2024-01-01T{minute // 60:02d}:{minute % 60:02d}:00.000Z"


@st.composite
def records(draw: st.DrawFn, source: Source) -> list[Interaction]:
    ids = draw(st.lists(st.integers(1, 10_000), unique=True, max_size=60))
    spread = draw(st.sampled_from([1, 5, 60, 1439]))
    times = st.one_of(st.none(), st.integers(0, spread)) if draw(st.booleans()) else st.integers(0, spread)
    rows = []
    for number in ids:
        minute = draw(times)
        rows.append(
            Interaction(
                source=source,
                source_id=str(number) if number % 3 else f"x{number}",
                occurred_at=None if minute is None else instant(minute),
                read=draw(st.sampled_from([True, False, None])),
            )
        )
    return rows


@st.composite
def vendor_lists(draw: st.DrawFn) -> list[VendorList]:
    return [draw(vendor_list(source)) for source in SOURCES[: draw(st.integers(1, 4))]]


@st.composite
def vendor_list(draw: st.DrawFn, source: Source) -> VendorList:
    paging_, rows, cap = draw(st.sampled_from(PAGING)), draw(records(source)), draw(st.sampled_from([3, 10, 100]))
    if paging_ == "sorted by something else":
        # Only times that differ, enough of them at a time, can tell that they are not what it is sorted by.
        minutes = draw(st.permutations(range(len(rows))))
        rows = [msgspec.structs.replace(row, occurred_at=instant(m)) for row, m in zip(rows, minutes, strict=True)]
        cap = 100
    return VendorList(
        source, paging_, rows, timeless_first=draw(st.booleans()), cap=cap, tells_size=draw(st.booleans())
    )


spans = st.one_of(
    st.none(),
    st.builds(
        lambda one, other, left, right: InstantRange(
            instant(min(one, other)) if left else None, instant(max(one, other)) if right else None
        ),
        st.integers(0, 70),
        st.integers(0, 70),
        st.booleans(),
        st.booleans(),
    ),
)
filters = st.builds(InteractionFilter, occurred_at=spans, read=st.sampled_from([None, True]))
directions = st.sampled_from(OrderDirection)


def matches(filter_: InteractionFilter, row: Interaction) -> bool:
    if filter_.read is not None and row.read is not filter_.read:
        return False
    time_range = filter_.occurred_at
    if time_range is None:
        return True
    if row.occurred_at is None:
        return False
    return (time_range.start or "") <= row.occurred_at <= (time_range.end or "9")


def ask_page(registry: Registry, request: PageRequest) -> Connection[Any]:
    parts = tuple(paging.SourcePart(cast("Any", record_list), request.filter) for record_list in registry.record_lists)
    list_query = paging.ListQuery("interactions", parts, request)
    return asyncio.run(paging.page(cast("SourceAccess", registry), list_query, None))


def walk(
    registry: Registry, filter_: InteractionFilter, direction: OrderDirection, sizes: list[int]
) -> list[list[Interaction]]:
    pages: list[list[Interaction]] = []
    after: str | None = None
    while True:
        request = PageRequest(filter=filter_, direction=direction, first=sizes[len(pages) % len(sizes)], after=after)
        page = ask_page(registry, request)
        pages.append(list(page.nodes))
        if not page.page_info.has_next_page:
            return pages
        after = page.page_info.end_cursor
        assert after is not None
        assert len(after) <= 1024
        assert len(pages) < 500


@settings(max_examples=400, deadline=None)
@given(vendor_lists(), filters, directions, st.lists(st.integers(1, 40), min_size=1, max_size=3))
def test_the_pages_of_an_unchanged_list_put_together_are_the_sorted_and_filtered_whole(
    lists: list[VendorList], filter_: InteractionFilter, direction: OrderDirection, sizes: list[int]
) -> None:
    pages = walk(Registry(lists), filter_, direction, sizes)
    everything = [row for each in lists for row in each.records if matches(filter_, row)]
    assert [row for page in pages for row in page] == Order(direction).sort(everything)
    assert all(len(page) == sizes[i % len(sizes)] for i, page in enumerate(pages[:-1]))


changes = st.lists(
    st.tuples(st.sampled_from(["insert", "delete"]), st.integers(0, 3), st.integers(0, 1000), st.integers(-1, 70)),
    max_size=12,
)


def change(lists: list[VendorList], step: tuple[str, int, int, int], number: int) -> None:
    """Insert or delete one record, as somebody else would between two pages."""
    what, which, index, minute = step
    chosen = lists[which % len(lists)]
    if what == "delete":
        if chosen.records:
            del chosen.records[index % len(chosen.records)]
        return
    time = None if minute < 0 else instant(minute)
    chosen.records.append(
        Interaction(source=chosen.source, source_id=str(20_000 + number), occurred_at=time, read=True)
    )


@settings(max_examples=400, deadline=None)
@given(vendor_lists(), filters, directions, st.integers(1, 12), st.lists(changes, max_size=8))
def test_changes_between_pages_make_nobody_skip_or_repeat_a_record_that_was_there_throughout(
    lists: list[VendorList],
    filter_: InteractionFilter,
    direction: OrderDirection,
    first: int,
    rounds: list[list[tuple[str, int, int, int]]],
) -> None:
    throughout = {(row.source, row.source_id): row for each in lists for row in each.records}
    seen: list[Interaction] = []
    after: str | None = None
    number = 0
    while True:
        request = PageRequest(filter=filter_, direction=direction, first=first, after=after)
        page = ask_page(Registry(lists), request)
        seen += page.nodes
        after = page.page_info.end_cursor
        if not page.page_info.has_next_page:
            break
        for step in rounds.pop() if rounds else []:
            number += 1
            change(lists, step, number)
        present = {(row.source, row.source_id) for each in lists for row in each.records}
        throughout = {key: row for key, row in throughout.items() if key in present}
    keys = [(row.source, row.source_id) for row in seen]
    assert len(keys) == len(set(keys)), "a record was repeated"
    assert seen == Order(direction).sort(seen), "the pages are not in order"
    missing = [row for key, row in throughout.items() if matches(filter_, row) and key not in set(keys)]
    assert missing == []


@settings(max_examples=200, deadline=None)
@given(vendor_lists(), filters, directions, st.integers(1, 12), st.integers(3, 6))
def test_a_page_that_runs_out_of_budget_says_so_and_its_cursor_goes_on(
    lists: list[VendorList], filter_: InteractionFilter, direction: OrderDirection, first: int, limit: int
) -> None:
    for each in lists:
        # A list without an order takes more than one budget; it is gone on with where it was left.
        each.cap = 10 if each.paging == "no order" else 100
    seen: list[Interaction] = []
    after: str | None = None
    for _ in range(500):
        registry = Registry(lists, limit)
        request = PageRequest(filter=filter_, direction=direction, first=first, after=after)
        page = ask_page(registry, request)
        seen += page.nodes
        assert all(meter.requests <= limit for meter in registry.meters)
        if len(page.edges) < first and page.page_info.has_next_page:
            assert any(report.status is SourceStatus.TRUNCATED for report in page.sources)
        after = page.page_info.end_cursor
        if not page.page_info.has_next_page:
            break
    everything = [row for each in lists for row in each.records if matches(filter_, row)]
    assert seen == Order(direction).sort(everything)


@pytest.mark.parametrize("paging_", PAGING)
@pytest.mark.parametrize("direction", OrderDirection)
@pytest.mark.parametrize("place", range(15))
@pytest.mark.parametrize("timeless", [False, True])
def test_a_cursor_that_leads_far_beyond_the_end_costs_few_requests(
    paging_: str, direction: OrderDirection, place: int, timeless: bool
) -> None:
    """Anybody may have made it; and the page is the one behind its bound, unless it lies of records without a time."""
    records = [
        Interaction(source=Source.LIPS, source_id=str(n), occurred_at=None if timeless and n % 9 == 0 else instant(n))
        for n in range(300)
    ]
    vendor = VendorList(Source.LIPS, paging_, records, timeless_first=timeless)
    request = PageRequest(filter=InteractionFilter(), direction=direction, first=10)
    list_query = paging.ListQuery("interactions", (paging.SourcePart(cast("Any", vendor), request.filter),), request)
    ranked = Order(direction).sort(records)
    # Bit by bit: which of the numbers are as large as they may be.
    hint = ResumeHint(*(cursor.MOST_RECORDS if (place + 1) >> bit & 1 else 0 for bit in range(4)))
    bound = SortKeyBound.behind(ranked[137])
    after = cursor.encode(list_query.subject(None), CursorState(bound, {"0.0": StreamState(hint)}))
    registry = Registry([vendor])
    page = ask_page(registry, msgspec.structs.replace(request, after=after))
    assert hint.leading or list(page.nodes) == ranked[138:148]
    assert page.sources[0].requests <= 24


def test_a_list_without_its_first_and_its_last_records_is_gone_on_with() -> None:
    """Those without a time, which stood in front, are gone; and so are so many that the cursor leads beyond the end."""
    records = [Interaction(source=Source.LIPS, source_id=str(n), occurred_at=instant(n)) for n in range(100)]
    vendor = VendorList(Source.LIPS, "numbered", records)
    request = PageRequest(filter=InteractionFilter(), first=5)
    list_query = paging.ListQuery("interactions", (paging.SourcePart(cast("Any", vendor), request.filter),), request)
    hint = ResumeHint(offset=300, passed=1, leading=299)
    bound = SortKeyBound.behind(records[50])
    after = cursor.encode(list_query.subject(None), CursorState(bound, {"0.0": StreamState(hint)}))
    page = ask_page(Registry([vendor]), msgspec.structs.replace(request, after=after))
    assert [row.source_id for row in page.nodes] == ["49", "48", "47", "46", "45"]


class Numbered(VendorList):
    """A list that is narrowed by the numbers of a contact, as LIPS' is."""

    asked: list[tuple[str, ...]]

    def plan(self, filter_: Filter, of: ContactScope | None) -> Plan[Any]:
        assert of is not None
        self.asked.append(tuple(phone.number for contact in of.contacts for phone in contact.phone_numbers))
        return super().plan(filter_, of)


def test_a_page_behind_another_of_a_contact_is_narrowed_by_the_same_numbers_or_by_none() -> None:
    """What was read by one number and goes on by another would leave out what only the first one finds."""
    contact = Contact(source=Source.LIPS, source_id="1")
    rows = [
        Interaction(source=Source.LIPS, source_id=str(n), occurred_at=instant(n), contact=contact) for n in range(9)
    ]
    numbered = Numbered(Source.LIPS, "numbered", rows)
    numbered.asked = []

    def first_two(number: str, after: str | None) -> str | None:
        known = msgspec.structs.replace(contact, phone_numbers=(PhoneNumber(number),))
        request = PageRequest(filter=InteractionFilter(), direction=OrderDirection.ASC, first=2, after=after)
        list_query = paging.ListQuery(
            "interactions", (paging.SourcePart(cast("Any", numbered), request.filter),), request
        )
        access = cast("SourceAccess", Registry([numbered]))
        return asyncio.run(paging.page(access, list_query, ContactScope((known,)))).page_info.end_cursor

    after = None
    for number in ("1", "1", "2", "2", "1"):
        after = first_two(number, after)
    assert numbered.asked == [("1",), ("1",), (), (), ("1",)]

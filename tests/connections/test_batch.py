"""First pages of several contacts, read together, are what each of them gets alone."""

import asyncio
from collections import Counter
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.connections import batch
from resolvers.connections import page as paging
from resolvers.connections.batch import PageKey
from resolvers.model.connection import Connection, PageRequest
from resolvers.model.enums import OrderDirection, Source, SourceStatus
from resolvers.model.errors import ErrorCode, Failure, SourceFailure
from resolvers.model.filters import InteractionFilter
from resolvers.model.records import Contact, Interaction, PhoneNumber
from resolvers.source_access import SourceAccess
from resolvers.timeline.order import Order
from resolvers.timeline.plan import ContactScope
from tests.connections.test_page import directions, filters, instant, matches, vendor_list
from tests.connections.vendors import Registry, VendorList

OTHER = VendorList(Source.POLIS, "offset", [])


@st.composite
def shared_lists(draw: st.DrawFn) -> VendorList:
    """A list of some contacts' records, and of records of nobody."""
    found = draw(vendor_list(Source.LIPS))
    owners = st.sampled_from([None, "1", "1", "2", "3", "4", "5"])
    found.records = [_owned(row, draw(owners)) for row in found.records]
    found.narrows, found.most = draw(st.booleans()), draw(st.sampled_from([2, 3, 100]))
    found.numberless = frozenset(draw(st.lists(st.sampled_from("1234"), max_size=2)))
    return found


def _owned(row: Interaction, owner: str | None) -> Interaction:
    contact = None if owner is None else Contact(source=Source.LIPS, source_id=owner)
    return msgspec.structs.replace(row, contact=contact)


def keys(vendor: VendorList, request: PageRequest, ids: list[str]) -> list[PageKey]:
    parts = tuple(paging.SourcePart(cast("Any", record_list), request.filter) for record_list in (vendor, OTHER))
    list_query = paging.ListQuery("interactions", parts, request)
    numbers = (PhoneNumber("+1"),)
    contacts = [Contact(source=Source.LIPS, source_id=key, phone_numbers=numbers) for key in ids]
    return [PageKey(list_query, ContactScope((contact,))) for contact in contacts]


def load(registry: Registry, wanted: list[PageKey]) -> dict[str, Any]:
    found = asyncio.run(batch.load(cast("SourceAccess", registry), wanted))
    return {key.of.contacts[0].source_id: answer for key, answer in found.items() if key.of is not None}


def walk_on(registry: Registry, key: PageKey, first: Connection[Any]) -> list[str]:
    """The ids of a page and of all that follow it."""
    page, ids = first, [row.source_id for row in first.nodes]
    while page.page_info.has_next_page:
        assert page.page_info.end_cursor is not None
        request = msgspec.structs.replace(key.list_query.request, after=page.page_info.end_cursor)
        list_query = msgspec.structs.replace(key.list_query, request=request)
        page = load(registry, [PageKey(list_query, key.of)])[key.of.contacts[0].source_id if key.of else ""]
        ids += [row.source_id for row in page.nodes]
    return ids


@given(vendor=shared_lists(), filter_=filters, direction=directions, first=st.sampled_from([1, 2, 5, 30]))
@settings(max_examples=300)
def test_each_contact_gets_its_own_records_in_order_and_can_walk_on(
    vendor: VendorList, filter_: InteractionFilter, direction: OrderDirection, first: int
) -> None:
    registry = Registry([vendor])
    request = PageRequest(filter=filter_, direction=direction, first=first)
    wanted = keys(vendor, request, ["1", "2", "3", "4", "nobody"])
    found = load(registry, wanted)
    for key, (owner, page) in zip(wanted, found.items(), strict=True):
        mine = [row for row in vendor.records if row.contact is not None and row.contact.source_id == owner]
        expected = [row.source_id for row in Order(direction).sort(row for row in mine if matches(filter_, row))]
        assert [row.source_id for row in page.nodes] == expected[:first]
        assert page.page_info.has_next_page is (len(expected) > first)
        assert page.total_count in (None, len(expected))
        assert [report.status for report in page.sources] == [SourceStatus.OK, SourceStatus.SKIPPED]
        assert walk_on(registry, key, page) == expected


@given(vendor=shared_lists(), direction=directions, first=st.sampled_from([1, 5]))
@settings(max_examples=100)
def test_what_was_sent_is_told_once(vendor: VendorList, direction: OrderDirection, first: int) -> None:
    registry = Registry([vendor])
    request = PageRequest(filter=InteractionFilter(), direction=direction, first=first)
    found = load(registry, keys(vendor, request, ["1", "2", "3", "4"]))
    told = sum(report.requests for page in found.values() for report in page.sources)
    assert told == sum(meter.requests for meter in registry.meters)
    assert scanned(found) <= vendor.given


def scanned(found: dict[str, Connection[Any]]) -> int:
    """How many records were read, as the reports of these pages tell it."""
    return sum(report.scanned for page in found.values() for report in page.sources)


def rows(*owners: str, each: int) -> list[Interaction]:
    """So many records of each owner, taking turns, the newest first."""
    turns = [owner for _ in range(each) for owner in owners]
    row = Interaction(source=Source.LIPS, source_id="")
    return [
        _owned(msgspec.structs.replace(row, source_id=str(index), occurred_at=instant(1400 - index)), owner)
        for index, owner in enumerate(turns)
    ]


def cost(vendor: VendorList, ids: list[str], **page: Any) -> int:
    registry = Registry([vendor])
    request = PageRequest(filter=InteractionFilter(), **page)
    assert all(isinstance(found, Connection) for found in load(registry, keys(vendor, request, ids)).values())
    return sum(meter.requests for meter in registry.meters)


OWNERS = [str(number) for number in range(1, 26)]


@pytest.mark.parametrize("direction", OrderDirection)
def test_the_pages_of_one_list_are_all_that_is_read(direction: OrderDirection) -> None:
    vendor = VendorList(Source.LIPS, "newest first", rows(*OWNERS, each=10))
    assert cost(vendor, OWNERS, first=10, direction=direction) == 3


def test_reading_ends_where_every_page_is_full() -> None:
    vendor = VendorList(Source.LIPS, "newest first", rows(*OWNERS, each=20))
    assert cost(vendor, OWNERS, first=3) == 2


def test_a_list_much_longer_than_what_is_wanted_of_it_is_left_for_the_contacts_own() -> None:
    few = rows(*OWNERS[1:], each=1)
    # The other contacts' only records lie behind all of the first one's.
    late = [
        msgspec.structs.replace(row, source_id=f"l{row.source_id}", occurred_at="2023-01-01T00:00:00.000Z")
        for row in few
    ]
    many = rows("1", each=900)
    vendor = VendorList(Source.LIPS, "newest first", many + late)
    assert cost(vendor, ["1", "2", "3"], first=5) == 1 + 2


def test_a_list_that_is_the_same_for_all_is_read_once_for_all() -> None:
    vendor = VendorList(Source.LIPS, "numbered", rows(*OWNERS, each=10), narrows=False)
    assert cost(vendor, OWNERS, first=10) == 3


def test_a_long_list_that_is_the_same_for_all_is_never_read_for_each() -> None:
    late = [
        msgspec.structs.replace(row, source_id=f"l{row.source_id}", occurred_at="2023-01-01T00:00:00.000Z")
        for row in rows("2", "3", each=1)
    ]
    vendor = VendorList(Source.LIPS, "numbered", rows("1", each=900) + late, narrows=False)
    assert cost(vendor, ["1", "2", "3"], first=5) == 10


def test_own_lists_that_are_read_from_their_end_are_taken_for_twice_as_dear() -> None:
    vendor = VendorList(Source.LIPS, "newest first", rows("1", "2", each=200))
    assert cost(vendor, ["1", "2"], first=1, direction=OrderDirection.ASC) == 4


def test_an_order_that_the_vendor_does_not_keep_is_learned() -> None:
    vendor = VendorList(Source.LIPS, "sorted by something else", rows(*OWNERS, each=4))
    assert cost(vendor, OWNERS, first=4) == 2
    assert cost(vendor, OWNERS, first=4) == 1


def test_a_list_whose_order_breaks_late_tells_each_record_once() -> None:
    vendor = Disordered(Source.LIPS, "numbered", rows("1", "2", each=150))
    request = PageRequest(filter=InteractionFilter(), first=100)
    found = load(Registry([vendor]), keys(vendor, request, ["1", "2"]))
    assert [(len(page.nodes), page.total_count) for page in found.values()] == [(100, 150), (100, 150)]


@pytest.mark.parametrize("paging", ["newest first", "numbered", "no order", "sorted by something else"])
def test_what_was_read_for_all_is_told_once_with_the_first_page(paging: str) -> None:
    vendor = VendorList(Source.LIPS, paging, rows(*OWNERS, each=6))
    found = load(Registry([vendor]), keys(vendor, PageRequest(filter=InteractionFilter(), first=6), OWNERS))
    assert [page.sources[0].scanned for page in found.values()] == [vendor.given] + [0] * 24
    assert vendor.given >= 150


def test_a_record_of_several_contacts_is_read_once() -> None:
    class Shared(Interaction, frozen=True, kw_only=True):
        @property
        def parties(self) -> tuple[Contact, ...]:
            return tuple(Contact(source=Source.LIPS, source_id=owner) for owner in OWNERS)

    everybody: list[Interaction] = [
        Shared(source=Source.LIPS, source_id=row.source_id, occurred_at=row.occurred_at, contact=row.contact)
        for row in rows("1", each=60)
    ]
    vendor = VendorList(Source.LIPS, "no order", everybody, narrows=False)
    found = load(Registry([vendor]), keys(vendor, PageRequest(filter=InteractionFilter(), first=5), OWNERS))
    assert scanned(found) == 60


def test_contacts_whose_list_is_narrowed_may_cost_what_each_of_their_pages_may() -> None:
    vendor = VendorList(Source.LIPS, "no order", rows(*OWNERS, each=20), cap=25)
    registry = Registry([vendor], limit=10)
    found = load(registry, keys(vendor, PageRequest(filter=InteractionFilter(), first=1), OWNERS))
    assert {page.sources[0].status for page in found.values()} == {SourceStatus.OK}


def test_what_a_list_cost_that_was_of_no_use_is_told_with_the_first_page() -> None:
    # At one instant, nobody's first record is known before all of them are.
    many = [
        msgspec.structs.replace(row, source_id=f"m{row.source_id}", occurred_at=instant(10))
        for row in rows("2", each=500)
    ]
    more = [
        msgspec.structs.replace(row, source_id=f"o{row.source_id}", occurred_at=instant(10))
        for row in rows("1", each=500)
    ]
    vendor = VendorList(Source.LIPS, "newest first", many + more)
    registry = Registry([vendor])
    found = load(registry, keys(vendor, PageRequest(filter=InteractionFilter(), first=1), ["1", "2"]))
    told = sum(page.sources[0].requests for page in found.values())
    assert told == sum(meter.requests for meter in registry.meters)
    assert scanned(found) == vendor.given


def test_those_with_a_number_come_out_of_the_list_that_those_without_one_need_anyway() -> None:
    vendor = VendorList(Source.LIPS, "newest first", rows(*OWNERS, each=20), numberless=frozenset("3"))
    assert cost(vendor, OWNERS, first=20) == 5


def test_a_list_is_read_no_further_for_those_who_have_a_narrower_one() -> None:
    late = [
        msgspec.structs.replace(row, source_id=f"l{row.source_id}", occurred_at="2023-01-01T00:00:00.000Z")
        for row in rows("2", "3", each=1)
    ]
    vendor = VendorList(Source.LIPS, "newest first", rows("1", each=900) + late, numberless=frozenset("1"))
    assert cost(vendor, ["1", "2", "3"], first=5) == 1 + 1


def test_what_a_list_cost_is_told_also_where_all_of_them_come_out_of_a_narrower_one() -> None:
    vendor = VendorList(Source.LIPS, "newest first", rows("x", each=900) + rows("2", each=3), numberless=frozenset("1"))
    registry = Registry([vendor])
    found = load(registry, keys(vendor, PageRequest(filter=InteractionFilter(), first=2), ["1", "2"]))
    told = sum(page.sources[0].requests for page in found.values())
    assert told == sum(meter.requests for meter in registry.meters)
    assert scanned(found) == vendor.given


def test_a_list_too_long_to_be_read_whole_is_read_for_those_alone_who_need_it() -> None:
    late = [
        msgspec.structs.replace(row, source_id=f"l{row.source_id}", occurred_at="2023-01-01T00:00:00.000Z")
        for row in rows("2", "3", each=1)
    ]
    vendor = VendorList(Source.LIPS, "newest first", rows("x", each=900) + late, numberless=frozenset("2"))
    registry = Registry([vendor], limit=4)
    found = load(registry, keys(vendor, PageRequest(filter=InteractionFilter(), first=5), ["2", "3"]))
    assert [found[owner].sources[0].status for owner in "23"] == [SourceStatus.TRUNCATED, SourceStatus.OK]
    assert len(found["3"].nodes) == 1
    assert sum(meter.requests for meter in registry.meters) == 4 + 1


def test_one_contact_without_a_list_of_its_own_is_looked_for_in_few_steps() -> None:
    late = [
        msgspec.structs.replace(row, source_id=f"l{row.source_id}", occurred_at="2023-01-01T00:00:00.000Z")
        for row in rows("2", each=1)
    ]
    vendor = VendorList(Source.LIPS, "numbered", rows("x", each=900) + late, narrows=False)
    assert cost(vendor, ["2"], first=25) == 10


class Deaf(VendorList):
    """Finds nobody in the lists that it narrows, or in those that it narrows to several."""

    hears = 0

    def __hash__(self) -> int:
        return id(self)

    def plan(self, filter_: Any, of: Any) -> Any:
        found = super().plan(filter_, of)
        narrows = of is None or all(contact.phone_numbers for contact in of.contacts)
        return found if narrows else msgspec.structs.replace(found, queries=(None,))

    async def _rows(self, fetch: Any, query: Any, direction: OrderDirection) -> list[Interaction]:
        return await super()._rows(
            fetch, query if query is None or len(query) <= self.hears else frozenset(), direction
        )


@pytest.mark.parametrize("hears", [0, 1])
@pytest.mark.parametrize("ids", [["1"], ["1", "2", "3"]])
def test_what_must_be_there_is_looked_for_elsewhere_where_a_narrowed_list_is_empty(ids: list[str], hears: int) -> None:
    vendor = Deaf(Source.LIPS, "newest first", rows(*OWNERS, each=9), owing=True)
    vendor.hears = hears
    registry = Registry([vendor])
    wanted = keys(vendor, PageRequest(filter=InteractionFilter(), first=4), ids)
    found = load(registry, wanted)
    told = sum(page.sources[0].requests for page in found.values())
    assert told == sum(meter.requests for meter in registry.meters)
    for key, owner in zip(wanted, ids, strict=True):
        mine = [row.source_id for row in vendor.records if row.contact and row.contact.source_id == owner]
        assert walk_on(registry, key, found[owner]) == mine


def test_an_empty_list_is_believed_where_there_may_be_nothing() -> None:
    vendor = VendorList(Source.LIPS, "newest first", rows("1", each=1))
    assert cost(vendor, ["2"], first=4) == 1


def test_a_list_without_an_order_is_read_whole_once_for_all() -> None:
    vendor = VendorList(Source.LIPS, "no order", rows(*OWNERS, each=10), cap=25)
    assert cost(vendor, OWNERS, first=1) == 10


def test_many_contacts_are_read_in_lists_of_as_many_as_the_source_allows() -> None:
    vendor = VendorList(Source.LIPS, "newest first", rows(*OWNERS, each=2), most=10)
    assert cost(vendor, OWNERS, first=2) == 3


def test_a_smaller_page_than_asked_for_is_learned_from() -> None:
    vendor = VendorList(Source.LIPS, "newest first", rows(*OWNERS, each=2), cap=25, tells_size=False)
    assert cost(vendor, OWNERS, first=2) == 2
    assert vendor.size.largest == 25


def test_different_arguments_make_different_lists() -> None:
    vendor = VendorList(Source.LIPS, "newest first", rows(*OWNERS, each=2))
    registry = Registry([vendor])
    for first in (1, 2):
        load(registry, keys(vendor, PageRequest(filter=InteractionFilter(), first=first), OWNERS))
    wanted = [
        key for first in (1, 2) for key in keys(vendor, PageRequest(filter=InteractionFilter(), first=first), OWNERS)
    ]
    both = Registry([vendor])
    found = asyncio.run(batch.load(cast("SourceAccess", both), wanted))
    assert Counter(len(page.nodes) for page in found.values() if isinstance(page, Connection)) == {1: 25, 2: 25}
    assert sum(meter.requests for meter in both.meters) == sum(meter.requests for meter in registry.meters) == 2


def test_a_contact_that_is_named_in_two_ways_has_one_page() -> None:
    vendor = VendorList(Source.LIPS, "newest first", rows("1", "2", each=2))
    request = PageRequest(filter=InteractionFilter(), first=2)
    one, two = keys(vendor, request, ["1", "2"])
    named = PageKey(one.list_query, ContactScope((Contact(source=Source.LIPS, source_id="1", display_name="Ann"),)))
    registry = Registry([vendor])
    found = asyncio.run(batch.load(cast("SourceAccess", registry), [one, two, named]))
    assert found[one] is found[named]
    assert sum(meter.requests for meter in registry.meters) == 1


class Disordered(VendorList):
    """Its first two pages of three are swapped for whoever reads in order."""

    def __hash__(self) -> int:
        return id(self)

    def paged_list(self, query: Any, direction: OrderDirection) -> Any:
        found = super().paged_list(query, direction)
        assert found is not None

        async def swapped(fetch: Any, number: int, size: int) -> Any:
            return await found.read(fetch, {1: 2, 2: 1, 3: 3}[number], size)

        return msgspec.structs.replace(found, read=swapped)


class Breaking(VendorList):
    """Fails from some page on."""

    broken_from = 1

    def __hash__(self) -> int:
        return id(self)

    def _pager(self, query: Any, direction: OrderDirection) -> Any:
        page = super()._pager(query, direction)

        async def breaking(fetch: Any, number: int, size: int) -> Any:
            got = await page(fetch, number, size)
            if number >= self.broken_from:
                raise SourceFailure.of(Source.LIPS, ErrorCode.SOURCE_UNAVAILABLE, "down")
            return got

        return breaking


def test_a_source_that_fails_halfway_fails_those_alone_whose_pages_are_not_full() -> None:
    early = rows(*["1"] * 49, "2", each=2)
    late = [
        msgspec.structs.replace(row, source_id=f"l{row.source_id}", occurred_at=f"2023{(row.occurred_at or '')[4:]}")
        for row in rows("2", each=120)
    ]
    vendor = Breaking(Source.LIPS, "newest first", early + late, narrows=False)
    vendor.broken_from = 2
    found = load(Registry([vendor]), keys(vendor, PageRequest(filter=InteractionFilter(), first=5), ["1", "2"]))
    assert found["1"].sources[0].status is SourceStatus.OK
    assert [row.source_id for row in found["1"].nodes] == ["0", "1", "2", "3", "4"]
    assert found["2"].sources[0].status is SourceStatus.FAILED
    assert found["2"].sources[0].error.code is ErrorCode.SOURCE_UNAVAILABLE
    assert found["2"].nodes == ()
    assert found["2"].page_info.has_next_page


def test_a_joint_list_that_runs_out_of_budget_tells_where_to_go_on() -> None:
    vendor = VendorList(Source.LIPS, "numbered", rows(*OWNERS, each=40), narrows=False)
    registry = Registry([vendor], limit=2)
    request = PageRequest(filter=InteractionFilter(), first=10)
    wanted = keys(vendor, request, ["1", "2"])
    found = load(registry, wanted)
    for key, (owner, page) in zip(wanted, found.items(), strict=True):
        assert page.sources[0].status is SourceStatus.TRUNCATED
        assert 0 < len(page.nodes) < 10
        expected = [row.source_id for row in vendor.records if row.contact and row.contact.source_id == owner]
        assert walk_on(registry, key, page) == expected


def test_a_page_that_fails_fails_alone() -> None:
    vendor = VendorList(Source.LIPS, "newest first", rows("1", each=2))
    good, other = (
        keys(vendor, PageRequest(filter=InteractionFilter()), ["1"]),
        keys(vendor, PageRequest(filter=InteractionFilter(), after="no cursor"), ["1"]),
    )
    found = asyncio.run(batch.load(cast("SourceAccess", Registry([vendor])), [*good, *other]))
    assert isinstance(found[good[0]], Connection)
    failure = found[other[0]]
    assert isinstance(failure, Failure)
    assert failure.code is ErrorCode.BAD_USER_INPUT


def test_records_without_a_time_that_the_vendor_puts_first_are_not_lost_on_a_later_page() -> None:
    timed = rows("1", "2", each=9)
    timeless = [msgspec.structs.replace(row, source_id=f"n{row.source_id}", occurred_at=None) for row in timed]
    vendor = VendorList(Source.LIPS, "numbered", timed + timeless, timeless_first=True, cap=10, narrows=False)
    registry = Registry([vendor])
    wanted = keys(vendor, PageRequest(filter=InteractionFilter(), first=4), ["1", "2"])
    found = load(registry, wanted)
    assert [len(set(walk_on(registry, key, found[owner]))) for key, owner in zip(wanted, "12", strict=True)] == [18, 18]

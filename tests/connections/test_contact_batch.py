"""Contacts of one source are read together where that pays, and each gets a page of its own all the same."""

import asyncio
from typing import Any, cast

import pytest

from resolvers.connections.contact_batch import ContactBatch, alone
from resolvers.connections.page import ListQuery, SourcePart
from resolvers.model.connection import Connection, PageRequest
from resolvers.model.enums import OrderDirection, Source, SourceStatus
from resolvers.model.errors import ErrorCode, Failure
from resolvers.model.filters import InteractionFilter
from resolvers.model.records import Contact, Interaction, PhoneNumber
from resolvers.source_access import SourceAccess
from resolvers.timeline.order import Order
from resolvers.timeline.plan import BatchGroup, ContactScope
from tests.connections.test_page import instant
from tests.connections.vendors import Registry, VendorList


def contact(key: str) -> Contact:
    return Contact(source=Source.LIPS, source_id=key, phone_numbers=(PhoneNumber(key),))


def turns(owners: str, each: int) -> list[Interaction]:
    """So many records of each owner, taking turns, the newest first."""
    return [
        Interaction(
            source=Source.LIPS, source_id=str(number), occurred_at=instant(1400 - number), contact=contact(owner)
        )
        for number, owner in enumerate(owners * each)
    ]


def listed(records: list[Interaction], paging: str = "numbered", **settings_: Any) -> VendorList:
    return VendorList(Source.LIPS, paging, records, **settings_)


class Together:
    """Pages of some contacts in one vendor's list, and what they cost."""

    def __init__(self, vendor: VendorList, *, limit: int | None = None, **request: Any) -> None:
        self.registry = Registry([vendor], limit)
        others = VendorList(Source.POLIS, "offset", [])
        asked = PageRequest(filter=InteractionFilter(), **{"first": 3, **request})
        self._parts = tuple(SourcePart(cast("Any", each), asked.filter) for each in (vendor, others))
        self.list_query = ListQuery("interactions", self._parts, asked)
        self.access = cast("SourceAccess", self.registry)

    def pages(self, owners: str) -> dict[str, Connection[Any]]:
        """The pages by the contacts' keys."""
        batch = ContactBatch(self.access, self.list_query, self._parts[0])
        answers = asyncio.run(batch.pages([contact(owner) for owner in owners]))
        found = {key: answer for key, answer in answers.items() if isinstance(answer, Connection)}
        assert found.keys() == answers.keys()
        return found

    def alone(self, owner: str) -> Any:
        """The page of one contact, read by itself."""
        return asyncio.run(alone(self.access, self.list_query, ContactScope((contact(owner),))))

    @property
    def requests(self) -> list[int]:
        """What each reading cost that cost anything, the dearest first."""
        return sorted((meter.requests for meter in self.registry.meters if meter.requests), reverse=True)


def ids(page: Connection[Any]) -> list[str]:
    return [each.source_id for each in page.nodes]


@pytest.mark.parametrize("direction", OrderDirection)
def test_each_contact_gets_the_page_that_it_gets_alone(direction: OrderDirection) -> None:
    vendor = listed(turns("1123", 20))
    together = Together(vendor, direction=direction).pages("1234")
    for owner, page in together.items():
        single = Together(vendor, direction=direction).alone(owner)
        assert ids(page) == ids(single)
        assert page.page_info.has_next_page is single.page_info.has_next_page
        assert not page.page_info.has_previous_page


def test_pages_out_of_one_list_cost_one_reading_which_is_told_with_the_first() -> None:
    made = Together(listed(turns("123", 20)))
    pages = made.pages("123")
    assert made.requests == [1]
    assert [page.sources[0].requests for page in pages.values()] == [1, 0, 0]
    assert [page.sources[0].scanned for page in pages.values()] == [60, 0, 0]
    assert [page.sources[0].returned for page in pages.values()] == [3, 3, 3]


def test_every_source_of_the_connection_is_reported_in_its_order() -> None:
    page = Together(listed(turns("1", 5))).pages("12")["1"]
    assert [(report.source, report.status) for report in page.sources] == [
        (Source.LIPS, SourceStatus.OK),
        (Source.POLIS, SourceStatus.SKIPPED),
    ]


def test_a_count_is_told_where_the_whole_list_was_seen() -> None:
    assert [page.total_count for page in Together(listed(turns("12", 5))).pages("12").values()] == [5, 5]
    assert [page.total_count for page in Together(listed(turns("12", 99))).pages("12").values()] == [None, None]


@pytest.mark.parametrize(
    ("paging", "narrows", "direction", "together"),
    [
        ("numbered", True, OrderDirection.DESC, False),
        ("numbered", False, OrderDirection.DESC, True),
        ("newest first", False, OrderDirection.DESC, True),
        ("newest first", False, OrderDirection.ASC, False),
        ("no order", False, OrderDirection.DESC, False),
    ],
)
def test_one_contact_is_read_alone_but_where_its_list_is_that_of_all_and_in_the_vendors_direction(
    paging: str, narrows: bool, direction: OrderDirection, together: bool
) -> None:
    vendor = listed(turns("1x", 60), paging, narrows=narrows)
    made = Together(vendor, direction=direction)
    assert ids(made.pages("1")["1"]) == ids(Together(vendor, direction=direction).alone("1"))
    # Who is read alone has a budget at each source of the connection.
    assert len(made.registry.meters) == (1 if together else 2)


class Grouped(VendorList):
    """Groups contacts as a test says."""

    groups: tuple[str, ...] = ()
    queries = 1

    def __hash__(self) -> int:
        return id(self)

    def batch_groups(self, _filter: Any, contacts: Any) -> list[BatchGroup]:
        by_key = {each.source_id: each for each in contacts}
        return [
            BatchGroup(tuple(by_key[key] for key in group), narrowed=True)
            for group in self.groups
            if by_key.keys() >= set(group)
        ]

    def plan(self, filter_: Any, of: Any) -> Any:
        found = super().plan(filter_, of)
        if of is not None and len(of.contacts) > 1 and self.queries != 1:
            return type(found)(queries=found.queries * self.queries, predicate=found.predicate)
        return found


def test_groups_are_read_each_for_itself_and_the_contacts_in_none_alone() -> None:
    vendor = Grouped(Source.LIPS, "numbered", turns("12345", 5))
    vendor.groups = ("12", "34")
    made = Together(vendor)
    pages = made.pages("12345")
    assert made.requests == [1, 1, 1]
    assert {owner: len(ids(page)) for owner, page in pages.items()} == dict.fromkeys("12345", 3)


@pytest.mark.parametrize("queries", [0, 2])
def test_contacts_whose_list_is_not_one_are_read_alone(queries: int) -> None:
    vendor = Grouped(Source.LIPS, "numbered", turns("12", 5))
    vendor.groups, vendor.queries = ("12",), queries
    made = Together(vendor)
    assert [len(ids(page)) for page in made.pages("12").values()] == [3, 3]
    assert made.requests == [1, 1]


def test_those_whose_own_lists_cost_less_are_read_alone_and_what_was_in_vain_is_told_with_the_first_told() -> None:
    late = [
        Interaction(source=Source.LIPS, source_id=f"l{owner}", occurred_at=instant(0), contact=contact(owner))
        for owner in "23"
    ]
    made = Together(listed([*turns("1", 225), *late], cap=25))
    pages = made.pages("123")
    assert made.requests == [1, 1, 1]
    assert [len(ids(page)) for page in pages.values()] == [3, 1, 1]
    assert sum(page.sources[0].requests for page in pages.values()) == 3


def test_what_a_list_cost_that_filled_no_page_is_told_with_the_first_read_alone() -> None:
    records = [
        Interaction(source=Source.LIPS, source_id=f"{owner}-{number}", occurred_at=instant(9), contact=contact(owner))
        for number in range(60)
        for owner in "12"
    ]
    # All of one time: nothing is known before all of it is read.
    made = Together(listed(records, cap=10))
    pages = made.pages("12")
    assert sum(page.sources[0].requests for page in pages.values()) == sum(made.requests)
    assert [page.sources[0].requests > made.requests[-1] for page in pages.values()] == [True, True]


def test_a_list_for_several_may_cost_what_each_of_their_pages_may() -> None:
    made = Together(listed(turns("123", 20), "no order", cap=25), limit=1)
    assert {page.sources[0].status for page in made.pages("123").values()} == {SourceStatus.OK}
    assert made.requests == [3]


def test_a_list_that_is_the_same_for_all_may_cost_what_one_page_may() -> None:
    made = Together(listed(turns("12x", 90), narrows=False, cap=25), limit=2, first=20)
    pages = made.pages("12")
    assert {page.sources[0].status for page in pages.values()} == {SourceStatus.TRUNCATED}
    assert made.requests == [2]
    assert all(page.page_info.has_next_page for page in pages.values())


def test_those_with_a_narrower_list_are_read_together_in_that_one() -> None:
    late = [
        Interaction(source=Source.LIPS, source_id=f"l{number}", occurred_at=instant(9), contact=contact(owner))
        for owner in "123"
        for number in range(owner == "1", 4)
    ]
    made = Together(listed([*turns("4", 120), *late], numberless=frozenset("4")))
    pages = made.pages("1234")
    assert {owner: len(ids(page)) for owner, page in pages.items()} == dict.fromkeys("1234", 3)
    assert made.requests == [1, 1]
    assert sum(page.sources[0].requests for page in pages.values()) == 2


def test_a_source_that_is_left_out_of_the_connection_is_not_asked() -> None:
    made = Together(listed(turns("12", 5)))
    part = SourcePart(made.list_query.parts[0].record_list, None)
    list_query = ListQuery("interactions", (part, made.list_query.parts[1]), made.list_query.request)
    batch = ContactBatch(made.access, list_query, part)
    found = asyncio.run(batch.pages([contact("1")]))["1"]
    assert isinstance(found, Connection)
    assert found.sources[0].status is SourceStatus.SKIPPED
    assert made.requests == []


class Deaf(VendorList):
    """Finds nobody by a number, though everybody called."""

    def __hash__(self) -> int:
        return id(self)

    def plan(self, filter_: Any, of: Any) -> Any:
        found = super().plan(filter_, of)
        by_number = of is not None and any(each.phone_numbers for each in of.contacts)
        query = frozenset[str]() if by_number else None
        return type(found)(queries=(query,) if found.queries else (), predicate=found.predicate)


@pytest.mark.parametrize(("owing", "length"), [(True, 3), (False, 0)])
def test_who_must_have_something_is_looked_for_without_the_numbers_that_find_nothing(owing: bool, length: int) -> None:
    made = Together(Deaf(Source.LIPS, "numbered", turns("1", 5), owing=owing))
    page = made.alone("1")
    assert len(ids(page)) == length
    assert page.sources[0].requests == sum(made.requests) == (2 if owing else 1)


def test_two_who_are_not_found_together_are_looked_for_each_alone() -> None:
    made = Together(Deaf(Source.LIPS, "numbered", turns("12", 5), owing=True))
    pages = made.pages("12")
    assert [len(ids(page)) for page in pages.values()] == [3, 3]
    assert sum(page.sources[0].requests for page in pages.values()) == sum(made.requests)


def test_a_page_that_fails_is_an_answer_and_no_exception() -> None:
    failure = Together(listed([]), after="no cursor").alone("1")
    assert isinstance(failure, Failure)
    assert failure.code is ErrorCode.BAD_USER_INPUT


def test_a_page_out_of_a_shared_list_is_in_the_order_of_the_contract() -> None:
    tied = [
        Interaction(source=Source.LIPS, source_id=key, occurred_at=instant(5), contact=contact("1"))
        for key in ("10", "9", "b", "a")
    ]
    pages = Together(listed(tied), first=4).pages("12")
    assert list(pages["1"].nodes) == Order(OrderDirection.DESC).sort(tied)

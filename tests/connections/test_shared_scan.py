"""One list read for several contacts gives each its own records, and is read no further than that takes."""

import asyncio
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.connections.shared_scan import Partition, SharedScan
from resolvers.model.enums import OrderDirection, Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.filters import InteractionFilter
from resolvers.model.http import Fetch
from resolvers.model.records import Contact, ContactMoment, ContactMomentType, Interaction
from resolvers.timeline.merge import end_of
from resolvers.timeline.order import Order, SortKeyBound
from resolvers.timeline.plan import ContactScope
from resolvers.timeline.sweep import Need
from resolvers.timeline.watermark import START, Level, ResumeHint, Watermark
from tests.connections.test_page import directions, instant, vendor_list
from tests.connections.vendors import Meter, VendorList

ASC, DESC = Order(OrderDirection.ASC), Order(OrderDirection.DESC)


def contact(key: str) -> Contact:
    return Contact(source=Source.LIPS, source_id=key)


def row(number: int, owner: str | None, minute: int | None) -> Interaction:
    return Interaction(
        source=Source.LIPS,
        source_id=str(number),
        occurred_at=None if minute is None else instant(minute),
        contact=None if owner is None else contact(owner),
    )


def turns(owners: str, each: int) -> list[Interaction]:
    """So many records of each owner, taking turns, the newest first."""
    return [row(number, owner, 1400 - number) for number, owner in enumerate(owners * each)]


def listed(records: list[Interaction], paging: str = "numbered", **settings_: Any) -> VendorList:
    return VendorList(Source.LIPS, paging, records, **{"cap": 10, **settings_})


def shared(
    vendor: VendorList, owners: str, *, order: Order = DESC, limit: int | None = None
) -> SharedScan[Interaction]:
    """A scan of the vendor's list for these contacts."""
    filter_ = InteractionFilter()
    batch_group = vendor.batch_groups(filter_, [contact(owner) for owner in owners])[0]
    plan = vendor.plan(filter_, ContactScope(batch_group.contacts))
    record_list, fetch = cast("Any", vendor), cast("Fetch", Meter(limit))
    return SharedScan(record_list, plan, fetch, order, batch_group, "0.0")


def read(scan: SharedScan[Interaction], want: int) -> SharedScan[Interaction]:
    asyncio.run(scan.read(want))
    return scan


def found(scan: SharedScan[Interaction]) -> dict[str, list[str]]:
    return {key: [each.source_id for each in partition.matches()] for key, partition in scan.partitions.items()}


def owners_of(partitions: list[Partition[Interaction]]) -> list[str]:
    return [partition.contact.source_id for partition in partitions]


@st.composite
def owned_lists(draw: st.DrawFn) -> VendorList:
    """A list of some contacts' records, and of records of nobody, and of others."""
    vendor = draw(vendor_list(Source.LIPS))
    owners = st.sampled_from([None, "1", "1", "2", "3", "x"])
    vendor.records = [
        msgspec.structs.replace(each, contact=None if (owner := draw(owners)) is None else contact(owner))
        for each in vendor.records
    ]
    vendor.narrows = draw(st.booleans())
    return vendor


@settings(max_examples=200)
@given(owned_lists(), directions, st.sampled_from([1, 3, 30]))
def test_a_partition_holds_its_contacts_records_and_no_other_as_far_as_the_watermark_says(
    vendor: VendorList, direction: OrderDirection, want: int
) -> None:
    order = Order(direction)
    scan = read(shared(vendor, "123", order=order), want)
    for owner, partition in scan.partitions.items():
        mine = order.sort(each for each in vendor.records if each.contact == contact(owner))
        held = order.sort(partition.matches())
        assert all(each in mine for each in held)
        assert len(held) == len({each.source_id for each in held})
        watermark = partition.watermark
        if watermark.level is Level.EVERYTHING:
            assert held == mine
            assert partition.count() == len(mine)
        else:
            end = end_of(watermark)
            known = [each for each in mine if end is not None and order.passed(each, end)]
            assert held[: len(known)] == known
            assert partition.count() is None
            assert (len(known) <= want) == (partition in scan.lacking)


def test_every_party_of_a_record_has_it() -> None:
    def moment(number: int, sender: str, *recipients: str) -> ContactMoment:
        return ContactMoment(
            source=Source.LIPS,
            source_id=str(number),
            occurred_at=instant(number),
            type=ContactMomentType("t"),
            sender=contact(sender),
            recipients=tuple(contact(key) for key in recipients),
        )

    moments: list[Any] = [moment(3, "1", "2", "x"), moment(2, "2", "2"), moment(1, "x", "y")]
    scan = shared(listed(moments, narrows=False), "12")
    scan.plan = msgspec.structs.replace(scan.plan, predicate=None)
    read(scan, 5)
    assert found(scan) == {"1": ["3"], "2": ["3", "2"]}


def test_only_what_the_plan_asks_for_matches() -> None:
    vendor = listed([row(number, "1", 100 - number) for number in range(8)])
    scan = shared(vendor, "1")
    scan.plan = msgspec.structs.replace(scan.plan, predicate=lambda each: int(each.source_id) % 2 == 0)
    assert found(read(scan, 2)) == {"1": ["0", "2", "4", "6"]}


def test_reading_ends_with_the_page_that_fills_every_partition() -> None:
    scan = read(shared(listed(turns("12", 50), narrows=False), "12"), 3)
    assert scan.fetch.requests == 1
    assert scan.watermark == Watermark(Level.UP_TO_A_TIME, instant(1391))
    assert (scan.lacking, scan.left, scan.scanned) == ([], [], 10)


def test_whether_another_record_follows_is_read_as_well() -> None:
    # The tenth record may be one of several of its time: four of the second contact's are known.
    assert read(shared(listed(turns("12", 50), narrows=False), "12"), 4).fetch.requests == 2


class Watched(VendorList):
    """Notes which pages are asked for at once, fails those that are to fail, and gives others than asked for."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.asked: list[list[int]] = []
        self.failing: set[int] = set()
        self.swapped: dict[int, int] = {}
        self._given = False

    def __hash__(self) -> int:
        return id(self)

    def _pager(self, query: Any, direction: OrderDirection) -> Any:
        page = super()._pager(query, direction)

        async def watched(fetch: Any, number: int, size: int) -> Any:
            if not self.asked or self._given:
                self.asked.append([])
            self._given = False
            self.asked[-1].append(number)
            await asyncio.sleep(0)
            self._given = True
            number = self.swapped.get(number, number)
            if number in self.failing:
                raise SourceFailure.of(Source.LIPS, ErrorCode.SOURCE_UNAVAILABLE, f"page {number}")
            return await page(fetch, number, size)

        return watched


def watched(records: list[Interaction], paging: str = "numbered", **settings_: Any) -> Watched:
    return Watched(Source.LIPS, paging, records, **{"cap": 10, **settings_})


def test_pages_that_are_needed_for_certain_are_read_at_once() -> None:
    vendor = watched(turns("12", 50), narrows=False)
    scan = read(shared(vendor, "12"), 19)
    assert [len(each) for each in found(scan).values()] == [25, 25]
    assert vendor.asked == [[1], [2, 3, 4, 5]]


def test_a_list_that_is_dearer_than_the_contacts_own_is_left_to_them() -> None:
    records = [*turns("1", 95), row(500, "2", 1), row(501, "3", 0)]
    scan = read(shared(listed(records), "123"), 4)
    # Two lack something, and nine pages are left.
    assert scan.fetch.requests == 1
    assert owners_of(scan.left) == ["2", "3"]
    assert scan.error is None
    assert not scan.exhausted


@pytest.mark.parametrize(("pages", "left"), [(3, []), (4, ["2", "3"])])
def test_a_list_whose_rest_costs_no_more_than_the_contacts_own_is_read_on(pages: int, left: list[str]) -> None:
    # After the first page, two lack something.
    records = [*turns("1", 10 * pages - 2), row(500, "2", 1), row(501, "3", 0)]
    assert owners_of(read(shared(listed(records), "123"), 4).left) == left


def test_a_list_that_is_the_same_for_all_is_never_left() -> None:
    records = [*turns("1", 95), row(500, "2", 1), row(501, "3", 0)]
    scan = read(shared(listed(records, narrows=False), "123"), 4)
    assert scan.fetch.requests == 10
    assert scan.left == []
    assert scan.watermark == Watermark(Level.EVERYTHING)


def test_an_error_concerns_those_alone_who_still_lack_something() -> None:
    vendor = watched([*turns("1", 15), *[row(100 + number, "2", 900 - number) for number in range(40)]], narrows=False)
    vendor.failing = {3}
    scan = read(shared(vendor, "12"), 8)
    assert scan.error is not None
    assert scan.error.message == "page 3"
    assert owners_of(scan.lacking) == ["2"]
    assert scan.left == []
    assert scan.partitions["1"].need(DESC, 8) is None


def test_the_pages_before_one_that_failed_count() -> None:
    vendor = watched(turns("12", 50), narrows=False)
    vendor.failing = {4}
    scan = read(shared(vendor, "12"), 19)
    assert vendor.asked[-1] == [2, 3, 4, 5]
    assert scan.scanned == 30
    assert scan.watermark == Watermark(Level.UP_TO_A_TIME, instant(1400 - 29))


def test_a_failure_of_the_first_page_concerns_everybody() -> None:
    vendor = watched(turns("12", 5))
    vendor.failing = {1}
    scan = read(shared(vendor, "12"), 1)
    assert owners_of(scan.lacking) == ["1", "2"]
    assert scan.watermark == Watermark(Level.NOTHING)


def test_a_budget_that_runs_out_concerns_those_alone_who_still_lack_something() -> None:
    records = [*turns("1", 15), *[row(100 + number, "2", 900 - number) for number in range(400)]]
    scan = read(shared(listed(records, narrows=False), "12", limit=2), 14)
    assert scan.exhausted
    assert scan.fetch.requests == 2
    assert owners_of(scan.lacking) == ["2"]
    assert scan.left == []
    assert len(scan.partitions["2"].matches()) == 5


def test_a_list_in_the_other_direction_counts_only_as_a_whole() -> None:
    vendor = watched(turns("12", 30), "newest first", narrows=False)
    scan = read(shared(vendor, "12", order=ASC), 1)
    assert vendor.asked == [[1], [2, 3, 4, 5, 6]]
    assert scan.watermark == Watermark(Level.EVERYTHING)
    assert scan.partitions["1"].hint(SortKeyBound(None)) == START


def test_a_list_in_the_other_direction_that_is_not_read_to_its_end_tells_nothing() -> None:
    scan = read(shared(listed(turns("12", 15), "newest first", narrows=False), "12", order=ASC, limit=2), 1)
    assert scan.exhausted
    assert scan.scanned == 20
    assert scan.watermark == Watermark(Level.NOTHING)
    assert owners_of(scan.lacking) == ["1", "2"]


@pytest.mark.parametrize(("pages", "requests", "left"), [(5, 5, ""), (6, 1, "12")])
def test_own_lists_that_are_read_from_their_end_are_taken_for_twice_as_dear(
    pages: int, requests: int, left: str
) -> None:
    scan = read(shared(listed(turns("12", 5 * pages), "newest first"), "12", order=ASC), 1)
    assert scan.fetch.requests == requests
    assert owners_of(scan.left) == list(left)


def test_a_list_that_turns_out_not_to_be_sorted_is_read_whole_and_tells_each_record_once() -> None:
    records = turns("12", 15)
    vendor = watched(records, narrows=False)
    # The second page goes back in time.
    vendor.swapped = {1: 2, 2: 1}
    scan = read(shared(vendor, "12"), 5)
    assert vendor.asked[:2] == [[1], [2]]
    assert found(scan) == {
        owner: [each.source_id for each in records if each.contact == contact(owner)] for owner in "12"
    }
    assert scan.watermark == Watermark(Level.EVERYTHING)
    # Two pages of it, and then all of it.
    assert scan.scanned == 2 * 10 + 30
    assert scan.lacking == []
    assert scan.partitions["1"].hint(SortKeyBound(None)) == START


def test_what_was_learned_of_an_order_spares_the_next_scan_the_trial() -> None:
    vendor = watched(turns("12", 25), "sorted by something else", cap=50)
    read(shared(vendor, "12"), 4)
    assert vendor.learned_order.refuted
    vendor.asked.clear()
    scan = read(shared(vendor, "12"), 4)
    assert vendor.asked == [[1]]
    assert scan.watermark == Watermark(Level.EVERYTHING)


def test_a_list_without_an_order_is_read_whole() -> None:
    scan = read(shared(listed(turns("12", 25), "no order"), "12"), 1)
    assert scan.fetch.requests == 5
    assert [partition.count() for partition in scan.partitions.values()] == [25, 25]


def test_those_with_a_narrower_list_are_served_as_long_as_others_need_this_one() -> None:
    vendor = listed(turns("12", 50), numberless=frozenset("1"))
    scan = read(shared(vendor, "12"), 10)
    assert [len(each) for each in found(scan).values()] == [15, 15]
    assert (scan.separable, scan.left) == ([], [])


def test_this_list_is_read_no_further_for_those_alone_who_have_a_narrower_one() -> None:
    records = [*turns("1", 50), *[row(100 + number, "2", 900 - number) for number in range(9)]]
    scan = read(shared(listed(records, numberless=frozenset("1")), "12"), 4)
    assert scan.fetch.requests == 1
    assert owners_of(scan.separable) == ["2"]
    assert scan.left == []


@pytest.mark.parametrize(("limit", "asked"), [(4, [[1], [2]]), (None, [[1], [2, 3]])])
def test_a_list_longer_than_may_be_read_is_read_as_if_only_those_lacked_something_who_need_it(
    limit: int | None, asked: list[list[int]]
) -> None:
    # The first contact's page is full once its second record is passed; of the second contact nothing is found.
    records = turns("1xxxxxxxxxx", 9)
    vendor = watched(records, numberless=frozenset("1"))
    scan = read(shared(vendor, "12", limit=limit), 1)
    assert vendor.asked == asked
    assert owners_of(scan.separable) == ["2"]


def test_nothing_found_of_somebody_who_must_have_something_is_doubted() -> None:
    scan = read(shared(listed(turns("1", 3)), "123"), 4)
    assert scan.lacking == []
    scan.doubt(lambda each: each.source_id != "3")
    assert owners_of(scan.left) == ["2"]


@pytest.mark.parametrize(("narrows", "records"), [(False, turns("1", 3)), (True, turns("1", 50))])
def test_nobody_is_doubted_before_all_was_read_nor_in_a_list_of_everybody(
    narrows: bool, records: list[Interaction]
) -> None:
    scan = read(shared(listed(records, narrows=narrows), "1" if narrows else "12"), 4)
    scan.doubt(lambda _: True)
    assert scan.lacking == []


def test_a_partition_needs_what_fills_the_page_and_one_record_more() -> None:
    scan = read(shared(listed(turns("12", 50)), "12"), 1)
    partition = scan.partitions["1"]
    # Five were read of each; the last record read may be one of several of its time.
    assert len(partition.matches()) == 5
    assert [partition.need(DESC, want) for want in (4, 5, 7)] == [None, Need(5, 1), Need(5, 3)]
    assert scan.partitions["2"].need(DESC, 4) == Need(4, 1)


@pytest.mark.parametrize(("narrows", "hint"), [(True, ResumeHint(1, 1)), (False, ResumeHint(3, 1))])
def test_a_contact_goes_on_in_its_own_list_or_in_that_of_all(narrows: bool, hint: ResumeHint) -> None:
    vendor = listed(turns("12", 50), narrows=narrows)
    partition = read(shared(vendor, "12"), 4).partitions["2"]
    assert partition.hint(SortKeyBound.behind(vendor.records[3])) == hint

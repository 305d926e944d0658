"""Lists narrowed to more relations than one request may name."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import msgspec

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.http import VendorRequest, VendorResponse
from resolvers.model.records import Contact
from resolvers.timeline.order import Order
from resolvers.vendors.procurios.configuration import Configuration
from resolvers.vendors.procurios.index import REFRESH_SECONDS
from resolvers.vendors.procurios.moments import MOST_RELATIONS, Moments
from resolvers.vendors.procurios.requests import PAGE_SIZE, Query
from resolvers.vendors.procurios.source import ProcuriosSource
from tests.vendors.fetches import Script, encoded, none_asked
from tests.vendors.moments import Clocks, MomentList, caller, index_of, moment, opened


@dataclass
class Relations(Script):
    """A vendor whose moments 1 to 60 each have one sender and one recipient; it narrows by either."""

    async def __call__(self, request: VendorRequest) -> VendorResponse:
        asked = dict(request.query)
        wanted = set(asked["relationIds"].split(","))
        moments = [
            {"id": key, "type": "ContactMomentPhone", "senderId": 1, "recipients": [MOST_RELATIONS + 1]}
            if key <= PAGE_SIZE
            else {"id": key, "type": "ContactMomentPhone", "senderId": MOST_RELATIONS + 1, "recipients": []}
            for key in range(1, 61)
        ]
        shown = [m for m in moments if {str(m["senderId"]), *map(str, m["recipients"])} & wanted]  # type: ignore[call-overload]
        start = (int(asked["page"]) - 1) * PAGE_SIZE
        return VendorResponse(200, {}, encoded(shown[start : start + PAGE_SIZE]))


async def test_a_page_of_moments_that_another_list_held_already_is_not_the_end_of_a_list() -> None:
    source = ProcuriosSource(Configuration(base_url="http://procurios.example"), none_asked)
    relations = tuple(str(key) for key in range(1, MOST_RELATIONS + 2))
    snapshot = await source.snapshot(Relations([]), Query(relations))
    assert len(snapshot) == 60
    assert len({row.source_id for row in snapshot.behind(Order(OrderDirection.ASC), None)}) == 60


async def test_the_pages_of_a_list_that_the_index_knows_of_are_read_at_once() -> None:
    rows = [moment(key, sender="Ann" if key % 2 else None) for key in range(59)]
    index = index_of(opened(MomentList(rows)), Clocks())
    assert index.count(["42"]) == 0
    await index.ready(caller())
    assert index.count(["42", "nobody"]) == len([row for row in rows if row.sender])
    asked: list[VendorRequest] = []

    class Counting(Script):
        async def __call__(self, request: VendorRequest) -> VendorResponse:
            asked.append(request)
            return VendorResponse(200, {}, encoded([]))

    found = await Moments(ZoneInfo("UTC")).whole(Counting([]), Query(("42",)), index.count)
    assert found == []
    assert [dict(request.query)["page"] for request in asked] == ["1", "2"]


async def test_the_index_counts_a_moment_once_for_all_who_take_part() -> None:
    both = msgspec.structs.replace(moment(1, sender="Ann"), recipients=(relation("7"), relation("8")))
    vendor = opened(MomentList([both, moment(2)]))
    index = index_of(vendor, clocks := Clocks())
    await index.ready(caller())
    assert [index.count(keys) for keys in (["42"], ["7", "8"], ["42", "7"], ["9"])] == [1, 1, 1, 0]
    vendor.changed = [msgspec.structs.replace(moment(3), recipients=(relation("9"),))]
    clocks.pass_(REFRESH_SECONDS)
    await index.ready(caller())
    assert index.count(["9"]) == 1


def relation(key: str) -> Contact:
    return Contact(source=Source.PROCURIOS, source_id=key)

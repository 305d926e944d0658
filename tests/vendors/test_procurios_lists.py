"""Lists narrowed to more relations than one request may name."""

from dataclasses import dataclass

from resolvers.configuration import SourceConfiguration
from resolvers.exchange import VendorRequest, VendorResponse
from resolvers.feed.order import Order
from resolvers.vendors.procurios.moments import MOST_RELATIONS
from resolvers.vendors.procurios.requests import PAGE_SIZE, Query
from resolvers.vendors.procurios.source import ProcuriosSource
from resolvers.vocabulary import OrderDirection
from tests.vendors.asks import Script, encoded, none_asked


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
    source = ProcuriosSource(SourceConfiguration(base_url="http://procurios.example"), none_asked)
    relations = tuple(str(key) for key in range(1, MOST_RELATIONS + 2))
    archive = await source.archive(Relations([]), Query(relations))
    assert len(archive) == 60
    assert len({row.source_id for row in archive.behind(Order(OrderDirection.ASC), None)}) == 60

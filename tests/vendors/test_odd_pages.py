"""A page stands, whatever one record or one field of its envelope holds; and the end of a list is not guessed."""

from resolvers.model.enums import OrderDirection
from resolvers.sources.paging import SMALLEST_CAP
from resolvers.timeline.watermark import START, OffsetRange
from resolvers.vendors.lips.configuration import Configuration as LipsConfiguration
from resolvers.vendors.lips.requests import Query
from resolvers.vendors.lips.source import LipsSource
from resolvers.vendors.polis.configuration import Configuration as PolisConfiguration
from resolvers.vendors.polis.requests import Query as PolisQuery
from resolvers.vendors.polis.source import PolisSource
from tests.vendors.fetches import encoded, none_asked, scripted

LIPS = LipsConfiguration(base_url="http://lips.example", advertiser_ids=("A",))
POLIS = PolisConfiguration(base_url="http://polis.example")


async def test_half_a_character_costs_no_record() -> None:
    body = b'{"contact_interactions": [{"id": 1, "display_name": "Zo\\ud83d"}, {"id": 2}], "page": 1, "total_pages": 1}'
    page = await LipsSource(LIPS, none_asked).page(scripted(body), Query(("A",)), 1, 25)
    assert [row.display_name if row else None for row in page.rows] == ["Zo\ufffd", None]


async def test_an_odd_field_of_the_envelope_costs_no_record() -> None:
    body = encoded({"contact_interactions": [{"id": 1}], "page": 1, "total_pages": 1, "per_page": "all"})
    page = await LipsSource(LIPS, none_asked).page(scripted(body), Query(("A",)), 1, 25)
    assert [row.source_id if row else None for row in page.rows] == ["1"]


def interactions(first: int, count: int) -> bytes:
    return encoded({"data": [{"id": f"i{n}"} for n in range(first, first + count)], "meta": {}})


async def test_a_vendor_that_gives_less_than_asked_for_has_not_come_to_its_end() -> None:
    fetch = scripted(interactions(0, SMALLEST_CAP), interactions(SMALLEST_CAP, SMALLEST_CAP))
    reader = PolisSource(POLIS, none_asked).reader(PolisQuery(), OrderDirection.DESC, START)
    chunk = await reader.read(fetch, OffsetRange(0, 100))
    assert (len(chunk.rows), chunk.ended) == (2 * SMALLEST_CAP, False)
    assert reader.chunk == SMALLEST_CAP


async def test_a_vendor_that_gives_nothing_more_has() -> None:
    fetch = scripted(interactions(0, SMALLEST_CAP), interactions(0, 0))
    reader = PolisSource(POLIS, none_asked).reader(PolisQuery(), OrderDirection.DESC, START)
    chunk = await reader.read(fetch, OffsetRange(0, 100))
    assert (len(chunk.rows), chunk.ended) == (SMALLEST_CAP, True)


async def test_a_short_page_is_the_end_of_a_list_at_no_further_cost() -> None:
    fetch = scripted(interactions(0, SMALLEST_CAP - 1))
    reader = PolisSource(POLIS, none_asked).reader(PolisQuery(), OrderDirection.DESC, START)
    assert (await reader.read(fetch, OffsetRange(0, 100))).ended

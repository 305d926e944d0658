"""Polis asked for pages and for single records."""

import pytest

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact, Interaction
from resolvers.timeline.watermark import OffsetRange, ResumeHint
from resolvers.vendors.polis.configuration import Configuration
from resolvers.vendors.polis.requests import Query
from resolvers.vendors.polis.source import PolisSource
from tests.vendors.documents import parsed, sample
from tests.vendors.fetches import absent, encoded, failing, none_asked, scripted

POLIS = PolisSource(Configuration(base_url="http://polis.example"), none_asked)
ONE = "7da76f74-7951-423a-be41-85a2551d16e7"


def page(count: int) -> bytes:
    return encoded({"data": [{"id": str(n)} for n in range(count)], "meta": {}})


def interaction(key: str) -> RecordRef:
    return RecordRef(Kind.INTERACTION, Source.POLIS, key)


@pytest.mark.parametrize(("count", "last"), [(0, True), (2, True), (3, False)])
async def test_only_a_short_page_is_the_last(count: int, last: bool) -> None:
    got = await POLIS.page(scripted(page(count)), Query(), 0, 3, OrderDirection.DESC)
    assert (len(got.rows), got.last) == (count, last)


async def test_a_stretch_is_read_in_one_request_by_its_own_offsets() -> None:
    fetch = scripted(page(7))
    reader = POLIS.reader(Query(), OrderDirection.ASC, ResumeHint())
    chunk = await reader.read(fetch, OffsetRange(13, 20))
    assert (chunk.start, len(chunk.rows), chunk.ended) == (13, 7, False)
    assert (fetch.sent_values("skip"), fetch.sent_values("limit")) == (["13"], ["7"])
    assert fetch.sent[0].query[-1] == ("sort", "ASC")


async def test_no_more_than_200_are_asked_for_at_once() -> None:
    fetch = scripted(page(200), page(3))
    assert POLIS.reader(Query(), OrderDirection.ASC, ResumeHint()).chunk == 200
    await POLIS.snapshot(fetch, Query())
    assert (fetch.sent_values("skip"), fetch.sent_values("limit")) == (["0", "200"], ["200", "200"])


async def test_the_probe_reads_one_record() -> None:
    fetch = scripted(page(1))
    await POLIS.probe(fetch)
    assert fetch.sent_values("limit") == ["1"]


async def test_an_interaction_is_found_by_its_id_in_one_request() -> None:
    fetch = scripted(sample("polis/one.json"))
    found = await POLIS.find(fetch, [interaction(ONE)])
    row = found[interaction(ONE)]
    assert isinstance(row, Interaction)
    assert row.version == "47a-h6vIm4ttg8qp/cFMmsY+JtWtBsc"
    assert [request.path for request in fetch.sent] == [f"/v2/interactions/{ONE}"]


async def test_a_contact_is_a_reference_and_costs_nothing() -> None:
    ref = RecordRef(Kind.CONTACT, Source.POLIS, "7")
    fetch = scripted()
    assert await POLIS.find(fetch, [ref]) == {ref: Contact(source=Source.POLIS, source_id="7", bare=True)}
    assert fetch.requests == 0


async def test_one_that_is_not_found_does_not_exist() -> None:
    assert await POLIS.find(scripted(absent(Source.POLIS)), [interaction("1")]) == {}


async def test_every_key_fails_alone() -> None:
    fetch = scripted(
        sample("polis/one.json"), absent(Source.POLIS), failing(Source.POLIS, 503), b"<html>", b"{}", limit=5
    )
    refs = [interaction(key) for key in (parsed("polis/one.json")["id"], "2", "3", "4", "5", "6")]
    found = await POLIS.find(fetch, refs)
    assert isinstance(found[refs[0]], Interaction)
    assert refs[1] not in found
    codes = [failure.code for failure in found.values() if isinstance(failure, SourceFailure)]
    assert codes == [
        ErrorCode.SOURCE_UNAVAILABLE,
        ErrorCode.SOURCE_BAD_RESPONSE,
        ErrorCode.SOURCE_BAD_RESPONSE,
        ErrorCode.SCAN_BUDGET_EXHAUSTED,
    ]

"""LIPS asked for pages and for single records, with as few requests as its list allows."""

from typing import Any

import pytest

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.filters import InstantRange, InteractionFilter
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact, Interaction
from resolvers.timeline.watermark import OffsetRange, ResumeHint
from resolvers.vendors.lips.configuration import Configuration
from resolvers.vendors.lips.requests import Query
from resolvers.vendors.lips.source import LipsSource
from tests.vendors.documents import sample
from tests.vendors.fetches import encoded, failing, none_asked, scripted

MOMENT = "2021-09-06T16:16:08.000Z"
QUERY = Query(("USA_1",))


def lips(*advertisers: str) -> LipsSource:
    return LipsSource(Configuration(base_url="http://lips.example", advertiser_ids=advertisers), none_asked)


def page(*ids: int, **envelope: Any) -> bytes:
    rows = [{"id": key, "occurred_at": MOMENT, "contact": {"id": key + 1000}} for key in ids]
    return encoded({"contact_interactions": rows, **envelope})


def interaction(key: str, locator: str | None = None) -> RecordRef:
    return RecordRef(Kind.INTERACTION, Source.LIPS, key, locator)


def contact(key: str) -> RecordRef:
    return RecordRef(Kind.CONTACT, Source.LIPS, key)


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize(
    ("number", "body", "last"),
    [
        (1, page(1, 2, total_pages=2, per_page=2), False),
        (2, page(3, 4, total_pages=2, per_page=2), True),
        (1, page(total_pages=2), True),
        (1, page(1, 2), False),
        (1, page(1), True),
        (1, page(1, per_page=1), False),
        (1, page(1, 2, total_pages="1"), True),
    ],
)
async def test_a_page_is_the_last_by_its_number_or_for_being_short(number: int, body: bytes, last: bool) -> None:
    assert (await lips().page(scripted(body), QUERY, number, 2)).last is last


async def test_the_document_s_example_is_one_page_of_at_most_25() -> None:
    got = await lips().page(scripted(sample("lips/list.json")), QUERY, 1, 100)
    assert (len(got.rows), got.last, got.size, got.pages) == (2, True, 25, 1)


async def test_a_smaller_page_than_asked_for_is_learned_and_the_stretch_read_again() -> None:
    source = lips()
    fetch = scripted(page(*range(25), total_pages=4, per_page=25), page(*range(25), total_pages=4, per_page=25))
    reader = source.reader(QUERY, OrderDirection.DESC, ResumeHint())
    chunk = await reader.read(fetch, OffsetRange(0, 100))
    assert reader.chunk == 25
    assert fetch.sent_values("per_page")[0] == "100"
    assert fetch.sent_values("per_page")[1] == "25"
    assert (chunk.start, len(chunk.rows)) == (0, 25)


async def test_oldest_first_is_read_from_the_last_page_backwards() -> None:
    fetch = scripted(page(4, 3, total_pages=2, per_page=2), page(2, 1, total_pages=2, per_page=2))
    chunk = await lips().reader(QUERY, OrderDirection.ASC, ResumeHint()).read(fetch, OffsetRange(0, 2))
    assert fetch.sent_values("page") == ["1", "2"]
    assert [row.source_id for row in chunk.rows if row is not None] == ["1", "2"]


async def test_the_whole_list_is_read_page_after_page() -> None:
    fetch = scripted(page(*range(100), total_pages=2, per_page=100), page(100, total_pages=2, per_page=100))
    assert len(await lips().snapshot(fetch, QUERY)) == 101
    assert fetch.sent_values("page") == ["1", "2"]


async def test_without_any_scope_nothing_is_sent_and_both_ways_to_name_one_are_told() -> None:
    with pytest.raises(SourceFailure) as caught:
        await lips().page(scripted(), Query(), 1, 25)
    assert caught.value.code is ErrorCode.BAD_USER_INPUT
    assert "advertiserIds" in caught.value.message
    assert "TOUCHPOINT_LIPS__ADVERTISER_IDS" in caught.value.message


async def test_once_an_end_was_seen_to_be_honoured_it_is_sent_as_it_is() -> None:
    source = lips("USA_1")
    time_range = InstantRange("2021-09-01T00:00:00.000Z", "2021-09-05T20:00:00.000Z")
    filter_ = InteractionFilter(occurred_at=time_range)
    (wide,) = source.plan(filter_, None).queries
    assert wide.end_date == "2021-09-06T20:00:00.000Z"
    await source.page(scripted(page(1, total_pages=1)), wide, 1, 25)
    (exact,) = source.plan(filter_, None).queries
    assert exact.end_date == time_range.end


async def test_the_probe_reads_one_record_of_the_configured_scope() -> None:
    fetch = scripted(page())
    await lips("USA_1").probe(fetch)
    assert fetch.sent[0].query == (("global_master_advertiser_id", "USA_1"), ("page", "1"), ("per_page", "1"))


# ---------------------------------------------------------------- one record


async def test_an_interaction_is_found_by_its_time_in_one_request() -> None:
    fetch = scripted(page(5, 4314774, total_pages=1))
    ref = interaction("4314774", MOMENT)
    found = await lips("USA_1").find(fetch, [ref])
    assert isinstance(found[ref], Interaction)
    (request,) = fetch.sent
    assert ("start_date", MOMENT) in request.query
    assert ("end_date", MOMENT) in request.query


async def test_where_the_vendor_reads_dates_as_days_the_days_around_are_read() -> None:
    fetch = scripted(page(), page(5, 7, total_pages=1))
    ref = interaction("7", MOMENT)
    assert isinstance((await lips("USA_1").find(fetch, [ref]))[ref], Interaction)
    assert fetch.sent_values("start_date") == [MOMENT, "2021-09-05T16:16:08.000Z"]
    assert fetch.sent_values("end_date") == [MOMENT, "2021-09-07T16:16:08.000Z"]


async def test_without_a_locator_the_list_is_read_until_all_are_found() -> None:
    fetch = scripted(page(1, 2, total_pages=9, per_page=2), page(3, 4, total_pages=9, per_page=2))
    refs = [interaction("1"), interaction("4"), contact("1003")]
    found = await lips("USA_1").find(fetch, refs)
    assert set(found) == set(refs)
    assert isinstance(found[contact("1003")], Contact)
    assert fetch.sent_values("page") == ["1", "2"]


async def test_a_locator_that_is_no_time_is_no_help_and_no_harm() -> None:
    fetch = scripted(page(1, total_pages=1))
    assert set(await lips("USA_1").find(fetch, [interaction("1", "rubbish")])) == {interaction("1", "rubbish")}


async def test_what_the_whole_list_lacks_does_not_exist() -> None:
    assert await lips("USA_1").find(scripted(page(1, total_pages=1)), [interaction("2"), contact("2")]) == {}


async def test_a_scan_that_runs_out_of_budget_fails_for_the_missing_only() -> None:
    fetch = scripted(page(1, 2, total_pages=9, per_page=2), limit=1)
    found = await lips("USA_1").find(fetch, [interaction("1"), interaction("9")])
    assert isinstance(found[interaction("1")], Interaction)
    missing = found[interaction("9")]
    assert isinstance(missing, SourceFailure)
    assert missing.code is ErrorCode.SCAN_BUDGET_EXHAUSTED
    assert "may exist" in missing.message


async def test_of_many_found_by_their_times_those_beyond_the_budget_fail_alone() -> None:
    fetch = scripted(page(1, total_pages=1), limit=1)
    refs = [interaction("1", MOMENT), interaction("2", MOMENT)]
    found = await lips("USA_1").find(fetch, refs)
    assert isinstance(found[refs[0]], Interaction)
    failure = found[refs[1]]
    assert isinstance(failure, SourceFailure)
    assert failure.code is ErrorCode.SCAN_BUDGET_EXHAUSTED


async def test_a_failure_is_that_of_the_keys_it_kept_from_being_found() -> None:
    failure = failing(Source.LIPS, 503)
    fetch = scripted(page(1, total_pages=1), failure, failure)
    refs = [interaction("1", MOMENT), interaction("2", MOMENT), contact("3")]
    found = await lips("USA_1").find(fetch, refs)
    assert isinstance(found[refs[0]], Interaction)
    assert found[refs[1]] is failure
    assert found[refs[2]] is failure


async def test_of_a_contact_the_newest_that_is_known_counts() -> None:
    rows = [
        {"id": 2, "occurred_at": MOMENT, "contact": {"id": 7, "first_name": "New"}},
        {"id": 1, "occurred_at": "2020-01-01T00:00:00Z", "contact": {"id": 7, "first_name": "Old"}},
    ]
    fetch = scripted(encoded({"contact_interactions": rows, "total_pages": 1}))
    (found,) = (await lips("USA_1").find(fetch, [contact("7")])).values()
    assert isinstance(found, Contact)
    assert found.first_name == "New"

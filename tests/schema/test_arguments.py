"""From arguments to what the resolvers are asked: filters, ranges, orders and pages."""

import dataclasses
from typing import Any

import pytest
from strawberry.types import ExecutionResult

from resolvers.model import filters
from resolvers.model.connection import PageRequest
from resolvers.model.enums import EngagementKind, InteractionKind, OrderDirection, Source
from resolvers.model.ids import Kind, RecordRef, encode_id
from resolvers.model.sizes import MOST_CHARACTERS, MOST_TEXT
from resolvers.queries import contact_moments, contacts, engagements, interactions, touchpoints
from schema import inputs
from tests.schema import samples
from tests.schema.conftest import Answer, Calls, Execute, only_error

CONTACT_ID = encode_id(Kind.CONTACT, Source.POLIS, "c 1")
CONTACT_REF = RecordRef(Kind.CONTACT, Source.POLIS, "c 1")
RANGE = {"from": "2026-03-01T00:00:00.0001+01:00", "to": "2026-03-02T00:00:00.0019Z"}
INSTANTS = filters.InstantRange("2026-02-28T23:00:00.001Z", "2026-03-02T00:00:00.001Z")


def _request(calls: Calls) -> PageRequest:
    [(arguments, _)] = calls
    request = arguments[0]
    assert isinstance(request, PageRequest)
    return request


def _error(result: ExecutionResult) -> tuple[str, str]:
    error = only_error(result)
    return (error.extensions or {})["code"], error.message


@pytest.mark.parametrize(
    ("given", "record"),
    [
        (inputs.InteractionFilter, filters.InteractionFilter),
        (inputs.EngagementFilter, filters.EngagementFilter),
        (inputs.ContactMomentFilter, filters.ContactMomentFilter),
        (inputs.TouchpointFilter, filters.TouchpointFilter),
        (inputs.ContactFilter, filters.ContactFilter),
    ],
)
def test_a_filter_and_its_record_have_the_same_fields(given: type, record: Any) -> None:
    """So that none is dropped on the way."""
    assert [field.name for field in dataclasses.fields(given)] == list(record.__struct_fields__)


async def test_every_field_of_an_interaction_filter_arrives(execute: Execute, answer: Answer) -> None:
    """Lists as tuples, keys as references, times in the contract's form."""
    calls = answer(interactions, "page", samples.page_of())
    where = {
        "sources": ["LIPS", "POLIS"],
        "occurredAt": RANGE,
        "kinds": ["CALL"],
        "contact": {"id": CONTACT_ID},
        "phoneNumbers": ["+1"],
        "campaignIds": [5],
        "campaignNames": ["Spring"],
        "channels": [],
        "read": True,
        "important": False,
        "advertiserIds": ["USA_1"],
        "masterCampaignIds": ["m"],
        "householdIds": ["h"],
        "contactHouseholdIds": ["ch"],
        "successful": True,
        "unavailable": None,
    }
    document = "query ($where: InteractionFilter) { interactions(filter: $where) { totalCount } }"
    result = await execute(document, where=where)
    assert result.errors is None
    assert _request(calls).filter == filters.InteractionFilter(
        sources=(Source.LIPS, Source.POLIS),
        occurred_at=INSTANTS,
        kinds=(InteractionKind.CALL,),
        contact=CONTACT_REF,
        phone_numbers=("+1",),
        campaign_ids=("5",),
        campaign_names=("Spring",),
        channels=(),
        read=True,
        important=False,
        advertiser_ids=("USA_1",),
        master_campaign_ids=("m",),
        household_ids=("h",),
        contact_household_ids=("ch",),
        successful=True,
        unavailable=None,
    )


async def test_every_field_of_the_other_filters_arrives(execute: Execute, answer: Answer) -> None:
    """The same for engagements, contact moments, touchpoints and contacts."""
    calls = {
        "engagements": answer(engagements, "page", samples.page_of()),
        "contactMoments": answer(contact_moments, "page", samples.page_of()),
        "touchpoints": answer(touchpoints, "page", samples.page_of()),
        "contacts": answer(contacts, "page", samples.page_of()),
    }
    document = """query ($range: DateTimeRange, $key: RecordKey!) {
      engagements(filter: {occurredAt: $range, kinds: [PROACTIVE], operatorIds: ["o"], siteIds: ["s"],
        visitor: $key, flagged: true, hasVideo: false, hasAudio: true, hasCobrowsing: false}) { totalCount }
      contactMoments(filter: {occurredAt: $range, changedSince: "2026-03-01T00:00:00.0001Z", contacts: [$key],
        types: ["T"], tagIds: [99]}) { totalCount }
      touchpoints(filter: {sources: [SALEMOVE], occurredAt: $range, contacts: [$key, $key]}) { totalCount }
      contacts(filter: {phoneNumbers: ["+1"], emails: ["a@b"], advertiserIds: ["USA_1"],
        masterCampaignIds: ["m"], lastSeen: $range}) { totalCount }
    }"""
    result = await execute(document, range=RANGE, key={"sourceKey": {"source": "POLIS", "sourceId": "c 1"}})
    assert result.errors is None
    assert {name: _request(made).filter for name, made in calls.items()} == {
        "engagements": filters.EngagementFilter(
            occurred_at=INSTANTS,
            kinds=(EngagementKind.PROACTIVE,),
            operator_ids=("o",),
            site_ids=("s",),
            visitor=CONTACT_REF,
            flagged=True,
            has_video=False,
            has_audio=True,
            has_cobrowsing=False,
        ),
        "contactMoments": filters.ContactMomentFilter(
            occurred_at=INSTANTS,
            changed_since="2026-03-01T00:00:00.001Z",
            contacts=(CONTACT_REF,),
            types=("T",),
            tag_ids=("99",),
        ),
        "touchpoints": filters.TouchpointFilter(
            sources=(Source.SALEMOVE,), occurred_at=INSTANTS, contacts=(CONTACT_REF, CONTACT_REF)
        ),
        "contacts": filters.ContactFilter(
            phone_numbers=("+1",),
            emails=("a@b",),
            advertiser_ids=("USA_1",),
            master_campaign_ids=("m",),
            last_seen=INSTANTS,
        ),
    }


@pytest.mark.parametrize("arguments", ["", "(filter: null, orderBy: null, first: null, after: null)", "(filter: {})"])
async def test_unset_null_and_empty_ask_for_the_first_page_of_all(
    execute: Execute, answer: Answer, arguments: str
) -> None:
    """25 records, the newest first, no filter."""
    calls = answer(touchpoints, "page", samples.page_of())
    result = await execute(f"{{ touchpoints{arguments} {{ totalCount }} }}")
    assert result.errors is None
    assert _request(calls) == PageRequest(filter=filters.TouchpointFilter(), first=25, after=None)


async def test_page_and_order_arrive(execute: Execute, answer: Answer) -> None:
    """As they were given."""
    calls = answer(touchpoints, "page", samples.page_of())
    await execute('{ touchpoints(orderBy: {direction: ASC}, first: 100, after: "x") { totalCount } }')
    assert _request(calls) == PageRequest(
        filter=filters.TouchpointFilter(), direction=OrderDirection.ASC, first=100, after="x"
    )


async def test_an_order_without_a_direction_is_the_newest_first(execute: Execute, answer: Answer) -> None:
    """The contract's default of the input's field."""
    calls = answer(touchpoints, "page", samples.page_of())
    await execute("{ touchpoints(orderBy: {field: OCCURRED_AT}) { totalCount } }")
    assert _request(calls).direction is OrderDirection.DESC


@pytest.mark.parametrize("first", [0, -1, 101])
@pytest.mark.parametrize("field", ["contacts", "interactions", "engagements", "contactMoments", "touchpoints"])
async def test_first_is_from_1_to_100(execute: Execute, field: str, first: int) -> None:
    """On every connection."""
    result = await execute(f"{{ {field}(first: {first}) {{ totalCount }} }}")
    assert _error(result) == ("BAD_USER_INPUT", f"first: must be from 1 to 100, not {first}")


LONG = "x" * (MOST_CHARACTERS + 1)


@pytest.mark.parametrize(
    ("field", "where", "message"),
    [
        ("interactions", {"phoneNumbers": ["1"] * 1001}, "filter.phoneNumbers: at most 1000 items"),
        ("interactions", {"phoneNumbers": ["1", LONG]}, "filter.phoneNumbers[1]: at most 8192 characters"),
        ("interactions", {"sources": ["LIPS"] * 1001}, "filter.sources: at most 1000 items"),
        ("interactions", {"contact": {"id": LONG}}, "filter.contact.id: at most 8192 characters"),
        ("engagements", {"operatorIds": [LONG]}, "filter.operatorIds[0]: at most 8192 characters"),
        ("contactMoments", {"contacts": [{"id": CONTACT_ID}] * 1001}, "filter.contacts: at most 1000 items"),
        (
            "touchpoints",
            {"contacts": [{"sourceKey": {"source": "LIPS", "sourceId": LONG}}]},
            "filter.contacts[0].sourceKey.sourceId: at most 8192 characters",
        ),
        ("contacts", {"emails": [LONG]}, "filter.emails[0]: at most 8192 characters"),
    ],
)
async def test_a_filter_that_is_too_long_is_refused_by_name(
    execute: Execute, field: str, where: dict[str, object], message: str
) -> None:
    kind = f"{field[0].upper()}{field[1:-1]}Filter"
    document = f"query ($where: {kind}) {{ {field}(filter: $where) {{ totalCount }} }}"
    result = await execute(document, where=where)
    assert _error(result) == ("BAD_USER_INPUT", message)
    assert only_error(result).path == [field]


async def test_a_filter_just_as_long_as_it_may_be_arrives(execute: Execute, answer: Answer) -> None:
    calls = answer(interactions, "page", samples.page_of())
    numbers = [LONG[1:], *["1"] * 999]
    document = "query ($numbers: [String!]) { interactions(filter: {phoneNumbers: $numbers}) { totalCount } }"
    assert (await execute(document, numbers=numbers)).errors is None
    assert _request(calls).filter == filters.InteractionFilter(phone_numbers=tuple(numbers))


async def test_a_cursor_that_is_too_long_is_refused(execute: Execute, answer: Answer) -> None:
    calls = answer(touchpoints, "page", samples.page_of())
    document = "query ($after: String) { touchpoints(after: $after) { totalCount } }"
    assert (await execute(document, after="x" * MOST_TEXT)).errors is None
    assert len(calls) == 1
    result = await execute(document, after="x" * (MOST_TEXT + 1))
    assert _error(result) == ("BAD_USER_INPUT", "after: at most 262144 characters")


async def test_a_moment_that_is_too_long_is_refused(execute: Execute) -> None:
    document = "query ($at: DateTime) { touchpoints(filter: {occurredAt: {from: $at}}) { totalCount } }"
    code, message = _error(await execute(document, at=f"2026-03-01T00:00:00.{'0' * MOST_CHARACTERS}Z"))
    assert code == "BAD_USER_INPUT"
    assert "a DateTime has at most 8192 characters" in message


async def test_a_range_with_both_ends_open_does_not_filter(execute: Execute, answer: Answer) -> None:
    """Unset and null ends are open."""
    calls = answer(touchpoints, "page", samples.page_of())
    await execute("{ touchpoints(filter: {occurredAt: {from: null}}) { totalCount } }")
    assert _request(calls).filter == filters.TouchpointFilter()


async def test_a_range_of_one_moment_is_kept(execute: Execute, answer: Answer) -> None:
    """Both ends belong to it."""
    calls = answer(touchpoints, "page", samples.page_of())
    at = "2026-03-01T00:00:00.000Z"
    await execute(f'{{ touchpoints(filter: {{occurredAt: {{from: "{at}", to: "{at}"}}}}) {{ totalCount }} }}')
    assert _request(calls).filter == filters.TouchpointFilter(occurred_at=filters.InstantRange(at, at))


@pytest.mark.parametrize(
    ("span", "message"),
    [
        (
            {"from": "2026-03-01T00:00:00.000001Z", "to": "2026-03-01T00:00:00Z"},
            "filter.occurredAt: from must not be after to",
        ),
        (
            {"from": "9999-12-31T23:59:59.9999Z"},
            "filter.occurredAt.from: beyond the last moment that a DateTime can hold",
        ),
    ],
)
async def test_an_impossible_range_is_refused_by_name(execute: Execute, span: dict[str, str], message: str) -> None:
    """The message says which field."""
    document = "query ($span: DateTimeRange) { touchpoints(filter: {occurredAt: $span}) { totalCount } }"
    assert _error(await execute(document, span=span)) == ("BAD_USER_INPUT", message)

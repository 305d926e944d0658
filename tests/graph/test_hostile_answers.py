"""Whatever a vendor answers, it is that source's failure or a record without a field: never ours, and nobody else's."""

import copy
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.graph.hostile import ENDPOINTS, LIPS_ID, POLIS_ID, SALEMOVE_ID, TYPE, Vendors, answer
from tests.vendors.documents import parsed, sample

FRAGMENTS = {
    "Contact": """id source sourceId displayName firstName lastName email company title createdAt externalSource
        interactionExternalSource phoneNumbers { type number }""",
    "Interaction": """id source sourceId occurredAt summary kind kindName displayName createdAt updatedAt
        externalSource read important version contact { ...Contact } call { recordingUrl durationSeconds }
        attribution { campaignId campaignName channel referrerType referrerSource influencingCampaign }
        canvass { successful unavailable unavailableReason distanceMiles statusId walklistId turfId householdId
            contactHouseholdId customerId securityGroupId createdBy modifiedBy isDeleted
            location { latitude longitude confidence }
            survey { surveyId responses { questionId fields { name value } } } }""",
    "Engagement": """id source sourceId occurredAt summary sort: kind sortName: kindName durationSeconds visitorName
        flagged audioRecordingUrls crmForwarded summaryForwarded visitor { ...Contact }
        operators { sourceId name url } features { cobrowsing video audio } chatTranscript { message createdAt
            sender { kind name contact { ...Contact } operator { sourceId name url } } }""",
    "ContactMoment": """id source sourceId occurredAt summary subject action type { id title addable }
        tags { id name } sender { ...Contact } recipients { ...Contact }""",
}
"""Every field of the records."""
PAGE = "pageInfo { endCursor hasNextPage } totalCount sources { source status returned error { code } }"
TOUCHPOINTS = f"""{{ touchpoints(first: 100) {{ {PAGE} edges {{ cursor node {{
    ...Interaction ...Engagement ...ContactMoment }} }} }}
    contacts(first: 100) {{ {PAGE} edges {{ cursor node {{ ...Contact }} }} }} }}"""
CATALOGUE = "{ contactMomentTypes { id title addable schema } contactMomentTags { id name } }"
CANVASS = """campaignId: "c", contactId: "c", householdId: "h", contactHouseholdId: "ch", unavailable: true,
    occurredAt: "2024-01-01T00:00:00Z", survey: { surveyId: "s", responses: [] }"""


def one(field: str, source: str, key: str, selection: str) -> str:
    return f'{{ {field}(by: {{ sourceKey: {{ source: {source}, sourceId: "{key}" }} }}) {{ {selection} }} }}'


def mutation(field: str, given: str, selection: str) -> str:
    return f"mutation {{ {field}(input: {{ {given} }}) {{ {selection} userErrors {{ field message code }} }} }}"


def by(source: str, key: str) -> str:
    return f'by: {{ sourceKey: {{ source: {source}, sourceId: "{key}" }} }}'


MOMENT_INPUT = f"""type: "{TYPE}", occurredAt: "2024-01-01T00:00:00Z", subject: "s",
    sender: {{ sourceKey: {{ source: PROCURIOS, sourceId: "42" }} }},
    recipients: [{{ sourceKey: {{ source: PROCURIOS, sourceId: "123" }} }}]"""
DOCUMENTS = {
    "lips list": TOUCHPOINTS,
    "lips update": mutation(
        "updateInteraction", f"{by('LIPS', LIPS_ID)}, lips: {{ read: true }}", "interaction { ...Interaction }"
    ),
    "polis list": TOUCHPOINTS,
    "polis one": one("interaction", "POLIS", POLIS_ID, "...Interaction"),
    "polis create": mutation("createInteraction", f"polis: {{ {CANVASS} }}", "interaction { ...Interaction }"),
    "polis patch": mutation(
        "updateInteraction",
        f'{by("POLIS", POLIS_ID)}, ifMatch: "e", polis: {{ unavailable: false }}',
        "interaction { ...Interaction }",
    ),
    "polis delete": mutation("deleteInteraction", f'{by("POLIS", POLIS_ID)}, ifMatch: "e"', "deletedId"),
    "salemove list": TOUCHPOINTS,
    "salemove one": one("engagement", "SALEMOVE", SALEMOVE_ID, "...Engagement"),
    "salemove transcript": one("engagement", "SALEMOVE", SALEMOVE_ID, "...Engagement"),
    "salemove export": mutation("exportEngagement", by("SALEMOVE", SALEMOVE_ID), "success"),
    "procurios list": TOUCHPOINTS,
    "procurios types": CATALOGUE,
    "procurios schema": CATALOGUE,
    "procurios tags": CATALOGUE,
    "procurios schema for a write": mutation("createContactMoment", MOMENT_INPUT, "contactMomentId"),
    "procurios create": mutation("createContactMoment", MOMENT_INPUT, "contactMoment { ...ContactMoment }"),
    "caliq create": mutation(
        "createInteraction",
        'caliq: { channelId: 1, accountNo: "a", kind: CALL, contactedBy: "c", contactId: 5 }',
        "uniqueId",
    ),
}
"""An operation for each endpoint that has it asked."""


def with_fragments(document: str) -> str:
    """The operation with the fragments that it spreads."""
    used = [name for name in FRAGMENTS if f"...{name}" in document]
    if used:
        used += [] if "Contact" in used else ["Contact"]
    return " ".join([document, *(f"fragment {name} on {name} {{ {FRAGMENTS[name]} }}" for name in used)])


def nested(levels: int) -> Any:
    value: Any = {}
    for level in range(levels):
        value = {"message": value} if level % 2 else [value]
    return value


def deep(levels: int, opening: bytes = b"[", closing: bytes = b"]") -> bytes:
    return opening * levels + closing * levels


BODIES = {
    "empty": b"",
    "null": b"null",
    "a number": b"5",
    "a large number": b"9" * 5000,
    "a text": b'"x"',
    "a list": b"[]",
    "an object": b"{}",
    "lists": b"[[], [[]], {}]",
    "nulls": b"[null, null]",
    "half of it": b'{"data": [{"id"',
    "a page": b"<html><body>Bad Gateway</body></html>",
    "NUL": b"\x00" * 100,
    "no UTF-8": b'{"message": "\xff\xfe"}',
    "half of a character": b'{"message": "\\ud83d", "data": ["\\ude00"]}',
    "UTF-16": '{"message": "a"}'.encode("utf-16"),
    "only a mark": b"\xef\xbb\xbf",
    "deep lists": deep(5000),
    "deeper lists": deep(200_000),
    "as deep as can be read": deep(900),
    "deep objects": b'{"data":' * 5000 + b"1" + b"}" * 5000,
    "deep errors": b'{"errors":' * 900 + b"1" + b"}" * 900,
    "not a number": b'{"message": NaN, "data": Infinity}',
    "an infinite number": b'{"message": 1e400}',
    "the same key twice": b'{"data": 1, "data": [], "data": {}}',
    "ten thousand keys": msgspec.json.encode({f"key{number}": number for number in range(10_000)}),
    "ten thousand errors": msgspec.json.encode({"errors": {f"key{number}": "bad" for number in range(10_000)}}),
    "deep XML": deep(5000, b"<a>", b"</a>"),
    "XML of no encoding": b"<?xml version='1.0' encoding='hex'?><a/>",
}
TYPES = ("application/json", "application/xml", "text/html", "")


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_body_of_whatever_kind_is_that_source_s_failure(endpoint: str, body: str) -> None:
    """As a success, and as a refusal or a breakdown."""
    turn = list(ENDPOINTS).index(endpoint) + list(BODIES).index(body)
    for status in (200, (422, 500)[turn % 2]):
        assert_not_ours(endpoint, Vendors(endpoint, BODIES[body], status, TYPES[turn % len(TYPES)]))


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_the_example_is_read_without_an_error_and_after_a_mark(endpoint: str) -> None:
    """So that what the other tests see is due to what they change."""
    example = sample(ENDPOINTS[endpoint][3])
    found = [assert_not_ours(endpoint, Vendors(endpoint, mark + example)) for mark in (b"", b"\xef\xbb\xbf")]
    assert "errors" not in found[0]


LISTS = {"lips list": "LIPS", "polis list": "POLIS", "salemove list": "SALEMOVE", "procurios list": "PROCURIOS"}


def assert_not_ours(endpoint: str, vendors: Vendors) -> dict[str, Any]:
    """No error without a code of a source; and the other sources' records are there."""
    found = answer(vendors, with_fragments(DOCUMENTS[endpoint]))
    assert vendors.asked
    codes = {error["extensions"]["code"] for error in found.get("errors", ())}
    assert not {code for code in codes if not code.startswith("SOURCE_")} - {"NOT_FOUND", "SCAN_BUDGET_EXHAUSTED"}
    page = (found.get("data") or {}).get("touchpoints")
    if endpoint in LISTS:
        assert page is not None
        told = {report["source"]: report for report in page["sources"]}
        own = told.pop(LISTS[endpoint])
        assert own["error"] is None or own["error"]["code"].startswith("SOURCE_")
        # Where a list may hold more of one time than the budget can read, what is older waits.
        assert own["status"] == "TRUNCATED" or all(told[source]["returned"] for source in told if source != "CALIQ")
    return found


HOSTILE: list[Any] = [
    *(None, True, False, 0, -1, 2**31, -(2**31) - 1, 2**63, 2**64, 10**30, 10**400, 1.5, 1e300),
    *("", " ", "x", ".", "..", "9" * 5000, "-5", "NaN", "1e400", "\x00", "\u202e", "[" * 5000, '[{"a": 1}]', "a,b"),
    *("http://[::1", "9999-12-31T23:59:59.999+00:00", "0001-01-01T00:00:00+23:59", "https://x/?page=" + "9" * 5000),
    *([], {}, [None], [[]], [{}], {"": None}, {"id": 1}, nested(70), nested(400)),
]
"""What may stand in the place of anything."""


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in a JSON value."""
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, held in items:
        yield from places(held, (*path, key))


def put(value: Any, path: tuple[Any, ...], hostile: Any) -> None:
    """Put it there, if there is such a place still."""
    here = value
    for step in path[:-1]:
        here = here[step] if _has(here, step) else None
    if _has(here, path[-1]):
        here[path[-1]] = hostile


def _has(here: Any, step: Any) -> bool:
    if isinstance(here, list):
        return isinstance(step, int) and step < len(here)
    return isinstance(here, dict) and step in here


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@given(data=st.data())
@settings(max_examples=25)
def test_whatever_stands_in_the_place_of_whatever_field(endpoint: str, data: st.DataObject) -> None:
    """One, several or all of them."""
    document = copy.deepcopy(parsed(ENDPOINTS[endpoint][3]))
    paths = st.sampled_from(list(places(document)))
    for path in data.draw(st.lists(paths, min_size=1, max_size=8, unique=True)):
        put(document, path, data.draw(st.sampled_from(HOSTILE)))
    assert_not_ours(endpoint, Vendors(endpoint, msgspec.json.encode(document)))


@pytest.mark.parametrize("hostile", range(len(HOSTILE)))
@pytest.mark.parametrize("endpoint", [name for name, asked in ENDPOINTS.items() if asked[1] == "GET"])
def test_whatever_stands_in_the_place_of_every_value_but_the_id(endpoint: str, hostile: int) -> None:
    """So that there is a record, all of whose fields are odd."""
    document = copy.deepcopy(parsed(ENDPOINTS[endpoint][3]))
    leaves = [
        path
        for path in places(document)
        if path[-1] not in {"id", "contact_interactions", "data", "engagements", "InteractionAddData", "OK"}
        and not isinstance(path[-1], int)
    ]
    for path in reversed(leaves):
        put(document, path, HOSTILE[hostile])
    assert_not_ours(endpoint, Vendors(endpoint, msgspec.json.encode(document)))

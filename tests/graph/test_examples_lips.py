"""The two interactions and the contact that LIPS' document shows ("Example Response")."""

import pytest

from tests.graph.client import Walk, pages
from tests.graph.reading import assert_everywhere, by_id, by_key, every_way
from tests.graph.worlds import World

CONTACT_FIELDS = """source sourceId displayName firstName lastName email company title
    phoneNumbers { type number } createdAt externalSource interactionExternalSource"""
FIELDS = f"""occurredAt kind kindName displayName createdAt updatedAt externalSource read important version
    attribution {{ campaignId campaignName channel referrerType referrerSource influencingCampaign }}
    call {{ recordingUrl durationSeconds }} canvass {{ successful }}
    contact {{ {CONTACT_FIELDS} }} contacts {{ {CONTACT_FIELDS} }}"""

NEWER_CONTACT = {
    "source": "LIPS",
    "sourceId": "2197617",
    "displayName": "S ELIGIO",
    "firstName": "S",
    "lastName": "ELIGIO",
    "email": None,
    "company": None,
    "title": None,
    "phoneNumbers": [{"type": "work", "number": "+13184227453"}],
    "createdAt": "2021-09-04T01:21:27.394Z",
    "externalSource": "a6426573-5120-4077-9d71-ac5e7f65bccd",
    "interactionExternalSource": "capture",
}
OLDER_CONTACT = {**NEWER_CONTACT, "externalSource": "fe9a4888-c6f3-4f13-91d9-f932e1c888fb"}
ATTRIBUTION = {
    "campaignId": None,
    "campaignName": "LSS Test Campaign",
    "channel": "search",
    "referrerType": "UNKNOWN",
    "referrerSource": "PAID",
    "influencingCampaign": "",
}
COMMON = {
    "kindName": None,
    "displayName": "S ELIGIO",
    "updatedAt": None,
    "externalSource": "capture",
    "read": True,
    "version": None,
    "attribution": ATTRIBUTION,
    "canvass": None,
}
CALL = {
    **COMMON,
    "occurredAt": "2021-09-06T16:16:08.000Z",
    "kind": "CALL",
    "createdAt": "2021-09-06T16:18:42.505Z",
    "important": True,
    "call": {
        "recordingUrl": "https://webservice.telmetrics.com/filedownload.ashx/"
        "a6426573-5120-4077-9d71-ac5e7f65bccd/220384.mp3",
        "durationSeconds": 44,
    },
    "contact": NEWER_CONTACT,
    "contacts": [NEWER_CONTACT],
}
OTHER = {
    **COMMON,
    "occurredAt": "2021-08-25T14:50:34.000Z",
    "kind": "OTHER",
    "createdAt": "2021-09-04T01:21:26.881Z",
    "important": False,
    "call": None,
    "contact": OLDER_CONTACT,
    "contacts": [OLDER_CONTACT],
}


@pytest.mark.parametrize(("source_id", "expected"), [("4314774", CALL), ("3871993", OTHER)])
def test_every_field_of_an_interaction_has_the_documents_value(
    still: World, source_id: str, expected: dict[str, object]
) -> None:
    """By key, by id and in lists; the document's examples name no event_type, only the first one has call fields."""
    key = ("LIPS", source_id)
    assert_everywhere(every_way(still.graph, "interactions", key, FIELDS), key, expected)


def test_a_contact_is_described_as_its_newest_interaction_does(still: World) -> None:
    """The two examples differ in contact_external_source."""
    found = by_key(still.graph, "contact", ("LIPS", "2197617"), f"id {CONTACT_FIELDS}")
    assert {name: value for name, value in found.items() if name != "id"} == NEWER_CONTACT
    assert by_id(still.graph, "contact", found["id"], f"id {CONTACT_FIELDS}") == found


def test_a_contact_has_one_id_whichever_record_names_it(still: World) -> None:
    """An id is a function of the record alone."""
    ids = {
        by_key(still.graph, "interaction", ("LIPS", "4314774"), "contact { id }")["contact"]["id"],
        by_key(still.graph, "interaction", ("LIPS", "3871993"), "contact { id }")["contact"]["id"],
        by_key(still.graph, "contact", ("LIPS", "2197617"), "id")["id"],
    }
    assert len(ids) == 1


@pytest.mark.parametrize("connection", ["interactions", "touchpoints"])
def test_a_contact_has_its_interactions(still: World, connection: str) -> None:
    """Both, the newest first."""
    walk = Walk(connection=connection, of=("LIPS", "2197617"))
    assert [key for page in pages(still.graph, walk) for key in page.keys] == [("LIPS", "4314774"), ("LIPS", "3871993")]


def test_a_contact_is_among_the_contacts(still: World) -> None:
    """Once, with every field."""
    found = [
        node
        for page in pages(still.graph, Walk(connection="contacts", first=100), node=CONTACT_FIELDS)
        for node in page.nodes
        if node["sourceId"] == "2197617"
    ]
    assert found == [NEWER_CONTACT]


@pytest.mark.parametrize("source_id", ["4314774", "3871993"])
def test_a_summary_is_a_line_for_people(still: World, source_id: str) -> None:
    """Never empty, and never a raw id alone."""
    summary = by_key(still.graph, "interaction", ("LIPS", source_id), "summary")["summary"]
    assert "S ELIGIO" in summary
    assert "\n" not in summary

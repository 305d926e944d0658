"""The contact moment, the types, the tags and the schema that Procurios' document shows.

The sandbox's clocks are those of Amsterdam: 2020-01-01T01:23:45 there is 00:23:45 in UTC.
"""

import pytest

from tests.graph.client import Walk, ask, walked
from tests.graph.reading import assert_everywhere, by_key, every_way
from tests.graph.worlds import World

KEY = ("PROCURIOS", "12345")
FIELDS = """occurredAt subject action
    type { id title addable }
    sender { source sourceId displayName firstName phoneNumbers { number } }
    recipients { source sourceId } contacts { source sourceId }
    tags { id name }"""

RECIPIENTS = [{"source": "PROCURIOS", "sourceId": number} for number in ("123", "124", "126")]
EXPECTED = {
    "occurredAt": "2020-01-01T00:23:45.000Z",
    "subject": "Test contact moment",
    "action": 1234,
    "type": {"id": "ContactMomentVisit", "title": "Visit", "addable": True},
    "sender": {
        "source": "PROCURIOS",
        "sourceId": "42",
        "displayName": "Douglas Adams",
        "firstName": None,
        "phoneNumbers": [],
    },
    "recipients": RECIPIENTS,
    "contacts": RECIPIENTS,
    "tags": [{"id": "99", "name": "Tag name"}],
}
COMMON_PROPERTIES = {
    "contactMomentId",
    "subject",
    "dateTime",
    "senderId",
    "recipients",
    "action_code",
    "reference",
    "tagIds",
}


def test_every_field_of_a_contact_moment_has_the_documents_value(still: World) -> None:
    """By key, by id and in lists; the word among the recipients names nobody and is left out."""
    assert_everywhere(every_way(still.graph, "contactMoments", KEY, FIELDS), KEY, EXPECTED)


@pytest.mark.parametrize("relation", ["42", "123", "124", "126"])
def test_a_relation_has_the_moments_that_it_takes_part_in(still: World, relation: str) -> None:
    """As sender and as recipient alike."""
    for connection in ("contactMoments", "touchpoints"):
        assert KEY in walked(still.graph, Walk(connection=connection, of=("PROCURIOS", relation)))


def test_a_summary_is_a_line_for_people(still: World) -> None:
    """It names the subject, and not the number alone."""
    assert "Test contact moment" in by_key(still.graph, "contactMoment", KEY, "summary")["summary"]


def test_the_documents_type_is_listed(still: World) -> None:
    """Contact moment types."""
    types = ask(still.graph, "{ contactMomentTypes { id title addable } }")["contactMomentTypes"]
    assert {"id": "ContactMomentPhone", "title": "Telephone call", "addable": True} in types


def test_the_documents_tags_are_listed(still: World) -> None:
    """Tags available to contact moments."""
    tags = ask(still.graph, "{ contactMomentTags { id name } }")["contactMomentTags"]
    for number, name in (("3", "Label 1"), ("4", "Label 2"), ("5", "Label 3")):
        assert {"id": number, "name": name} in tags


def test_the_schema_of_telephone_calls_is_the_documents(still: World) -> None:
    """Schema for a certain type: the one element of the vendor's list, as it is."""
    types = ask(still.graph, "{ contactMomentTypes { id schema } }")["contactMomentTypes"]
    schema = next(found["schema"] for found in types if found["id"] == "ContactMomentPhone")
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema["title"] == "Contact moment"
    assert schema["type"] == "object"
    assert schema["required"] == ["subject", "senderId", "recipients"]
    assert set(schema["properties"]) >= COMMON_PROPERTIES
    assert schema["properties"]["recipients"] == {
        "title": "Recipient",
        "description": "The Procurios IDs of the relations that were contacted",
        "type": "array",
        "minItems": 1,
        "uniqueItems": True,
        "items": {"type": "integer"},
    }
    assert schema["properties"]["reference"]["maxLength"] == 255

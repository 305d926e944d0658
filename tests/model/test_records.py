"""What a record tells of itself is a function of the record alone."""

from typing import Any

import pytest

from resolvers.model.enums import Source
from resolvers.model.ids import Kind, RecordRef, decode_id
from resolvers.model.records import Contact, ContactMoment, ContactMomentType, Engagement, Interaction

ANN, BOB, CEES = (Contact(source=Source.PROCURIOS, source_id=key) for key in "abc")
NAMED = Contact(source=Source.PROCURIOS, source_id="a", display_name="Ann", first_name="Ann")


def moment(**fields: Any) -> ContactMoment:
    return ContactMoment(source=Source.PROCURIOS, source_id="1", type=ContactMomentType("t"), **fields)


@pytest.mark.parametrize(
    ("record", "kind", "locator"),
    [
        (Interaction(source=Source.LIPS, source_id="1", locator="at"), Kind.INTERACTION, "at"),
        (Engagement(source=Source.SALEMOVE, source_id="1"), Kind.ENGAGEMENT, None),
        (moment(sender=ANN), Kind.CONTACT_MOMENT, None),
        (Contact(source=Source.POLIS, source_id="1"), Kind.CONTACT, None),
    ],
)
def test_an_id_names_the_record_and_how_to_find_it_again(record: Any, kind: Kind, locator: str | None) -> None:
    assert decode_id(record.id) == RecordRef(kind, record.source, "1", locator)


def test_a_contact_has_one_id_whatever_is_known_of_it() -> None:
    assert NAMED.id == ANN.id != BOB.id


def test_an_engagement_occurs_when_it_is_created() -> None:
    assert Engagement(source=Source.SALEMOVE, source_id="1", created_at="then").occurred_at == "then"


def test_the_contact_of_an_interaction_and_the_visitor_of_an_engagement_are_all_its_parties() -> None:
    for record in (
        Interaction(source=Source.LIPS, source_id="1", contact=ANN),
        Engagement(source=Source.SALEMOVE, source_id="1", visitor=ANN),
    ):
        assert record.contacts == record.parties == (ANN,)
    for nobodys in (Interaction(source=Source.LIPS, source_id="1"), Engagement(source=Source.SALEMOVE, source_id="1")):
        assert nobodys.contacts == nobodys.parties == ()


def test_the_recipients_of_a_moment_were_contacted_and_its_sender_took_part() -> None:
    told = moment(sender=CEES, recipients=(ANN, BOB))
    assert told.contacts == (ANN, BOB)
    assert told.parties == (CEES, ANN, BOB)
    assert moment(recipients=(ANN,)).parties == (ANN,)


def test_every_record_has_a_summary_in_words() -> None:
    for record in (
        Interaction(source=Source.LIPS, source_id="1"),
        Engagement(source=Source.SALEMOVE, source_id="1"),
        moment(subject="Thanks"),
    ):
        assert record.summary.strip()
    assert "Thanks" in moment(subject="Thanks").summary

"""A new contact moment in Procurios' terms, and Procurios' objections in the caller's."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.ids import Kind, encode_id
from resolvers.model.inputs import ContactMomentCreation
from resolvers.model.keys import RecordKey
from resolvers.model.records import ContactMomentType
from resolvers.model.user_errors import UserError
from resolvers.vendors.procurios import draft as drafts
from resolvers.vendors.procurios import records, requests, writes
from tests.vendors.documents import parsed, sample
from tests.vendors.fetches import encoded

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def relation(number: str) -> RecordKey:
    """The key of a relation."""
    return RecordKey(source=Source.PROCURIOS, source_id=number)


LEAST: dict[str, Any] = {
    "type_id": "ContactMomentPhone",
    "subject": "Retention call",
    "sender": relation("1516"),
    "recipients": (relation("429000"),),
}


def creation(**changes: Any) -> ContactMomentCreation:
    return ContactMomentCreation(**{**LEAST, **changes})


def draft(**changes: Any) -> drafts.Draft:
    return drafts.draft(creation(**changes), AMSTERDAM)


def faults(errors: tuple[UserError, ...]) -> list[tuple[tuple[str, ...], str | None]]:
    return [(error.path, error.code) for error in errors]


# ---------------------------------------------------------------- what is sent


def test_the_document_s_registration_is_sent_as_documented_in_its_order() -> None:
    """Its time is written at +02:00: on the clocks of Sofia, say."""
    made = drafts.draft(
        creation(
            occurred_at="2018-11-13T18:20:39.999Z",
            contents="We had a good call and the person decided to stay a member",
            action_code=2,
            reference="MyRefernce0123",
        ),
        ZoneInfo("Europe/Sofia"),
    )
    assert made.errors == ()
    assert list(made.body.items()) == list(parsed("procurios/create_request.json").items())
    request = requests.create_moment("ContactMomentPhone", made.body)
    assert msgspec.json.decode(request.body or b"") == parsed("procurios/create_request.json")
    assert (request.safe, request.repeatable) == (False, False)


def test_what_is_unset_or_null_is_left_out() -> None:
    least = {"subject": "Retention call", "senderId": 1516, "recipients": [429000]}
    nothing = dict.fromkeys(("occurred_at", "contents", "action_code", "reference", "tag_ids", "extra"))
    assert draft() == draft(**nothing) == drafts.Draft(least, "1516")


def test_tags_and_further_properties_are_sent() -> None:
    extra = {"duration": 5, "deep": {"a": [None, True, "Zoë"]}}
    body = draft(tag_ids=("3", "99"), extra=extra).body
    assert body["tagIds"] == [3, 99]
    assert {name: body[name] for name in extra} == extra


@pytest.mark.parametrize(
    ("moment", "zone", "written"),
    [
        ("2026-10-25T00:30:00.000Z", "Europe/Amsterdam", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25T01:30:00.000Z", "Europe/Amsterdam", "2026-10-25T02:30:00+01:00"),
        ("2026-01-02T03:04:05.678Z", "UTC", "2026-01-02T03:04:05+00:00"),
        ("1900-01-02T03:04:05.000Z", "Europe/Amsterdam", "1900-01-02T03:04:05+00:00"),
        ("0900-01-02T03:04:05.000Z", "UTC", "0900-01-02T03:04:05+00:00"),
    ],
)
def test_times_are_the_zone_s_with_its_offset(moment: str, zone: str, written: str) -> None:
    """An hour that clocks show twice stays two."""
    assert drafts.draft(creation(occurred_at=moment), ZoneInfo(zone)).body["dateTime"] == written


@given(st.integers(0, 9998 * 365 * 86_400_000))
def test_any_instant_is_written_as_itself_to_the_second(milliseconds: int) -> None:
    instant = dt.datetime(1, 1, 3, tzinfo=dt.UTC) + dt.timedelta(milliseconds=milliseconds)
    text = f"{instant.isoformat(timespec='milliseconds').removesuffix('+00:00')}Z"
    written = drafts.draft(creation(occurred_at=text), AMSTERDAM).body["dateTime"]
    assert dt.datetime.fromisoformat(written) == instant.replace(microsecond=0)
    assert len(written) == len("2018-11-13T20:20:39+02:00")


def test_a_time_beyond_the_calendar_is_told() -> None:
    assert faults(draft(occurred_at="9999-12-31T23:59:59.000Z").errors) == [(("occurredAt",), "INVALID")]


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize("text", ["x", " 7", "-7", "7.0", "\N{ARABIC-INDIC DIGIT SEVEN}", "9" * 19])
def test_relations_and_tags_are_numbers(text: str) -> None:
    made = draft(sender=relation(text), recipients=(relation("7"), relation(text)), tag_ids=(text, "3"))
    assert faults(made.errors) == [
        (("sender",), "INVALID"),
        (("recipients", "1"), "INVALID"),
        (("tagIds", "0"), "INVALID"),
    ]
    assert all(not text.strip() or text not in error.message for error in made.errors)


@pytest.mark.parametrize("extra", ["x", 5, [], [{}], True])
def test_further_properties_are_an_object(extra: object) -> None:
    assert faults(draft(extra=extra).errors) == [(("extra",), "INVALID")]


@pytest.mark.parametrize("name", [*drafts.PATHS, "contactMomentId"])
def test_a_property_with_a_field_of_its_own_or_the_vendor_s_is_none_of_the_further_ones(name: str) -> None:
    made = draft(extra={name: 1, "other": 2})
    assert faults(made.errors) == [(("extra", name), "INVALID")]
    assert made.body["other"] == 2
    assert made.body.get(name) != 1


@pytest.mark.parametrize("value", ["\ud83d", ["\ud83d"], float("inf"), float("nan"), {"\ud83d": 1}, 2**70])
def test_what_json_cannot_bring_over_is_told_once(value: object) -> None:
    made = draft(extra={"x": value, "subject": 1})
    assert [path for path, _ in faults(made.errors)] == [("extra",)]
    assert made.body["subject"] == "Retention call"


def test_half_a_character_in_a_text_is_told() -> None:
    made = draft(subject="\ud83d", contents="\ud83d", reference="\ud83d")
    assert {field for field, _ in faults(made.errors)} == {("subject",), ("contents",), ("reference",)}


@pytest.mark.parametrize(
    ("type_id", "expected"),
    [
        ("Phone", []),
        ("Mailing", [(("type",), "INVALID")]),
        ("Unsaid", [(("type",), "INVALID")]),
        ("Fax", [(("type",), "NOT_FOUND")]),
        ("phone", [(("type",), "NOT_FOUND")]),
    ],
)
def test_a_type_is_one_that_is_listed_as_addable(type_id: str, expected: list[Any]) -> None:
    listed = [
        ContactMomentType("Phone", addable=True, listed=True),
        ContactMomentType("Mailing", addable=False, listed=True),
        ContactMomentType("Unsaid", listed=True),
    ]
    assert faults(drafts.type_problems(type_id, listed)) == expected


# ---------------------------------------------------------------- what Procurios says


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (parsed("procurios/create_unknown_sender.json")["errors"], ("sender",)),
        (parsed("procurios/create_unknown_recipient.json")["errors"], ("recipients",)),
        ("Sender and recipients are the same", ()),
        ("senderId is not valid", ("sender",)),
        ("action_code is not valid", ("actionCode",)),
        ("The date and time is in the future", ("occurredAt",)),
        ("Not all tags are available in CRM", ("tagIds",)),
        ("Try again tomorrow", ()),
        ("", ()),
    ],
)
def test_a_sentence_is_about_the_field_that_it_names(text: str, field: tuple[str, ...]) -> None:
    assert writes.field_named(text) == field


@pytest.mark.parametrize("name", drafts.PATHS)
def test_a_property_names_its_field(name: str) -> None:
    assert writes.field_named(name) == drafts.PATHS[name]


def test_a_key_that_names_no_relation_is_told_once_and_the_others_keep_their_places() -> None:
    contact_of_lips = RecordKey(source=Source.LIPS, source_id="x")
    moment = RecordKey(id=encode_id(Kind.CONTACT_MOMENT, Source.PROCURIOS, "1"))
    made = draft(sender=contact_of_lips, recipients=(relation("x"), moment, relation("7")), tag_ids=("x",))
    assert faults(made.errors) == [
        (("sender", "sourceKey", "source"), "WRONG_SOURCE"),
        (("recipients", "1", "id"), "WRONG_TYPE"),
        (("recipients", "0"), "INVALID"),
        (("tagIds", "0"), "INVALID"),
    ]
    assert made.body["recipients"] == [7]


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (sample("procurios/create.json"), "42"),
        (encoded({"contactMomentId": "42"}), "42"),
        (encoded([{"contactMomentId": 42}]), "42"),
    ],
)
def test_the_answer_to_a_registration_is_its_id(body: bytes, key: str) -> None:
    assert records.created(body) == key


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", encoded({"contactMomentId": None}), encoded({"contactMomentId": ""})]
)
def test_an_answer_without_an_id_is_a_bad_response(body: bytes) -> None:
    with pytest.raises(SourceFailure) as caught:
        records.created(body)
    assert caught.value.code is ErrorCode.SOURCE_BAD_RESPONSE

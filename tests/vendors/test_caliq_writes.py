"""A new interaction in Caliq's terms, and Caliq's objections in the caller's."""

import uuid
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.vendors.caliq import checks, issues, records, writes
from resolvers.vendors.caliq.inputs import CaliqCreation, CaliqInteractionKind, FollowUp
from resolvers.vendors.caliq.requests import create_interaction
from resolvers.vendors.caliq.wire import Issue, Result
from tests.vendors.documents import sample

GUID = "0b1c7a5e-6f3a-4b6e-9a43-3d5d0e8f5f10"
LEAST: dict[str, Any] = {
    "channel_id": 2,
    "kind": CaliqInteractionKind.CALL,
    "contacted_by": "E7",
    "customer_id": 3,
    "contact_id": 5,
}
XML_TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff") | st.sampled_from("\t\n\r")
)


def creation(**changes: Any) -> CaliqCreation:
    return CaliqCreation(**{**LEAST, **changes})


def sent(made: CaliqCreation) -> dict[str, Any]:
    """The JSON body, without the sign-in."""
    request = create_interaction(writes.parameters(made, GUID, "secret"), "json")
    body: dict[str, Any] = msgspec.json.decode(request.body or b"")
    assert body.pop("apiKey") == "secret"
    return body


def found(made: CaliqCreation) -> list[tuple[tuple[str, ...], str | None]]:
    return [(error.path[1:], error.code) for error in checks.problems(made)]


# ---------------------------------------------------------------- what is sent


def test_what_the_column_requires_is_sent_empty_where_the_wording_does_not_need_it() -> None:
    """Both readings of the table are kept by one body; what neither requires is left out."""
    assert sent(creation()) == {
        "ChannelID": 2,
        "CustomerID": 3,
        "AccountNo": "",
        "ContactID": 5,
        "UniqueID": GUID,
        "Kind": "C",
        "ContactedBy": "E7",
        "ContactedFirstName": "",
        "ContactedSurname": "",
        "FollowUpBy": "",
    }


def test_everything_given_is_sent_under_the_document_s_names_in_its_order() -> None:
    full = creation(
        account_no="AC000003",
        contacted_first_name="Zoë",
        contacted_surname="Łoś",
        kind=CaliqInteractionKind.VISIT,
        occurred_at="2026-01-02T03:04:05.006Z",
        notes="<called> & asked",
        follow_up=FollowUp(at="2026-02-03T04:05:06.000Z", by="E8", notes="again"),
    )
    assert list(sent(full).items()) == [
        ("ChannelID", 2),
        ("CustomerID", 3),
        ("AccountNo", "AC000003"),
        ("ContactID", 5),
        ("UniqueID", GUID),
        ("Kind", "V"),
        ("ContactedBy", "E7"),
        ("ContactedFirstName", "Zoë"),
        ("ContactedSurname", "Łoś"),
        ("OnDateTime", "2026-01-02T03:04:05.006Z"),
        ("Notes", "<called> & asked"),
        ("FollowUpDateTime", "2026-02-03T04:05:06.000Z"),
        ("FollowUpBy", "E8"),
        ("FollowUpNotes", "again"),
    ]


def test_null_is_as_good_as_unset() -> None:
    nothing = dict.fromkeys(("account_no", "contacted_first_name", "unique_id", "occurred_at", "notes", "follow_up"))
    assert sent(creation(**nothing)) == sent(creation())
    assert found(creation(**nothing)) == []


@pytest.mark.parametrize(("kind", "letter"), list(zip(CaliqInteractionKind, "CEV", strict=True)))
def test_kinds_are_letters(kind: CaliqInteractionKind, letter: str) -> None:
    assert sent(creation(kind=kind))["Kind"] == letter


@given(XML_TEXT)
def test_a_note_survives_xml_whatever_it_holds(notes: str) -> None:
    made = creation(notes=notes)
    assert found(made) == []
    body = create_interaction(writes.parameters(made, GUID, "secret"), "xml").body or b""
    assert (ElementTree.fromstring(body).findtext("Notes") or "") == notes  # noqa: S314 - made here


@given(st.text())
def test_a_note_is_either_refused_or_sent_in_both_formats_as_it_is(notes: str) -> None:
    made = creation(notes=notes)
    if found(made):
        assert found(made) == [(("notes",), "INVALID")]
        return
    parameters = writes.parameters(made, GUID, "secret")
    assert msgspec.json.decode(create_interaction(parameters, "json").body or b"")["Notes"] == notes
    root = ElementTree.fromstring(create_interaction(parameters, "xml").body or b"")  # noqa: S314 - made here
    assert (root.findtext("Notes") or "") == notes


# ---------------------------------------------------------------- the GUID


@pytest.mark.parametrize(
    "given",
    [GUID, GUID.upper(), f"{{{GUID}}}", f"({GUID})", GUID.replace("-", ""), f"urn:uuid:{GUID}", f" {GUID}\n"],
)
def test_the_common_spellings_of_a_guid_are_one(given: str) -> None:
    assert checks.unique_id(creation(unique_id=given)) == GUID
    assert found(creation(unique_id=given)) == []


@pytest.mark.parametrize(
    "given",
    [
        "",
        " ",
        "7",
        GUID[:-1],
        GUID + "0",
        f"{{{GUID}",
        f"{{{GUID})",
        GUID.replace("-", "", 1),
        "g" * 32,
        str(uuid.UUID(int=0)),
    ],
)
def test_anything_else_is_refused(given: str) -> None:
    assert checks.unique_id(creation(unique_id=given)) is None
    assert found(creation(unique_id=given)) == [(("uniqueId",), "INVALID")]


@pytest.mark.parametrize("given", [{}, {"unique_id": None}])
def test_without_a_guid_a_new_one_is_made_each_time(given: dict[str, Any]) -> None:
    first, second = (checks.unique_id(creation(**given)) for _ in range(2))
    assert first != second
    assert str(uuid.UUID(first)) == first


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"customer_id": None}, ("accountNo",), "REQUIRED"),
        ({"customer_id": None, "account_no": ""}, ("accountNo",), "REQUIRED"),
        ({"customer_id": None, "account_no": " \t"}, ("accountNo",), "REQUIRED"),
        ({"account_no": "x" * 11}, ("accountNo",), "TOO_LONG"),
        ({"contact_id": None, "contacted_surname": "Ż"}, ("contactedFirstName",), "REQUIRED"),
        ({"contact_id": None, "contacted_first_name": "Ż"}, ("contactedSurname",), "REQUIRED"),
        ({"contacted_first_name": "x" * 51}, ("contactedFirstName",), "TOO_LONG"),
        ({"contacted_surname": "x" * 51}, ("contactedSurname",), "TOO_LONG"),
        ({"contacted_by": ""}, ("contactedBy",), "REQUIRED"),
        ({"contacted_by": "x" * 11}, ("contactedBy",), "TOO_LONG"),
        ({"channel_id": 0}, ("channelId",), "OUT_OF_RANGE"),
        ({"customer_id": -3}, ("customerId",), "OUT_OF_RANGE"),
        ({"contact_id": 0}, ("contactId",), "OUT_OF_RANGE"),
        ({"notes": "a\x0bb"}, ("notes",), "INVALID"),
        ({"notes": "\ud83d"}, ("notes",), "INVALID"),
        ({"contacted_by": "E\x00"}, ("contactedBy",), "INVALID"),
        ({"follow_up": FollowUp(at="x", by=" ")}, ("followUp", "by"), "REQUIRED"),
        ({"follow_up": FollowUp(at="x", by="x" * 11)}, ("followUp", "by"), "TOO_LONG"),
        ({"follow_up": FollowUp(at="x", by="E", notes="\x1f")}, ("followUp", "notes"), "INVALID"),
    ],
)
def test_every_rule_of_the_table_is_kept(changes: dict[str, Any], field: tuple[str, ...], code: str) -> None:
    assert found(creation(**changes)) == [(field, code)]


@pytest.mark.parametrize(
    "changes",
    [
        {"customer_id": None, "account_no": "x" * 10},
        {"account_no": "AC000003"},
        {"contact_id": None, "contacted_first_name": "Ż" * 50, "contacted_surname": "😀" * 50},
        {"contacted_by": "北" * 10},
        {"notes": "x" * 100_000},
        {"follow_up": FollowUp(at="x", by="x" * 10)},
    ],
)
def test_the_longest_and_the_alternatives_are_taken(changes: dict[str, Any]) -> None:
    assert found(creation(**changes)) == []


def test_everything_is_told_at_once() -> None:
    made = creation(
        customer_id=None, contact_id=None, contacted_by="x" * 11, unique_id="7", channel_id=0, notes="\x00", kind="C"
    )
    assert {field for field, _ in found(made)} == {
        ("accountNo",),
        ("contactedFirstName",),
        ("contactedSurname",),
        ("contactedBy",),
        ("uniqueId",),
        ("channelId",),
        ("notes",),
    }


def test_no_message_repeats_a_text() -> None:
    made = creation(contacted_by="Ada Lovelace 1815", notes="Ada\x00", unique_id="Ada")
    assert all("Ada" not in error.message for error in checks.problems(made))


# ---------------------------------------------------------------- what Caliq says against it


@pytest.mark.parametrize(
    ("issue", "field"),
    [
        (Issue(1, "Must be created on an already existing customer", "CustomerID 99999"), ("customerId",)),
        (Issue(1, "AccountNo and CustomerID name different customers", "AccountNo AC000004"), ("accountNo",)),
        (Issue(1, "AccountNo and CustomerID name different customers"), ()),
        (Issue(1, "The CustomerID does not fit", "AccountNo AC000004"), ("accountNo",)),
        (Issue(1, "The channel id is unknown", "77"), ("channelId",)),
        (Issue(1, "Kind must be C, E or V"), ("kind",)),
        (Issue(1, "That was kind, and it notes nothing"), ()),
        (Issue(1, "FollowUpBy is no employee"), ("followUp", "by")),
        (Issue(1, "FollowUpNotes are odd"), ("followUp", "notes")),
        (Issue(1, "Contacted First Name is odd"), ("contactedFirstName",)),
        (Issue(1, "ContactID: 5"), ("contactId",)),
        (Issue(1, "OnDateTime is in the future"), ("occurredAt",)),
        (Issue(1, "The ContactIDs are odd"), ()),
        (Issue(1, "Something went wrong"), ()),
    ],
)
def test_an_issue_is_told_at_the_field_that_it_clearly_names(issue: Issue, field: tuple[str, ...]) -> None:
    (error,) = issues.complaints(Result(ok=False, issues=[issue]))
    assert (error.path, error.code) == (("caliq", *field), "1")


@pytest.mark.parametrize(
    ("issue", "message", "code"),
    [
        (Issue(7, "No", "because"), "No (because)", "7"),
        (Issue(7, "No"), "No", "7"),
        (Issue(None, " ", "because"), "because", "REJECTED"),
        (Issue(7), "Caliq refused it without a reason", "7"),
    ],
)
def test_an_issue_is_told_with_its_id_its_message_and_its_extra_data(issue: Issue, message: str, code: str) -> None:
    (error,) = issues.complaints(Result(ok=False, issues=[issue]))
    assert (error.message, error.code) == (message, code)


@pytest.mark.parametrize("none", [None, []])
def test_a_refusal_without_issues_is_told_as_such(none: list[Issue] | None) -> None:
    (error,) = issues.complaints(Result(ok=False, issues=none))
    assert (error.path, error.message, error.code) == (("caliq",), "Caliq refused it without a reason", "REJECTED")


def test_what_was_taken_has_no_user_errors() -> None:
    """A caller takes them for not taken."""
    assert issues.complaints(Result(ok=True, issues=[Issue(1, "x")])) == ()


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"\xef\xbb\xbf" + sample("caliq/answer.json"), "application/json"),
        (sample("caliq/answer.xml"), "text/plain"),
        (sample("caliq/answer.json"), "text/plain"),
    ],
)
def test_an_answer_is_known_by_its_content_where_its_type_says_nothing(body: bytes, media_type: str) -> None:
    """What can be read is not lost: the caller would have to take it for not registered."""
    assert records.result(body, media_type).ok


@pytest.mark.parametrize(
    ("result", "taken"),
    [
        (Result(ok=False, issues=[Issue(3, "The UniqueID was used already")]), True),
        (Result(ok=False, issues=[Issue(3, "Duplicate", "UniqueID")]), True),
        (Result(ok=False, issues=[Issue(3, "Duplicate GUID")]), True),
        (Result(ok=False, issues=[Issue(3, "Interaction already exists")]), True),
        (Result(ok=False, issues=[Issue(3, "The UniqueID has been processed before")]), True),
        (Result(ok=False, issues=[Issue(3, "Duplicate", "0F8FAD5B-D9CB-469F-A165-70867728950E")]), True),
        (Result(ok=False, issues=[Issue(3, "Interaction refused")]), False),
        (Result(ok=False, issues=[Issue(3, "Contact already left")]), False),
        (Result(ok=False, issues=[Issue(3, "AccountNo already used in another interaction")]), False),
        (Result(ok=False, issues=[Issue(3, "UniqueID must be a GUID")]), False),
        (Result(ok=False, issues=[Issue(3, "UniqueID exists"), Issue(4, "ChannelID 77")]), False),
        (Result(ok=False, issues=[Issue(3, "Must be created on an already existing customer")]), False),
        (Result(ok=False, issues=[]), False),
        (Result(ok=True, issues=[Issue(3, "UniqueID exists")]), False),
    ],
)
def test_that_the_guid_was_used_before_is_told_from_other_issues(result: Result, taken: bool) -> None:
    assert issues.taken_already(result, "0f8fad5b-d9cb-469f-a165-70867728950e") is taken

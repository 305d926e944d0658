"""An interaction registered in Caliq lands exactly once, in either format, and what is wrong is told at its field."""

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest

from tests.graph.worlds import World, world
from tests.vendors.documents import parsed, sample

GUID = "0b1c7a5e-6f3a-4b6e-9a43-3d5d0e8f5f10"
KEY = "sandbox-caliq-key"
CREATE = """
mutation($caliq: CreateCaliqInteraction!) {
  made: createInteraction(input: {caliq: $caliq}) {
    interaction { id } uniqueId userErrors { field message code }
  }
}
"""
LEAST: dict[str, Any] = {"channelId": 2, "customerId": 3, "contactId": 5, "kind": "CALL", "contactedBy": "E7"}
FULL: dict[str, Any] = {
    **LEAST,
    "accountNo": "AC000003",
    "contactedFirstName": "Zoë",
    "contactedSurname": "Łoś-北",
    "uniqueId": f"{{{GUID.upper()}}}",
    "kind": "VISIT",
    "occurredAt": "2026-01-02T03:04:05+01:00",
    "notes": "<called> & asked\r\nfor ☎ 😀 ]]>",
    "followUp": {"at": "2026-02-03T04:05:06.789Z", "by": "E8", "notes": "again"},
}
FULL_BODY: dict[str, Any] = {
    "apiKey": KEY,
    "ChannelID": 2,
    "CustomerID": 3,
    "AccountNo": "AC000003",
    "ContactID": 5,
    "UniqueID": GUID,
    "Kind": "V",
    "ContactedBy": "E7",
    "ContactedFirstName": "Zoë",
    "ContactedSurname": "Łoś-北",
    "OnDateTime": "2026-01-02T02:04:05.000Z",
    "Notes": "<called> & asked\r\nfor ☎ 😀 ]]>",
    "FollowUpDateTime": "2026-02-03T04:05:06.789Z",
    "FollowUpBy": "E8",
    "FollowUpNotes": "again",
}


@pytest.fixture(scope="module", params=["json", "xml"])
def served(request: pytest.FixtureRequest) -> Iterator[World]:
    with world({"TOUCHPOINT_CALIQ__FORMAT": request.param}) as made:
        yield made


@pytest.fixture
def made(served: World) -> World:
    """Nothing registered, no faults, nothing logged."""
    served.sandbox.reset()
    return served


def create(made: World, **changes: Any) -> dict[str, Any]:
    """The whole answer to one registration."""
    answer = made.graph.query(CREATE, {"caliq": {**LEAST, **changes}})
    assert KEY not in str(answer)
    return answer


def payload(made: World, **changes: Any) -> dict[str, Any]:
    """The payload of one registration that raises no error."""
    answer = create(made, **changes)
    assert "errors" not in answer, answer["errors"]
    found: dict[str, Any] = answer["data"]["made"]
    return found


def failure(made: World, **changes: Any) -> dict[str, Any]:
    """The one error of a registration that fails."""
    (error,) = create(made, **changes)["errors"]
    found: dict[str, Any] = error["extensions"]
    return found


def fields(found: dict[str, Any]) -> list[tuple[list[str], str]]:
    return [(error["field"], error["code"]) for error in found["userErrors"]]


def bodies(made: World) -> list[dict[str, Any]]:
    """What was sent, as text in XML."""
    found = []
    for request in made.asked("CALIQ"):
        if request.headers["content-type"] == "application/json":
            found.append(msgspec.json.decode(request.body))
        else:
            root = ElementTree.fromstring(request.body)  # noqa: S314 - made by the graph
            found.append({node.tag: node.text or "" for node in root})
    return found


def as_sent(made: World, body: dict[str, Any]) -> dict[str, Any]:
    xml = made.asked("CALIQ")[0].headers["content-type"] == "application/xml"
    return {name: str(value) for name, value in body.items()} if xml else body


# ---------------------------------------------------------------- it lands once


def test_everything_that_is_given_lands_once_with_the_body_that_the_document_shows(made: World) -> None:
    assert payload(made, **FULL) == {"interaction": None, "uniqueId": GUID, "userErrors": []}
    (sent,) = bodies(made)
    assert sent == as_sent(made, FULL_BODY)
    assert list(sent) == list(parsed("caliq/request.json"))
    kept = {name: value for name, value in FULL_BODY.items() if name != "apiKey"}
    assert made.sandbox.caliq.records == [{"id": GUID, **kept}]


def test_xml_has_the_document_s_elements(made: World) -> None:
    payload(made, **FULL)
    (request,) = made.asked("CALIQ")
    if request.headers["content-type"] == "application/xml":
        assert sample("caliq/request.xml").split(b">")[0] in request.body
    assert request.headers["accept"] == request.headers["content-type"]
    assert request.path == "/api/v1/InteractionCreate"


@pytest.mark.parametrize("reading", ["wording", "column"])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"customerId": None, "accountNo": "AC000003"},
        {"contactId": None, "contactedFirstName": "Ż" * 50, "contactedSurname": "北" * 50},
        {"followUp": {"at": "2026-02-03T04:05:06Z", "by": "E" * 10}},
    ],
)
def test_the_least_is_taken_in_either_reading_of_the_required_column(
    made: World, reading: str, changes: dict[str, Any]
) -> None:
    made.sandbox.faults["CALIQ"].set(required_reading=reading)
    assert payload(made, **changes)["userErrors"] == []
    assert len(made.sandbox.caliq.records) == 1


def test_a_guid_is_made_where_none_is_given_and_told(made: World) -> None:
    told = [payload(made)["uniqueId"], payload(made, uniqueId=None)["uniqueId"]]
    assert [record["UniqueID"] for record in made.sandbox.caliq.records] == told
    assert len(set(told)) == 2


def test_a_repeat_by_the_caller_lands_nothing_twice(made: World) -> None:
    assert payload(made, uniqueId=GUID) == payload(made, uniqueId=GUID.upper())
    assert len(made.sandbox.caliq.records) == 1


def test_several_in_one_operation_each_land_once_whatever_becomes_of_the_others(made: World) -> None:
    document = """
    mutation($one: CreateCaliqInteraction!, $two: CreateCaliqInteraction!) {
      one: createInteraction(input: {caliq: $one}) { uniqueId userErrors { code } }
      two: createInteraction(input: {caliq: $two}) { uniqueId userErrors { code } }
      three: createInteraction(input: {caliq: $one}) { uniqueId userErrors { code } }
    }
    """
    data = made.graph.query(document, {"one": LEAST, "two": {**LEAST, "contactedBy": ""}})["data"]
    assert [bool(data[name]["userErrors"]) for name in ("one", "two", "three")] == [False, True, False]
    assert len({data[name]["uniqueId"] for name in ("one", "two", "three")}) == 3
    assert len(made.sandbox.caliq.records) == 2


# ---------------------------------------------------------------- the way fails


def lost_once(made: World, fault: str) -> None:
    """Let the first request suffer, and no other."""
    control = made.sandbox.faults["CALIQ"]
    decide = control.outcome
    left = [fault]

    def outcome(path: str, *, write: bool) -> Any:
        return left.pop() if left else decide(path, write=write)

    control.outcome = outcome  # type: ignore[method-assign]


@pytest.fixture
def once(made: World) -> Iterator[World]:
    control = made.sandbox.faults["CALIQ"]
    yield made
    vars(control).pop("outcome", None)


@pytest.mark.parametrize("fault", ["drop_after_apply", "drop", "malformed"])
@pytest.mark.parametrize("given", [{}, {"uniqueId": GUID}])
def test_an_attempt_whose_answer_is_lost_is_repeated_as_it_was(once: World, fault: str, given: dict[str, Any]) -> None:
    lost_once(once, fault)
    told = payload(once, **given)
    assert told["userErrors"] == []
    first, second = bodies(once)
    assert first == second
    assert [record["UniqueID"] for record in once.sandbox.caliq.records] == [told["uniqueId"]] == [first["UniqueID"]]


@pytest.mark.parametrize(
    ("status", "code"), [(401, "SOURCE_UNAUTHENTICATED"), (400, "SOURCE_REJECTED"), (422, "SOURCE_REJECTED")]
)
def test_a_refusal_after_a_lost_answer_does_not_undo_what_was_done(once: World, status: int, code: str) -> None:
    lost_once(once, "drop_after_apply")
    once.sandbox.faults["CALIQ"].set(error_rate=1.0, error_status=status)
    told = failure(once)
    assert (told["code"], told["outcome"]) == (code, "UNKNOWN")
    assert [record["UniqueID"] for record in once.sandbox.caliq.records] == [told["uniqueId"]]


@pytest.mark.parametrize("status", [503, 500])
def test_a_5xx_before_it_is_repeated(made: World, status: int) -> None:
    made.sandbox.faults["CALIQ"].set(fail_next=2, error_status=status)
    assert payload(made)["userErrors"] == []
    assert len(made.asked("CALIQ")) == 3
    assert len(made.sandbox.caliq.records) == 1


def test_an_answer_that_is_lost_each_time_leaves_the_outcome_unknown_and_tells_the_guid(made: World) -> None:
    made.sandbox.faults["CALIQ"].set(drop_after_apply_rate=1.0)
    told = failure(made)
    assert (told["code"], told["outcome"], told["retryable"]) == ("SOURCE_UNAVAILABLE", "UNKNOWN", True)
    (record,) = made.sandbox.caliq.records
    assert told["uniqueId"] == record["UniqueID"]
    made.calm()
    assert payload(made, uniqueId=told["uniqueId"])["userErrors"] == []
    assert len(made.sandbox.caliq.records) == 1


def test_an_answer_that_cannot_be_read_leaves_the_outcome_unknown(made: World) -> None:
    made.sandbox.faults["CALIQ"].set(malformed_rate=1.0)
    told = failure(made, uniqueId=GUID)
    assert (told["code"], told["outcome"], told["uniqueId"]) == ("SOURCE_BAD_RESPONSE", "UNKNOWN", GUID)
    assert len(made.asked("CALIQ")) == 2


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_refused_is_the_source_s_failure_and_nothing_is_done(made: World, status: int) -> None:
    made.sandbox.faults["CALIQ"].set(error_rate=1.0, error_status=status)
    told = failure(made)
    assert (told["code"], told["outcome"]) == ("SOURCE_UNAUTHENTICATED", "NOT_APPLIED")
    assert len(made.asked("CALIQ")) == 1


def test_without_a_caliq_nothing_is_sent() -> None:
    with world(without=("TOUCHPOINT_CALIQ__BASE_URL",)) as made:
        told = failure(made)
    assert (told["code"], told["outcome"]) == ("SOURCE_NOT_CONFIGURED", "NOT_APPLIED")


# ---------------------------------------------------------------- the input is wrong

IN = ["input", "caliq"]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"customerId": None}, ["accountNo"], "REQUIRED"),
        ({"accountNo": "x" * 11}, ["accountNo"], "TOO_LONG"),
        ({"contactId": None, "contactedSurname": "Ż"}, ["contactedFirstName"], "REQUIRED"),
        ({"contactedFirstName": "x" * 51}, ["contactedFirstName"], "TOO_LONG"),
        ({"contactedBy": ""}, ["contactedBy"], "REQUIRED"),
        ({"uniqueId": "7"}, ["uniqueId"], "INVALID"),
        ({"channelId": 0}, ["channelId"], "OUT_OF_RANGE"),
        ({"notes": "\x0b"}, ["notes"], "INVALID"),
        ({"followUp": {"at": "2026-01-01T00:00:00Z", "by": "x" * 11}}, ["followUp", "by"], "TOO_LONG"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_sent(
    made: World, changes: dict[str, Any], field: list[str], code: str
) -> None:
    told = payload(made, **changes)
    assert fields(told) == [(IN + field, code)]
    assert made.asked("CALIQ") == []


@pytest.mark.parametrize("given", [GUID, None, "7"])
def test_the_guid_is_told_also_where_nothing_is_sent_unless_it_is_none(made: World, given: str | None) -> None:
    """The corrected call may have it."""
    told = payload(made, uniqueId=given, contactedBy="")["uniqueId"]
    assert {GUID: told == GUID, None: len(told or "") == len(GUID), "7": told is None}[given]


def test_everything_that_is_wrong_is_told_at_once(made: World) -> None:
    told = payload(made, customerId=None, contactId=None, contactedBy=" ", uniqueId="", notes="\x00")
    assert sorted(fields(told)) == sorted(
        [
            ([*IN, "accountNo"], "REQUIRED"),
            ([*IN, "contactedFirstName"], "REQUIRED"),
            ([*IN, "contactedSurname"], "REQUIRED"),
            ([*IN, "contactedBy"], "REQUIRED"),
            ([*IN, "uniqueId"], "INVALID"),
            ([*IN, "notes"], "INVALID"),
        ]
    )
    assert made.asked("CALIQ") == []


# ---------------------------------------------------------------- Caliq refuses


def test_every_issue_is_told_with_its_id_its_message_and_its_extra_data(made: World) -> None:
    told = payload(made, uniqueId=GUID, customerId=99999, contactId=88888, channelId=77)
    assert told["uniqueId"] == GUID
    assert told["userErrors"] == [
        {
            "field": [*IN, "customerId"],
            "message": "Must be created on an already existing customer (CustomerID 99999)",
            "code": "1",
        },
        {"field": [*IN, "contactId"], "message": "The contact does not exist (ContactID 88888)", "code": "2"},
        {"field": [*IN, "channelId"], "message": "The channel does not exist (ChannelID 77)", "code": "3"},
    ]
    assert made.sandbox.caliq.records == []


def test_a_400_that_explains_itself_is_a_user_error(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sandbox.vendors.caliq.problem", lambda *_: f"OnDateTime is not what {KEY} may send")
    told = payload(made, uniqueId=GUID)
    assert told == {
        "interaction": None,
        "uniqueId": GUID,
        "userErrors": [
            {"field": [*IN, "occurredAt"], "message": "OnDateTime is not what *** may send", "code": "REJECTED"}
        ],
    }


def test_a_400_without_a_word_is_told_all_the_same(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sandbox.vendors.caliq.problem", lambda *_: "")
    told = payload(made, uniqueId=GUID)
    message = "CALIQ refused it with status 400 and gave no reason"
    assert (told["uniqueId"], told["userErrors"]) == (GUID, [{"field": IN, "message": message, "code": "REJECTED"}])


def answering(monkeypatch: pytest.MonkeyPatch, json: str, xml: str) -> None:
    """Whatever was done, this is said of it."""
    whole = f"<InteractionAddResults><InteractionAddData>{xml}</InteractionAddData></InteractionAddResults>"

    def results(_: object, *, xml: bool) -> bytes:
        return (whole if xml else json).encode()

    monkeypatch.setattr("app.sandbox.vendors.caliq.results", results)


USED = "The UniqueID was used already"


def objecting(monkeypatch: pytest.MonkeyPatch, message: str) -> None:
    """Whatever was done, it is said to be refused for this."""
    issue = f'{{"ID": 9, "Message": "{message}", "ExtraData": ""}}'
    answering(
        monkeypatch,
        f'{{"InteractionAddData": {{"OK": false, "InteractionCreateIssues": [{issue}]}}}}',
        f"<OK>false</OK><InteractionCreateIssues><InteractionCreateIssue><ID>9</ID><Message>{message}</Message>"
        "</InteractionCreateIssue></InteractionCreateIssues>",
    )


def test_an_issue_that_repeats_the_key_is_told_without_it(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    objecting(monkeypatch, f"No channel for {KEY}")
    assert payload(made)["userErrors"] == [{"field": IN, "message": "No channel for ***", "code": "9"}]


def test_a_guid_that_was_used_by_a_lost_attempt_of_ours_is_a_success(
    once: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    objecting(monkeypatch, USED)
    lost_once(once, "drop_after_apply")
    assert payload(once, uniqueId=GUID) == {"interaction": None, "uniqueId": GUID, "userErrors": []}


def test_a_guid_that_was_used_by_somebody_else_is_told(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    objecting(monkeypatch, USED)
    told = payload(made, uniqueId=GUID)
    assert told["userErrors"] == [{"field": [*IN, "uniqueId"], "message": USED, "code": "9"}]


def test_issues_of_what_was_taken_are_no_user_errors(
    made: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answering(
        monkeypatch,
        sample("caliq/answer.json").decode(),
        "<OK>TRUE</OK><InteractionCreateIssues><InteractionCreateIssue><ID>1</ID><Message>sample string 2</Message>"
        "</InteractionCreateIssue></InteractionCreateIssues>",
    )
    assert payload(made, uniqueId=GUID) == {"interaction": None, "uniqueId": GUID, "userErrors": []}
    assert "CALIQ: taken, with issues 1" in caplog.text
    assert "sample string" not in caplog.text


@pytest.mark.parametrize(
    ("json", "xml"),
    [
        ("{}", ""),
        ('{"InteractionAddData": {"OK": "perhaps"}}', "<OK>perhaps</OK>"),
        ("", "<!-- <OK>true</OK> -->"),
    ],
)
def test_an_answer_without_a_result_leaves_the_outcome_unknown(
    made: World, monkeypatch: pytest.MonkeyPatch, json: str, xml: str
) -> None:
    answering(monkeypatch, json, xml)
    told = failure(made)
    assert (told["code"], told["outcome"]) == ("SOURCE_BAD_RESPONSE", "UNKNOWN")
    assert len(made.sandbox.caliq.records) == 1


def test_the_key_is_neither_logged_nor_traced(made: World, caplog: pytest.LogCaptureFixture) -> None:
    answer = made.graph.query(CREATE, {"caliq": LEAST}, {"touchpoint-trace": "1"})
    made.sandbox.faults["CALIQ"].set(drop_after_apply_rate=1.0)
    failed = made.graph.query(CREATE, {"caliq": LEAST}, {"touchpoint-trace": "1"})
    assert KEY not in f"{answer} {failed} {caplog.text}"

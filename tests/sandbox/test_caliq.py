"""Caliq, held against "POST api/v1/InteractionCreate"."""

from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from app.sandbox.server import Sandbox

URL = "/api/v1/InteractionCreate"
GUID = "0b1c7a5e-6f3a-4b6e-9a43-3d5d0e8f5f10"
Record = dict[str, Any]


@pytest.fixture
def body(sandbox: Sandbox) -> Record:
    return {
        "apiKey": sandbox.environment()["TOUCHPOINT_CALIQ__API_KEY"],
        "ChannelID": 2,
        "CustomerID": 3,
        "AccountNo": "",
        "ContactID": 5,
        "UniqueID": GUID,
        "Kind": "C",
        "ContactedBy": "E7",
        "ContactedFirstName": "",
        "ContactedSurname": "",
        "OnDateTime": "2026-01-02T03:04:05Z",
        "Notes": "Zoë <called> & asked",
        "FollowUpDateTime": "",
        "FollowUpBy": "",
        "FollowUpNotes": "",
    }


def as_xml(body: Record) -> bytes:
    root = ElementTree.Element("InteractionCreateParams")
    for name, value in body.items():
        ElementTree.SubElement(root, name).text = str(value)
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def parsed(answer: httpx.Response) -> ElementTree.Element:
    return ElementTree.fromstring(answer.content)  # noqa: S314 the sandbox's own answer


def send_xml(client: httpx.Client, content: bytes, content_type: str = "application/xml") -> httpx.Response:
    return client.post(URL, content=content, headers={"content-type": content_type})


def test_an_interaction_is_created_from_json(caliq: httpx.Client, sandbox: Sandbox, body: Record) -> None:
    answer = caliq.post(URL, json=body)
    assert answer.status_code == 200
    assert answer.json() == {"InteractionAddData": {"OK": True, "InteractionCreateIssues": []}}
    [record] = sandbox.caliq.records
    assert record["Notes"] == body["Notes"]
    assert "apiKey" not in record


@pytest.mark.parametrize("content_type", ["application/xml", "text/xml; charset=utf-8"])
def test_an_interaction_is_created_from_xml(
    caliq: httpx.Client, sandbox: Sandbox, body: Record, content_type: str
) -> None:
    answer = send_xml(caliq, as_xml(body), content_type)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/xml")
    root = parsed(answer)
    assert root.tag == "InteractionAddResults"
    assert root.findtext("InteractionAddData/OK") == "true"
    assert root.find("InteractionAddData/InteractionCreateIssues") is not None
    [record] = sandbox.caliq.records
    assert (record["CustomerID"], record["Notes"]) == (3, body["Notes"])


def test_text_json_is_json_too(caliq: httpx.Client, body: Record) -> None:
    content = httpx.Request("POST", "http://x", json=body).content
    answer = caliq.post(URL, content=content, headers={"content-type": "text/json"})
    assert answer.json()["InteractionAddData"]["OK"] is True


def test_accept_chooses_the_format_of_the_answer(caliq: httpx.Client, body: Record) -> None:
    in_xml = caliq.post(URL, json=body, headers={"accept": "text/xml"})
    assert parsed(in_xml).tag == "InteractionAddResults"
    in_json = caliq.post(URL, content=as_xml(body), headers={"content-type": "text/xml", "accept": "application/json"})
    assert in_json.json()["InteractionAddData"]["OK"] is True


@pytest.mark.parametrize("key", ["other", "", None])
def test_a_wrong_api_key_is_not_authorised(caliq: httpx.Client, body: Record, key: str | None) -> None:
    answer = caliq.post(URL, json={**body, "apiKey": key})
    assert answer.status_code == 401
    assert answer.json()["Message"]


@pytest.mark.parametrize("again", [GUID, GUID.upper(), f"{{{GUID}}}"])
def test_a_repeat_with_the_same_guid_creates_nothing_twice(
    caliq: httpx.Client, sandbox: Sandbox, body: Record, again: str
) -> None:
    assert caliq.post(URL, json=body).json()["InteractionAddData"]["OK"] is True
    repeat = caliq.post(URL, json={**body, "UniqueID": again})
    assert repeat.json() == {"InteractionAddData": {"OK": True, "InteractionCreateIssues": []}}
    assert len(sandbox.caliq) == 1


@pytest.mark.parametrize("name", ["ChannelID", "UniqueID", "Kind", "ContactedBy"])
def test_what_is_always_required_is(caliq: httpx.Client, sandbox: Sandbox, body: Record, name: str) -> None:
    del body[name]
    answer = caliq.post(URL, json=body)
    assert (answer.status_code, answer.json()) == (400, {"Message": f"{name} is required"})
    assert len(sandbox.caliq) == 0


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"AccountNo": "x" * 11}, "AccountNo"),
        ({"Kind": "CC"}, "Kind"),
        ({"Kind": "X"}, "Kind"),
        ({"Kind": "c"}, "Kind"),
        ({"ContactedBy": "x" * 11}, "ContactedBy"),
        ({"ContactedBy": ""}, "ContactedBy"),
        ({"ContactedFirstName": "x" * 51}, "ContactedFirstName"),
        ({"ContactedSurname": "x" * 51}, "ContactedSurname"),
        ({"FollowUpBy": "x" * 11, "FollowUpDateTime": "2026-01-01"}, "FollowUpBy"),
        ({"CustomerID": None}, "CustomerID"),
        ({"ContactID": None, "ContactedFirstName": "Zoë"}, "ContactID"),
        ({"UniqueID": "7"}, "UniqueID"),
        ({"OnDateTime": "soon"}, "OnDateTime"),
        ({"FollowUpDateTime": "soon", "FollowUpBy": "E7"}, "FollowUpDateTime"),
        ({"FollowUpDateTime": "2026-01-01T00:00:00Z"}, "FollowUpDateTime"),
        ({"ChannelID": "2"}, "ChannelID"),
        ({"CustomerID": True}, "CustomerID"),
        ({"Notes": 5}, "Notes"),
    ],
)
def test_every_rule_of_the_table_is_kept(
    caliq: httpx.Client, sandbox: Sandbox, body: Record, change: Record, name: str
) -> None:
    answer = caliq.post(URL, json={**body, **change})
    assert answer.status_code == 400
    assert name in answer.json()["Message"]
    assert len(sandbox.caliq) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"CustomerID": None, "AccountNo": "AC000003"},
        {"AccountNo": "AC000003"},
        {"ContactID": None, "ContactedFirstName": "Ż" * 50, "ContactedSurname": "北" * 50},
        {"FollowUpDateTime": "2026-01-01T00:00:00Z", "FollowUpBy": "E" * 10},
        {"Kind": "E"},
        {"Kind": "V"},
        {"OnDateTime": ""},
    ],
)
def test_the_longest_and_the_alternatives_are_accepted(caliq: httpx.Client, body: Record, change: Record) -> None:
    assert caliq.post(URL, json={**body, **change}).json()["InteractionAddData"]["OK"] is True


@pytest.mark.parametrize("name", ["AccountNo", "ContactedFirstName", "ContactedSurname", "FollowUpBy"])
def test_the_column_of_the_table_can_be_read_to_the_letter(
    caliq: httpx.Client, sandbox: Sandbox, body: Record, name: str
) -> None:
    less = {key: value for key, value in body.items() if key != name}
    assert caliq.post(URL, json=less).status_code == 200
    sandbox.faults["CALIQ"].set(required_reading="column")
    assert caliq.post(URL, json=less).status_code == 400
    assert caliq.post(URL, json=body).status_code == 200


@pytest.mark.parametrize(
    ("change", "message", "extra"),
    [
        ({"CustomerID": 99999}, "Must be created on an already existing customer", "CustomerID 99999"),
        ({"CustomerID": None, "AccountNo": "NONE"}, "Must be created on an already existing customer", "NONE"),
        ({"AccountNo": "AC000004"}, "AccountNo and CustomerID name different customers", "AC000004"),
        ({"ChannelID": 77}, "The channel does not exist", "ChannelID 77"),
        ({"ContactID": 99999}, "The contact does not exist", "ContactID 99999"),
    ],
)
def test_a_business_problem_is_a_200_that_is_not_ok(
    caliq: httpx.Client, sandbox: Sandbox, body: Record, change: Record, message: str, extra: str
) -> None:
    answer = caliq.post(URL, json={**body, **change})
    assert answer.status_code == 200
    data = answer.json()["InteractionAddData"]
    assert data["OK"] is False
    [issue] = data["InteractionCreateIssues"]
    assert issue["ID"] == 1
    assert issue["Message"] == message
    assert extra in issue["ExtraData"]
    assert len(sandbox.caliq) == 0
    assert caliq.post(URL, json=body).json()["InteractionAddData"]["OK"] is True


def test_issues_in_xml(caliq: httpx.Client, body: Record) -> None:
    answer = send_xml(caliq, as_xml({**body, "AccountNo": "<&>", "ChannelID": 77}))
    root = parsed(answer)
    assert root.findtext("InteractionAddData/OK") == "false"
    issues = root.findall("InteractionAddData/InteractionCreateIssues/InteractionCreateIssue")
    assert [issue.findtext("ID") for issue in issues] == ["1", "2"]
    assert issues[0].findtext("ExtraData") == "AccountNo <&>"


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE x [<!ENTITY e "1">]><InteractionCreateParams><Notes>&e;</Notes></InteractionCreateParams>',
        b"<InteractionCreateParams><Notes>",
        b"<Other/>",
        b"<InteractionCreateParams><Notes><b>x</b></Notes></InteractionCreateParams>",
        b"",
    ],
)
def test_xml_that_cannot_be_interpreted_is_refused_in_xml(caliq: httpx.Client, content: bytes) -> None:
    answer = send_xml(caliq, content)
    assert answer.status_code == 400
    assert parsed(answer).findtext("Message")


def test_nil_in_xml_is_not_given(caliq: httpx.Client, body: Record) -> None:
    nil = b'<CustomerID xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>'
    answer = send_xml(caliq, as_xml(body).replace(b"<CustomerID>3</CustomerID>", nil))
    assert answer.status_code == 400
    assert b"CustomerID or AccountNo" in answer.content


@pytest.mark.parametrize(
    ("content", "content_type"),
    [(b"no json", "application/json"), (b"[]", "application/json"), (b"a=b", "application/x-www-form-urlencoded")],
)
def test_a_body_that_cannot_be_interpreted_is_refused(caliq: httpx.Client, content: bytes, content_type: str) -> None:
    answer = caliq.post(URL, content=content, headers={"content-type": content_type})
    assert answer.status_code == 400
    assert answer.json()["Message"]


def test_created_interactions_are_readable_through_control(caliq: httpx.Client, body: Record) -> None:
    caliq.post(URL, json=body)
    [record] = caliq.get("/_sandbox/records").json()["records"]
    assert record["UniqueID"] == GUID

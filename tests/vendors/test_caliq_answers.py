"""Caliq's answers are read in either format, and one odd issue hides no other."""

import pytest

from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.vendors.caliq import records
from resolvers.vendors.caliq.wire import Issue, Result
from tests.vendors.documents import sample, warnings_of
from tests.vendors.fetches import encoded

ISSUE = Issue(1, "sample string 2", "sample string 3")
JSON = "application/json; charset=utf-8"
XML = "text/xml"


def xml(inside: str, before: str = "") -> bytes:
    return f"{before}<InteractionAddResults>{inside}</InteractionAddResults>".encode()


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("answer.json", JSON), ("answer.json", ""), ("answer.xml", XML), ("answer.xml", "application/xml")],
)
def test_the_example_is_a_registration_with_two_issues_in_either_format(name: str, media_type: str) -> None:
    assert records.result(sample(f"caliq/{name}"), media_type) == Result(ok=True, issues=[ISSUE, ISSUE])


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (encoded({"InteractionAddData": {"OK": False}}), JSON),
        (encoded({"InteractionAddData": {"OK": "false", "InteractionCreateIssues": None}}), JSON),
        (xml("<InteractionAddData><OK>false</OK></InteractionAddData>"), XML),
        (xml("<InteractionAddData><OK> false\n</OK><InteractionCreateIssues/></InteractionAddData>"), XML),
    ],
)
def test_a_refusal_may_have_no_issues(body: bytes, media_type: str) -> None:
    result = records.result(body, media_type)
    assert (result.ok, result.issues or []) == (False, [])


def test_namespaces_and_a_declaration_do_no_harm() -> None:
    body = (
        '<?xml version="1.0" encoding="utf-16"?><r:InteractionAddResults xmlns:r="urn:r" xmlns="urn:caliq">'
        "<InteractionAddData><OK>true</OK><InteractionCreateIssues><InteractionCreateIssue><ID>4</ID>"
        "<Message>Zoë &amp; co</Message></InteractionCreateIssue></InteractionCreateIssues></InteractionAddData>"
        "</r:InteractionAddResults>"
    )
    assert records.result(body.encode("utf-16"), XML) == Result(ok=True, issues=[Issue(4, "Zoë & co")])


def test_an_issue_without_a_field_has_none() -> None:
    body = encoded({"InteractionAddData": {"OK": False, "InteractionCreateIssues": [{"Message": "x"}, {}]}})
    assert records.result(body, JSON).issues == [Issue(None, "x"), Issue()]


def test_an_odd_field_is_lost_alone_and_named(caplog: pytest.LogCaptureFixture) -> None:
    issues = [{"ID": "four", "Message": "x", "ExtraData": {"name": "Ada"}}]
    body = encoded({"InteractionAddData": {"OK": True, "InteractionCreateIssues": issues}, "More": 1})
    assert records.result(body, JSON) == Result(ok=True, issues=[Issue(None, "x", None)])
    said = " ".join(warnings_of(caplog))
    assert "$.ID" in said
    assert "Ada" not in said


@pytest.mark.parametrize(
    "issues",
    [
        {"ID": 1, "Message": "AccountNo unknown"},
        {"InteractionCreateIssue": {"ID": 1, "Message": "AccountNo unknown"}},
        {"InteractionCreateIssue": [{"ID": 1, "Message": "AccountNo unknown"}]},
        [{"ID": 1, "Message": "AccountNo unknown"}, None, 5],
    ],
)
def test_an_issue_is_read_however_it_is_wrapped_and_whatever_stands_beside_it(issues: object) -> None:
    body = encoded({"InteractionAddData": {"OK": False, "InteractionCreateIssues": issues}})
    assert records.result(body, JSON).issues == [Issue(1, "AccountNo unknown")]


@pytest.mark.parametrize("issues", ["AccountNo unknown", ["AccountNo unknown"]])
def test_an_issue_that_is_a_mere_text_is_its_message(issues: object) -> None:
    body = encoded({"InteractionAddData": {"OK": False, "InteractionCreateIssues": issues}})
    assert records.result(body, JSON).issues == [Issue(None, "AccountNo unknown")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_before_an_entity_is_read(encoding: str) -> None:
    data = "<InteractionAddData><OK>true</OK></InteractionAddData>"
    doctype = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY x "y">]>'
    body = f"{doctype}<InteractionAddResults>{data}&x;</InteractionAddResults>".encode(encoding)
    with pytest.raises(SourceFailure, match="document type") as caught:
        records.result(body, XML)
    assert caught.value.code is ErrorCode.SOURCE_BAD_RESPONSE


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"", JSON),
        (b"<html>", JSON),
        (b"[]", JSON),
        (b"{}", JSON),
        (encoded({"InteractionAddData": None}), JSON),
        (encoded({"InteractionAddData": {"InteractionCreateIssues": []}}), JSON),
        (encoded({"InteractionAddData": {"OK": "perhaps"}}), JSON),
        (b"", XML),
        (b"{}", XML),
        (b"<html><body>", XML),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', XML),
        (b"<a>&undefined;</a>", XML),
        (xml(""), XML),
        (xml("<InteractionAddData/>"), XML),
        (xml("<InteractionAddData><OK>perhaps</OK></InteractionAddData>"), XML),
    ],
)
def test_an_answer_without_a_result_is_a_bad_response(body: bytes, media_type: str) -> None:
    with pytest.raises(SourceFailure) as caught:
        records.result(body, media_type)
    assert caught.value.code is ErrorCode.SOURCE_BAD_RESPONSE

"""What the body of a refusal says, in whichever of the usual forms, and of which field."""

import json
from typing import Any

import pytest

from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.sources import refusals
from resolvers.transport.error_bodies import Named
from resolvers.vendors.caliq import issues as caliq
from resolvers.vendors.lips import writes as lips
from resolvers.vendors.polis import writes as polis
from resolvers.vendors.salemove import writes as salemove

SECRETS = ("s3cr3t",)
Told = list[tuple[str, str]]


def refused(body: bytes, status: int = 400) -> SourceFailure:
    return SourceFailure.of(Source.POLIS, ErrorCode.SOURCE_REJECTED, "no", http_status=status, body=body)


def told(body: bytes, named: Named = polis.CHANGED) -> Told:
    """Where, and in which words."""
    found = refusals.user_errors(refused(body), SECRETS, named, ("polis",))
    assert {error.code for error in found} == {"REJECTED"}
    return [(".".join(error.path), error.message) for error in found]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("campaignId is unknown", [("polis.campaignId", "campaignId is unknown")]),
        ({"message": "Come back later"}, [("polis", "Come back later")]),
        ({"Message": "The turf ID is odd"}, [("polis.turfId", "The turf ID is odd")]),
        (
            {"statusCode": 400, "error": "Bad Request", "message": "lat is odd"},
            [("polis.location.latitude", "lat is odd")],
        ),
        ({"statusCode": 400, "error": "Bad Request"}, [("polis", "Bad Request")]),
        ({"errors": ["turfId: no", "No"]}, [("polis.turfId", "turfId: no"), ("polis", "No")]),
        ({"errors": ["No", "No", " "]}, [("polis", "No")]),
        (
            {"errors": {"campaignId": ["is odd", "is long"], "mood": "is bad"}, "title": "Invalid"},
            [("polis.campaignId", "is odd"), ("polis.campaignId", "is long"), ("polis", "mood: is bad")],
        ),
        ({"Message": "Invalid.", "ModelState": {"data.TurfId": ["Odd."]}}, [("polis.turfId", "Odd.")]),
        ({"errors": [{"field": "turfId", "message": "is odd"}]}, [("polis.turfId", "is odd")]),
        ({"errors": [{"source": {"pointer": "/data/survey"}, "detail": "is odd"}]}, [("polis.survey", "is odd")]),
        ({"details": [{"path": ["survey", "surveyId"], "message": "odd"}]}, [("polis.survey.surveyId", "odd")]),
        ({"error": {"code": 7, "message": "odd"}}, [("polis", "odd")]),
        ({"errors": {"Message": "odd"}}, [("polis", "odd")]),
        ({"message": "The token s3cr3t is odd"}, [("polis", "The token *** is odd")]),
        ({"message": "two\n lines"}, [("polis", "two lines")]),
        ({"message": ["x" * 400]}, [("polis", "x" * 299 + "…")]),
    ],
)
def test_json_in_any_usual_form_is_told_sentence_by_sentence(body: Any, expected: Told) -> None:
    assert told(json.dumps(body).encode()) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"turfId is odd", [("polis.turfId", "turfId is odd")]),
        (b"<Error><Message>turfId is odd</Message></Error>", [("polis.turfId", "turfId is odd")]),
        (b'{"message": "it breaks of', [("polis", '{"message": "it breaks of')]),
    ],
)
def test_what_is_no_json_is_told_as_one(body: bytes, expected: Told) -> None:
    assert told(body) == expected


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"5", b"null", b'{"data": "x"}', b'{"message": " "}', b"<html>Bad</html>", b"\xff\x00"]
)
def test_a_refusal_without_a_word_is_a_user_error_that_names_source_and_status(body: bytes) -> None:
    assert told(body) == [("polis", "POLIS refused it with status 400 and gave no reason")]


def test_nesting_beyond_reason_tells_nothing() -> None:
    assert told(b'{"error":' * 20 + b'"deep"' + b"}" * 20)[0][1].endswith("no reason")


@pytest.mark.parametrize("status", [401, 403, 404, 405, 409, 412, 413, 415, 428, 429, 500, 503])
def test_another_status_stays_a_failure(status: int) -> None:
    failure = refused(b'{"message": "no"}', status)
    with pytest.raises(SourceFailure) as caught:
        refusals.user_errors(failure, SECRETS, polis.CHANGED)
    assert caught.value is failure


@pytest.mark.parametrize(
    ("named", "text", "field"),
    [
        (polis.CREATED, "contactHouseholdId must be an identifier", "polis.contactHouseholdId"),
        (polis.CREATED, "contact household id must be there", "polis.contactHouseholdId"),
        (polis.CREATED, "householdId is required", "polis.householdId"),
        (polis.CREATED, "timestamp must be an ISO 8601 timestamp", "polis.occurredAt"),
        (polis.CREATED, "child 'survey' fails because ['surveyId' is required]", "polis.survey.surveyId"),
        (polis.CREATED, "campaignId and contactId do not fit", ""),
        (polis.CREATED, "The service is unavailable", ""),
        (polis.CREATED, "It was not successful", ""),
        (polis.CREATED, "Location is off", "polis.location"),
        (polis.CREATED, "The campaignIds are odd", ""),
        (polis.CREATED, "id must be a UUID", ""),
        (polis.CHANGED, "id must be a UUID", "by"),
        (polis.CHANGED, "The etag is malformed", "ifMatch"),
        (polis.DELETED, "campaignId is odd", ""),
        (polis.DELETED, "interaction id is odd", "by"),
        (lips.CHANGED, "contact_interaction.read must be a boolean", "lips.read"),
        (lips.CHANGED, "Important is not included in the list", "lips.important"),
        (lips.CHANGED, "The body could not be read", ""),
        (salemove.EXPORT, "engagement_id is not valid", "by"),
        (salemove.EXPORT, "No export is defined", ""),
        (caliq.named, "OnDateTime must be a date and time", "caliq.occurredAt"),
    ],
)
def test_words_are_about_the_one_field_that_they_clearly_name(named: Named, text: str, field: str) -> None:
    assert ".".join(named(text)) == field

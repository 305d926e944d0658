"""What the caller can put right: all of it in one answer, each with its path and code, before anything is sent."""

from typing import Any

import pytest

from resolvers.model.enums import Source
from resolvers.model.ids import Kind, encode_id
from tests.graph.worlds import World
from tests.graph.writes.mutating import Answer, mutate, nested, objections
from tests.graph.writes.test_polis import NEW

POLIS = {"sourceKey": {"source": "POLIS", "sourceId": "p-1"}}
LIPS = {"sourceKey": {"source": "LIPS", "sourceId": "1"}}
SOME = {"unavailable": False}
READ = {"read": True}
UPDATE, DELETE, EXPORT, CREATE = "updateInteraction", "deleteInteraction", "exportEngagement", "createInteraction"


def survey(*responses: tuple[str, list[tuple[str, Any]]], survey_id: str = "s") -> Answer:
    """A survey of questions with fields."""
    return {
        "surveyId": survey_id,
        "responses": [
            {"questionId": question, "fields": [{"name": name, "value": value} for name, value in fields]}
            for question, fields in responses
        ],
    }


def new(**changes: Any) -> Answer:
    return {"polis": {**NEW, **changes}}


RESPONSES = "polis.survey.responses"
KEY = "by.sourceKey.sourceId"
CASES: list[tuple[str, Answer, list[tuple[str, str]]]] = [
    (CREATE, new(campaignId=""), [("polis.campaignId", "REQUIRED")]),
    (CREATE, new(contactId="  "), [("polis.contactId", "REQUIRED")]),
    (CREATE, new(statusId=""), [("polis.statusId", "REQUIRED")]),
    (CREATE, new(survey=survey(survey_id=" ")), [("polis.survey.surveyId", "REQUIRED")]),
    (CREATE, new(survey=survey(("", []))), [(f"{RESPONSES}.0.questionId", "REQUIRED")]),
    (
        CREATE,
        new(survey=survey(("q", []), ("r", []), ("q", []))),
        [(f"{RESPONSES}.2.questionId", "DUPLICATE")],
    ),
    (
        CREATE,
        new(survey=survey(("q", [("a", 1), ("a", 2)]))),
        [(f"{RESPONSES}.0.fields.1.name", "DUPLICATE")],
    ),
    (CREATE, new(survey=survey(("q", [("a", nested(70))]))), [(f"{RESPONSES}.0.fields.0.value", "INVALID")]),
    (CREATE, new(location={"latitude": 90.1}), [("polis.location.latitude", "OUT_OF_RANGE")]),
    (CREATE, new(location={"longitude": -180.5}), [("polis.location.longitude", "OUT_OF_RANGE")]),
    (CREATE, new(location={"latitude": None}), [("polis.location", "REQUIRED")]),
    (
        CREATE,
        new(campaignId="", location={"latitude": -91, "longitude": 181}, turfId=" "),
        [
            ("polis.campaignId", "REQUIRED"),
            ("polis.location.latitude", "OUT_OF_RANGE"),
            ("polis.location.longitude", "OUT_OF_RANGE"),
            ("polis.turfId", "REQUIRED"),
        ],
    ),
    (UPDATE, {"by": {"id": "nonsense"}, "polis": SOME}, [("by.id", "INVALID")]),
    (UPDATE, {"by": {"id": ""}, "polis": SOME}, [("by.id", "INVALID")]),
    (
        UPDATE,
        {"by": {"id": encode_id(Kind.INTERACTION, Source.POLIS, "..")}, "polis": SOME},
        [("by.id", "INVALID")],
    ),
    *(
        (field, {"by": {"sourceKey": {"source": source, "sourceId": dots}}, **rest}, [(KEY, "INVALID")])
        for field, source, rest in (
            (UPDATE, "POLIS", {"polis": SOME}),
            (UPDATE, "LIPS", {"lips": READ}),
            (DELETE, "POLIS", {"ifMatch": "v"}),
            (EXPORT, "SALEMOVE", {}),
        )
        for dots in (".", "..")
    ),
    (
        UPDATE,
        {"by": {"id": encode_id(Kind.CONTACT, Source.POLIS, "1")}, "polis": SOME},
        [("by.id", "WRONG_TYPE")],
    ),
    (
        UPDATE,
        {"by": {"id": encode_id(Kind.INTERACTION, Source.CALIQ, "1")}, "polis": SOME},
        [("by.id", "WRONG_SOURCE")],
    ),
    (
        UPDATE,
        {"by": {"sourceKey": {"source": "SALEMOVE", "sourceId": " "}}, "polis": SOME},
        [("by.sourceKey.source", "WRONG_SOURCE"), ("by.sourceKey.sourceId", "REQUIRED")],
    ),
    (UPDATE, {"by": POLIS}, [("polis", "REQUIRED")]),
    (UPDATE, {"by": LIPS}, [("lips", "REQUIRED")]),
    (UPDATE, {"by": {"id": "x"}}, [("by.id", "INVALID"), ("", "REQUIRED")]),
    (UPDATE, {"by": POLIS, "polis": {}}, [("polis", "REQUIRED")]),
    (UPDATE, {"by": LIPS, "lips": {}}, [("lips", "REQUIRED")]),
    (UPDATE, {"by": POLIS, "polis": SOME, "lips": READ}, [("lips", "WRONG_SOURCE")]),
    (UPDATE, {"by": LIPS, "polis": SOME, "lips": READ}, [("polis", "WRONG_SOURCE")]),
    (UPDATE, {"by": {"id": "x"}, "polis": SOME, "lips": READ}, [("by.id", "INVALID"), ("", "INVALID")]),
    (UPDATE, {"by": POLIS, "lips": READ}, [("lips", "WRONG_SOURCE")]),
    (UPDATE, {"by": LIPS, "polis": SOME}, [("polis", "WRONG_SOURCE")]),
    (UPDATE, {"by": LIPS, "lips": {"read": None}}, [("lips.read", "REQUIRED")]),
    (
        UPDATE,
        {"by": LIPS, "lips": {"read": None, "important": None}, "ifMatch": "v"},
        [("lips.important", "REQUIRED"), ("lips.read", "REQUIRED"), ("ifMatch", "WRONG_SOURCE")],
    ),
    (UPDATE, {"by": POLIS, "polis": SOME, "ifMatch": ""}, [("ifMatch", "REQUIRED")]),
    (UPDATE, {"by": POLIS, "polis": SOME, "ifMatch": "a\r\nb: c"}, [("ifMatch", "INVALID")]),
    (
        UPDATE,
        {"by": POLIS, "polis": {"unavailable": None, "survey": None, "occurredAt": None, "campaignId": ""}},
        [
            ("polis.unavailable", "REQUIRED"),
            ("polis.occurredAt", "REQUIRED"),
            ("polis.campaignId", "REQUIRED"),
            ("polis.survey", "REQUIRED"),
        ],
    ),
    (
        UPDATE,
        {"by": POLIS, "polis": {"location": {"latitude": 100}, "survey": survey(("q", []), ("q", []))}},
        [("polis.location.latitude", "OUT_OF_RANGE"), (f"{RESPONSES}.1.questionId", "DUPLICATE")],
    ),
    (DELETE, {"by": LIPS}, [("by.sourceKey.source", "WRONG_SOURCE")]),
    (
        DELETE,
        {"by": {"id": encode_id(Kind.INTERACTION, Source.LIPS, "1")}, "ifMatch": " "},
        [("by.id", "WRONG_SOURCE"), ("ifMatch", "REQUIRED")],
    ),
    (DELETE, {"by": {"sourceKey": {"source": "POLIS", "sourceId": ""}}}, [("by.sourceKey.sourceId", "REQUIRED")]),
    (EXPORT, {"by": POLIS}, [("by.sourceKey.source", "WRONG_SOURCE")]),
    (EXPORT, {"by": {"id": encode_id(Kind.INTERACTION, Source.POLIS, "1")}}, [("by.id", "WRONG_TYPE")]),
]


@pytest.mark.parametrize(("field", "given", "expected"), CASES, ids=[f"{case[0]}-{case[2]}" for case in CASES])
def test_every_fault_of_an_input_is_told_and_nothing_sent(
    made: World, field: str, given: Answer, expected: list[tuple[str, str]]
) -> None:
    found = sorted((path, code) for path, code in objections(made, field, given))
    wanted = sorted((["input", *filter(None, path.split("."))], code) for path, code in expected)
    assert found == wanted
    assert made.sandbox.requests == []


@pytest.mark.parametrize("given", [{}, {"polis": NEW, "caliq": None}, {"polis": None}, {"polis": NEW, "caliq": {}}])
def test_exactly_one_of_the_alternatives_is_the_executors_to_see_to(made: World, given: Answer) -> None:
    """Before execution: there is no mutation whose outcome could be told."""
    (error, *_) = mutate(made, CREATE, given)["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert made.sandbox.requests == []


def test_numbers_that_json_libraries_do_not_share_are_refused(made: World) -> None:
    """In the document itself, where a number may be of any length."""
    document = (
        'mutation { createInteraction(input: {polis: {campaignId: "1", contactId: "1", householdId: "1", '
        'contactHouseholdId: "1", occurredAt: "2026-03-01T09:30:00Z", unavailable: false, survey: {surveyId: "s", '
        'responses: [{questionId: "q", fields: [{name: "a", value: VALUE}]}]}}}) { userErrors { field code } } }'
    )
    for value in ("1" + "0" * 20, "{deep: [-1" + "0" * 20 + "]}", "1e999"):
        answer = made.graph.query(document.replace("VALUE", value))
        (error,) = answer["data"]["createInteraction"]["userErrors"]
        assert error["code"] == "OUT_OF_RANGE"
        assert error["field"][-1] == "value"
    assert made.sandbox.requests == []

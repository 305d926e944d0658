"""Mutations of the served graph, and what they leave at the vendors."""

from collections.abc import Mapping
from typing import Any

import msgspec

from app.sandbox.requestlog import LoggedRequest
from tests.graph.worlds import World

USER_ERRORS = "userErrors { field message code }"
CANVASS = (
    "id source sourceId version occurredAt canvass { successful unavailable unavailableReason statusId walklistId "
    "turfId householdId contactHouseholdId location { latitude longitude confidence } "
    "survey { surveyId responses { questionId fields { name value } } } }"
)
PAYLOADS = {
    "createInteraction": ("CreateInteractionInput", f"interaction {{ {CANVASS} }} uniqueId"),
    "updateInteraction": ("UpdateInteractionInput", f"interaction {{ {CANVASS} read important }}"),
    "deleteInteraction": ("DeleteInteractionInput", "deletedId"),
    "exportEngagement": ("ExportEngagementInput", "success"),
    "createContactMoment": ("CreateContactMomentInput", "contactMomentId"),
}
WRITES = ("POST", "PUT", "PATCH", "DELETE")
Answer = dict[str, Any]


def mutate(made: World, field: str, given: Mapping[str, Any]) -> Answer:
    """The whole answer to one mutation."""
    kind, selection = PAYLOADS[field]
    document = f"mutation($input: {kind}!) {{ {field}(input: $input) {{ {selection} {USER_ERRORS} }} }}"
    return made.graph.query(document, {"input": given})


def payload(made: World, field: str, given: Mapping[str, Any]) -> Answer:
    """The payload of a mutation that had neither errors nor user errors."""
    answer = mutate(made, field, given)
    assert "errors" not in answer, answer["errors"]
    found: Answer = answer["data"][field]
    assert found["userErrors"] == []
    return found


def failure(made: World, field: str, given: Mapping[str, Any]) -> Answer:
    """The extensions of the only error of a mutation that failed."""
    answer = mutate(made, field, given)
    (error,) = answer["errors"]
    assert error["path"] == [field]
    assert answer["data"] == {field: None}
    extensions: Answer = error["extensions"]
    return extensions


def objections(made: World, field: str, given: Mapping[str, Any]) -> list[tuple[list[str], str]]:
    """Path and code of every user error; nothing was sent, or the vendor knew of no such thing."""
    answer = mutate(made, field, given)
    assert "errors" not in answer, answer["errors"]
    found = answer["data"][field]
    assert all(error["message"] for error in found["userErrors"])
    return [(error["field"], error["code"]) for error in found["userErrors"]]


def writes(made: World, source: str) -> list[LoggedRequest]:
    """What was sent to a vendor to change something."""
    return [request for request in made.asked(source) if request.method in WRITES]


def methods(made: World, source: str) -> list[str]:
    """All that was sent to a vendor."""
    return [request.method for request in made.asked(source)]


def nested(levels: int) -> Any:
    """A JSON value of so many levels."""
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def body(request: LoggedRequest) -> Any:
    """Its JSON."""
    return msgspec.json.decode(request.body)

"""Engagements exported: once, and only told to be so where SaleMove says it."""

from typing import Any

import pytest

from tests.graph.reading import by_key
from tests.graph.worlds import World, world
from tests.graph.writes.mutating import failure, methods, objections, payload


def some(made: World) -> str:
    identifier: str = made.sandbox.salemove.records[2]["id"]
    return identifier


def by_source_key(identifier: str) -> dict[str, Any]:
    return {"by": {"sourceKey": {"source": "SALEMOVE", "sourceId": identifier}}}


def test_the_example_is_sent_as_documented(made: World) -> None:
    identifier = some(made)
    assert payload(made, "exportEngagement", by_source_key(identifier))["success"] is True
    (request,) = made.asked("SALEMOVE")
    assert (request.method, request.path, request.body) == ("POST", f"/engagements/{identifier}/export", b"")
    assert request.headers["accept"] == "application/vnd.salemove.v1+json"
    assert made.sandbox.salemove.exported == [identifier]


def test_by_id_too(made: World) -> None:
    identifier = some(made)
    found = by_key(made.graph, "engagement", ("SALEMOVE", identifier), "id")["id"]
    assert payload(made, "exportEngagement", {"by": {"id": found}})["success"] is True
    assert made.sandbox.salemove.exported == [identifier]


def test_what_does_not_exist_is_the_callers_to_put_right(made: World) -> None:
    assert objections(made, "exportEngagement", by_source_key("none")) == [(["input", "by"], "NOT_FOUND")]


@pytest.mark.parametrize(
    ("faults", "outcome", "applied"),
    [
        ({"drop_after_apply_rate": 1}, "UNKNOWN", True),
        ({"drop_rate": 1}, "UNKNOWN", False),
        ({"error_rate": 1, "error_status": 500}, "UNKNOWN", False),
        ({"malformed_rate": 1}, "UNKNOWN", False),
        ({"hang_rate": 1}, "UNKNOWN", False),
        ({"error_rate": 1, "error_status": 403}, "NOT_APPLIED", False),
    ],
)
def test_a_write_that_fails_is_sent_once_and_tells_its_outcome(
    made: World, faults: dict[str, Any], outcome: str, applied: bool
) -> None:
    made.sandbox.faults["SALEMOVE"].set(**faults)
    assert failure(made, "exportEngagement", by_source_key(some(made)))["outcome"] == outcome
    assert len(made.sandbox.salemove.exported) == applied
    assert methods(made, "SALEMOVE") == ["POST"]


def test_a_write_that_reaches_nobody_was_not_applied() -> None:
    with world({"TOUCHPOINT_SALEMOVE__BASE_URL": "http://127.0.0.1:9"}, contacts=1) as made:
        assert failure(made, "exportEngagement", by_source_key("1"))["outcome"] == "NOT_APPLIED"


def test_the_transcript_of_what_was_exported_is_read_anew() -> None:
    with world(engagements=5) as made:
        transcript = "{ engagements(first: 3) { nodes { sourceId chatTranscript { message } } } }"
        ids = [node["sourceId"] for node in made.graph.query(transcript)["data"]["engagements"]["nodes"]]
        assert payload(made, "exportEngagement", by_source_key(ids[1]))["success"] is True
        made.sandbox.clear_requests()
        made.graph.query(transcript)
        read = [request.path for request in made.asked("SALEMOVE") if request.path.endswith("/chat_transcript")]
    assert read == [f"/engagements/{ids[1]}/chat_transcript"]

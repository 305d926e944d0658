"""A write that never left was not applied, whatever kept it: no source, no time, an open circuit, the wrong method."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.graph.worlds import World, world
from tests.graph.writes.mutating import failure, methods, writes
from tests.graph.writes.test_refusals import WRITES, given

SMALL: dict[str, Any] = {"contacts": 3, "canvasses": 3, "contact_moments": 3, "engagements": 3}


@pytest.mark.parametrize("write", WRITES)
def test_a_source_that_is_not_configured_was_not_written_to(made: World, lonely: World, write: str) -> None:
    field, source, _ = WRITES[write]
    told = failure(lonely, field, given(made, write))
    assert told == {"code": "SOURCE_NOT_CONFIGURED", "outcome": "NOT_APPLIED"} | (
        {"source": source, "retryable": False} if "source" in told else {}
    )


@pytest.fixture(scope="module")
def lonely() -> Iterator[World]:
    """A graph without any source."""
    with world({f"TOUCHPOINT_{name}__BASE_URL": "" for name in SOURCES}, **SMALL) as made:
        yield made


SOURCES = ("LIPS", "POLIS", "PROCURIOS", "SALEMOVE", "CALIQ")


def test_an_open_circuit_leaves_a_write_unsent() -> None:
    with world(**SMALL) as made:
        made.sandbox.faults["POLIS"].set(error_rate=1)
        outcomes = [failure(made, "createInteraction", given(made, "create polis")) for _ in range(30)]
        refused = [told for told in outcomes if told["outcome"] == "NOT_APPLIED"]
        assert refused
        assert all(told["code"] == "SOURCE_UNAVAILABLE" and told["retryable"] for told in refused)
        assert len(writes(made, "POLIS")) == len(outcomes) - len(refused)


def test_what_begins_after_the_deadline_is_not_sent() -> None:
    """The first of two takes all the time there is; the second has a healthy source, and no time."""
    with world({"TOUCHPOINT_REQUEST_TIMEOUT_SECONDS": "0.3"}, **SMALL) as made:
        made.sandbox.faults["POLIS"].set(hang_rate=1)
        document = """mutation($canvass: CreateInteractionInput!, $engagement: ExportEngagementInput!) {
          a: createInteraction(input: $canvass) { uniqueId }
          b: exportEngagement(input: $engagement) { success }
        }"""
        inputs = {"canvass": given(made, "create polis"), "engagement": given(made, "export")}
        told = [error["extensions"] for error in made.graph.query(document, inputs)["errors"]]
        assert [error["code"] for error in told] == ["SOURCE_TIMEOUT", "SOURCE_TIMEOUT"]
        assert [error["outcome"] for error in told] == ["UNKNOWN", "NOT_APPLIED"]
        assert [error["retryable"] for error in told] == [False, True]
        assert methods(made, "SALEMOVE") == []


def test_a_mutation_by_get_is_refused_and_nothing_sent(made: World) -> None:
    document = "mutation { createInteraction(input: {}) { uniqueId } }"
    answer = made.graph.http.get("/graphql", params={"query": document})
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert made.sandbox.requests == []


def test_what_is_asked_of_the_payload_does_not_decide_what_is_done(made: World) -> None:
    document = "mutation($input: ExportEngagementInput!) { exportEngagement(input: $input) { __typename } }"
    answer = made.graph.query(document, {"input": given(made, "export")})
    assert answer["data"] == {"exportEngagement": {"__typename": "ExportEngagementPayload"}}
    assert methods(made, "SALEMOVE") == ["POST"]

"""What fails within a record, or alone: an error at its path, with a code; the siblings stand."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.graph.client import ask, key
from tests.graph.worlds import World, world

LONGEST = "65f68744-40c5-4278-968a-6ee33df0722a"


@pytest.fixture(scope="module")
def made() -> Iterator[World]:
    """A small world that may fail."""
    with world(contacts=20, canvasses=30, contact_moments=30, engagements=30) as running:
        yield running


@pytest.fixture(autouse=True)
def _calm(made: World) -> Iterator[None]:
    yield
    made.calm()


def only_error(answer: dict[str, Any]) -> dict[str, Any]:
    """The one error of an answer."""
    (error,) = answer["errors"]
    found: dict[str, Any] = error
    return found


def test_a_transcript_that_fails_is_null_and_its_siblings_stand(made: World) -> None:
    """One of many; and it comes when it is asked for again, once the vendor answers."""
    listed = made.graph.query("{ engagements(first: 20) { nodes { sourceId } } }")["data"]["engagements"]["nodes"]
    victim = listed[7]["sourceId"]
    document = "{ engagements(first: 20) { nodes { sourceId kind chatTranscript { message } } } }"
    # Transcripts are kept: the one that is to fail may not have been read before.
    made.sandbox.faults["SALEMOVE"].set(error_rate=1, error_status=503, path_contains=f"{victim}/chat_transcript")
    answer = made.graph.query(document)
    error = only_error(answer)
    assert error["path"] == ["engagements", "nodes", 7, "chatTranscript"]
    assert error["extensions"]["code"] == "SOURCE_UNAVAILABLE"
    assert error["extensions"]["httpStatus"] == 503
    made.calm()
    nodes = ask(made.graph, document)["engagements"]["nodes"]
    after = answer["data"]["engagements"]["nodes"]
    assert after == [{**node, "chatTranscript": None} if node["sourceId"] == victim else node for node in nodes]
    assert nodes[7]["chatTranscript"] is not None


def test_a_catalogue_that_fails_is_an_error(made: World) -> None:
    """Its list may not be null: so there is no data."""
    made.sandbox.faults["PROCURIOS"].set(error_rate=1, error_status=500, path_contains="/types")
    answer = made.graph.query("{ contactMomentTypes { id } }")
    error = only_error(answer)
    assert answer["data"] is None
    assert (error["path"], error["extensions"]["code"]) == (["contactMomentTypes"], "SOURCE_UNAVAILABLE")


def test_a_title_that_fails_is_null(made: World) -> None:
    """The contact moments stand."""
    made.sandbox.faults["PROCURIOS"].set(error_rate=1, error_status=401, path_contains="/types")
    answer = made.graph.query("{ contactMoments(first: 3) { nodes { sourceId type { id title } } } }")
    nodes = answer["data"]["contactMoments"]["nodes"]
    assert [node["type"]["title"] for node in nodes] == [None] * 3
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"SOURCE_UNAUTHENTICATED"}
    assert [error["path"] for error in answer["errors"]] == [
        ["contactMoments", "nodes", index, "type", "title"] for index in range(3)
    ]


def test_a_lookup_that_fails_takes_no_sibling_along(made: World) -> None:
    """Null, with an error at its path; another source's record comes."""
    made.sandbox.faults["SALEMOVE"].set(error_rate=1, error_status=429, retry_after=3)
    document = "query($e: RecordKey!, $c: RecordKey!) { e: engagement(by: $e) { id } c: interaction(by: $c) { kind } }"
    variables = {
        "e": key("SALEMOVE", LONGEST),
        "c": key("POLIS", "7da76f74-7951-423a-be41-85a2551d16e7"),
    }
    answer = made.graph.query(document, variables)
    error = only_error(answer)
    assert answer["data"] == {"e": None, "c": {"kind": "CANVASS"}}
    assert error["path"] == ["e"]
    extensions = error["extensions"]
    assert (extensions["code"], extensions["retryAfterSeconds"]) == ("SOURCE_RATE_LIMITED", 3)


def test_an_id_that_is_none_takes_no_sibling_along(made: World) -> None:
    """Each node of `nodes` for itself."""
    good = made.graph.query("query($e: RecordKey!) { e: engagement(by: $e) { id } }", {"e": key("SALEMOVE", LONGEST)})
    identifier = good["data"]["e"]["id"]
    answer = made.graph.query(
        "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": [identifier, "nonsense", identifier]}
    )
    error = only_error(answer)
    assert answer["data"]["nodes"] == [{"id": identifier}, None, {"id": identifier}]
    assert (error["path"], error["extensions"]["code"]) == (["nodes", 1], "BAD_USER_INPUT")


@pytest.mark.parametrize(
    ("field", "source", "source_id"),
    [
        ("interaction", "LIPS", "1"),
        ("interaction", "POLIS", "nobody"),
        ("engagement", "SALEMOVE", "nobody"),
        ("contactMoment", "PROCURIOS", "1"),
        ("contact", "LIPS", "1"),
    ],
)
def test_what_does_not_exist_is_null_without_an_error(made: World, field: str, source: str, source_id: str) -> None:
    """Everything was read, and it is not there."""
    document = f"query($by: RecordKey!) {{ found: {field}(by: $by) {{ id }} }}"
    assert made.graph.query(document, {"by": key(source, source_id)}) == {"data": {"found": None}}


def test_a_source_that_is_not_configured_says_so() -> None:
    """For lookups and for lists; the others' lists go on without it."""
    with world(without=("TOUCHPOINT_SALEMOVE__BASE_URL",), contacts=20) as partial:
        answer = partial.graph.query(
            "query($e: RecordKey!) { engagement(by: $e) { id } touchpoints(first: 1) { nodes { source } } }",
            {"e": key("SALEMOVE", LONGEST)},
        )
        assert only_error(answer)["extensions"]["code"] == "SOURCE_NOT_CONFIGURED"
        assert answer["data"]["engagement"] is None
        assert len(answer["data"]["touchpoints"]["nodes"]) == 1
        listed = partial.graph.query("{ engagements { nodes { id } } }")
        assert only_error(listed)["extensions"]["code"] == "SOURCE_NOT_CONFIGURED"

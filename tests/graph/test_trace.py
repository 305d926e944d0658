"""`extensions.upstream`: every vendor request behind an answer, for whoever asks for it while developing."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest

from tests.graph.worlds import World, world

TRACED = {"touchpoint-trace": "1"}
FIELDS = {"source", "method", "path", "status", "startMs", "durationMs", "attempts", "cached", "coalesced"}
LISTS = "{ a: interactions(first: 5) { nodes { sourceId } } b: interactions(first: 5) { nodes { occurredAt } } }"


@pytest.fixture(scope="module")
def made() -> Iterator[World]:
    """A world whose log is this module's alone."""
    with world() as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh(made: World) -> None:
    made.calm()
    made.sandbox.clear_requests()


def traced(made: World, document: str) -> list[dict[str, Any]]:
    """What the trace of a query lists."""
    answer = made.graph.query(document, headers=TRACED)
    entries: list[dict[str, Any]] = answer["extensions"]["upstream"]
    return entries


def sent(entries: list[dict[str, Any]]) -> Counter[tuple[str, str, str]]:
    """The requests on the wire, by what they asked for."""
    found: Counter[tuple[str, str, str]] = Counter()
    for entry in entries:
        found[entry["source"], entry["method"], unquote(entry["path"].partition("?")[0])] += entry["attempts"]
    return +found


def received(made: World) -> Counter[tuple[str, str, str]]:
    """The same as the vendors saw it."""
    return Counter((request.source, request.method, unquote(request.path)) for request in made.sandbox.requests)


@pytest.mark.parametrize(
    "document",
    [
        LISTS,
        "{ engagements(first: 10) { nodes { sourceId chatTranscript { message } } } }",
        "{ touchpoints(first: 10) { nodes { source sourceId } } }",
    ],
)
def test_the_trace_lists_what_the_vendors_received(made: World, document: str) -> None:
    entries = traced(made, document)
    assert entries
    assert sent(entries) == received(made)
    assert all(set(entry) == FIELDS for entry in entries)
    assert all(entry["status"] == 200 and entry["startMs"] >= 0 and entry["durationMs"] >= 0 for entry in entries)
    assert [entry["startMs"] for entry in entries] == sorted(entry["startMs"] for entry in entries)
    assert all(round(entry[name], 3) == entry[name] for entry in entries for name in ("startMs", "durationMs"))


def test_what_a_request_waited_for_in_the_background_is_listed_once() -> None:
    """Procurios' list fills itself; both connections wait for it."""
    with world() as fresh:
        document = "{ a: contactMoments(first: 3) { nodes { id } } b: contactMoments(first: 4) { nodes { subject } } }"
        entries = traced(fresh, document)
        assert len(entries) > 5
        assert sent(entries) == received(fresh)
        assert all(entry["startMs"] >= 0 for entry in entries)


def test_the_same_list_under_two_aliases_is_one_request(made: World) -> None:
    """Whoever shared it: what was joined in flight is listed, and is no request."""
    entries = traced(made, LISTS)
    requests = [request for request in made.sandbox.requests if request.source == "POLIS"]
    assert len({(request.path, tuple(map(tuple, request.query))) for request in requests}) == len(requests)
    assert len([entry for entry in entries if entry["source"] == "POLIS" and entry["attempts"]]) == len(requests)
    assert all(entry["attempts"] == (0 if entry["coalesced"] or entry["cached"] else 1) for entry in entries)


def test_a_path_holds_its_query_for_reading_and_no_credential(made: World) -> None:
    entries = traced(made, '{ contactMoments(filter: {relationIds: ["1"]}, first: 1) { nodes { id } } }') + traced(
        made, "{ interactions(first: 1) { nodes { id } } }"
    )
    paths = " ".join(entry["path"] for entry in entries)
    assert "?" in paths
    secrets = [value for name, value in made.sandbox.environment().items() if name.endswith(("TOKEN", "KEY"))]
    assert secrets
    assert not any(secret in paths for secret in secrets)


def test_where_nothing_was_asked_the_list_is_empty(made: World) -> None:
    assert made.graph.query("{ __typename }", headers=TRACED) == {
        "data": {"__typename": "Query"},
        "extensions": {"upstream": []},
    }


def test_an_operation_that_cannot_begin_has_an_empty_trace(made: World) -> None:
    answer = made.graph.query("{ nothingOfTheKind }", headers=TRACED)
    assert answer["errors"]
    assert answer["extensions"] == {"upstream": []}


def test_a_failure_is_in_the_trace_with_its_status(made: World) -> None:
    made.sandbox.faults["SALEMOVE"].set(error_rate=1.0, error_status=503)
    by = '{sourceKey: {source: SALEMOVE, sourceId: "65f68744-40c5-4278-968a-6ee33df0722a"}}'
    answer = made.graph.query(f"{{ engagement(by: {by}) {{ id }} }}", headers=TRACED)
    assert answer["errors"]
    entries = answer["extensions"]["upstream"]
    assert [entry["status"] for entry in entries] == [503]
    assert sent(entries) == received(made)


@pytest.mark.parametrize("headers", [{}, {"touchpoint-trace": "0"}, {"touchpoint-trace": "yes"}])
def test_who_does_not_ask_for_it_gets_no_trace(made: World, headers: dict[str, str]) -> None:
    answer = made.graph.query("{ interactions(first: 1) { nodes { id } } }", headers=headers)
    assert "upstream" not in answer.get("extensions", {})


def test_in_production_there_is_no_trace() -> None:
    with world({"TOUCHPOINT_PROFILE": "production"}) as strict:
        answer = strict.graph.query("{ interactions(first: 1) { nodes { id } } }", headers=TRACED)
    assert "errors" not in answer
    assert "upstream" not in answer.get("extensions", {})


def test_a_get_is_traced_as_well(made: World) -> None:
    answer = made.graph.http.get("/graphql", params={"query": "{ __typename }"}, headers=TRACED)
    assert answer.json()["extensions"] == {"upstream": []}

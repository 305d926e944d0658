"""Which operations are executed, and what the others get. MUST and SHOULD are those of GraphQL over HTTP."""

from typing import Any

import pytest

from schema.schema import schema
from tests.app.serving import Graph
from tests.app.test_graphql_over_http import JSON, NEWER, QUERY, code, post


@pytest.mark.parametrize(
    "body",
    [
        {"query": "{"},
        {"query": "# nothing"},
        {"query": "{ nothingOfTheKind }"},
        {"query": "query ($id: ID!) { __typename }", "variables": {"id": None}},
        {"query": "fragment F on Query { __typename }"},
        {"query": "query A { __typename }", "operationName": "B"},
        {"query": "query A { __typename } query B { __typename }"},
        {"query": "query A { __typename } mutation B { __typename }"},
        {"query": "{ __typename } query B { __typename }"},
        {"query": "{ __typename } { __typename }"},
        {"query": "subscription { a }"},
        {"query": "{ a " * 10_000},
    ],
)
def test_an_operation_that_cannot_begin_is_400_or_for_older_clients_200_without_data(graph: Graph, body: Any) -> None:
    """SHOULD, each for its media type."""
    newer, older = post(graph, body, accept=NEWER), post(graph, body, accept=JSON)
    assert (newer.status_code, older.status_code) == (400, 200)
    for answer in (newer, older):
        assert "data" not in answer.json()
        assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {"BAD_USER_INPUT"}


def test_of_several_operations_one_has_to_be_named(graph: Graph) -> None:
    """MUST of GraphQL itself, 6.1; the library alone would execute the first."""
    several = "query A { a: __typename } query B { b: __typename }"
    (error,) = graph.query(several)["errors"]
    assert "operationName" in error["message"]
    answer = post(graph, {"query": several, "operationName": "B"})
    assert answer.json() == {"data": {"b": "Query"}}


def test_words_in_strings_and_fields_do_not_make_several_operations(graph: Graph) -> None:
    document = 'query mutation { query: __typename __type(name: "query subscription") { name } }'
    assert graph.query(document) == {"data": {"query": "Query", "__type": None}}


def test_an_error_during_execution_is_200_with_data(graph: Graph) -> None:
    body = {"query": '{ node(id: "nonsense") { id } __typename }'}
    answer = post(graph, body, accept=NEWER)
    assert answer.status_code == 200
    assert answer.json()["data"] == {"node": None, "__typename": "Query"}
    assert code(answer) == "BAD_USER_INPUT"


def test_what_nobody_expected_is_coded_and_told_to_the_log_only(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def crash(*_: object, **__: object) -> None:
        raise RuntimeError("s3cret")

    monkeypatch.setattr(schema, "execute", crash)
    answer = post(graph, QUERY, accept=NEWER)
    assert (answer.status_code, code(answer)) == (500, "INTERNAL")
    assert "s3cret" not in answer.text
    assert "s3cret" in caplog.text


def test_text_beyond_ascii_goes_both_ways(graph: Graph) -> None:
    """MUST: UTF-8 in requests and in answers."""
    errors = graph.query('query ($n: Int = "Zoë🏊") { __typename }')["errors"]
    assert any("Zoë🏊" in error["message"] for error in errors)

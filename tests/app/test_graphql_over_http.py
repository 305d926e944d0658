"""Facts that carry MUST, SHOULD or MAY are those of the specification of GraphQL over HTTP."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.http.operation import MOST_BODY_BYTES
from tests.app.serving import Graph

JSON = "application/json"
NEWER = "application/graphql-response+json"
QUERY = {"query": "{ __typename }"}


def post(graph: Graph, body: Any, accept: str = JSON) -> httpx.Response:
    return graph.http.post("/graphql", json=body, headers={"accept": accept})


def code(answer: httpx.Response) -> str:
    (error,) = answer.json()["errors"]
    found: str = error["extensions"]["code"]
    return found


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (JSON, JSON),
        (NEWER, NEWER),
        ("*/*", JSON),
        ("application/*", JSON),
        (f"{JSON}, {NEWER}", NEWER),
        (f"{JSON};q=0.9, {NEWER};q=0.5", JSON),
        (f"{NEWER};charset=utf-8, {JSON};q=0.9", NEWER),
        (f"{JSON};q=0, */*", NEWER),
        ("text/html, */*;q=0.1", JSON),
        ("APPLICATION/JSON", JSON),
        ("", JSON),
    ],
)
def test_the_answer_has_the_media_type_that_accept_prefers(graph: Graph, accept: str, expected: str) -> None:
    answer = post(graph, QUERY, accept=accept)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{expected}; charset=utf-8"
    assert answer.headers["vary"] == "accept"
    assert answer.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize("accept", ["text/html", "image/png, text/*", f"{JSON};q=0"])
def test_an_accept_header_without_either_media_type_is_406(graph: Graph, accept: str) -> None:
    answer = post(graph, QUERY, accept=accept)
    assert (answer.status_code, code(answer)) == (406, "BAD_USER_INPUT")


@pytest.mark.parametrize("path", ["/graphql", "/graphql/"])
def test_both_spellings_of_the_path_answer_without_a_redirect(graph: Graph, path: str) -> None:
    assert graph.http.post(path, json=QUERY).json() == {"data": {"__typename": "Query"}}
    assert graph.http.get(path, params=QUERY).json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'"{ __typename }"',
        b"null",
        b"7",
        b'[{"query": "{ __typename }"}]',
        b'{"query": "\xff"}',
        b'{"query": "\\ud800"}',
        b"[" * 100_000,
        b"{}",
        b'{"query": ""}',
        b'{"query": null}',
        b'{"query": {"a": 1}}',
        b'{"query": "{ __typename }", "variables": "{}"}',
        b'{"query": "{ __typename }", "variables": []}',
        b'{"query": "{ __typename }", "operationName": 1}',
        b'{"query": "{ __typename }", "extensions": 1}',
    ],
)
@pytest.mark.parametrize("accept", [JSON, NEWER])
def test_a_body_that_is_no_request_is_400_in_the_form_of_graphql(graph: Graph, body: bytes, accept: str) -> None:
    headers = {"content-type": JSON, "accept": accept}
    answer = graph.http.post("/graphql", content=body, headers=headers)
    assert (answer.status_code, code(answer)) == (400, "BAD_USER_INPUT")
    assert answer.headers["content-type"] == f"{accept}; charset=utf-8"
    assert "data" not in answer.json()


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/json; charset=latin-1"},
        {"content-type": JSON, "content-encoding": "gzip"},
        {},
    ],
)
def test_a_body_that_is_not_announced_as_json_is_415(graph: Graph, headers: dict[str, str]) -> None:
    answer = graph.http.post("/graphql", content=json.dumps(QUERY), headers=headers)
    assert (answer.status_code, code(answer)) == (415, "BAD_USER_INPUT")


def test_a_body_beyond_the_limit_is_413_whether_its_length_is_announced_or_not(graph: Graph) -> None:
    fitting = json.dumps(QUERY).encode().ljust(MOST_BODY_BYTES)

    def pieces() -> Iterator[bytes]:
        yield fitting
        yield b" "

    headers = {"content-type": JSON}
    assert graph.http.post("/graphql", content=fitting, headers=headers).status_code == 200
    for body in (fitting + b" ", pieces()):
        answer = graph.http.post("/graphql", content=body, headers=headers)
        assert (answer.status_code, code(answer)) == (413, "BAD_USER_INPUT")
        assert answer.headers["connection"] == "close"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_405_and_told_what_is_allowed(graph: Graph, method: str) -> None:
    answer = graph.http.request(method, "/graphql")
    assert (answer.status_code, code(answer)) == (405, "BAD_USER_INPUT")
    assert answer.headers["allow"] == "GET, HEAD, POST"


def test_a_mutation_by_get_is_405_and_executes_nothing(graph: Graph) -> None:
    answer = graph.http.get("/graphql", params={"query": "mutation { __typename }"})
    assert (answer.status_code, code(answer)) == (405, "BAD_USER_INPUT")
    assert answer.headers["allow"] == "POST"
    assert graph.query("mutation { __typename }") == {"data": {"__typename": "Mutation"}}


def test_a_get_takes_variables_and_an_operation_name(graph: Graph) -> None:
    parameters = {
        "query": "query A { a: __typename } query B($n: String!) { __type(name: $n) { name } }",
        "variables": '{"n": "Contact"}',
        "operationName": "B",
        "extensions": "",
    }
    assert graph.http.get("/graphql", params=parameters).json() == {"data": {"__type": {"name": "Contact"}}}


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"query": ""},
        {**QUERY, "variables": "{"},
        {**QUERY, "variables": "[]"},
        {**QUERY, "extensions": "1"},
    ],
)
def test_a_get_that_is_no_request_is_400(graph: Graph, parameters: dict[str, str]) -> None:
    answer = graph.http.get("/graphql", params=parameters)
    assert (answer.status_code, code(answer)) == (400, "BAD_USER_INPUT")


def test_a_head_has_the_headers_of_a_get_and_no_body(graph: Graph) -> None:
    answer = graph.http.head("/graphql", params=QUERY)
    assert (answer.status_code, answer.content) == (200, b"")


def test_null_parameters_are_parameters_left_out(graph: Graph) -> None:
    body = {**QUERY, "variables": None, "operationName": None, "extensions": None, "unknown": 1}
    assert post(graph, body).json() == {"data": {"__typename": "Query"}}


def test_unknown_paths_and_methods_are_json_errors(graph: Graph) -> None:
    for answer, status, expected in (
        (graph.http.get("/nowhere"), 404, "NOT_FOUND"),
        (graph.http.get("/"), 404, "NOT_FOUND"),
        (graph.http.get("/healthz/"), 404, "NOT_FOUND"),
        (graph.http.post("/healthz"), 405, "BAD_USER_INPUT"),
    ):
        assert (answer.status_code, code(answer)) == (status, expected)


def test_the_graph_answers_over_the_sandbox(graph: Graph) -> None:
    sources = graph.query("{ sources { source configured } }")["data"]["sources"]
    assert [source["configured"] for source in sources] == [True] * 5

from typing import Any

import pytest

from app.http import playground
from app.main import create_app
from app.settings import Settings
from tests.app.serving import Graph, serving

BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("page", ["<p>playground</p>", None])
def test_a_browser_gets_the_playground_or_how_to_build_it(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, page: str | None
) -> None:
    monkeypatch.setattr(playground, "page", lambda: page)
    for path in ("/graphql", "/graphql/"):
        answer = graph.http.get(path, headers=BROWSER)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["vary"].lower() == "accept"
        assert (page or "make playground") in answer.text


def test_a_browser_that_brings_a_query_gets_the_answer(graph: Graph) -> None:
    answer = graph.http.get("/graphql", params={"query": "{ __typename }"}, headers=BROWSER)
    assert answer.json() == {"data": {"__typename": "Query"}}


def test_in_production_there_is_no_page_and_no_asset() -> None:
    production = Settings(profile="production")
    with serving(create_app(production)) as graph:
        for path in ("/graphql", "/graphql/assets/index-ABCDEFGH.js"):
            answer: Any = graph.http.get(path, headers=BROWSER)
            assert answer.status_code == 404
            assert answer.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"
        assert graph.query("{ __typename }") == {"data": {"__typename": "Query"}}

"""GraphiQL as a browser gets it: it works, and asks nobody but the server it came from."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request, Response, expect

from tests.e2e.conftest import ask

EDITOR = ".graphiql-query-editor .monaco-editor"
RESULT = ".result-window"


class Trouble(list[str]):
    """What a developer would find in red: errors in the console, failed requests, and requests to another host."""

    def __init__(self, page: Page, server: str) -> None:
        super().__init__()
        self._server = server
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.append(f"uncaught: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", lambda request: self.append(f"failed: {request.url} {request.failure}"))
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self._server}/", "data:", "blob:")):
            self.append(f"another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.append(f"status {response.status}: {response.url}")


@pytest.fixture
def trouble(page: Page, server: str) -> Iterator[Trouble]:
    """Empty at the end of every test that uses it."""
    trouble = Trouble(page, server)
    yield trouble
    assert trouble == []


@pytest.fixture
def graphiql(page: Page, server: str, trouble: Trouble) -> Page:  # noqa: ARG001 trouble looks on
    return opened(page, f"{server}/graphql")


def opened(page: Page, url: str) -> Page:
    """The page, with its editors ready and the schema read."""
    with page.expect_response(lambda response: response.request.method == "POST") as introspection:
        page.goto(url)
    assert introspection.value.url == url
    page.wait_for_selector(f"{EDITOR} .view-line")
    return page


def execute(page: Page) -> Any:
    """Run what the editor holds; the answer as it went over the wire."""
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        page.click(".graphiql-execute-button")
    return answer.value.json()


def write(page: Page, query: str) -> None:
    page.click(f"{EDITOR} .view-lines")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(query)


@pytest.mark.usefixtures("trouble")
@pytest.mark.parametrize("path", ["/graphql", "/graphql/"])
def test_it_loads_at_both_paths_and_asks_the_path_it_came_from(page: Page, server: str, path: str) -> None:
    opened(page, f"{server}{path}")

    expect(page).to_have_title("Touchpoint · GraphiQL")
    expect(page.locator(EDITOR)).to_contain_text("Welcome to Touchpoint".replace(" ", "\N{NO-BREAK SPACE}"))


def test_the_first_query_a_visitor_sees_runs(graphiql: Page) -> None:
    answer = execute(graphiql)

    assert "errors" not in answer
    assert len(answer["data"]["interactions"]["nodes"]) == 5
    assert all(report["status"] in {"OK", "SKIPPED"} for report in answer["data"]["interactions"]["sources"])
    expect(graphiql.locator(RESULT)).to_contain_text(answer["data"]["interactions"]["nodes"][0]["occurredAt"])


def test_a_typed_query_shows_the_contacts_names(graphiql: Page) -> None:
    write(graphiql, "query Names { contacts(first: 3) { nodes { displayName } } }")
    # GraphiQL reads what was typed a moment later, and names the tab after it.
    expect(graphiql.locator(".graphiql-tab")).to_contain_text("Names")
    answer = execute(graphiql)
    assert "errors" not in answer
    names = [contact["displayName"] for contact in answer["data"]["contacts"]["nodes"]]

    assert len(names) == 3
    assert all(names)
    expect(graphiql.locator(RESULT)).to_contain_text("displayName")
    # The viewer wraps long lines, and shows blanks as no-break spaces.
    shown = "".join(graphiql.locator(RESULT).inner_text().split())
    for name in names:
        assert "".join(json.dumps(name, ensure_ascii=False).split()) in shown


def test_the_documentation_shows_what_a_type_means(graphiql: Page, server: str) -> None:
    description = ask(f"{server}/graphql", '{ __type(name: "Contact") { description } }')["__type"]["description"]
    graphiql.click("[aria-label='Show Documentation Explorer']")
    documentation = graphiql.locator(".graphiql-doc-explorer")
    documentation.get_by_role("link", name="Query", exact=True).click()
    documentation.get_by_role("link", name="Contact", exact=True).first.click()

    expect(documentation).to_contain_text(description.replace("`", "").splitlines()[0])


def test_the_editor_suggests_fields_and_marks_errors(graphiql: Page) -> None:
    write(graphiql, "{ contacts(first: 3) { n } }")
    for _ in " } }":
        graphiql.keyboard.press("ArrowLeft")
    graphiql.keyboard.press("Control+Space")

    expect(graphiql.locator(".suggest-widget.visible")).to_contain_text("nodes")
    expect(graphiql.locator(f"{EDITOR} .squiggly-error")).not_to_have_count(0)
    assert {worker.url.rsplit("/", 1)[1].partition("-")[0] for worker in graphiql.workers} >= {"editor", "graphql"}


def test_the_explorer_writes_the_query(graphiql: Page) -> None:
    graphiql.click("[aria-label='Show GraphiQL Explorer']")
    graphiql.locator(".graphiql-explorer-email").get_by_text("email", exact=True).click()

    expect(graphiql.locator(EDITOR)).to_contain_text("email")

"""The tables in the documentation say what the code says."""

import re
import runpy
from typing import Any

import httpx
import msgspec
import pytest
from starlette.routing import Route
from strawberry.utils.str_converters import to_camel_case

from app.main import create_app
from app.sandbox import discovery
from app.sandbox.server import Sandbox
from app.settings import Settings
from resolvers.model import user_errors
from resolvers.model.enums import SourceStatus
from resolvers.model.errors import ErrorCode, SourceError
from resolvers.model.write_outcome import Outcome
from resolvers.vendors.caliq import requests as caliq
from resolvers.vendors.caliq.wire import Parameters
from resolvers.vendors.lips import requests as lips
from resolvers.vendors.polis import requests as polis
from resolvers.vendors.procurios import requests as procurios
from resolvers.vendors.salemove import requests as salemove
from schema.schema import schema
from tests.app.serving import Graph
from tests.docs.markdown import ROOT, blocks, rows, words
from tests.vendors.documents import parsed

DOCS = ROOT / "docs"


def column(page: str, heading: str) -> list[str]:
    return [words(row[0])[0] for row in rows(DOCS / page, heading)]


def test_the_tables_of_filters_are_what_the_code_does() -> None:
    """If this fails: python docs/filters.py"""
    page = (DOCS / "filters.md").read_text(encoding="utf-8")
    made: Any = runpy.run_path(str(DOCS / "filters.py"))
    assert made["render"](page) == page


def test_the_diagram_is_what_its_script_draws() -> None:
    """If this fails: make pictures"""
    made: Any = runpy.run_path(str(DOCS / "diagram.py"))
    assert made["PICTURE"].read_text(encoding="utf-8") == made["drawing"]()


def test_the_figures_of_the_readme_are_those_of_the_benchmarks() -> None:
    """Query by query, in the same order: naive, cold, warm."""
    figures: dict[str, list[str]] = {}
    for row in rows(ROOT / "benchmarks" / "README.md", "query"):
        figures.setdefault(row[0], [row[4]]).append(row[2])
    assert [row[1:] for row in rows(ROOT / "README.md", "query")] == list(figures.values())


def test_every_decision_is_in_the_index_under_its_title() -> None:
    pages = sorted((DOCS / "decisions").glob("0*.md"))
    titles = [page.read_text(encoding="utf-8").splitlines()[0] for page in pages]
    indexed = [(row[0], row[1]) for row in rows(DOCS / "decisions" / "README.md", "")]
    assert indexed == [
        (f"[{page.name[:4]}]({page.name})", title.partition(". ")[2]) for page, title in zip(pages, titles, strict=True)
    ]
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))


def test_every_error_code_has_a_row() -> None:
    assert column("errors.md", "code") == [code.value for code in ErrorCode]


def test_every_code_of_a_user_error_has_a_row_and_stands_among_the_errors() -> None:
    known = [value for name, value in vars(user_errors).items() if name.isupper() and not name.startswith("_")]
    assert column("writes.md", "code") == known
    errors = (DOCS / "errors.md").read_text(encoding="utf-8")
    (listed,) = re.findall(r"Their codes are ([^.]*)\.", errors)
    assert words(listed) == known


def test_every_outcome_of_a_write_has_a_row() -> None:
    assert set(column("writes.md", "outcome")) == {outcome.value for outcome in Outcome}


def test_every_mutation_has_a_row_and_an_example() -> None:
    mutation = schema._schema.mutation_type
    assert mutation
    names = list(mutation.fields)
    assert column("writes.md", "mutation") == names
    examples = " ".join(block.text for block in blocks(DOCS / "writes.md") if block.language == "graphql")
    assert all(f"{name}(" in examples for name in names)


def test_the_write_that_is_sent_again_is_the_one_that_has_a_key() -> None:
    repeated = {row[0]: row[2] != "never" for row in rows(DOCS / "writes.md", "write")}
    assert [write for write, again in repeated.items() if again] == ["Caliq, create"]
    request = caliq.create_interaction(msgspec.convert(parsed("caliq/request.json"), Parameters), "json")
    assert request.repeatable
    others = (
        *(polis.create_interaction({}), polis.patch_interaction("1", "e", []), polis.delete_interaction("1", "e")),
        *(lips.update_interaction("1", read=True, important=None), procurios.create_moment("1", {})),
        salemove.export_engagement("1"),
    )
    assert not any(other.repeatable or other.safe for other in others)


def test_every_extension_of_an_error_has_a_row() -> None:
    """Those of sources are the fields of the reports' errors; the others are told by writes."""
    of_sources = {to_camel_case(name) for name in SourceError.__struct_fields__} - {"message"}
    of_writes = {"outcome", "version", "uniqueId"}
    assert set(column("errors.md", "extension")) == {*of_sources, *of_writes, "source"}


def test_every_status_of_a_report_has_a_row() -> None:
    assert set(column("paging.md", "status")) == {status.name for status in SourceStatus}


def test_the_paths_are_those_of_the_application() -> None:
    routes = [route for route in create_app(Settings()).routes if isinstance(route, Route)]
    assert sorted(column("configuration.md", "path")) == sorted(route.path for route in routes)


def test_the_ports_of_the_sandbox_are_in_the_order_of_its_sources() -> None:
    shown = [(row[0], row[1].upper()) for row in rows(DOCS / "sandbox.md", "port")]
    assert shown == [(str(9000 + index), source) for index, source in enumerate(discovery.sources())]


def test_the_faults_are_those_of_the_sandbox(sandbox: Sandbox) -> None:
    sandbox.reset()
    found = httpx.get(f"{sandbox.urls['POLIS']}/_sandbox/faults").json()
    shown = {words(row[0])[0]: words(row[1])[0] for row in rows(DOCS / "sandbox.md", "fault")}
    assert shown == {name: _json(value) for name, value in found.items()}


def test_the_control_endpoints_exist(sandbox: Sandbox) -> None:
    for row in rows(DOCS / "sandbox.md", "request"):
        method, path = words(row[0])[0].split()
        answer = httpx.request(method, sandbox.urls["CALIQ"] + path.replace("{id}", "none"), content="{}")
        assert "No such control endpoint" not in answer.text, (method, path)
    sandbox.reset()


@pytest.mark.parametrize(
    ("status", "method", "headers", "body"),
    [
        ("400", "POST", {"content-type": "application/json"}, "no json"),
        ("405", "DELETE", {}, ""),
        ("406", "GET", {"accept": "text/csv"}, ""),
        ("413", "POST", {"content-type": "application/json"}, " " * (1024 * 1024 + 1)),
        ("415", "POST", {"content-type": "text/plain"}, "{}"),
    ],
)
def test_a_request_is_refused_with_the_status_that_is_documented(
    graph: Graph, status: str, method: str, headers: dict[str, str], body: str
) -> None:
    answer = graph.http.request(method, "/graphql", headers=headers, content=body)
    assert str(answer.status_code) == status
    documented = prose_statuses()
    assert status in documented


def prose_statuses() -> list[str]:
    """The statuses of HTTP in the last table of the errors."""
    text = (DOCS / "errors.md").read_text(encoding="utf-8").split("## Statuses of HTTP", 1)[1]
    return [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("| ")]


def _json(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case float():
            return f"{value:g}"
    return str(value)

"""Vendors that make their pages of another size than asked for, or of another thing: no record is missing."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.graph.worlds import World, world

KEYS = "nodes { source sourceId } pageInfo { hasNextPage endCursor } sources { source status }"


@pytest.fixture(scope="module")
def made() -> Iterator[World]:
    """A list of more than 50 records each."""
    with world(contacts=60, canvasses=297, engagements=20, contact_moments=20) as running:
        yield running


@pytest.fixture(autouse=True)
def _calm(made: World) -> Iterator[None]:
    yield
    made.calm()


def walk(made: World, arguments: str, first: int = 60) -> list[str]:
    """The keys of a whole list, which every source answered well for."""
    found: list[str] = []
    after: str | None = None
    while True:
        document = f"query ($after: String) {{ interactions(first: {first}, after: $after, {arguments}) {{ {KEYS} }} }}"
        page: dict[str, Any] = made.graph.query(document, {"after": after})["data"]["interactions"]
        assert {report["status"] for report in page["sources"]} <= {"OK", "SKIPPED"}
        found += [node["sourceId"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


def everything(made: World, source: str) -> set[str]:
    records = {"LIPS": made.sandbox.lips.records, "POLIS": made.sandbox.polis.records}
    return {str(record["id"]) for record in records[source]}


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("source", ["LIPS", "POLIS"])
def test_a_cap_that_comes_and_goes_hides_no_record(made: World, source: str, direction: str) -> None:
    arguments = f"filter: {{sources: [{source}]}}, orderBy: {{direction: {direction}}}"
    for cap in (0, 50, 30, 0):
        made.sandbox.faults[source].set(page_cap=cap)
        found = walk(made, arguments)
        assert len(found) == len(set(found))
        assert set(found) == everything(made, source)


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_pages_of_so_many_contacts_hide_no_interaction(made: World, direction: str) -> None:
    made.sandbox.faults["LIPS"].set(per_page_counts="contacts")
    found = walk(made, f"filter: {{sources: [LIPS]}}, orderBy: {{direction: {direction}}}")
    assert len(found) == len(set(found))
    assert set(found) == everything(made, "LIPS")


def test_one_answer_that_says_that_a_page_holds_one_record_spoils_nothing(made: World) -> None:
    """The next page costs a little more at most, and holds what it should."""
    made.sandbox.faults["LIPS"].set(page_cap=1)
    made.graph.query("{ interactions(first: 1, filter: {sources: [LIPS]}) { nodes { id } } }")
    made.sandbox.faults["LIPS"].set(page_cap=0)
    made.sandbox.clear_requests()
    document = "{ interactions(first: 100, filter: {sources: [LIPS]}) { nodes { id } sources { status requests } } }"
    page = made.graph.query(document)["data"]["interactions"]
    assert len(page["nodes"]) == 100
    lips = page["sources"][0]
    assert (lips["status"], lips["requests"] <= 6) == ("OK", True)


def test_pages_of_so_many_contacts_hide_no_contact(made: World) -> None:
    document = "query ($after: String) { contacts(first: 20, after: $after) { nodes { sourceId } %s } }"
    page_info = "pageInfo { hasNextPage endCursor } sources { status }"

    def contacts() -> list[str]:
        found: list[str] = []
        after: str | None = None
        while True:
            page = made.graph.query(document % page_info, {"after": after})["data"]["contacts"]
            assert [report["status"] for report in page["sources"]] == ["OK"]
            found += [node["sourceId"] for node in page["nodes"]]
            if not page["pageInfo"]["hasNextPage"]:
                return found
            after = page["pageInfo"]["endCursor"]

    plain = contacts()
    made.sandbox.faults["LIPS"].set(per_page_counts="contacts")
    assert contacts() == plain

"""What interactions under many LIPS contacts cost: one list of their numbers, or one scan for those without any.

Exactly what the sandbox received, against what its store says that it takes.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from resolvers.vendors.lips.requests import MOST_CONTACTS, MOST_NUMBERS
from tests.graph.client import Walk, ask
from tests.graph.nesting import (
    LIPS_PAGE,
    NUMBERS,
    all_numbers,
    contact_id,
    full_pages,
    keys,
    lips_contacts,
    listed,
    listed_by_number,
    numbered,
    parameter,
    scan_pages,
    under,
    under_entities,
    with_parameter,
    without_parameter,
)
from tests.graph.worlds import World, world

INTERACTIONS = Walk(connection="interactions", first=100)


@pytest.fixture(scope="module")
def made() -> Iterator[World]:
    """A world whose log is this module's alone."""
    with world(contacts=220) as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh(made: World) -> None:
    made.sandbox.clear_requests()


@pytest.mark.parametrize("first", [1, 10, 50, 100])
def test_contacts_of_a_page_of_interactions_cost_nothing(made: World, first: int) -> None:
    """LIPS embeds them: the list is all that is read, and one record more of it."""
    document = f"""{{ interactions(first: {first}, filter: {{sources: [LIPS]}}) {{ nodes {{
        contact {{ email phoneNumbers {{ number }} }} contacts {{ displayName }} }} }} }}"""
    assert len(ask(made.graph, document)["interactions"]["nodes"]) == first
    assert len(made.sandbox.requests) == full_pages(first + 1, LIPS_PAGE)


@pytest.mark.parametrize("count", [2, 20, 50])
@pytest.mark.parametrize("connection", ["interactions", "touchpoints"])
@pytest.mark.parametrize("ask_under", [under, under_entities])
def test_contacts_with_interactions_cost_the_pages_of_one_list_of_their_numbers(
    made: World, connection: str, count: int, ask_under: Any
) -> None:
    """Beside the scan that finds the contacts."""
    ids = numbered(made.sandbox, count)
    ask_under(made.graph, Walk(connection=connection, first=100), keys("LIPS", ids))
    numbers = all_numbers(made.sandbox, ids)
    joint = with_parameter(made, "LIPS", NUMBERS)
    assert all(parameter(request, NUMBERS) == set(numbers) for request in joint)
    assert len(joint) == full_pages(len(listed(made.sandbox, numbers)), LIPS_PAGE)
    assert len(made.sandbox.requests) - len(joint) == scan_pages(made.sandbox, ids)


def test_many_numbers_are_split(made: World) -> None:
    """No address grows too long."""
    ids = numbered(made.sandbox, 120)
    under(made.graph, INTERACTIONS, keys("LIPS", ids))
    groups = [ids[start : start + MOST_CONTACTS] for start in range(0, len(ids), MOST_CONTACTS)]
    chunks = [set(all_numbers(made.sandbox, group)) for group in groups]
    joint = with_parameter(made, "LIPS", NUMBERS)
    assert len(chunks) == 3
    for chunk in chunks:
        pages = full_pages(len(listed(made.sandbox, chunk)), LIPS_PAGE)
        assert sum(parameter(request, NUMBERS) == chunk for request in joint) == pages
    assert {frozenset(parameter(request, NUMBERS)) for request in joint} == {frozenset(chunk) for chunk in chunks}


def test_a_list_is_read_no_further_than_every_page_is_full(made: World) -> None:
    """Of two pages, the second holds nothing that was asked for."""
    ids = numbered(made.sandbox, 100)
    heavy = max(ids, key=lambda key: len(listed_by_number(made.sandbox, [key])))

    def on_first_page(other: str) -> int:
        both = listed_by_number(made.sandbox, [heavy, other])[: LIPS_PAGE - 10]
        return sum(str(record["contact"]["id"]) == other for record in both)

    other = next(key for key in ids if key != heavy and on_first_page(key) > 2)
    assert LIPS_PAGE < len(listed_by_number(made.sandbox, [heavy, other])) <= 2 * LIPS_PAGE
    for first, pages in ((2, 1), (100, 2)):
        made.sandbox.clear_requests()
        under(made.graph, Walk(connection="interactions", first=first), keys("LIPS", [heavy, other]))
        assert len(with_parameter(made, "LIPS", NUMBERS)) == pages


def test_contacts_without_a_number_share_one_scan(made: World) -> None:
    """The one list of all, whoever they are, out of which those with a number are served as well."""
    without = [key for key, numbers in lips_contacts(made.sandbox).items() if not numbers]
    some = numbered(made.sandbox, 10)
    assert len(without) > 5
    under(made.graph, INTERACTIONS, keys("LIPS", [*without, *some]))
    scan = full_pages(len(listed(made.sandbox)), LIPS_PAGE)
    assert len(without_parameter(made, "LIPS", NUMBERS)) == scan_pages(made.sandbox, [*without, *some]) + scan
    assert with_parameter(made, "LIPS", NUMBERS) == []


def test_contacts_of_a_list_share_a_list_too(made: World) -> None:
    """Whichever way the contacts came, and however often each."""
    document = """{ interactions(first: 60, filter: {sources: [LIPS]}) { nodes {
        contact { phoneNumbers { number } interactions(first: 100) { totalCount } }
        contacts { interactions(first: 100) { totalCount } } } } }"""
    nodes = ask(made.graph, document)["interactions"]["nodes"]
    numbers = {number["number"] for node in nodes for number in node["contact"]["phoneNumbers"]}
    joint = with_parameter(made, "LIPS", NUMBERS)
    assert len(numbers) <= MOST_NUMBERS
    # One of them has no number: so that the list of all is read, beside the page itself.
    assert any(not node["contact"]["phoneNumbers"] for node in nodes)
    assert joint == []
    assert len(made.sandbox.requests) == 1 + full_pages(len(listed(made.sandbox)), LIPS_PAGE)


def test_different_arguments_make_different_batches(made: World) -> None:
    """Each with one list for all; what is the same request at the same time is sent once, whichever batch asks."""
    ids = [key for key in numbered(made.sandbox, 60) if len(listed_by_number(made.sandbox, [key])) < 9][:10]
    document = """query($ids: [ID!]!) { nodes(ids: $ids) { ... on Contact {
        a: interactions(first: 2) { nodes { id } } b: interactions(first: 100) { nodes { id } }
        c: interactions(first: 100, orderBy: {direction: ASC}) { nodes { id } }
        d: interactions(first: 100, filter: {occurredAt: {from: "2021-01-01T00:00:00Z"}}) { nodes { id } } } } }"""
    nodes = ask(made.graph, document, {"ids": [contact_id(("LIPS", one)) for one in ids]})["nodes"]
    assert all(node["a"]["nodes"] == node["b"]["nodes"][:2] for node in nodes)
    assert {len(node["a"]["nodes"]) for node in nodes} == {1, 2}
    queries = [dict(request.query) for request in with_parameter(made, "LIPS", NUMBERS)]
    assert sorted("start_date" in query for query in queries) == [False, True]

"""What connections under many contacts cost: one list for all of them, wherever the vendor takes one.

Exactly what the sandbox received, against what its stores say that it takes.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from resolvers.vendors.procurios.moments import MOST_RELATIONS
from tests.graph.client import Walk, ask
from tests.graph.nesting import (
    LIPS_PAGE,
    SALEMOVE_PAGE,
    all_numbers,
    canvassed,
    contact_id,
    full_pages,
    keys,
    listed,
    numbered,
    parameter,
    relation_pages,
    relations,
    scan_pages,
    split,
    told_requests,
    under,
    under_entities,
    visitors,
    with_parameter,
)
from tests.graph.worlds import World, world

MOMENTS = Walk(connection="contactMoments", first=5)
TOUCHPOINTS = Walk(connection="touchpoints", first=100)


@pytest.fixture(scope="module")
def made() -> Iterator[World]:
    """A world whose log is this module's alone; its Procurios list is read already."""
    with world(contacts=60, relations=150, contact_moments=400, canvasses=200, engagements=350, visitors=40) as made:
        ask(made.graph, "{ contactMoments(first: 1) { nodes { id } } }")
        yield made


@pytest.fixture(autouse=True)
def _fresh(made: World) -> None:
    made.sandbox.clear_requests()


# ---------------------------------------------------------------- Procurios


@pytest.mark.parametrize("count", [1, 2, 25, 50])
@pytest.mark.parametrize("connection", ["contactMoments", "touchpoints"])
@pytest.mark.parametrize("ask_under", [under, under_entities])
def test_relations_with_contact_moments_cost_the_pages_of_one_list(
    made: World, connection: str, count: int, ask_under: Any
) -> None:
    """`relationIds` takes them all."""
    ids = relations(made.sandbox)[:count]
    found = ask_under(made.graph, Walk(connection=connection, first=5), keys("PROCURIOS", ids))
    assert all(parameter(request, "relationIds") == set(ids) for request in made.sandbox.requests)
    assert len(made.sandbox.requests) == relation_pages(made.sandbox, ids) == told_requests(found)


def test_a_moment_of_several_relations_is_counted_once(made: World) -> None:
    """As read: with the first of them."""
    ids = relations(made.sandbox)
    found = under(made.graph, MOMENTS, keys("PROCURIOS", ids[:100]))
    told = [page.report("PROCURIOS")["scanned"] for page in found]
    assert told[1:] == [0] * (len(found) - 1)
    assert 0 < told[0] <= len(made.sandbox.procurios)


def test_thirty_entities_with_several_connections_cost_what_each_takes_once(made: World) -> None:
    """As a gateway sends them: those of other sources cost nothing at this one."""
    ids = relations(made.sandbox)[:30]
    of = [{"__typename": "Contact", "source": "PROCURIOS", "sourceId": one} for one in ids]
    document = """query($of: [_Any!]!) { _entities(representations: $of) { ... on Contact {
        contactMoments(first: 5) { nodes { id } } again: contactMoments(first: 5) { totalCount }
        touchpoints(first: 5) { nodes { id } } interactions { nodes { id } } engagements { nodes { id } } } } }"""
    ask(made.graph, document, {"of": of})
    # The moments, and everything: two connections, whose pages are read at the same time, share their requests.
    assert len(made.sandbox.requests) == relation_pages(made.sandbox, ids)


def test_senders_of_a_list_share_a_list(made: World) -> None:
    """The list itself was read already."""
    document = """{ contactMoments(first: 60) { nodes {
        sender { sourceId contactMoments(first: 3) { totalCount } }
        recipients { sourceId contactMoments(first: 3) { totalCount } } } } }"""
    nodes = ask(made.graph, document)["contactMoments"]["nodes"]
    ids = {one["sourceId"] for node in nodes for one in [node["sender"], *node["recipients"]]}
    joint = with_parameter(made, "PROCURIOS", "relationIds")
    chunks = split(sorted(ids), MOST_RELATIONS)
    for chunk in chunks:
        requests = [request for request in joint if parameter(request, "relationIds") == chunk]
        assert len(requests) == relation_pages(made.sandbox, chunk)
    assert len(joint) == sum(relation_pages(made.sandbox, chunk) for chunk in chunks)


def test_many_relations_are_split(made: World) -> None:
    """No address grows too long."""
    ids = sorted(relations(made.sandbox)[:130])
    under(made.graph, MOMENTS, keys("PROCURIOS", ids))
    chunks = split(ids, MOST_RELATIONS)
    assert len(chunks) == 2
    for chunk in chunks:
        requests = [one for one in made.sandbox.requests if parameter(one, "relationIds") == chunk]
        assert len(requests) == relation_pages(made.sandbox, chunk)
    assert len(made.sandbox.requests) == sum(relation_pages(made.sandbox, chunk) for chunk in chunks)


# ---------------------------------------------------------------- SaleMove


@pytest.mark.parametrize("count", [1, 2, 40])
@pytest.mark.parametrize("connection", ["engagements", "touchpoints"])
@pytest.mark.parametrize("ask_under", [under, under_entities])
def test_visitors_share_the_one_list_of_engagements(made: World, connection: str, count: int, ask_under: Any) -> None:
    """There is no parameter for a visitor: nobody has more than a page, so it is read to its end."""
    ids = visitors(made.sandbox)[:count]
    found = ask_under(made.graph, Walk(connection=connection, first=100), keys("SALEMOVE", ids))
    assert len(made.sandbox.requests) == full_pages(len(made.sandbox.salemove), SALEMOVE_PAGE) == told_requests(found)


# ---------------------------------------------------------------- Polis


@pytest.mark.parametrize("connection", ["interactions", "touchpoints"])
@pytest.mark.parametrize("ask_under", [under, under_entities])
def test_canvassed_contacts_cost_one_request_each(made: World, connection: str, ask_under: Any) -> None:
    """The vendor takes one value at a time; a contact that is asked for twice is asked once."""
    ids = canvassed(made.sandbox)[:30]
    found = ask_under(made.graph, Walk(connection=connection, first=50), keys("POLIS", [*ids, *ids]))
    asked = [dict(request.query)["filter[/data/contactId]"] for request in made.sandbox.requests]
    assert sorted(asked) == sorted(ids)
    assert len(found) == 60


def test_a_contact_in_several_fields_is_asked_for_once(made: World) -> None:
    """Of each record, and of many records."""
    document = """{ interactions(first: 40, filter: {sources: [POLIS]}) { nodes {
        contact { sourceId interactions(first: 50) { totalCount } again: interactions(first: 50) { nodes { id } } }
        contacts { interactions(first: 50) { nodes { summary } } } } } }"""
    nodes = ask(made.graph, document)["interactions"]["nodes"]
    ids = {node["contact"]["sourceId"] for node in nodes}
    narrowed = with_parameter(made, "POLIS", "filter[/data/contactId]")
    assert sorted(dict(request.query)["filter[/data/contactId]"] for request in narrowed) == sorted(ids)
    assert len(made.sandbox.requests) == len(narrowed) + 1


# ---------------------------------------------------------------- all of them


def test_contacts_of_all_sources_at_once_cost_what_each_source_takes(made: World) -> None:
    """Each its own batch."""
    people = {
        "LIPS": numbered(made.sandbox, 20),
        "POLIS": canvassed(made.sandbox)[:10],
        "PROCURIOS": relations(made.sandbox)[:20],
        "SALEMOVE": visitors(made.sandbox)[:10],
    }
    found = under(made.graph, TOUCHPOINTS, [(source, one) for source, ids in people.items() for one in ids])
    assert len(found) == 60
    costs = {source: len(made.asked(source)) for source in people}
    numbers = all_numbers(made.sandbox, people["LIPS"])
    shared = full_pages(len(listed(made.sandbox, numbers)), LIPS_PAGE)
    assert costs.pop("LIPS") <= scan_pages(made.sandbox, people["LIPS"]) + shared
    assert costs == {
        "POLIS": 10,
        "PROCURIOS": relation_pages(made.sandbox, people["PROCURIOS"]),
        "SALEMOVE": full_pages(len(made.sandbox.salemove), SALEMOVE_PAGE),
    }


def test_different_orders_make_different_lists(made: World) -> None:
    """One each, for all visitors."""
    both = (
        "a: engagements(first: 2) { nodes { id } } b: engagements(first: 2, orderBy: {direction: ASC}) { nodes { id } }"
    )
    document = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on Contact {{ {both} }} }} }}"
    ask(made.graph, document, {"ids": [contact_id(("SALEMOVE", one)) for one in visitors(made.sandbox)]})
    orders = [dict(request.query)["order"] for request in made.sandbox.requests]
    pages = full_pages(len(made.sandbox.salemove), SALEMOVE_PAGE)
    assert sorted(orders) == ["asc"] * pages + ["desc"] * pages


def test_a_list_for_many_may_cost_what_the_pages_of_each_may() -> None:
    """The budget of a page is that of one contact's list; of a list for 30, it is 30 times that."""
    with world({"TOUCHPOINT_SCAN_BUDGET": "2"}, contact_moments=140, contacts=5, canvasses=5, engagements=5) as frugal:
        ids = relations(frugal.sandbox)[:30]
        found = under(frugal.graph, MOMENTS, keys("PROCURIOS", ids))
        assert {page.report("PROCURIOS")["status"] for page in found} == {"OK"}
        assert len(frugal.sandbox.requests) == relation_pages(frugal.sandbox, ids) > 2

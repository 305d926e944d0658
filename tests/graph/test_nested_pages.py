"""A page under one of many contacts is the page that the contact has alone: its records, order, cursors and report."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.graph.client import Key, Page, Walk, ask, pages
from tests.graph.comparing import all_facts, assert_page, expected
from tests.graph.nesting import (
    canvassed,
    contact_id,
    document,
    lips_contacts,
    relations,
    told_requests,
    under,
    under_entities,
    visitors,
)
from tests.graph.worlds import World, world

Filter = dict[str, Any]

LATE = {"occurredAt": {"from": "2021-06-01T00:00:00Z", "to": "2025-01-01T00:00:00Z"}}
CASES: list[tuple[str, str, Filter]] = [
    ("LIPS", "interactions", {}),
    ("LIPS", "interactions", LATE),
    ("LIPS", "interactions", {"kinds": ["CALL", "CANVASS"], "read": True}),
    ("LIPS", "interactions", {"kinds": ["CANVASS"]}),
    ("LIPS", "touchpoints", {}),
    ("LIPS", "contactMoments", {}),
    ("POLIS", "interactions", LATE),
    ("POLIS", "touchpoints", {}),
    ("PROCURIOS", "contactMoments", {}),
    ("PROCURIOS", "contactMoments", LATE),
    ("PROCURIOS", "contactMoments", {"types": ["ContactMomentPhone", "ContactMomentVisit"]}),
    ("PROCURIOS", "contactMoments", {"changedSince": "2022-03-01T00:00:00Z"}),
    ("PROCURIOS", "touchpoints", LATE),
    ("SALEMOVE", "engagements", {}),
    ("SALEMOVE", "engagements", {"kinds": ["PROACTIVE"], "flagged": False}),
    ("SALEMOVE", "touchpoints", LATE),
]


@pytest.fixture(scope="module")
def made() -> Iterator[World]:
    """A world whose log is this module's alone."""
    with world(contacts=50, relations=30, contact_moments=150, canvasses=60, engagements=230, visitors=20) as running:
        yield running


@pytest.fixture(autouse=True)
def _fresh(made: World) -> None:
    made.sandbox.clear_requests()


def people(made: World, source: str) -> list[Key]:
    """Some contacts of a source, some of them with many records and some with no number; and nobody."""
    found = {
        "LIPS": list(lips_contacts(made.sandbox)),
        "POLIS": canvassed(made.sandbox),
        "PROCURIOS": relations(made.sandbox),
        "SALEMOVE": visitors(made.sandbox),
    }
    # Only LIPS can tell that there is no such contact.
    nobody = [] if source == "LIPS" else ["31337"]
    return [(source, one) for one in [*found[source][:24], *nobody]]


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("first", [2, 30])
@pytest.mark.parametrize(("source", "connection", "filter_"), CASES)
def test_a_page_under_many_contacts_is_the_page_of_each_and_can_be_walked_on_from(
    made: World, source: str, connection: str, filter_: Filter, first: int, descending: bool
) -> None:
    """To the end, under that contact alone."""
    facts = all_facts(made.sandbox)
    contacts = people(made, source)
    walk = Walk(connection=connection, filter=filter_, descending=descending, first=first)
    for of, page in zip(contacts, under(made.graph, walk, contacts), strict=True):
        alone = replace(walk, of=of)
        wanted = expected(facts, alone)
        assert_page(alone, page)
        assert page.keys == wanted[:first], of
        assert page.more is (len(wanted) > first)
        assert page.total in (None, len(wanted))
        assert page.raw["pageInfo"]["hasPreviousPage"] is False
        if page.more and of in contacts[:4]:
            rest = [key for later in pages(made.graph, replace(alone, first=40), page.end) for key in later.keys]
            assert rest == wanted[first:], of


@pytest.mark.parametrize("descending", [True, False])
def test_a_page_that_is_just_full_knows_that_nothing_follows(made: World, descending: bool) -> None:
    """Whether there is more is known of each, also where all that is asked for came early in the joint list."""
    facts = all_facts(made.sandbox)
    walk = Walk(connection="engagements", descending=descending)
    totals = {of: len(expected(facts, replace(walk, of=of))) for of in people(made, "SALEMOVE")}
    # Whoever has none would have the list read to its end in any case.
    contacts = [of for of, total in totals.items() if total]
    for first in sorted({totals[of] for of in contacts}):
        found = under(made.graph, replace(walk, first=first), contacts)
        more = [page.more for page in found]
        assert more == [totals[of] > first for of in contacts], first


@pytest.mark.parametrize("source", ["LIPS", "POLIS", "PROCURIOS", "SALEMOVE"])
def test_every_edge_of_a_nested_page_can_be_walked_on_from(made: World, source: str) -> None:
    """Its cursor is bound to its contact, in the same words as alone."""
    facts = all_facts(made.sandbox)
    for descending in (True, False):
        walk = Walk(connection="touchpoints", first=4, descending=descending)
        contacts = people(made, source)[:3]
        for of, page in zip(contacts, under(made.graph, walk, contacts), strict=True):
            alone = replace(walk, of=of, first=50)
            wanted = expected(facts, alone)
            for index, edge in enumerate(page.raw["edges"], start=1):
                rest = [key for later in pages(made.graph, alone, edge["cursor"]) for key in later.keys]
                assert rest == wanted[index:], (of, index)


@pytest.mark.parametrize(("source", "connection", "filter_"), [case for case in CASES if case[0] != "LIPS"])
def test_the_reports_of_all_pages_tell_what_was_sent(
    made: World, source: str, connection: str, filter_: Filter
) -> None:
    """Each request once."""
    for descending, ask_under in itertools.product((True, False), (under, under_entities)):
        made.sandbox.clear_requests()
        walk = Walk(connection=connection, filter=filter_, first=3, descending=descending)
        found = ask_under(made.graph, walk, people(made, source))
        assert told_requests(found) == len(made.sandbox.requests) > 0


@pytest.mark.parametrize("connection", ["interactions", "touchpoints"])
def test_the_reports_of_a_list_and_of_what_is_nested_in_it_tell_what_was_sent(made: World, connection: str) -> None:
    """With contacts that LIPS describes, in one query."""
    inner = f"{connection}(first: 3) {{ nodes {{ sourceId }} sources {{ requests }} }}"
    found = ask(made.graph, f"{{ contacts(first: 40) {{ nodes {{ page: {inner} }} sources {{ requests }} }} }}")[
        "contacts"
    ]
    outer = sum(report["requests"] for report in found["sources"])
    assert outer + told_requests(Page(node["page"]) for node in found["nodes"]) == len(made.sandbox.requests)


@pytest.mark.parametrize("source", ["POLIS", "PROCURIOS", "SALEMOVE"])
def test_rows_are_aligned_by_key(made: World, source: str) -> None:
    """Whatever the order, however often each is asked for, and whoever does not exist."""
    contacts = people(made, source)[:8]
    walk = Walk(connection="touchpoints", first=5)
    straight = dict(zip(contacts, under(made.graph, walk, contacts), strict=True))
    shuffled = [*contacts[::-1], (source, "424242"), *contacts[::2], contacts[0]]
    for of, page in zip(shuffled, under(made.graph, walk, shuffled), strict=True):
        assert page.keys == (straight[of].keys if of in straight else [])


def test_lips_contacts_that_do_not_exist_are_null_among_those_that_do(made: World) -> None:
    """Each in its own place."""
    known = list(lips_contacts(made.sandbox))[:3]
    ids = [known[2], "1", known[0], known[2], "2", known[1]]
    walk = Walk(connection="interactions", first=3)
    variables = {"of": [contact_id(("LIPS", one)) for one in ids], **walk.variables(None)}
    nodes = ask(made.graph, document(walk), variables)["found"]
    assert [node and node["sourceId"] for node in nodes] == [one if one in known else None for one in ids]
    facts = all_facts(made.sandbox)
    for one, node in zip(ids, nodes, strict=True):
        if node is not None:
            assert Page(node["page"]).keys == expected(facts, replace(walk, of=("LIPS", one)))[:3]


@pytest.mark.parametrize("source", ["LIPS", "POLIS", "PROCURIOS", "SALEMOVE"])
def test_a_cursor_of_one_contact_fails_under_the_others_alone(made: World, source: str) -> None:
    """Theirs are null with an error each; the one that it belongs to goes on."""
    facts = all_facts(made.sandbox)
    walk = Walk(connection="touchpoints", first=2)
    contacts = [of for of in people(made, source) if len(expected(facts, replace(walk, of=of))) > 2][:3]
    own = contacts[1]
    after = under(made.graph, walk, contacts)[1].end
    variables = {"of": [contact_id(of) for of in contacts], **walk.variables(after)}
    answer = made.graph.query(document(walk), variables)
    nodes = answer["data"]["found"]
    assert [node["page"] is None for node in nodes] == [of != own for of in contacts]
    assert Page(nodes[1]["page"]).keys == expected(facts, replace(walk, of=own))[2:4]
    assert [error["path"] for error in answer["errors"]] == [
        ["found", index, "page"] for index, of in enumerate(contacts) if of != own
    ]
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_USER_INPUT"}


def test_a_bad_id_among_contacts_fails_alone(made: World) -> None:
    """And costs the others nothing."""
    good, other = (contact_id(of) for of in people(made, "PROCURIOS")[:2])
    walk = Walk(connection="contactMoments", first=3)
    answer = made.graph.query(document(walk), {"of": [good, "bad", other], **walk.variables(None)})
    first, bad, last = answer["data"]["found"]
    assert bad is None
    assert [error["path"] for error in answer["errors"]] == [["found", 1]]
    facts = all_facts(made.sandbox)
    for of, node in zip(people(made, "PROCURIOS"), (first, last), strict=False):
        assert Page(node["page"]).keys == expected(facts, replace(walk, of=of))[:3]
    assert len({request.query_string for request in made.sandbox.requests}) == len(made.sandbox.requests)

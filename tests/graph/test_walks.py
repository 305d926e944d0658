"""Whole walks, in both directions and by any filter, tell just what the vendors hold, in the contract's order."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.graph.client import Walk, page
from tests.graph.comparing import all_facts, assert_walks
from tests.graph.draws import CONNECTIONS, Draws, all_fields
from tests.graph.filtering import sources
from tests.graph.worlds import World, world

WORLDS: Mapping[str, dict[str, Any]] = {
    "as documented": {},
    "odd records": {"quirks": True},
    "null times first": {"null_times": "first"},
    "dates read as days": {"date_reading": "day"},
    "engagements by id": {"engagement_order": "id"},
    "everything odd": {
        "quirks": True,
        "seed": 9,
        "null_times": "first",
        "date_reading": "day",
        "engagement_order": "id",
    },
}
RANDOM_WALKS = 4
WALKS_OF_A_CONTACT = 2


@pytest.fixture(scope="module", params=WORLDS)
def made(request: pytest.FixtureRequest) -> Iterator[World]:
    """One world after the other."""
    with world(**WORLDS[request.param]) as running:
        yield running


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("connection", CONNECTIONS)
def test_everything_is_told_once_and_in_order(made: World, connection: str, descending: bool) -> None:
    """Without a filter, page by page."""
    facts = all_facts(made.sandbox)
    assert_walks(made, facts, Walk(connection=connection, descending=descending, first=37))


@pytest.mark.parametrize("connection", CONNECTIONS)
def test_each_field_of_a_filter_narrows_as_the_contract_says(made: World, connection: str) -> None:
    """Alone; a source that cannot answer it is skipped."""
    facts, draws = all_facts(made.sandbox), Draws(made.sandbox, seed=1)
    for field in all_fields(connection):
        assert_walks(made, facts, draws.walk(connection, [field]))


@pytest.mark.parametrize("connection", CONNECTIONS)
def test_fields_of_a_filter_hold_together(made: World, connection: str) -> None:
    """In any combination."""
    facts, draws = all_facts(made.sandbox), Draws(made.sandbox, seed=2)
    for _ in range(RANDOM_WALKS):
        assert_walks(made, facts, draws.walk(connection, draws.fields(connection)))


@pytest.mark.parametrize("connection", CONNECTIONS)
def test_a_contact_has_its_own_records(made: World, connection: str) -> None:
    """The same lists under a contact, narrowed or not; a source that does not know the contact is skipped."""
    facts, draws = all_facts(made.sandbox), Draws(made.sandbox, seed=3)
    for count in range(WALKS_OF_A_CONTACT):
        of = draws.contact(connection)
        fields = draws.fields(connection) if count % 2 else []
        assert_walks(made, facts, draws.walk(connection, fields, of))


@pytest.mark.parametrize("connection", CONNECTIONS)
def test_an_empty_list_in_a_filter_lets_nothing_through(made: World, connection: str) -> None:
    """Any of no values is none."""
    field = {"engagements": "operatorIds", "contactMoments": "types", "interactions": "kinds", "touchpoints": "sources"}
    assert_walks(made, [], Walk(connection=connection, filter={field[connection]: []}))


@pytest.mark.parametrize("connection", CONNECTIONS)
def test_a_field_that_is_null_does_not_filter(made: World, connection: str) -> None:
    """Nor does a range that is open at both ends."""
    facts = all_facts(made.sandbox)
    nulls = dict.fromkeys(all_fields(connection))
    assert_walks(made, facts, Walk(connection=connection, filter=nulls, first=100))


def test_fields_of_different_sources_exclude_each_other(made: World) -> None:
    """Nothing is read."""
    made.sandbox.clear_requests()
    assert_walks(made, [], Walk(connection="interactions", filter={"read": True, "successful": True}))
    assert made.sandbox.requests == []


def test_a_report_names_every_source_of_the_connection(made: World) -> None:
    """Also those that are skipped."""
    for connection in CONNECTIONS:
        found = page(made.graph, Walk(connection=connection, first=1))
        assert [report["source"] for report in found.raw["sources"]] == sources(connection)

"""The contacts that LIPS knows: each once, the one seen last first, by any filter."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.graph.client import Walk
from tests.graph.comparing import all_facts, assert_walks
from tests.graph.draws import Draws
from tests.graph.worlds import World, world

WORLDS: Mapping[str, dict[str, Any]] = {
    "as documented": {},
    "another seed": {"seed": 7},
    "null times first": {"null_times": "first"},
    "dates read as days": {"date_reading": "day"},
}
FIELDS = ("phoneNumbers", "emails", "advertiserIds", "masterCampaignIds", "lastSeen")


@pytest.fixture(scope="module", params=WORLDS)
def made(request: pytest.FixtureRequest) -> Iterator[World]:
    """One world after the other."""
    with world(**WORLDS[request.param]) as running:
        yield running


@pytest.mark.parametrize("first", [1, 7, 25, 100])
def test_everybody_is_told_once(made: World, first: int) -> None:
    """However many at a time."""
    assert_walks(made, all_facts(made.sandbox), Walk(connection="contacts", first=first))


def test_filters_narrow_as_the_contract_says(made: World) -> None:
    """Each field alone, and in pairs; lastSeen is about the last interaction within the scope asked for."""
    facts, draws = all_facts(made.sandbox), Draws(made.sandbox, seed=4)
    for index, field in enumerate(FIELDS):
        assert_walks(made, facts, draws.contacts([field]))
        assert_walks(made, facts, draws.contacts([field, FIELDS[index - 1]]))
        assert_walks(made, facts, draws.contacts([field, FIELDS[index - 2]]))


@pytest.mark.parametrize("seed", [1, 7])
def test_odd_records_hide_nobody(seed: int) -> None:
    """A record without its contact names it by id; numbers come in any shape."""
    with world(quirks=True, seed=seed) as odd:
        facts, draws = all_facts(odd.sandbox), Draws(odd.sandbox, seed=5)
        for first in (3, 100):
            assert_walks(odd, facts, Walk(connection="contacts", first=first))
        for field in ("advertiserIds", "masterCampaignIds"):
            assert_walks(odd, facts, draws.contacts([field]))

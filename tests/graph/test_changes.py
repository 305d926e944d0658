"""The vendors' lists change between pages: nobody who was there throughout is skipped, nobody is told twice."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.graph.client import Key, Walk, page
from tests.graph.comparing import all_facts, expected
from tests.graph.filtering import sources
from tests.graph.making import ORDERED, Maker
from tests.graph.oracle import READERS
from tests.graph.worlds import World, world

LITTLE = timedelta(milliseconds=1)
MUCH = timedelta(days=9)
ROUNDS = range(4)


@pytest.fixture(scope="module", params=["last", "first"])
def made(request: pytest.FixtureRequest) -> Iterator[World]:
    """LIPS puts what has no time last, or first."""
    with world(null_times=request.param, contacts=30, canvasses=60, engagements=60, contact_moments=30) as running:
        yield running


def walk_while_changing(made: World, walk: Walk, chance: random.Random) -> tuple[list[Key], set[Key]]:
    """The keys that a walk tells while records come and go, and the keys of those that came or went."""
    maker = Maker(made.sandbox)
    changed: set[Key] = set()
    told: list[Key] = []
    after = None
    while True:
        found = page(made.graph, walk, after)
        told += found.keys
        if not found.more:
            return told, changed
        after = found.end or after
        times = {
            fact.key: fact.time
            for source in sources(walk.connection)
            if source in ORDERED
            for fact in READERS[source](made.sandbox)
        }
        for _ in range(chance.choice((0, 1, 1, 4, 30))):
            changed.add(_change(times, maker, told, chance))


def _change(times: dict[Key, datetime | None], maker: Maker, told: list[Key], chance: random.Random) -> Key:
    """One record comes or goes, near the place of the walk or anywhere."""
    here = [key for key in told[-1:] if key in times]
    near = chance.choice(here or sorted(times)) if chance.random() < 0.6 else chance.choice(sorted(times))
    if chance.random() < 0.5:
        maker.remove(near)
        del times[near]
        return near
    time = times[near] or max(time for time in times.values() if time is not None)
    source = chance.choice(sorted({source for source, _ in times}))
    return maker.add(source, time + chance.choice((-MUCH, -LITTLE, 0 * LITTLE, LITTLE, MUCH)))


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("connection", ["interactions", "engagements", "touchpoints"])
def test_who_was_there_throughout_is_told_once(made: World, connection: str, descending: bool) -> None:
    """Records come and go before, at and behind the place of the walk; the others keep their order."""
    for seed in ROUNDS:
        made.sandbox.reset()
        chance = random.Random(seed)  # noqa: S311 a repeatable sequence is the point
        walk = Walk(connection=connection, descending=descending, first=chance.choice((9, 20, 60)))
        before = expected(all_facts(made.sandbox), walk)
        told, changed = walk_while_changing(made, walk, chance)
        assert len(set(told)) == len(told), seed
        assert [key for key in told if key not in changed] == [key for key in before if key not in changed], seed


def test_a_walk_over_contacts_tells_nobody_twice(made: World) -> None:
    """Who is seen anew meanwhile may already have been told; who is not, is told once."""
    made.sandbox.reset()
    walk = Walk(connection="contacts", first=4)
    before = expected(all_facts(made.sandbox), walk)
    maker = Maker(made.sandbox)
    newest = max(fact.time for fact in all_facts(made.sandbox) if fact.time is not None)
    seen_anew = ("LIPS", str(made.sandbox.lips.records[0]["contact_id"]))
    told: list[Key] = []
    after = None
    for number in range(100):
        found = page(made.graph, walk, after)
        told += found.keys
        if not found.more:
            break
        after = found.end
        maker.add("LIPS", newest + (number + 1) * MUCH)
    assert len(set(told)) == len(told)
    assert [key for key in told if key != seen_anew] == [key for key in before if key != seen_anew]


def test_a_moment_that_comes_later_is_found(made: World) -> None:
    """Procurios' list is kept in memory, and brought up to date."""
    made.sandbox.reset()
    newest = max(fact.time for fact in all_facts(made.sandbox) if fact.time is not None)
    walk = Walk(connection="contactMoments", first=5)
    first = page(made.graph, walk)
    key = Maker(made.sandbox).add("PROCURIOS", newest.replace(microsecond=0) + MUCH)
    second = page(made.graph, walk, first.end)
    assert not set(first.keys) & set(second.keys)
    assert key not in second.keys

"""Ranges of dates hold at their very edges: both ends included, to the millisecond, in every vendor's reading."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations_with_replacement

import pytest

from tests.graph.client import Walk, walked
from tests.graph.comparing import all_facts, expected
from tests.graph.making import Maker
from tests.graph.worlds import World, world

MIDNIGHT = datetime(2031, 5, 5, tzinfo=UTC)
NEXT = MIDNIGHT + timedelta(days=1)
MS = timedelta(milliseconds=1)
TIMES = (MIDNIGHT - MS, MIDNIGHT, MIDNIGHT + MS, NEXT - MS, NEXT, NEXT + MS)
PARTS = (timedelta(0), timedelta(microseconds=1), timedelta(microseconds=999))
SPRING = datetime(2031, 3, 30, 1, tzinfo=UTC)
AUTUMN = datetime(2031, 10, 26, 1, tzinfo=UTC)
"""When Amsterdam's clocks are put forward, and back."""


@pytest.fixture(scope="module", params=["instant", "day"])
def made(request: pytest.FixtureRequest) -> Iterator[World]:
    """Two readings of start_date and end_date; records of every vendor around two midnights."""
    with world(date_reading=request.param) as running:
        maker = Maker(running.sandbox)
        for time in TIMES:
            for source in ("LIPS", "POLIS", "SALEMOVE"):
                maker.add(source, time)
            # The only vendor whose own filter does not come between.
            maker.add("POLIS", time + timedelta(microseconds=400), precision="microseconds")
        for change in (MIDNIGHT, NEXT, SPRING, AUTUMN):
            for seconds in (-3601, -3600, -1, 0, 1, 3599, 3600):
                maker.add("PROCURIOS", change + timedelta(seconds=seconds))
        yield running


def spans() -> Iterator[dict[str, str | None]]:
    """Every pair of the times, and both open ends."""
    for start, end in combinations_with_replacement(TIMES, 2):
        yield {"from": start.isoformat(), "to": end.isoformat()}
    for time in TIMES:
        yield {"from": time.isoformat(), "to": None}
        yield {"from": (MIDNIGHT - MS).isoformat(), "to": time.isoformat()}


@pytest.mark.parametrize("descending", [True, False])
def test_both_ends_of_a_range_are_included(made: World, descending: bool) -> None:
    """At the last millisecond of a day and at the first one of the next."""
    facts = all_facts(made.sandbox)
    for span in spans():
        walk = Walk(connection="touchpoints", filter={"occurredAt": span}, descending=descending, first=100)
        assert walked(made.graph, walk) == expected(facts, walk), span


@pytest.mark.parametrize("part", PARTS)
def test_a_range_may_be_finer_than_a_millisecond(made: World, part: timedelta) -> None:
    """What is emitted as .000 is before .000001, and not after it."""
    facts = all_facts(made.sandbox)
    for time in TIMES:
        for span in (
            {"from": (time + part).isoformat(), "to": None},
            {"from": (MIDNIGHT - MS).isoformat(), "to": (time + part).isoformat()},
            {"from": (time - part).isoformat(), "to": (time + part).isoformat()},
        ):
            walk = Walk(connection="touchpoints", filter={"occurredAt": span}, first=100)
            assert walked(made.graph, walk) == expected(facts, walk), span


def test_a_range_may_be_written_with_any_offset(made: World) -> None:
    """An instant is an instant."""
    facts = all_facts(made.sandbox)
    for offset in ("+00:00", "+05:30", "-11:00"):
        zone = datetime.fromisoformat(f"2031-01-01T00:00:00{offset}").tzinfo
        span = {"from": MIDNIGHT.astimezone(zone).isoformat(), "to": NEXT.astimezone(zone).isoformat()}
        walk = Walk(connection="touchpoints", filter={"occurredAt": span}, first=100)
        assert walked(made.graph, walk) == expected(facts, walk)


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_local_times_are_read_where_clocks_change(made: World, change: datetime) -> None:
    """Procurios writes local times without an offset; an hour that comes twice is read as its first coming."""
    facts = all_facts(made.sandbox)
    for hours in (-2, -1, 0, 1, 2):
        since = (change + timedelta(hours=hours)).isoformat()
        walk = Walk(connection="contactMoments", filter={"occurredAt": {"from": since}}, first=100)
        assert walked(made.graph, walk) == expected(facts, walk)

"""No contact moment that is there throughout is missing from the index, whatever comes and goes while it is filled."""

import asyncio
import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolvers.model.errors import SourceFailure
from resolvers.model.http import Fetch
from resolvers.vendors.procurios import filling
from resolvers.vendors.procurios.requests import Query
from resolvers.vendors.procurios.retrying import IndexPage
from tests.vendors.moments import Clocks, MomentList, caller, index_of, moment, opened
from tests.vendors.test_procurios_breaks import failure

Event = Callable[["Moving"], None]


@dataclass
class Moving(MomentList):
    """What happens before a request is answered, by how many were before it."""

    events: dict[int, list[Event]] = field(default_factory=dict)
    broken: frozenset[int] = frozenset()

    async def read(self, fetch: Fetch, query: Query, number: int) -> IndexPage:
        if query.since is None:
            # Requests that are out together are answered in any order.
            for _ in range((7 * number + len(self.asked)) % 5):
                await asyncio.sleep(0)
            for event in self.events.pop(len(self.asked), []):
                event(self)
            if len(self.asked) in self.broken:
                self.asked.append(number)
                raise failure(401)
        return await super().read(fetch, query, number)


def deletion(share: float) -> Event:
    def event(vendor: Moving) -> None:
        if vendor.rows:
            del vendor.rows[int(share * len(vendor.rows))]

    return event


def insertion(share: float, key: int) -> Event:
    def event(vendor: Moving) -> None:
        vendor.rows.insert(int(share * (len(vendor.rows) + 1)), moment(key))

    return event


async def missing(count: int, events: dict[int, list[Event]], broken: frozenset[int] = frozenset()) -> set[str]:
    """Those that were there throughout, and are not known afterwards."""
    vendor = Moving([moment(key) for key in range(count)], events=events, broken=broken)
    opened(vendor)
    before = {row.source_id for row in vendor.rows}
    index = index_of(vendor, Clocks())
    with pytest.MonkeyPatch.context() as patched:
        # As often as it takes.
        patched.setattr(filling, "MOST_READS", 1000)
        for _ in broken:
            with contextlib.suppress(SourceFailure):
                await index.snapshot(caller())
        await index.snapshot(caller())
    assert index.complete
    return {key for key in before & {row.source_id for row in vendor.rows} if index.known(key) is None}


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 150),
    st.lists(st.tuples(st.integers(0, 110), st.floats(0, 0.999)), max_size=40),
    st.sets(st.integers(0, 110), max_size=2),
)
def test_deletions_hide_nothing_however_many(count: int, deletions: list[tuple[int, float]], broken: set[int]) -> None:
    events: dict[int, list[Event]] = {}
    for at, share in deletions:
        events.setdefault(at, []).append(deletion(share))
    assert asyncio.run(missing(count, events, frozenset(broken))) == set()


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 150), st.lists(st.tuples(st.integers(0, 110), st.floats(0, 0.999)), max_size=40))
def test_insertions_hide_nothing_however_many(count: int, insertions: list[tuple[int, float]]) -> None:
    events: dict[int, list[Event]] = {}
    for key, (at, share) in enumerate(insertions):
        events.setdefault(at, []).append(insertion(share, 1000 + key))
    assert asyncio.run(missing(count, events)) == set()


async def test_a_deletion_in_each_of_many_segments_hides_nothing() -> None:
    """A long list goes on: only the segment in which something moved is read again."""
    events: dict[int, list[Event]] = {at: [deletion(0.0)] for at in range(100, 1000, 100)}
    assert await missing(1800, events) == set()


async def test_a_list_that_never_rests_is_read_page_by_page() -> None:
    """Half a page is inserted with every eighth request. It comes to an end, and hides nothing."""

    class Restless(Moving):
        async def read(self, fetch: Fetch, query: Query, number: int) -> IndexPage:
            if len(self.asked) % 8 == 0:
                self.rows.insert(0, moment(1000 + len(self.asked)))
            return await super().read(fetch, query, number)

    vendor = Restless([moment(key) for key in range(200)])
    index = index_of(opened(vendor), Clocks())
    await index.snapshot(caller())
    assert all(index.known(str(key)) is not None for key in range(200))
    assert len(vendor.asked) < 4 * len(vendor.rows) / 2


async def test_a_list_that_is_never_in_the_same_order_is_taken_as_it_is_in_the_end() -> None:
    class Turning(Moving):
        async def read(self, fetch: Fetch, query: Query, number: int) -> IndexPage:
            self.rows = [*self.rows[7:], *self.rows[:7]]
            assert len(self.asked) < 1000
            return await super().read(fetch, query, number)

    index = index_of(opened(Turning([moment(key) for key in range(200)])), Clocks())
    await index.snapshot(caller())
    assert index.complete


@pytest.mark.parametrize("last", range(0, 200, 7))
async def test_insertions_before_every_request_hide_nothing(last: int) -> None:
    """Also where they push the end of the list over the page that was taken for its last one."""
    draws = random.Random(last)  # noqa: S311 a repeatable sequence is the point
    events: dict[int, list[Event]] = {at: [insertion(draws.random(), 1000 + at)] for at in range(last)}
    assert await missing(60, events) == set()


@pytest.mark.parametrize("at", range(0, 90, 2))
async def test_a_list_that_shrinks_by_many_pages_is_read_from_where_it_can_be_joined(at: int) -> None:
    """Where the page that is gone on from shares nothing with what it held, from the one before."""

    def shrink(vendor: Moving) -> None:
        del vendor.rows[:40]

    assert await missing(150, {at: [shrink]}) == set()


@pytest.mark.parametrize("count", range(12))
async def test_lists_of_every_length_are_read_whole(count: int) -> None:
    assert await missing(count, {}) == set()

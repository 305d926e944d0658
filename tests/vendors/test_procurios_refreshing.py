"""The index of contact moments follows what is created, changed and deleted."""

import asyncio
import datetime as dt
from dataclasses import dataclass, field

import pytest

from resolvers.model.enums import Source
from resolvers.model.errors import BudgetExhausted, ErrorCode, SourceFailure
from resolvers.model.http import Fetch
from resolvers.vendors.procurios.filling import Filling
from resolvers.vendors.procurios.index import REFILL_SECONDS, REFRESH_SECONDS, Index
from resolvers.vendors.procurios.pace import Pace
from resolvers.vendors.procurios.requests import Query
from resolvers.vendors.procurios.retrying import IndexPage, RetryingReader
from tests.vendors.moments import Clocks, MomentList, background_done, caller, index_of, moment, opened


async def filled(vendor: MomentList, clocks: Clocks, zone: str = "UTC") -> Index:
    index = index_of(opened(vendor), clocks, zone)
    await index.snapshot(caller())
    return index


async def test_within_a_second_nothing_is_asked_again() -> None:
    vendor, clocks = MomentList([moment(1)]), Clocks()
    index = await filled(vendor, clocks)
    clocks.pass_(REFRESH_SECONDS / 2)
    first = await index.snapshot(caller())
    assert vendor.since == []
    assert await index.snapshot(caller()) is first


async def test_after_a_second_callers_at_the_same_time_share_one_refresh() -> None:
    vendor, clocks = MomentList([moment(1)]), Clocks()
    index = await filled(vendor, clocks)
    clocks.pass_(REFRESH_SECONDS)
    fetches = [caller(), caller()]
    await asyncio.gather(*(index.snapshot(fetch) for fetch in fetches))
    assert len(vendor.since) == 1
    assert [fetch.requests for fetch in fetches] == [1, 0]


async def test_what_was_created_and_changed_is_taken_over() -> None:
    vendor, clocks = MomentList([moment(1, "old", "Ada"), moment(2)]), Clocks()
    index = await filled(vendor, clocks)
    assert index.name_of("42") == "Ada"
    vendor.changed = [moment(1, "new", "Ada Lovelace"), moment(3), moment(4)]
    clocks.pass_(1)
    assert len(await index.snapshot(caller())) == 4
    known = index.known("1")
    assert known is not None
    assert known.subject == "new"
    assert index.name_of("42") == "Ada Lovelace"
    assert len(vendor.since) == 2


async def test_a_refresh_that_brings_nothing_new_keeps_the_archive() -> None:
    vendor, clocks = MomentList([moment(1), moment(2)]), Clocks()
    index = await filled(vendor, clocks)
    before = await index.snapshot(caller())
    vendor.changed = [moment(2)]
    clocks.pass_(1)
    assert await index.snapshot(caller()) is before


async def test_each_refresh_asks_again_for_five_minutes_that_are_known() -> None:
    vendor, clocks = MomentList([moment(1)]), Clocks()
    index = await filled(vendor, clocks)
    clocks.pass_(60)
    await index.snapshot(caller())
    clocks.pass_(60)
    await index.snapshot(caller())
    assert vendor.since == ["2024-01-01T11:55:00", "2024-01-01T11:56:00"]


async def test_where_the_answers_tell_the_vendor_s_time_it_counts_and_one_minute_is_enough() -> None:
    vendor, clocks = MomentList([moment(1)]), Clocks()
    vendor.date = clocks.moment - dt.timedelta(hours=1)
    index = await filled(vendor, clocks)
    clocks.pass_(60)
    vendor.date += dt.timedelta(seconds=60)
    await index.snapshot(caller())
    clocks.pass_(60)
    await index.snapshot(caller())
    assert vendor.since == ["2024-01-01T10:59:00", "2024-01-01T11:00:00"]


async def test_a_vendor_s_time_that_is_ahead_hides_nothing_that_is_new() -> None:
    """It may be the time of somebody on the way: ours counts, and what clocks may differ by."""
    vendor, clocks = MomentList([moment(1)]), Clocks()
    vendor.date = clocks.moment + dt.timedelta(hours=3)
    index = await filled(vendor, clocks)
    for _ in range(3):
        clocks.pass_(60)
        vendor.date += dt.timedelta(seconds=60)
        await index.snapshot(caller())
    assert vendor.since == ["2024-01-01T11:55:00", "2024-01-01T11:56:00", "2024-01-01T11:57:00"]


async def test_a_vendor_s_time_that_is_behind_only_costs_more() -> None:
    vendor, clocks = MomentList([moment(1)]), Clocks()
    vendor.date = clocks.moment - dt.timedelta(hours=3)
    index = await filled(vendor, clocks)
    clocks.pass_(60)
    await index.snapshot(caller())
    assert vendor.since == ["2024-01-01T08:59:00"]


async def test_a_vendor_s_time_that_is_told_late_is_not_waited_for() -> None:
    """What was created while it took its time to answer is asked for once more."""
    vendor, clocks = MomentList([moment(1)]), Clocks()
    vendor.date = clocks.moment + dt.timedelta(seconds=40)
    index = await filled(vendor, clocks)
    clocks.pass_(60)
    await index.snapshot(caller())
    assert vendor.since == ["2024-01-01T11:59:00"]


@pytest.mark.parametrize(
    ("synced", "now", "since"),
    [
        ("2024-07-01T10:00:00+00:00", "2024-07-01T10:10:00+00:00", "2024-07-01T11:55:00"),
        # The clocks go back from 03:00 to 02:00 at 01:00 UTC: a change at 02:01 of the second time must be asked for.
        ("2024-10-27T00:55:00+00:00", "2024-10-27T01:06:00+00:00", "2024-10-27T01:50:00"),
        ("2024-10-27T00:10:00+00:00", "2024-10-27T00:20:00+00:00", "2024-10-27T02:05:00"),
        ("2024-10-27T01:10:00+00:00", "2024-10-27T01:20:00+00:00", "2024-10-27T02:05:00"),
        # They go forward from 02:00 to 03:00 at 01:00 UTC.
        ("2024-03-31T00:58:00+00:00", "2024-03-31T01:02:00+00:00", "2024-03-31T01:53:00"),
    ],
)
async def test_since_is_the_vendor_s_local_time_also_while_its_clocks_are_put(
    synced: str, now: str, since: str
) -> None:
    vendor, clocks = MomentList([moment(1)]), Clocks(moment=dt.datetime.fromisoformat(synced))
    index = await filled(vendor, clocks, "Europe/Amsterdam")
    clocks.seconds += 60
    clocks.moment = dt.datetime.fromisoformat(now)
    await index.snapshot(caller())
    assert vendor.since == [since]


async def test_a_refresh_ends_where_the_vendor_repeats_its_last_page() -> None:
    vendor, clocks = MomentList([moment(1)], repeats_last_page=True), Clocks()
    index = await filled(vendor, clocks)
    vendor.changed = [moment(2), moment(3)]
    clocks.pass_(1)
    assert len(await index.snapshot(caller())) == 3
    assert len(vendor.since) == 2


async def test_a_refresh_beyond_the_budget_is_told_and_made_up_for_later() -> None:
    vendor, clocks = MomentList([moment(1)]), Clocks()
    index = await filled(vendor, clocks)
    clocks.pass_(60)
    with pytest.raises(BudgetExhausted):
        await index.snapshot(caller(limit=0))
    vendor.changed = [moment(2)]
    clocks.pass_(60)
    assert len(await index.snapshot(caller())) == 2
    assert vendor.since == ["2024-01-01T11:55:00"]


async def test_a_refresh_that_fails_is_told_and_made_up_for_by_the_next_caller() -> None:
    vendor, clocks = MomentList([moment(1)]), Clocks()
    index = await filled(vendor, clocks)
    clocks.pass_(60)
    fetch = caller()
    fetch.answers.insert(0, SourceFailure.of(Source.PROCURIOS, ErrorCode.SOURCE_TIMEOUT, "late"))
    with pytest.raises(SourceFailure):
        await index.snapshot(fetch)
    await index.snapshot(fetch)
    assert vendor.since == ["2024-01-01T11:55:00"]


async def test_deletions_show_after_the_list_was_read_anew_in_the_background() -> None:
    vendor, clocks = MomentList([moment(key) for key in (1, 2, 3)]), Clocks()
    index = await filled(vendor, clocks)
    del vendor.rows[1]
    asked = len(vendor.asked)
    clocks.pass_(REFILL_SECONDS)
    assert len(await index.snapshot(caller())) == 3
    assert len(vendor.asked) == asked
    clocks.pass_(1)
    fetch = caller()
    assert len(await index.snapshot(fetch)) == 3
    assert fetch.charged == 0
    await background_done()
    assert len(await index.snapshot(caller())) == 2
    assert index.known("2") is None
    assert len(vendor.asked) > asked


@dataclass
class SlowRefresh(MomentList):
    """A list whose changes are answered when `released` is set; `asked_for` is set once they are asked for."""

    asked_for: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self, fetch: Fetch, query: Query, number: int) -> IndexPage:
        page = await super().read(fetch, query, number)
        if query.since is not None:
            self.asked_for.set()
            await self.released.wait()
        return page


def subject(index: Index, key: str) -> str | None:
    known = index.known(key)
    return None if known is None else known.subject


async def test_a_change_that_arrives_while_the_list_is_swapped_is_not_lost() -> None:
    vendor, clocks = SlowRefresh([moment(1, "old"), moment(2), moment(3)]), Clocks()
    vendor.released.set()
    index = await filled(vendor, clocks)
    clocks.pass_(REFILL_SECONDS + 1)
    vendor.released.clear()
    vendor.asked_for.clear()
    vendor.changed = [moment(1, "new"), moment(4)]
    refresh = asyncio.create_task(index.snapshot(caller()))
    await vendor.asked_for.wait()
    for _ in range(100):
        # The list is read to its end meanwhile, as it was.
        await asyncio.sleep(0)
    vendor.changed = []
    vendor.released.set()
    await refresh
    await background_done()
    assert (subject(index, "1"), subject(index, "4")) == ("new", "")
    assert len(await index.snapshot(caller())) == 4


async def test_of_two_readings_of_a_moment_the_later_one_counts() -> None:
    """A refresh tells the filling what it brought: pages that were asked for before are older, those after newer."""
    vendor, clocks = opened(MomentList([moment(key, "page") for key in range(17)])), Clocks()

    async def read(fetch: Fetch, query: Query, number: int) -> IndexPage:
        clocks.pass_(1)
        return await vendor.read(fetch, query, number)

    filling = Filling(RetryingReader(read, caller, Pace(), clock=lambda: clocks.seconds), lambda _: None)
    # Of pages 3, which was read before page 8, and 6, which is read after it: while a refresh is out, and later.
    vendor.then[8] = lambda: filling.merge([moment(4, "refresh"), moment(10, "refresh")], clocks.seconds)
    vendor.then[5] = lambda: filling.merge([moment(11, "refresh")], clocks.seconds + 60)
    found = (await filling.read()).moments
    assert vendor.asked.index(3) < vendor.asked.index(8) < vendor.asked.index(6)
    assert [found[key].subject for key in ("4", "10", "11")] == ["refresh", "page", "refresh"]


async def test_the_time_that_is_known_never_goes_back_when_the_list_was_read_anew() -> None:
    vendor, clocks = MomentList([moment(key) for key in range(5)]), Clocks()
    index = await filled(vendor, clocks)
    clocks.pass_(REFILL_SECONDS + 1)
    vendor.gate.clear()
    vendor.stalled.clear()
    await index.snapshot(caller())
    await vendor.stalled.wait()
    index.expire()
    for _ in range(3):
        clocks.pass_(60)
        await index.snapshot(caller())
    asked = len(vendor.since)
    vendor.gate.set()
    await background_done()
    await index.snapshot(caller())
    assert len(vendor.since) == asked
    clocks.pass_(60)
    await index.snapshot(caller())
    assert vendor.since == sorted(vendor.since)
    assert len(set(vendor.since)) == len(vendor.since)


async def test_a_moment_that_is_created_while_the_list_is_read_anew_is_not_lost() -> None:
    vendor, clocks = MomentList([moment(1), moment(2), moment(3)]), Clocks()
    index = await filled(vendor, clocks)
    clocks.pass_(REFILL_SECONDS + 1)
    vendor.gate.clear()
    await index.snapshot(caller())
    vendor.changed = [moment(4)]
    clocks.pass_(1)
    assert len(await index.snapshot(caller())) == 4
    vendor.gate.set()
    await background_done()
    clocks.pass_(1)
    assert len(await index.snapshot(caller())) == 4

"""Procurios documents no order, no total and no read by id: so its contact moments are kept here, in memory.

The index is filled once, page by page, and goes on filling behind a caller who cannot wait. It is refreshed by `since`,
with an overlap, before a page is answered, at most about once a second; and filled anew now and then, because nothing
reports deletions.
"""

import asyncio
import datetime as dt
import logging
import random
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from zoneinfo import ZoneInfo

from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.http import BackgroundFetch, Fetch
from resolvers.model.records import ContactMoment
from resolvers.timeline.snapshot import SortedSnapshot
from resolvers.vendors.procurios.filling import Filling, too_many
from resolvers.vendors.procurios.pace import Draw, Pace, Sleep
from resolvers.vendors.procurios.requests import Query
from resolvers.vendors.procurios.retrying import ReadPage, RetryingReader
from resolvers.vendors.procurios.since import local_time, safely

_log = logging.getLogger("touchpoint.procurios")

REFRESH_SECONDS = 1.0
"""A page asked for within that time of the last refresh is answered from what is there."""

REFILL_SECONDS = 900.0
"""How long a deleted contact moment may still be shown; longer by as much as filling takes."""

RETRY_SECONDS = 60.0
"""How long a refilling that failed is not tried again."""

PATIENCE = 0.8
"""The part of a caller's time that it waits for the index."""


async def _read_to_end(
    read_page: ReadPage, fetch: Fetch, query: Query
) -> tuple[dict[str, ContactMoment], dt.datetime | None]:
    """Every moment of a narrowed list by its key, and the vendor's time when it answered first."""
    found: dict[str, ContactMoment] = {}
    date: dt.datetime | None = None
    number, last = 1, False
    while not last:
        page = await read_page(fetch, query, number)
        # A vendor may answer a page behind the last one with the last one.
        repeated = bool(page.moments) and all(moment.source_id in found for moment in page.moments)
        last = page.last or repeated
        found.update((moment.source_id, moment) for moment in page.moments)
        date = date or page.date
        number += 1
    return found, date


class Index:
    """The contact moments of one source. `background` makes the `Fetch`s by which it fills itself."""

    def __init__(
        self,
        read_page: ReadPage,
        zone: ZoneInfo,
        background: BackgroundFetch,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        sleep: Sleep = asyncio.sleep,
        draw: Draw = random.random,
    ) -> None:
        self._read_page = read_page
        self._zone = zone
        self._background = background
        self._clock = clock
        self._now = now
        self._sleep = sleep
        self._pace = Pace(clock, draw)
        self._moments: dict[str, ContactMoment] = {}
        self._names: dict[str, str] = {}
        self._taken_part: dict[str, set[str]] = {}
        self._snapshot: SortedSnapshot[ContactMoment] | None = None
        self._complete = False
        self._synced_to: dt.datetime | None = None
        self._refreshed_at = 0.0
        self._due_at = 0.0
        self._pages = 0
        self._gave_up_at: float | None = None
        self._filling: Filling | None = None
        self._filling_from = (0.0, 0)
        self._task: asyncio.Task[None] | None = None
        self._refreshing = asyncio.Lock()
        # How often it was expired, and how often it had been when the reading began that it was last brought up to.
        self._expired = self._seen = 0

    @property
    def complete(self) -> bool:
        """Whether everything was read."""
        return self._complete

    async def snapshot(self, fetch: Fetch) -> SortedSnapshot[ContactMoment]:
        """All contact moments as they are now, in order.

        `BudgetExhausted` while they are not all read and `fetch` may not go on; the filling does, behind it.
        """
        await self.ready(fetch)
        if self._snapshot is None:
            self._snapshot = SortedSnapshot(self._moments.values())
        return self._snapshot

    async def ready(self, fetch: Fetch) -> None:
        """Wait until the index is complete and fresh, as long as `fetch` may; `SourceFailure` where it cannot be."""
        if not self._complete:
            if self._gave_up_at is not None and self._clock() - self._gave_up_at < REFILL_SECONDS:
                raise too_many()
            filling, task = self._start_filling()
            await filling.reader.wait(task, fetch, PATIENCE * fetch.remaining())
        elif self._clock() > self._due_at:
            self._start_filling()
        await self._refresh(fetch)

    def count(self, relation_ids: Collection[str]) -> int:
        """How many moments these relations take part in, as far as is known; 0 while the index is not complete."""
        if not self._complete:
            return 0
        return len(set().union(*(self._taken_part.get(key, ()) for key in relation_ids)))

    def known(self, moment_id: str) -> ContactMoment | None:
        """A contact moment that was read, also while the index is not complete."""
        return self._moments.get(moment_id)

    def name_of(self, relation_id: str) -> str | None:
        """The name under which a relation last stood as a sender."""
        return self._names.get(relation_id)

    def expire(self) -> None:
        """Something was written: what is read from now on, or is being read, no longer counts as fresh."""
        self._expired += 1

    async def aclose(self) -> None:
        """Stop filling."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _start_filling(self) -> tuple[Filling, asyncio.Task[None]]:
        """Begin to fill, or go on where it failed, unless that is long ago."""
        filling, task = self._filling, self._task
        running = task is not None and not task.done()
        if filling is None or (filling.idle_seconds > REFILL_SECONDS and not running):
            if not self._complete:
                self._moments = {}
            reader = RetryingReader(self._read_page, self._background, self._pace, clock=self._clock, sleep=self._sleep)
            filling = Filling(reader, self._foretell, pages=self._pages, clock=self._clock, now=self._now)
            self._filling, self._filling_from = filling, (self._clock(), self._expired)
        if task is None or not running:
            self._due_at = self._clock() + RETRY_SECONDS
            filling.reader.begin()
            task = self._task = asyncio.create_task(self._fill(filling))
            task.add_done_callback(_told)
        return filling, task

    def _foretell(self, found: Sequence[ContactMoment]) -> None:
        if not self._complete:
            self._moments.update((moment.source_id, moment) for moment in found)

    def _give_up(self) -> None:
        """There is too much. An index that was complete stays, and is refreshed."""
        self._filling, self._gave_up_at = None, self._clock()
        self._due_at = self._gave_up_at + REFILL_SECONDS
        if not self._complete:
            self._moments = {}

    async def _fill(self, filling: Filling) -> None:
        try:
            everything = await filling.read()
        except SourceFailure as failure:
            if failure.code is ErrorCode.SCAN_BUDGET_EXHAUSTED:
                self._give_up()
            raise
        async with self._refreshing:
            # A refresh that was under way has told the filling what it brought.
            started, expired = self._filling_from
            self._moments = everything.moments
            self._taken_part = {}
            self._learn(self._moments.values())
            self._snapshot = None
            self._synced_to = max(self._synced_to or everything.synced_to, everything.synced_to)
            self._refreshed_at = max(self._refreshed_at, started)
            self._seen = max(self._seen, expired)
            now = self._clock()
            # A list that takes long to read is not read all the time.
            self._due_at = max(started + REFILL_SECONDS, now + min(now - started, REFILL_SECONDS))
            self._pages = everything.pages
            self._complete, self._filling = True, None

    async def _refresh(self, fetch: Fetch) -> None:
        """Take over what was created or changed since the last time. Callers at the same time share one refresh."""
        async with self._refreshing:
            if self._seen == self._expired and self._clock() - self._refreshed_at < REFRESH_SECONDS:
                return
            started, expired, asked_at = self._now(), self._expired, self._clock()
            since = local_time(self._synced_to or started, started, self._zone)
            changed, date = await _read_to_end(self._read_page, fetch, Query(since=since))
            self._take(changed)
            if self._filling is not None:
                self._filling.merge(list(changed.values()), asked_at)
            self._synced_to = safely(date, started)
            self._refreshed_at = self._clock()
            self._seen = expired

    def _take(self, changed: dict[str, ContactMoment]) -> None:
        new = {key: moment for key, moment in changed.items() if self._moments.get(key) != moment}
        if new:
            self._moments.update(new)
            self._learn(new.values())
            self._snapshot = None

    def _learn(self, moments: Iterable[ContactMoment]) -> None:
        for moment in moments:
            if moment.sender is not None and moment.sender.display_name:
                self._names[moment.sender.source_id] = moment.sender.display_name
            for party in moment.parties:
                self._taken_part.setdefault(party.source_id, set()).add(moment.source_id)


def _told(filling: asyncio.Task[None]) -> None:
    """Say that a filling failed, for nobody may be waiting for it any more."""
    error = None if filling.cancelled() else filling.exception()
    if error is not None:
        _log.warning("PROCURIOS: the list could not be read whole: %s", error)

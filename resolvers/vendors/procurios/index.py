"""Procurios documents no order, no total and no read by id: so its contact moments are kept here, in memory.

The index is filled once, page by page, and goes on filling behind a caller who cannot wait. It is refreshed by `since`,
with an overlap, before a page is answered, at most about once a second; and filled anew now and then, because nothing
reports deletions.
"""

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from zoneinfo import ZoneInfo

import msgspec

from resolvers.exchange import Ask, Background, Call
from resolvers.failures import BudgetExhausted, SourceFailure
from resolvers.feed.archive import Archive
from resolvers.records import ContactMoment
from resolvers.vendors.procurios.requests import Query

_log = logging.getLogger("touchpoint.procurios")

REFRESH_SECONDS = 1.0
"""A page asked for within that time of the last refresh is answered from what is there."""

REFILL_SECONDS = 900.0
"""How long a deleted contact moment may still be shown."""

RETRY_SECONDS = 60.0
"""How long a refilling that failed is not tried again."""

OVERLAP = dt.timedelta(minutes=1)
"""How much of what is known each refresh asks for again: a change may show late."""

CLOCK_OVERLAP = dt.timedelta(minutes=5)
"""The same where the vendor's answers do not tell its time: clocks differ."""

MOST_MOMENTS = 250_000
"""More are not kept: the source then has no order to offer, and is not read whole again for a while."""

WAVE = 4
"""Pages read at a time while filling."""

TRIES = 3
"""How often a page, and how often all of them, are tried while filling."""

PATIENCE = 0.8
"""The part of a caller's time that it waits for the index."""


class IndexPage(msgspec.Struct, frozen=True):
    """One page of the list; `last` where it is the last one, `date` the vendor's time where its answer tells it."""

    moments: list[ContactMoment]
    last: bool
    date: dt.datetime | None = None


ReadPage = Callable[[Ask, Query, int], Awaitable[IndexPage]]


async def _read_to_end(
    read_page: ReadPage, ask: Ask, query: Query
) -> tuple[dict[str, ContactMoment], dt.datetime | None]:
    """Every moment of a narrowed list by its key, and the vendor's time when it answered first."""
    found: dict[str, ContactMoment] = {}
    date: dt.datetime | None = None
    number, last = 1, False
    while not last:
        page = await read_page(ask, query, number)
        # A vendor may answer a page behind the last one with the last one.
        repeated = bool(page.moments) and all(moment.source_id in found for moment in page.moments)
        last = page.last or repeated
        found.update((moment.source_id, moment) for moment in page.moments)
        date = date or page.date
        number += 1
    return found, date


class Index:
    """The contact moments of one source. `background` makes the `Ask`s by which it fills itself."""

    def __init__(
        self,
        read_page: ReadPage,
        zone: ZoneInfo,
        background: Background,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._read_page = read_page
        self._zone = zone
        self._background = background
        self._clock = clock
        self._now = now
        self._moments: dict[str, ContactMoment] = {}
        self._names: dict[str, str] = {}
        self._archive: Archive[ContactMoment] | None = None
        self._complete = False
        self._synced_to: dt.datetime | None = None
        self._refreshed_at = 0.0
        self._filled_at = 0.0
        self._tried_at = 0.0
        self._gave_up_at: float | None = None
        self._filling: asyncio.Task[None] | None = None
        self._refreshing = asyncio.Lock()
        # How often it was expired, and how often it had been when the reading began that it was last brought up to.
        self._expired = self._seen = 0
        self._fill_calls: list[Call] = []
        self._progress = asyncio.Event()

    # ------------------------------------------------------------ what it answers

    @property
    def complete(self) -> bool:
        """Whether everything was read."""
        return self._complete

    async def archive(self, ask: Ask) -> Archive[ContactMoment]:
        """All contact moments as they are now, in order.

        `BudgetExhausted` while they are not all read and `ask` may not go on; the filling does, behind it.
        """
        await self.ready(ask)
        if self._archive is None:
            self._archive = Archive(self._moments.values())
        return self._archive

    async def ready(self, ask: Ask) -> None:
        """Wait until the index is complete and fresh, as long as `ask` may."""
        if not self._complete:
            if self._gave_up_at is not None and self._clock() - self._gave_up_at < REFILL_SECONDS:
                raise BudgetExhausted(0)
            await self._wait_for_filling(ask)
        elif self._clock() - max(self._filled_at, self._tried_at) > REFILL_SECONDS:
            self._start_filling()
        await self._refresh(ask)

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
        if self._filling is not None:
            self._filling.cancel()
            await asyncio.gather(self._filling, return_exceptions=True)

    # ------------------------------------------------------------ filling

    def _start_filling(self) -> asyncio.Task[None]:
        if self._filling is None or self._filling.done():
            # A new list: who waited for an earlier filling may still be looking at that one's.
            self._fill_calls = []
            self._tried_at = self._clock() - REFILL_SECONDS + RETRY_SECONDS
            self._filling = asyncio.create_task(self._fill())
            self._filling.add_done_callback(_told)
        return self._filling

    async def _wait_for_filling(self, ask: Ask) -> None:
        filling = self._start_filling()
        allowance = ask.allowance
        calls = self._fill_calls
        before = len(calls)
        loop_end = self._clock() + PATIENCE * ask.remaining()
        while not filling.done():
            seconds = loop_end - self._clock()
            if seconds <= 0 or (allowance is not None and _requests(calls[before:]) >= allowance):
                ask.charge(calls[before:])
                raise BudgetExhausted(_requests(calls[before:]))
            self._progress.clear()
            progress = asyncio.create_task(self._progress.wait())
            try:
                await asyncio.wait({filling, progress}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            finally:
                progress.cancel()
        ask.charge(calls[before:])
        filling.result()

    async def _fill(self) -> None:
        """Read every page; once more where the list moved meanwhile, for then a moment may have slipped through."""
        for attempt in range(TRIES):
            started, expired = self._clock(), self._expired
            found, pages, synced_to = await self._read_all()
            if len(pages) < 2 or await self._unmoved(pages):
                break
            _log.info("PROCURIOS: the list moved while it was read, attempt %d", attempt + 1)
        if len(found) > MOST_MOMENTS:
            self._gave_up_at = self._clock()
            raise BudgetExhausted(len(pages))
        self._moments = found
        self._learn_names()
        self._archive = None
        self._synced_to = synced_to
        self._refreshed_at = self._filled_at = started
        self._seen = expired
        self._complete = True

    async def _read_all(self) -> tuple[dict[str, ContactMoment], list[list[str]], dt.datetime]:
        """The moments, the keys page by page, and the time from which on changes may have been missed."""
        started = self._now()
        date: dt.datetime | None = None
        found: dict[str, ContactMoment] = {}
        pages: list[list[str]] = []
        last = False
        while not last and len(found) <= MOST_MOMENTS:
            numbers = range(len(pages) + 1, len(pages) + 1 + (WAVE if pages else 1))
            for page in await asyncio.gather(*(self._try_page(number) for number in numbers)):
                date = date or page.date
                fresh = [moment for moment in page.moments if moment.source_id not in found]
                # A vendor may answer a page behind the last one with the last one.
                repeated = bool(page.moments) and not fresh
                last = last or page.last or repeated
                if fresh or not last:
                    pages.append([moment.source_id for moment in page.moments])
                found.update((moment.source_id, moment) for moment in page.moments)
            if not self._complete:
                self._moments.update(found)
        return found, pages, safely(date, started)

    async def _try_page(self, number: int) -> IndexPage:
        tries = 0
        while True:
            tries += 1
            # An `Ask` of its own, whose calls are those of this page.
            ask = self._background()
            try:
                return await self._read_page(ask, Query(), number)
            except SourceFailure as failure:
                if not failure.error.retryable or tries == TRIES:
                    raise
            finally:
                self._fill_calls.extend(ask.calls)
                self._progress.set()

    async def _unmoved(self, pages: list[list[str]]) -> bool:
        page = await self._try_page(len(pages))
        return [moment.source_id for moment in page.moments] == pages[-1]

    # ------------------------------------------------------------ refreshing

    async def _refresh(self, ask: Ask) -> None:
        """Take over what was created or changed since the last time. Callers at the same time share one refresh."""
        async with self._refreshing:
            if self._seen == self._expired and self._clock() - self._refreshed_at < REFRESH_SECONDS:
                return
            started, expired = self._now(), self._expired
            changed, date = await _read_to_end(self._read_page, ask, Query(since=self._since()))
            self._take(changed)
            self._synced_to = safely(date, started)
            self._refreshed_at = self._clock()
            self._seen = expired

    def _since(self) -> str:
        """The vendor's local time from which on changes may be unknown.

        Where its clocks were put back meanwhile, the same local hour comes twice: the earlier reading is sent.
        """
        synced_to = self._synced_to or self._now()
        offsets = [moment.astimezone(self._zone).utcoffset() or dt.timedelta(0) for moment in (synced_to, self._now())]
        return (synced_to.astimezone(dt.UTC) + min(offsets)).strftime("%Y-%m-%dT%H:%M:%S")

    def _take(self, changed: dict[str, ContactMoment]) -> None:
        new = {key: moment for key, moment in changed.items() if self._moments.get(key) != moment}
        if new:
            self._moments.update(new)
            self._learn_names()
            self._archive = None

    def _learn_names(self) -> None:
        for moment in self._moments.values():
            if moment.sender is not None and moment.sender.display_name:
                self._names[moment.sender.source_id] = moment.sender.display_name


def safely(date: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """The vendor's time when it answered, or ours, less what may have been seen late."""
    return now - CLOCK_OVERLAP if date is None else date - OVERLAP


def _requests(calls: Sequence[Call]) -> int:
    """How many of them went over the wire."""
    return sum(call.attempts for call in calls)


def _told(filling: asyncio.Task[None]) -> None:
    """Say that a filling failed, for nobody may be waiting for it any more."""
    error = None if filling.cancelled() else filling.exception()
    if error is not None:
        _log.warning("PROCURIOS: the list could not be read whole: %s", error)

"""Reading all of Procurios' contact moments, behind the requests that wait for them."""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

import msgspec

from resolvers.model.errors import BudgetExhausted, SourceFailure
from resolvers.model.http import BackgroundFetch, Fetch, TraceEntry
from resolvers.model.records import ContactMoment
from resolvers.vendors.procurios.requests import Query

_log = logging.getLogger("touchpoint.procurios")

OVERLAP = dt.timedelta(minutes=1)
"""How much of what is known each refresh asks for again: a change may show late."""

CLOCK_OVERLAP = dt.timedelta(minutes=5)
"""The same where the vendor's answers do not tell its time: clocks differ."""

MOST_MOMENTS = 250_000
"""More are not kept: the source then has no order to offer, and is not read whole again for a while."""

WIDEST = 4
"""Pages read at a time at most."""

TRIES = 3
"""How often a page, and how often all of them, are tried."""


class IndexPage(msgspec.Struct, frozen=True):
    """One page of the list; `last` where it is the last one, `date` the vendor's time where its answer tells it."""

    moments: list[ContactMoment]
    last: bool
    date: dt.datetime | None = None


class Everything(msgspec.Struct, frozen=True):
    """All moments by their keys; `synced_to` is the time from which on changes may have been missed."""

    moments: dict[str, ContactMoment]
    synced_to: dt.datetime


ReadPage = Callable[[Fetch, Query, int], Awaitable[IndexPage]]


def width(pages: int) -> int:
    """How many pages to read at a time behind so many: the end is not known, and what lies behind it is asked in vain.

    So that no more than one request in four is.
    """
    return min(WIDEST, max(1, pages // WIDEST))


class Filling:
    """One reading of everything. `background` makes its `Fetch`s, `tell` gets what was read before the end."""

    def __init__(
        self,
        read_page: ReadPage,
        background: BackgroundFetch,
        now: Callable[[], dt.datetime],
        tell: Callable[[Mapping[str, ContactMoment]], None],
    ) -> None:
        self._read_page = read_page
        self._background = background
        self._now = now
        self._tell = tell
        self._calls: list[TraceEntry] = []
        self._progress = asyncio.Event()

    async def read(self, started: Callable[[], None]) -> Everything:
        """Every page; once more where the list moved meanwhile, for then a moment may have slipped through.

        `started` is called whenever reading begins. `BudgetExhausted` where there are more than may be kept.
        """
        for attempt in range(TRIES):
            started()
            everything, pages = await self._read_all()
            if len(pages) < 2 or await self._unmoved(pages):
                break
            _log.info("PROCURIOS: the list moved while it was read, attempt %d", attempt + 1)
        if len(everything.moments) > MOST_MOMENTS:
            raise BudgetExhausted(len(pages))
        return everything

    async def wait(self, task: asyncio.Task[None], fetch: Fetch, seconds: float) -> None:
        """Wait for the task that reads, so long and for as many requests as `fetch` may; then `BudgetExhausted`."""
        before = len(self._calls)
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not task.done():
            left, spent = end - loop.time(), _requests(self._calls[before:])
            if left <= 0 or (fetch.allowance is not None and spent >= fetch.allowance):
                fetch.charge(self._calls[before:])
                raise BudgetExhausted(spent)
            self._progress.clear()
            progress = asyncio.create_task(self._progress.wait())
            try:
                await asyncio.wait({task, progress}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            finally:
                progress.cancel()
        fetch.charge(self._calls[before:])
        task.result()

    async def _read_all(self) -> tuple[Everything, list[list[str]]]:
        """All that there is, and the keys page by page."""
        started = self._now()
        date: dt.datetime | None = None
        found: dict[str, ContactMoment] = {}
        pages: list[list[str]] = []
        last = False
        while not last and len(found) <= MOST_MOMENTS:
            numbers = range(len(pages) + 1, len(pages) + 1 + width(len(pages)))
            for page in await asyncio.gather(*(self._try_page(number) for number in numbers)):
                date = date or page.date
                fresh = [moment for moment in page.moments if moment.source_id not in found]
                # A vendor may answer a page behind the last one with the last one.
                repeated = bool(page.moments) and not fresh
                last = last or page.last or repeated
                if fresh or not last:
                    pages.append([moment.source_id for moment in page.moments])
                found.update((moment.source_id, moment) for moment in page.moments)
            self._tell(found)
        return Everything(found, safely(date, started)), pages

    async def _try_page(self, number: int) -> IndexPage:
        tries = 0
        while True:
            tries += 1
            # An `Fetch` of its own, whose calls are those of this page.
            fetch = self._background()
            try:
                return await self._read_page(fetch, Query(), number)
            except SourceFailure as failure:
                if not failure.error.retryable or tries == TRIES:
                    raise
            finally:
                self._calls.extend(fetch.calls)
                self._progress.set()

    async def _unmoved(self, pages: list[list[str]]) -> bool:
        page = await self._try_page(len(pages))
        return [moment.source_id for moment in page.moments] == pages[-1]


def safely(date: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """The vendor's time when it answered, or ours, less what may have been seen late."""
    return now - CLOCK_OVERLAP if date is None else date - OVERLAP


def _requests(calls: Sequence[TraceEntry]) -> int:
    """How many of them went over the wire."""
    return sum(call.attempts for call in calls)

"""Reading pages with patience, behind the requests that wait for them."""

import asyncio
import datetime as dt
import time
from collections.abc import Awaitable, Callable

import msgspec

from resolvers.model.errors import BudgetExhausted, SourceFailure
from resolvers.model.http import BackgroundFetch, Fetch, TraceEntry
from resolvers.model.records import ContactMoment
from resolvers.vendors.procurios.pace import Pace, Sleep
from resolvers.vendors.procurios.requests import Query

TROUBLE = 5
"""After so many failures of one page, those who wait are told: it may take long."""


class IndexPage(msgspec.Struct, frozen=True):
    """One page of the list; `last` where it is the last one, `date` the vendor's time where its answer tells it."""

    moments: list[ContactMoment]
    last: bool
    date: dt.datetime | None = None


ReadPage = Callable[[Fetch, Query, int], Awaitable[IndexPage]]


class RetryingReader:
    """Reads pages of the list of everything, each as often as it takes; `background` makes its `Fetch`s."""

    def __init__(
        self,
        read_page: ReadPage,
        background: BackgroundFetch,
        pace: Pace,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.pace = pace
        self._read_page = read_page
        self._background = background
        self._clock = clock
        self._sleep = sleep
        self._calls: list[TraceEntry] = []
        self._sent = 0
        self._trouble: SourceFailure | None = None
        self._progress = asyncio.Event()

    def begin(self) -> None:
        """What went wrong before is no reason any more not to wait."""
        self._trouble = None

    async def read(self, number: int) -> tuple[IndexPage, float]:
        """A page, and when it was asked for. Fails as its last try did, once no more are of use."""
        tries = 0
        while True:
            await self.pace.turn(self._sleep)
            asked_at = self._clock()
            tries += 1
            try:
                page = await self._try(number, tries)
            except SourceFailure as failure:
                wait = self.pace.wait_after(failure, tries, asked_at)
                if wait is None:
                    raise
                await self._sleep(wait)
            else:
                self.pace.answered()
                return page, asked_at

    async def wait(self, task: asyncio.Task[None], fetch: Fetch, seconds: float) -> None:
        """Wait for the task that reads, so long and for as many requests as `fetch` may; then `BudgetExhausted`.

        Fails while the vendor does; the task tries on.
        """
        before, sent = len(self._calls), self._sent
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        try:
            while not task.done():
                if self._trouble is not None:
                    raise self._trouble.again()
                left, spent = end - loop.time(), self._sent - sent
                if left <= 0 or (fetch.allowance is not None and spent >= fetch.allowance):
                    raise BudgetExhausted(spent)
                self._progress.clear()
                progress = asyncio.create_task(self._progress.wait())
                try:
                    await asyncio.wait({task, progress}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    progress.cancel()
        finally:
            fetch.charge(self._calls[before:])
        task.result()

    async def _try(self, number: int, tries: int) -> IndexPage:
        # A `Fetch` of its own, whose calls are those of this page.
        fetch = self._background()
        try:
            page = await self._read_page(fetch, Query(), number)
            self._trouble = None
            return page
        except SourceFailure as failure:
            self._trouble = failure if _is_trouble(failure, tries) else self._trouble
            raise
        finally:
            self._calls.extend(fetch.calls)
            self._sent += sum(call.attempts for call in fetch.calls)
            self._progress.set()


def _is_trouble(failure: SourceFailure, tries: int) -> bool:
    """Whether the vendor is down, as far as one can see: its circuit is open, or a page failed again and again."""
    error = failure.error
    if error.http_status is None and error.retry_after_seconds is not None:
        return True
    return error.http_status != 429 and tries >= TROUBLE

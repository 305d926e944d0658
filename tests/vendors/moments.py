"""A Procurios list in memory, read page by page, that can stall, fail and change while it is read.

Nothing sleeps: whoever waits lets the clocks pass.
"""

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from resolvers.model.enums import Source
from resolvers.model.errors import SourceFailure
from resolvers.model.http import Fetch, VendorRequest
from resolvers.model.records import Contact, ContactMoment, ContactMomentType
from resolvers.vendors.procurios.index import Index
from resolvers.vendors.procurios.requests import Query
from resolvers.vendors.procurios.retrying import IndexPage
from tests.vendors.fetches import Script

SIZE = 2


def moment(key: int, subject: str = "", sender: str | None = None) -> ContactMoment:
    """A contact moment that occurred in the second of its key."""
    return ContactMoment(
        source=Source.PROCURIOS,
        source_id=str(key),
        occurred_at=f"2024-01-01T00:00:{key:02d}.000Z",
        subject=subject,
        type=ContactMomentType("ContactMomentPhone"),
        sender=None if sender is None else Contact(source=Source.PROCURIOS, source_id="42", display_name=sender),
    )


@dataclass
class MomentList:
    """`rows` is everything, `changed` what a list with `since` holds. `then` runs behind the first reading of a page.

    `failures` are raised page by page, the first one first. While `gate` is closed, pages behind the first stall;
    `stalled` is set once one does. `date` is the time that the vendor's answers tell.
    """

    rows: list[ContactMoment]
    changed: list[ContactMoment] = field(default_factory=list)
    failures: dict[int, list[SourceFailure]] = field(default_factory=dict)
    then: dict[int, Callable[[], None]] = field(default_factory=dict)
    repeats_last_page: bool = False
    date: dt.datetime | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    stalled: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[int] = field(default_factory=list)
    since: list[str] = field(default_factory=list)
    cancelled: int = 0

    async def read(self, fetch: Fetch, query: Query, number: int) -> IndexPage:
        await fetch(VendorRequest("GET", "/"))
        if query.since is not None:
            self.since.append(query.since)
            return self._page(self.changed, number)
        self.asked.append(number)
        try:
            if number > 1:
                self.stalled.set()
                await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.failures.get(number):
            raise self.failures[number].pop(0)
        page = self._page(self.rows, number)
        self.then.pop(number, lambda: None)()
        return page

    def _page(self, rows: list[ContactMoment], number: int) -> IndexPage:
        shown = rows[(number - 1) * SIZE : number * SIZE]
        if not shown and rows and self.repeats_last_page:
            return IndexPage(rows[-SIZE:], last=False, date=self.date)
        return IndexPage(shown, last=len(shown) < SIZE, date=self.date)


@dataclass
class Clocks:
    """The process's clock in seconds, and the time of day; `slept` is what was waited."""

    seconds: float = 0.0
    moment: dt.datetime = dt.datetime(2024, 1, 1, 12, tzinfo=dt.UTC)
    slept: list[float] = field(default_factory=list)

    def pass_(self, seconds: float) -> None:
        self.seconds += seconds
        self.moment += dt.timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.pass_(seconds)
        # Long enough for everybody to see what came before.
        for _ in range(5):
            await asyncio.sleep(0)


def index_of(vendor: MomentList, clocks: Clocks, zone: str = "UTC") -> Index:
    """An index over the list."""
    return Index(
        vendor.read,
        ZoneInfo(zone),
        caller,
        clock=lambda: clocks.seconds,
        now=lambda: clocks.moment,
        sleep=clocks.sleep,
        draw=lambda: 0.5,
    )


def caller(limit: int | None = None, seconds: float = 30.0) -> Script:
    """An `Fetch` for any number of requests up to the limit."""
    return Script([b""] * 1000, limit, seconds)


def opened(vendor: MomentList) -> MomentList:
    """The list with its gate open."""
    vendor.gate.set()
    return vendor


async def background_done() -> None:
    """Wait for whatever goes on in the background."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others, return_exceptions=True)

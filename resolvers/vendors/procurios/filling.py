"""Reading all of Procurios' contact moments while they come and go.

Pages are counted, not marked, and in no documented order: a moment that is deleted moves all behind it forward, and one
of them may slip from a page that is still to be read onto one that was read already. So the list is read in segments,
each of which is framed: its last page is read first, then the page that ended the segment before once more, then the
pages between. The same moments on the last page of a segment before and after show that nothing in front of it was
deleted or inserted while the segment was read. As the frames overlap, nothing can have slipped through between two.

Where a frame has moved, its segment is read again, from a page on that shares moments with one that was read before:
those that stay keep their order among each other, so nothing can lie between. Now it is read page by page, each
followed by the one before it once more, which also finds what is pushed to and fro; segments grow again while all is
calm. What is created or changed meanwhile, a refresh by `since` brings, from the time on when the first page was read.
A deletion and an insertion that make up for each other within one frame are not seen.
"""

import asyncio
import datetime as dt
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence

import msgspec

from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.records import ContactMoment
from resolvers.vendors.procurios.pace import WIDEST
from resolvers.vendors.procurios.retrying import IndexPage, RetryingReader
from resolvers.vendors.procurios.since import safely

_log = logging.getLogger("touchpoint.procurios")

MOST_MOMENTS = 250_000
"""More are not kept: the source then has no order to offer, and is not read whole again for a while."""

LONGEST_SEGMENT = 32
"""Pages in a segment at most: the more, the less is read twice, and the more is read again where the list moved."""

MOST_READS = 3
"""How often pages are read on average before a list is taken as it is: else one whose order is another one each time
would never be read to its end."""

PAUSE_SECONDS = 60.0
"""After a longer pause, the segment that was being read is read again."""


class Everything(msgspec.Struct, frozen=True):
    """All moments by their keys; `synced_to` is the time from which on changes may have been missed."""

    moments: dict[str, ContactMoment]
    synced_to: dt.datetime
    pages: int


class _Mark(msgspec.Struct, frozen=True):
    """A page that ends a segment, with the keys on it; `sure` where nothing in front of it can be missing."""

    number: int
    keys: tuple[str, ...]
    last: bool
    sure: bool = False


class _Segment(msgspec.Struct):
    end: _Mark
    unread: deque[int]


class Filling:
    """One reading of everything, gone on with where it failed. `tell` gets what was read, page by page."""

    def __init__(
        self,
        reader: RetryingReader,
        tell: Callable[[Sequence[ContactMoment]], None],
        *,
        pages: int = 0,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self.reader = reader
        self._tell = tell
        self._clock = clock
        self._now = now
        self._pages = pages
        self._size = LONGEST_SEGMENT if pages else 1
        self._synced_to: dt.datetime | None = None
        self._found: dict[str, ContactMoment] = {}
        # What others read meanwhile, and when they asked for it.
        self._changes: dict[str, tuple[ContactMoment, float]] = {}
        self._marks: list[_Mark] = []
        self._segment: _Segment | None = None
        # The first page that is known to be behind the end, and the mark from which it was looked for.
        self._behind: int | None = None
        self._behind_from = 0
        self._reads = 0
        self._ended = False
        self._read_at = clock()

    @property
    def idle_seconds(self) -> float:
        """How long ago a page was read last."""
        return self._clock() - self._read_at

    async def read(self) -> Everything:
        """Every page. Where it fails, what was read is kept for the next time."""
        if self._marks and self.idle_seconds > PAUSE_SECONDS:
            await self._step_back()
        while not self._ended:
            await self._advance()
        return Everything(self._found, self._synced_to or safely(None, self._now()), self._marks[-1].number)

    def merge(self, changed: Sequence[ContactMoment], asked_at: float) -> None:
        """Take over what somebody else has read; what is read here later than that counts more."""
        for moment in changed:
            self._changes[moment.source_id] = moment, asked_at
            self._found[moment.source_id] = moment

    async def _advance(self) -> None:
        """One segment further; or begin, or end."""
        if not self._marks:
            first = await self._mark(1, sure=True)
            self._marks.append(first)
            self._ended = first.last
            return
        if self._segment is None:
            mark = self._marks[-1]
            end = await self._next_end(mark)
            if not await self._settled():
                return
            if end is None:
                # One that has moved may have pushed something on, behind it.
                self._ended = self._weary or self._marks[-1].keys == mark.keys
                return
            self._segment = _Segment(end, deque(range(self._marks[-1].number + 1, end.number)))
        await self._read_all(self._segment.unread)
        if len(self._found) > MOST_MOMENTS:
            raise too_many()
        self._marks.append(self._segment.end)
        self._segment = None

    async def _next_end(self, mark: _Mark) -> _Mark | None:
        """The last page of the next segment; null where the list ends with `mark`.

        As long as the end is not in sight, it is as far off as a segment may be; then it is looked for by halves.
        """
        # Since another mark was read, the list may have grown.
        while not mark.last and (self._behind, self._behind_from) != (mark.number + 1, mark.number):
            number = mark.number + self._size
            if self._behind is not None:
                number = min(number, max(mark.number + 1, (mark.number + self._behind) // 2))
            elif mark.number < self._pages:
                number = min(number, self._pages)
            end = await self._mark(number)
            # A vendor may answer a page behind the last one with the last one.
            if end.keys != mark.keys and (end.keys or not end.last):
                if number == self._behind:
                    self._behind = None
                return end
            self._behind, self._behind_from = number, mark.number
        return None

    async def _settled(self) -> bool:
        """Read the last mark once more, to see whether anything moved in front of it; go back where that may matter.

        It does not where its segment is that page alone: what slipped onto it is read by now.
        """
        mark = self._marks[-1]
        again = await self._mark(mark.number, sure=True)
        if again.keys == mark.keys:
            self._size = min(LONGEST_SEGMENT, self._size * 2)
        else:
            _log.info("PROCURIOS: the list moved while it was read, in front of page %d", mark.number)
            self._behind, self._size = None, 1
            alone = mark.sure or self._marks[-2].number == mark.number - 1
            if not self._weary and not (alone and _share(again, mark)):
                await self._step_back()
                return False
        self._marks[-1] = again
        return True

    @property
    def _weary(self) -> bool:
        return self._reads > MOST_READS * (self._marks[-1].number + LONGEST_SEGMENT)

    async def _step_back(self) -> None:
        """Go on from the last page that is sure, or from one before it, if that shares a moment with what it held."""
        self._segment, self._behind = None, None
        if not self._marks[-1].sure:
            self._marks.pop()
        while True:
            mark = self._marks[-1]
            again = await self._mark(mark.number, sure=True)
            if len(self._marks) == 1 or _share(again, mark):
                self._marks[-1] = again
                return
            self._marks.pop()

    async def _mark(self, number: int, *, sure: bool = False) -> _Mark:
        page = await self._page(number)
        return _Mark(number, tuple(moment.source_id for moment in page.moments), page.last, sure)

    async def _read_all(self, numbers: deque[int]) -> None:
        """Read these pages, as many at a time as the vendor can bear; those that were read leave the queue."""
        failures: list[BaseException] = []

        async def work(place: int) -> None:
            while numbers and not failures and place < self.reader.pace.width:
                number = numbers.popleft()
                try:
                    await self._page(number)
                except BaseException as error:
                    numbers.appendleft(number)
                    failures.append(error)
                    raise

        await asyncio.gather(*(work(place) for place in range(WIDEST)), return_exceptions=True)
        if failures:
            raise failures[0]

    async def _page(self, number: int) -> IndexPage:
        started = self._now()
        page, asked_at = await self.reader.read(number)
        if self._synced_to is None:
            self._synced_to = safely(page.date, started)
        self._read_at = self._clock()
        self._reads += 1
        for moment in page.moments:
            known = self._changes.get(moment.source_id)
            if known is None or known[1] < asked_at:
                self._found[moment.source_id] = moment
        self._tell(page.moments)
        return page


def _share(one: _Mark, other: _Mark) -> bool:
    return not set(one.keys).isdisjoint(other.keys)


def too_many() -> SourceFailure:
    """What is said where there is more than may be kept."""
    message = (
        f"has more than {MOST_MOMENTS:,} contact moments, too many to keep in order; "
        "a list that is narrowed by contacts or changedSince can be read"
    )
    return SourceFailure.of(Source.PROCURIOS, ErrorCode.SCAN_BUDGET_EXHAUSTED, message)

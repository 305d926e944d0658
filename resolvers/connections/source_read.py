"""One source while a page is made: its lists, read side by side."""

from typing import Any, Generic

import msgspec

from resolvers.connections.builder import SourceProgress
from resolvers.model.errors import BudgetExhausted, SourceFailure
from resolvers.model.http import Fetch
from resolvers.sources.paging import Reader
from resolvers.sources.protocol import RecordList
from resolvers.timeline.cursor import CursorState
from resolvers.timeline.order import Order, R, SortKeyBound
from resolvers.timeline.plan import Plan
from resolvers.timeline.scan import SortedScan
from resolvers.timeline.snapshot import SnapshotStream, SortedSnapshot
from resolvers.timeline.watermark import Level, NotSorted, ResumeHint, Watermark

FEW_REQUESTS = 4
"""A scan budget that small leaves no room for readings that begin small."""


class ListStream(Generic[R]):
    """One stream of a source while a page is made: a sorted list read chunk by chunk, or a snapshot of a whole one."""

    def __init__(
        self, source_read: "SourceRead[R]", key: str, query: object, order: Order, position: CursorState, want: int
    ) -> None:
        self.source_read = source_read
        self.key = key
        self.bound, self.start = position.of(key)
        self._query = query
        self._order = order
        self._want = want
        self._read_in_order = 0
        plan = source_read.plan
        self._learned_order = source_read.record_list.learned_order
        self._reader: Reader[R] | None = None
        if not self._learned_order.refuted:
            self._reader = source_read.record_list.reader(query, order.direction, self.start)
        self._scan: SortedScan[R] | None = None
        self._snapshot: SortedSnapshot[R] | None = None
        self._stream: SnapshotStream[R] | None = None
        if self._reader is not None:
            self._scan = SortedScan(
                order,
                bound=self.bound,
                hint=self.start,
                want=want,
                chunk=self._reader.chunk,
                predicate=plan.predicate,
                scanning=plan.scanning or source_read.frugal,
                time_range=plan.time_range,
            )

    @property
    def watermark(self) -> Watermark:
        """How far the list is known."""
        known = self._stream or self._scan
        return Watermark(Level.NOTHING) if known is None else known.watermark

    @property
    def scanned(self) -> int:
        """Records read."""
        return (self._stream.scanned if self._stream else 0) + self._read_in_order

    def matches(self) -> list[R]:
        """The records behind the bound that match, as far as they were read."""
        known = self._stream or self._scan
        return [] if known is None else known.matches()

    def hint(self, bound: SortKeyBound | None) -> ResumeHint:
        """Where to go on behind a bound."""
        if self._scan is None or self._reader is None or self._stream is not None:
            return ResumeHint()
        return msgspec.structs.replace(self._scan.hint(bound), length=self._reader.length)

    def count(self) -> int | None:
        """How many records match on all pages; null where that was not seen."""
        if self._snapshot is not None:
            return self._snapshot.count(self.source_read.plan.predicate, self.source_read.plan.time_range)
        if self.bound is None and self.watermark.level is Level.EVERYTHING:
            return len(self.matches())
        return None

    async def advance(self, fetch: Fetch) -> None:
        """Read on. A list that turns out not to be sorted is read whole, once, and sorted here."""
        try:
            await self._read(fetch)
        except NotSorted:
            self._reader = None
            await self._read(fetch)

    async def _read(self, fetch: Fetch) -> None:
        offsets = self._scan.wanted if self._scan is not None else None
        if self._reader is not None and self._scan is not None and offsets is not None:
            first = self._scan.scanned == 0
            chunk = await self._reader.read(fetch, self._learned_order.enough(offsets) if first else offsets)
            self._read_in_order += len(chunk.rows)
            self._learned_order.observe(self._order, chunk.rows)
            self._scan.add(chunk.start, chunk.rows, ended=chunk.ended)
            return
        plan = self.source_read.plan
        self._snapshot = await self.source_read.record_list.snapshot(fetch, self._query)
        self._stream = self._snapshot.stream(self._order, self.bound, self._want, plan.predicate, plan.time_range)


class SourceRead(SourceProgress[R]):
    """One source while a page is made of it: its streams are lists of the vendor, read on until the page is full."""

    def __init__(self, record_list: RecordList[R, Any], plan: Plan[Any], fetch: Fetch) -> None:
        super().__init__(record_list, plan)
        self.fetch = fetch
        self.streams: list[ListStream[R]] = []

    @property
    def requests(self) -> int:
        """How many requests it cost."""
        return self.fetch.requests

    def begin(self, name: str, order: Order, position: CursorState, want: int) -> None:
        """Make a stream of each list of the plan; `name` is the source's in cursors."""
        queries = enumerate(self.plan.queries)
        self.streams = self.streams = [
            ListStream(self, f"{name}.{index}", query, order, position, want) for index, query in queries
        ]

    @property
    def frugal(self) -> bool:
        """Each request has to bring as much as it can: so few are left that a crowd at one time would take them all."""
        allowance = self.fetch.allowance
        return allowance is not None and allowance <= FEW_REQUESTS

    async def advance(self, stream: ListStream[R]) -> None:
        """Read on in one stream; what goes wrong is the source's, not the page's."""
        try:
            await stream.advance(self.fetch)
        except BudgetExhausted:
            self.exhausted = True
        except SourceFailure as failure:
            self.error = failure.error

"""One source while a page is made: its lists, read side by side."""

from typing import Any, Generic

import msgspec

from resolvers.connections.builder import Account
from resolvers.model.errors import BudgetExhausted, SourceFailure
from resolvers.model.http import Ask
from resolvers.sources.protocol import Lister, Reader
from resolvers.timeline.cursor import Position
from resolvers.timeline.order import Mark, Order, R
from resolvers.timeline.plan import Plan
from resolvers.timeline.scan import Run
from resolvers.timeline.snapshot import Archive, ArchiveStream
from resolvers.timeline.watermark import Disorder, Extent, Place, Reach

FEW_REQUESTS = 4
"""A scan budget that small leaves no room for readings that begin small."""


class Feed(Generic[R]):
    """One stream of a source while a page is made: a sorted list read piece by piece, or a whole one."""

    def __init__(self, share: "Share[R]", key: str, query: object, order: Order, position: Position, want: int) -> None:
        self.share = share
        self.key = key
        self.mark, self.start = position.of(key)
        self._query = query
        self._order = order
        self._want = want
        plan = share.plan
        self._sortedness = share.lister.sortedness
        self._reader: Reader[R] | None = None
        if not self._sortedness.refuted:
            self._reader = share.lister.reader(query, order.direction, self.start)
        self._run: Run[R] | None = None
        self._archive: Archive[R] | None = None
        self._stream: ArchiveStream[R] | None = None
        if self._reader is not None:
            self._run = Run(
                order,
                mark=self.mark,
                place=self.start,
                want=want,
                piece=self._reader.piece,
                keep=plan.keep,
                scanning=plan.scanning or share.frugal,
                span=plan.span,
            )

    @property
    def reach(self) -> Reach:
        """How far the list is known."""
        known = self._stream or self._run
        return Reach(Extent.NOTHING) if known is None else known.reach

    @property
    def scanned(self) -> int:
        """Records read."""
        return (self._stream.scanned if self._stream else 0) + (self._run.scanned if self._run else 0)

    def matches(self) -> list[R]:
        """The records behind the mark that are kept, as far as they were read."""
        known = self._stream or self._run
        return [] if known is None else known.matches()

    def place(self, mark: Mark | None) -> Place:
        """Where to go on behind a mark."""
        if self._run is None or self._reader is None or self._stream is not None:
            return Place()
        return msgspec.structs.replace(self._run.place(mark), length=self._reader.length)

    def count(self) -> int | None:
        """How many records match on all pages; null where that was not seen."""
        if self._archive is not None:
            return self._archive.count(self.share.plan.keep, self.share.plan.span)
        if self.mark is None and self.reach.extent is Extent.EVERYTHING:
            return len(self.matches())
        return None

    async def advance(self, ask: Ask) -> None:
        """Read on. A list that turns out not to be sorted is read whole, once, and sorted here."""
        try:
            await self._read(ask)
        except Disorder:
            self._reader = None
            await self._read(ask)

    async def _read(self, ask: Ask) -> None:
        stretch = self._run.wanted if self._run is not None else None
        if self._reader is not None and self._run is not None and stretch is not None:
            first = self._run.scanned == 0
            piece = await self._reader.read(ask, self._sortedness.enough(stretch) if first else stretch)
            self._sortedness.observe(self._order, piece.rows)
            self._run.add(piece.start, piece.rows, ended=piece.ended)
            return
        plan = self.share.plan
        self._archive = await self.share.lister.archive(ask, self._query)
        self._stream = self._archive.stream(self._order, self.mark, self._want, plan.keep, plan.span)


class Share(Account[R]):
    """One source while a page is made of it: its strands are feeds, read on until the page is full."""

    def __init__(self, lister: Lister[R, Any], plan: Plan[Any], ask: Ask, *, spent: int = 0) -> None:
        super().__init__(lister, plan, spent=spent)
        self.ask = ask
        self.feeds: list[Feed[R]] = []

    @property
    def requests(self) -> int:
        """How many requests it cost."""
        return self.spent + self.ask.requests

    def begin(self, name: str, order: Order, position: Position, want: int) -> None:
        """Make a feed of each list of the plan; `name` is the source's in cursors."""
        queries = enumerate(self.plan.queries)
        self.strands = self.feeds = [
            Feed(self, f"{name}.{index}", query, order, position, want) for index, query in queries
        ]

    @property
    def frugal(self) -> bool:
        """Each request has to bring as much as it can: so few are left that a crowd at one time would take them all."""
        allowance = self.ask.allowance
        return allowance is not None and allowance <= FEW_REQUESTS

    async def advance(self, feed: Feed[R]) -> None:
        """Read on in one feed; what goes wrong is the source's, not the page's."""
        try:
            await feed.advance(self.ask)
        except BudgetExhausted:
            self.exhausted = True
        except SourceFailure as failure:
            self.error = failure.error

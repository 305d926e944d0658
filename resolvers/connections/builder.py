"""A page told: edges, cursors, and for each source an account of what it cost and how it did."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, Protocol

from resolvers.model.connection import Connection, Edge, PageInfo, PageRequest, SourceReport
from resolvers.model.enums import Source, SourceStatus
from resolvers.model.errors import SourceError
from resolvers.sources.protocol import Lister
from resolvers.timeline import cursor
from resolvers.timeline.cursor import Position, StreamPosition, Subject
from resolvers.timeline.merge import Merged, Stream, end_of
from resolvers.timeline.order import Mark, Order, R
from resolvers.timeline.plan import Plan
from resolvers.timeline.watermark import Extent, Place


class Strand(Stream[R], Protocol[R]):
    """A stream by the name that a cursor knows it by, and where it began."""

    @property
    def key(self) -> str:
        """Its name."""
        ...

    @property
    def mark(self) -> Mark | None:
        """The point that it had passed when the page began."""
        ...

    @property
    def start(self) -> Place:
        """Where it was gone on with."""
        ...

    @property
    def scanned(self) -> int:
        """Records read for it."""
        ...

    def count(self) -> int | None:
        """How many records match on all pages; null where that was not seen."""
        ...


class Account(Generic[R]):
    """One source of a page: its strands, what they cost, and how they did. `spent` are requests made beforehand."""

    def __init__(self, lister: Lister[R, Any], plan: Plan[Any], *, spent: int = 0) -> None:
        self.lister = lister
        self.plan = plan
        self.spent = spent
        self.strands: Sequence[Strand[R]] = ()
        self.error: SourceError | None = None
        self.exhausted = False

    @property
    def dropped(self) -> bool:
        """None of its records can stand on this page; its place is kept."""
        return self.error is not None or (
            self.exhausted and any(strand.reach.extent is Extent.NOTHING for strand in self.strands)
        )

    @property
    def requests(self) -> int:
        """How many requests it cost."""
        return self.spent

    def report(self, returned: int) -> SourceReport:
        """How the source did."""
        return SourceReport(
            source=self.lister.source,
            status=self._status(),
            error=self.error,
            requests=self.requests,
            scanned=sum(strand.scanned for strand in self.strands),
            returned=returned,
            pushed_down=self.plan.pushed_down,
            residual=self.plan.residual,
        )

    def _status(self) -> SourceStatus:
        if self.error is not None:
            return SourceStatus.FAILED
        if self.exhausted:
            return SourceStatus.TRUNCATED
        return SourceStatus.OK if self.plan.queries else SourceStatus.SKIPPED


class Telling(Generic[R]):
    """What was read, as a connection tells it."""

    def __init__(
        self,
        order: Order,
        subject: Subject,
        position: Position,
        accounts: Sequence[Account[R]],
        merged: Merged[R],
        request: PageRequest,
    ) -> None:
        self._order = order
        self._subject = subject
        self._position = position
        self._accounts = accounts
        self._merged = merged
        self._request = request
        self._records = merged.records[: request.first]

    def connection(self) -> Connection[R]:
        """The page."""
        edges = tuple(Edge(record, self._maker(Mark.behind(record))) for record in self._records)
        dropped = any(account.dropped for account in self._accounts)
        unread = len(self._merged.records) > len(self._records) or not self._merged.complete
        return Connection(
            edges=edges,
            page_info=PageInfo(
                has_next_page=unread or dropped,
                has_previous_page=self._request.after is not None,
                make_start_cursor=edges[0].make_cursor if edges else None,
                make_end_cursor=self._end(),
            ),
            sources=tuple(account.report(self._returned(account.lister.source)) for account in self._accounts),
            count=self._count,
        )

    def _returned(self, source: Source) -> int:
        return sum(record.source is source for record in self._records)

    def _end(self) -> Callable[[], str] | None:
        """The last edge's cursor. A scan that was broken off goes on where it stopped, edges or none."""
        last = Mark.behind(self._records[-1]) if self._records else self._position.mark
        if any(account.exhausted for account in self._accounts):
            full = len(self._records) == self._request.first
            return self._maker(last if full else self._order.later(last, end_of(self._merged.reach)))
        return self._maker(last) if self._records else None

    def _maker(self, mark: Mark | None) -> Callable[[], str]:
        return lambda: cursor.encode(self._subject, self._position_behind(mark))

    def _position_behind(self, mark: Mark | None) -> Position:
        streams: dict[str, StreamPosition] = {}
        for account in self._accounts:
            for strand in account.strands:
                # A source that is behind the others, because it failed on an earlier page, keeps a mark of its own.
                own = strand.mark if account.dropped else self._order.later(strand.mark, mark)
                place = strand.start if account.dropped else strand.place(own)
                streams[strand.key] = StreamPosition(place, own, own=True) if own != mark else StreamPosition(place)
        return Position(mark, streams)

    def _count(self) -> int | None:
        if any(account.dropped for account in self._accounts):
            return None
        counts = [strand.count() for account in self._accounts for strand in account.strands]
        return None if None in counts else sum(count for count in counts if count is not None)

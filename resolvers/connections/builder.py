"""A page as a connection: edges, cursors, and for each source a report of what it cost and how it did."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, Protocol

from resolvers.model.connection import Connection, Edge, PageInfo, PageRequest, SourceReport
from resolvers.model.enums import Source, SourceStatus
from resolvers.model.errors import SourceError
from resolvers.sources.protocol import RecordList
from resolvers.timeline import cursor
from resolvers.timeline.cursor import CursorState, StreamState, Subject
from resolvers.timeline.merge import Merged, Stream, end_of
from resolvers.timeline.order import Order, R, SortKeyBound
from resolvers.timeline.plan import Plan
from resolvers.timeline.watermark import Level, ResumeHint


class CursorStream(Stream[R], Protocol[R]):
    """A stream by the name that a cursor knows it by, and where it began."""

    @property
    def key(self) -> str:
        """Its name."""
        ...

    @property
    def bound(self) -> SortKeyBound | None:
        """The point that it had passed when the page began."""
        ...

    @property
    def start(self) -> ResumeHint:
        """Where it was gone on with."""
        ...

    @property
    def scanned(self) -> int:
        """Records read for it."""
        ...

    def count(self) -> int | None:
        """How many records match on all pages; null where that was not seen."""
        ...


class SourceProgress(Generic[R]):
    """One source of a page: its streams, what they cost, and how they did. `spent` are requests made beforehand."""

    def __init__(self, record_list: RecordList[R, Any], plan: Plan[Any], *, spent: int = 0) -> None:
        self.record_list = record_list
        self.plan = plan
        self.spent = spent
        self.streams: Sequence[CursorStream[R]] = ()
        self.error: SourceError | None = None
        self.exhausted = False

    @property
    def dropped(self) -> bool:
        """None of its records can stand on this page; its place is kept."""
        return self.error is not None or (
            self.exhausted and any(stream.watermark.level is Level.NOTHING for stream in self.streams)
        )

    @property
    def requests(self) -> int:
        """How many requests it cost."""
        return self.spent

    def report(self, returned: int) -> SourceReport:
        """How the source did."""
        return SourceReport(
            source=self.record_list.source,
            status=self._status(),
            error=self.error,
            requests=self.requests,
            scanned=sum(stream.scanned for stream in self.streams),
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


class ConnectionBuilder(Generic[R]):
    """Makes a connection of what was read."""

    def __init__(
        self,
        order: Order,
        subject: Subject,
        position: CursorState,
        sources: Sequence[SourceProgress[R]],
        merged: Merged[R],
        request: PageRequest,
    ) -> None:
        self._order = order
        self._subject = subject
        self._position = position
        self._sources = sources
        self._merged = merged
        self._request = request
        self._records = merged.records[: request.first]

    def connection(self) -> Connection[R]:
        """The page."""
        edges = tuple(Edge(record, self._maker(SortKeyBound.behind(record))) for record in self._records)
        dropped = any(progress.dropped for progress in self._sources)
        unread = len(self._merged.records) > len(self._records) or not self._merged.complete
        return Connection(
            edges=edges,
            page_info=PageInfo(
                has_next_page=unread or dropped,
                has_previous_page=self._request.after is not None,
                make_start_cursor=edges[0].make_cursor if edges else None,
                make_end_cursor=self._end(),
            ),
            sources=tuple(progress.report(self._returned(progress.record_list.source)) for progress in self._sources),
            count=self._count,
        )

    def _returned(self, source: Source) -> int:
        return sum(record.source is source for record in self._records)

    def _end(self) -> Callable[[], str] | None:
        """The last edge's cursor. A scan that was broken off goes on where it stopped, edges or none."""
        last = SortKeyBound.behind(self._records[-1]) if self._records else self._position.bound
        if any(progress.exhausted for progress in self._sources):
            full = len(self._records) == self._request.first
            return self._maker(last if full else self._order.later(last, end_of(self._merged.watermark)))
        return self._maker(last) if self._records else None

    def _maker(self, bound: SortKeyBound | None) -> Callable[[], str]:
        return lambda: cursor.encode(self._subject, self._position_behind(bound))

    def _position_behind(self, bound: SortKeyBound | None) -> CursorState:
        streams: dict[str, StreamState] = {}
        for progress in self._sources:
            for stream in progress.streams:
                # A source that is behind the others, because it failed on an earlier page, keeps a bound of its own.
                own = stream.bound if progress.dropped else self._order.later(stream.bound, bound)
                hint = stream.start if progress.dropped else stream.hint(own)
                streams[stream.key] = StreamState(hint, own, own=True) if own != bound else StreamState(hint)
        return CursorState(bound, streams, self._position.memo)

    def _count(self) -> int | None:
        if any(progress.dropped for progress in self._sources):
            return None
        counts = [stream.count() for progress in self._sources for stream in progress.streams]
        return None if None in counts else sum(count for count in counts if count is not None)

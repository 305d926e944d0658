"""One page of a connection: every source's lists read at once, merged, and told with a report on each source.

The loop that does the reading. What to read, how it merges and where to go on is decided in `feed`.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, Generic

import msgspec

from resolvers.failures import ErrorCode, Failure
from resolvers.feed import cursor
from resolvers.feed.connection import Connection, Edge, PageInfo, PageRequest
from resolvers.feed.cursor import Position, StreamPosition, Subject
from resolvers.feed.merge import Merged, covers, end_of, merge
from resolvers.feed.order import RANK, Mark, Order, R
from resolvers.feed.plan import NOTHING, Whose
from resolvers.filters import Filter
from resolvers.lists import Lister
from resolvers.shares import Feed, Share
from resolvers.upstream import Upstream
from resolvers.vocabulary import Source


class Part(msgspec.Struct, frozen=True):
    """One source's share of a connection; without a filter, the source is left out of it."""

    lister: Lister[Any, Any]
    filter: Filter | None


async def page(
    upstream: Upstream, name: str, parts: Sequence[Part], request: PageRequest, of: Whose | None
) -> Connection[Any]:
    """A page of the connection `name`. SOURCE_NOT_CONFIGURED where it has no source at all."""
    if not parts:
        raise Failure(ErrorCode.SOURCE_NOT_CONFIGURED, f"{name}: no source that has them is configured")
    keys = tuple((contact.source.name, contact.source_id) for contact in of.contacts) if of is not None else ()
    subject = Subject(name, request.filter, request.direction, keys)
    position = cursor.decode(subject, request.after) if request.after is not None else Position()
    order = Order(request.direction)
    shares = [_share(upstream, part, of, order, position, request.first) for part in parts]
    merged = await _read(order, shares, request.first)
    return _Page(order, subject, position, shares, merged, request).connection()


def _share(upstream: Upstream, part: Part, of: Whose | None, order: Order, position: Position, want: int) -> Share[Any]:
    lister = part.lister
    plan = NOTHING if part.filter is None else lister.plan(part.filter, of)
    share: Share[Any] = Share(lister, plan, upstream.budgeted(lister.source))
    rank = RANK[lister.source]
    share.feeds = [
        Feed(share, f"{rank}.{index}", query, order, position, want) for index, query in enumerate(plan.queries)
    ]
    return share


async def _read(order: Order, shares: list[Share[Any]], want: int) -> Merged[Any]:
    """Read from every feed that holds the page up, all at once, until it is full or nothing more can be read."""
    while True:
        feeds = [feed for share in shares if not share.dropped for feed in share.feeds]
        merged = merge(order, feeds)
        if len(merged.records) >= want or merged.complete:
            return merged
        holding = [feed for feed in feeds if covers(order, merged.reach, feed.reach)]
        if any(feed.share.exhausted for feed in holding):
            return merged
        await asyncio.gather(*(feed.share.advance(feed) for feed in holding))


class _Page(Generic[R]):
    """What was read, made into a connection."""

    def __init__(
        self,
        order: Order,
        subject: Subject,
        position: Position,
        shares: list[Share[R]],
        merged: Merged[R],
        request: PageRequest,
    ) -> None:
        self._order = order
        self._subject = subject
        self._position = position
        self._shares = shares
        self._merged = merged
        self._request = request
        self._records = merged.records[: request.first]

    def connection(self) -> Connection[R]:
        edges = tuple(Edge(record, self._maker(Mark.behind(record))) for record in self._records)
        dropped = any(share.dropped for share in self._shares)
        unread = len(self._merged.records) > len(self._records) or not self._merged.complete
        return Connection(
            edges=edges,
            page_info=PageInfo(
                has_next_page=unread or dropped,
                has_previous_page=self._request.after is not None,
                make_start_cursor=edges[0].make_cursor if edges else None,
                make_end_cursor=self._end(),
            ),
            sources=tuple(share.report(self._returned(share.lister.source)) for share in self._shares),
            count=self._count,
        )

    def _returned(self, source: Source) -> int:
        return sum(record.source is source for record in self._records)

    def _end(self) -> Callable[[], str] | None:
        """The last edge's cursor. A scan that was broken off goes on where it stopped, edges or none."""
        last = Mark.behind(self._records[-1]) if self._records else self._position.mark
        if any(share.exhausted for share in self._shares):
            full = len(self._records) == self._request.first
            return self._maker(last if full else self._order.later(last, end_of(self._merged.reach)))
        return self._maker(last) if self._records else None

    def _maker(self, mark: Mark | None) -> Callable[[], str]:
        return lambda: cursor.encode(self._subject, self._position_behind(mark))

    def _position_behind(self, mark: Mark | None) -> Position:
        streams: dict[str, StreamPosition] = {}
        for share in self._shares:
            for feed in share.feeds:
                # A source that is behind the others, because it failed on an earlier page, keeps a mark of its own.
                own = feed.mark if share.dropped else self._order.later(feed.mark, mark)
                place = feed.start if share.dropped else feed.place(own)
                streams[feed.key] = StreamPosition(place, own, own=True) if own != mark else StreamPosition(place)
        return Position(mark, streams)

    def _count(self) -> int | None:
        if any(share.dropped for share in self._shares):
            return None
        counts = [feed.count() for share in self._shares for feed in share.feeds]
        return None if None in counts else sum(count for count in counts if count is not None)

"""Pages of connections: every source's lists read at once, merged, and told with a report on each source.

The loop that does the reading. What to read, how it merges and where to go on is decided in `feed`.
"""

import asyncio
from typing import Any

import msgspec

from resolvers.connections.builder import Telling
from resolvers.connections.source_read import Share
from resolvers.model.connection import Connection, PageRequest
from resolvers.model.errors import ErrorCode, Failure
from resolvers.model.filters import Filter
from resolvers.source_access import Upstream
from resolvers.sources.protocol import Lister
from resolvers.timeline import cursor
from resolvers.timeline.cursor import Position, Subject
from resolvers.timeline.merge import Merged, covers, merge
from resolvers.timeline.order import RANK, Order
from resolvers.timeline.plan import NOTHING, Plan, Whose


class Part(msgspec.Struct, frozen=True):
    """One source's share of a connection; without a filter, the source is left out of it."""

    lister: Lister[Any, Any]
    filter: Filter | None

    def plan(self, of: Whose | None) -> Plan[Any]:
        """What the source makes of it."""
        return NOTHING if self.filter is None else self.lister.plan(self.filter, of)

    @property
    def key(self) -> str:
        """The source's name in cursors."""
        return str(RANK[self.lister.source])


class Listing(msgspec.Struct, frozen=True):
    """A page that is asked for: of the connection `name`, and of its sources."""

    name: str
    parts: tuple[Part, ...]
    request: PageRequest

    def subject(self, of: Whose | None) -> Subject:
        """What its cursors are bound to."""
        keys = () if of is None else tuple((contact.source.name, contact.source_id) for contact in of.contacts)
        return Subject(self.name, self.request.filter, self.request.direction, keys)


async def page(upstream: Upstream, listing: Listing, of: Whose | None, *, spent: int = 0) -> Connection[Any]:
    """One page. SOURCE_NOT_CONFIGURED where the connection has no source at all.

    `spent` requests were made for it already, at the one source that has records for it.
    """
    if not listing.parts:
        raise Failure(ErrorCode.SOURCE_NOT_CONFIGURED, f"{listing.name}: no source that has them is configured")
    request = listing.request
    subject = listing.subject(of)
    position = cursor.decode(subject, request.after) if request.after is not None else Position()
    order = Order(request.direction)
    shares: list[Share[Any]] = []
    for part in listing.parts:
        plan = part.plan(of)
        ask = upstream.budgeted(part.lister.source)
        share: Share[Any] = Share(part.lister, plan, ask, spent=spent if plan.queries else 0)
        share.begin(part.key, order, position, request.first)
        shares.append(share)
    merged = await _read(order, shares, request.first)
    return Telling(order, subject, position, shares, merged, request).connection()


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

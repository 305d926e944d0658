"""Pages of connections: every source's lists read at once, merged, with a report on each source.

The loop that does the reading. What to read, how it merges and where to go on is decided in `timeline`.
"""

import asyncio
from typing import Any

import msgspec

from resolvers.connections.builder import ConnectionBuilder
from resolvers.connections.source_read import SourceRead
from resolvers.model.connection import Connection, PageRequest
from resolvers.model.errors import ErrorCode, Failure
from resolvers.model.filters import Filter
from resolvers.source_access import SourceAccess
from resolvers.sources.protocol import RecordList
from resolvers.timeline import cursor
from resolvers.timeline.cursor import CursorState, Subject
from resolvers.timeline.merge import Merged, covers, merge
from resolvers.timeline.order import RANK, Order
from resolvers.timeline.plan import NO_RECORDS, ContactScope, Plan


class SourcePart(msgspec.Struct, frozen=True):
    """One source's part of a connection; without a filter, the source is left out of it."""

    record_list: RecordList[Any, Any]
    filter: Filter | None

    def plan(self, of: ContactScope | None) -> Plan[Any]:
        """What the source makes of it."""
        return NO_RECORDS if self.filter is None else self.record_list.plan(self.filter, of)

    @property
    def key(self) -> str:
        """The source's name in cursors."""
        return str(RANK[self.record_list.source])


class ListQuery(msgspec.Struct, frozen=True):
    """A page that is asked for: of the connection `name`, and of its sources."""

    name: str
    parts: tuple[SourcePart, ...]
    request: PageRequest

    def subject(self, of: ContactScope | None) -> Subject:
        """What its cursors are bound to."""
        keys = () if of is None else tuple((contact.source.name, contact.source_id) for contact in of.contacts)
        return Subject(self.name, self.request.filter, self.request.direction, keys, self.request.signer)


async def page(access: SourceAccess, list_query: ListQuery, of: ContactScope | None) -> Connection[Any]:
    """One page. SOURCE_NOT_CONFIGURED where the connection has no source at all."""
    if not list_query.parts:
        raise Failure(ErrorCode.SOURCE_NOT_CONFIGURED, f"{list_query.name}: no source that has them is configured")
    request = list_query.request
    subject = list_query.subject(of)
    position = CursorState(memo=of.memo if of is not None else ())
    if request.after is not None:
        position = cursor.decode(subject, request.after)
        of = None if of is None else of.as_remembered(position.memo)
    order = Order(request.direction)
    source_reads: list[SourceRead[Any]] = []
    for part in list_query.parts:
        plan = part.plan(of)
        fetch = access.budgeted(part.record_list.source)
        source_read: SourceRead[Any] = SourceRead(part.record_list, plan, fetch)
        source_read.begin(part.key, order, position, request.first)
        source_reads.append(source_read)
    merged = await _read(order, source_reads, request.first)
    return ConnectionBuilder(order, subject, position, source_reads, merged, request).connection()


async def _read(order: Order, source_reads: list[SourceRead[Any]], want: int) -> Merged[Any]:
    """Read from every stream that holds the page up, all at once, until it is full or nothing more can be read."""
    while True:
        streams = [stream for source_read in source_reads if not source_read.dropped for stream in source_read.streams]
        merged = merge(order, streams)
        if len(merged.records) >= want or merged.complete:
            return merged
        holding = [stream for stream in streams if covers(order, merged.watermark, stream.watermark)]
        if any(stream.source_read.exhausted for stream in holding):
            return merged
        await asyncio.gather(*(stream.source_read.advance(stream) for stream in holding))

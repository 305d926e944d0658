"""Several streams merged into one page in the total order.

Pure. A record belongs on the page once no unread record of any stream could come before it: that is, once its time
lies strictly before the point up to which every stream is known.
"""

from collections.abc import Sequence
from typing import Generic, Protocol

import msgspec

from resolvers.timeline.order import Mark, Order, R
from resolvers.timeline.watermark import Extent, Place, Reach


class Stream(Protocol[R]):
    """One sorted list as far as it is known."""

    @property
    def reach(self) -> Reach:
        """How far."""
        ...

    def matches(self) -> list[R]:
        """Its records behind its mark, in no order."""
        ...

    def place(self, mark: Mark | None) -> Place:
        """Where it goes on behind a mark."""
        ...


class Merged(msgspec.Struct, Generic[R], frozen=True):
    """The records that can be told in order now, and the point up to which that is so."""

    records: list[R]
    reach: Reach

    @property
    def complete(self) -> bool:
        """There is nothing beyond."""
        return self.reach.extent is Extent.EVERYTHING


def nearest(order: Order, reaches: Sequence[Reach]) -> Reach:
    """The point up to which all of them are known."""
    least = Reach(Extent.EVERYTHING)
    for reach in reaches:
        if not covers(order, reach, least):
            least = reach
    return least


def covers(order: Order, one: Reach, other: Reach) -> bool:
    """Whether one reach goes at least as far as another."""
    if one.extent is not other.extent:
        return one.extent > other.extent
    return one.extent is not Extent.UP_TO_A_TIME or not order.time_before(one.time, other.time)


def merge(order: Order, streams: Sequence[Stream[R]]) -> Merged[R]:
    """All that can be told in order; a record that several streams hold is told once."""
    reach = nearest(order, [stream.reach for stream in streams])
    if reach.extent is Extent.NOTHING:
        return Merged([], reach)
    found = {
        (record.source, record.source_id): record
        for stream in streams
        for record in stream.matches()
        if _told(order, reach, record.occurred_at)
    }
    return Merged(order.sort(found.values()), reach)


def end_of(reach: Reach) -> Mark | None:
    """The mark at the end of what is known, before anything of that time; null where that is nothing."""
    if reach.extent is Extent.UP_TO_A_TIME:
        return Mark(reach.time)
    return Mark(None) if reach.extent is Extent.ALL_TIMES else None


def _told(order: Order, reach: Reach, time: str | None) -> bool:
    if reach.extent is Extent.UP_TO_A_TIME:
        return order.time_before(time, reach.time)
    return reach.extent is Extent.EVERYTHING or time is not None

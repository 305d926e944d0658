"""Several streams merged into one page in the total order.

Pure. A record belongs on the page once no unread record of any stream could come before it: that is, once its time
lies strictly before the point up to which every stream is known.
"""

from collections.abc import Sequence
from typing import Generic, Protocol

import msgspec

from resolvers.timeline.order import Order, R, SortKeyBound
from resolvers.timeline.watermark import Level, ResumeHint, Watermark


class Stream(Protocol[R]):
    """One sorted list as far as it is known."""

    @property
    def watermark(self) -> Watermark:
        """How far."""
        ...

    def matches(self) -> list[R]:
        """Its records behind its bound, in no order."""
        ...

    def hint(self, bound: SortKeyBound | None) -> ResumeHint:
        """Where it goes on behind a bound."""
        ...


class Merged(msgspec.Struct, Generic[R], frozen=True):
    """The records that can be told in order now, and the point up to which that is so."""

    records: list[R]
    watermark: Watermark

    @property
    def complete(self) -> bool:
        """There is nothing beyond."""
        return self.watermark.level is Level.EVERYTHING


def nearest(order: Order, reaches: Sequence[Watermark]) -> Watermark:
    """The point up to which all of them are known."""
    least = Watermark(Level.EVERYTHING)
    for watermark in reaches:
        if not covers(order, watermark, least):
            least = watermark
    return least


def covers(order: Order, one: Watermark, other: Watermark) -> bool:
    """Whether one reach goes at least as far as another."""
    if one.level is not other.level:
        return one.level > other.level
    return one.level is not Level.UP_TO_A_TIME or not order.time_before(one.time, other.time)


def merge(order: Order, streams: Sequence[Stream[R]]) -> Merged[R]:
    """All that can be told in order; a record that several streams hold is told once."""
    watermark = nearest(order, [stream.watermark for stream in streams])
    if watermark.level is Level.NOTHING:
        return Merged([], watermark)
    found = {
        (record.source, record.source_id): record
        for stream in streams
        for record in stream.matches()
        if _told(order, watermark, record.occurred_at)
    }
    return Merged(order.sort(found.values()), watermark)


def end_of(watermark: Watermark) -> SortKeyBound | None:
    """The bound at the end of what is known, before anything of that time; null where that is nothing."""
    if watermark.level is Level.UP_TO_A_TIME:
        return SortKeyBound(watermark.time)
    return SortKeyBound(None) if watermark.level is Level.ALL_TIMES else None


def _told(order: Order, watermark: Watermark, time: str | None) -> bool:
    if watermark.level is Level.UP_TO_A_TIME:
        return order.time_before(time, watermark.time)
    return watermark.level is Level.EVERYTHING or time is not None

"""The total order of the contract: by (occurredAt, source, sourceId), ascending or exactly reversed.

Records without a time come last in both directions, among themselves by (source, sourceId) in the direction
asked for.
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar

import msgspec

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.filters import InstantRange


class Dated(Protocol):
    """What can stand in a timeline."""

    @property
    def source(self) -> Source: ...

    @property
    def source_id(self) -> str: ...

    @property
    def occurred_at(self) -> str | None: ...


R = TypeVar("R", bound=Dated)

SourceIdKey = tuple[int, int, str, str]
SortKey = tuple[str, int, SourceIdKey]

RANK = {source: rank for rank, source in enumerate(Source)}


def source_id_key(source_id: str) -> SourceIdKey:
    """Ids of digits only come first, by number; others after them, by code point."""
    if source_id.isascii() and source_id.isdigit():
        # Of two numbers the one with more digits is the greater: so that none is too long to be compared.
        digits = source_id.lstrip("0")
        return (0, len(digits), digits, source_id)
    return (1, 0, "", source_id)


class SortKeyBound(msgspec.Struct, frozen=True):
    """A point in the order: right behind one record or, without a source, right before all of that time.

    `time` is null in the part without times, which comes last.
    """

    time: str | None
    source: Source | None = None
    source_id: str = ""

    @classmethod
    def behind(cls, record: Dated) -> "SortKeyBound":
        """The point right behind a record."""
        return cls(record.occurred_at, record.source, record.source_id)


class Order:
    """Comparisons in one direction. "Before" always means nearer to the start of the list that is read."""

    def __init__(self, direction: OrderDirection) -> None:
        self.direction = direction
        self.descending = direction is OrderDirection.DESC

    def time_before(self, one: str | None, other: str | None) -> bool:
        """Whether a time comes strictly before another."""
        if one is None or other is None:
            return one is not None
        return one > other if self.descending else one < other

    def ends(self, time_range: InstantRange | None) -> tuple[str | None, str | None]:
        """The end of a range that is read first, and the one that is read last; null where it is open."""
        if time_range is None:
            return None, None
        return (time_range.end, time_range.start) if self.descending else (time_range.start, time_range.end)

    def sort(self, records: Iterable[R]) -> list[R]:
        """The records in this order."""
        everything = list(records)
        timed = [record for record in everything if record.occurred_at is not None]
        timeless = [record for record in everything if record.occurred_at is None]
        for part in (timed, timeless):
            part.sort(key=_key, reverse=self.descending)
        return timed + timeless

    def passed(self, record: Dated, bound: SortKeyBound | None) -> bool:
        """Whether a record stands before the bound, so that whoever reads on from there has had it."""
        if bound is None:
            return False
        if record.occurred_at != bound.time:
            return self.time_before(record.occurred_at, bound.time)
        if bound.source is None:
            return False
        mine = (RANK[record.source], source_id_key(record.source_id))
        its = (RANK[bound.source], source_id_key(bound.source_id))
        return mine >= its if self.descending else mine <= its

    def later(self, one: SortKeyBound | None, other: SortKeyBound | None) -> SortKeyBound | None:
        """The one of two marks that lies further on; null is the very start."""
        if one is None or other is None:
            return one or other
        if one.time != other.time:
            return other if self.time_before(one.time, other.time) else one
        if one.source is None or other.source is None:
            return other if one.source is None else one
        mine = (RANK[one.source], source_id_key(one.source_id))
        its = (RANK[other.source], source_id_key(other.source_id))
        return one if (mine < its) == self.descending else other


def _key(record: Dated) -> SortKey:
    return (record.occurred_at or "", RANK[record.source], source_id_key(record.source_id))

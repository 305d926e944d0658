"""A list kept whole in memory in the total order, read from any point in either direction."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import Generic

from resolvers.model.filters import InstantRange
from resolvers.timeline.order import Order, R, SortKeyBound, SourceIdKey, source_id_key
from resolvers.timeline.plan import matches
from resolvers.timeline.watermark import Level, ResumeHint, Watermark

_Key = tuple[str, SourceIdKey]


class SortedSnapshot(Generic[R]):
    """The records of one source, sorted once."""

    def __init__(self, records: Iterable[R]) -> None:
        everything = list(records)
        self._timed = sorted((row for row in everything if row.occurred_at is not None), key=_key)
        self._timeless = sorted((row for row in everything if row.occurred_at is None), key=_key)
        self._keys = [_key(row) for row in self._timed]

    def __len__(self) -> int:
        return len(self._timed) + len(self._timeless)

    def behind(self, order: Order, bound: SortKeyBound | None) -> Iterator[R]:
        """The records behind a bound, in order."""
        if bound is None or bound.time is not None:
            yield from self._timed_behind(order, bound)
        timeless = reversed(self._timeless) if order.descending else iter(self._timeless)
        yield from (row for row in timeless if not order.passed(row, bound))

    def _timed_behind(self, order: Order, bound: SortKeyBound | None) -> Iterator[R]:
        """From the first record of the bound's time on: which of that time were passed is looked at one by one."""
        if order.descending:
            end = len(self._keys) if bound is None else bisect_right(self._keys, bound.time, key=lambda key: key[0])
            rows: Iterable[R] = (self._timed[index] for index in range(end - 1, -1, -1))
        else:
            start = 0 if bound is None else bisect_left(self._keys, bound.time, key=lambda key: key[0])
            rows = (self._timed[index] for index in range(start, len(self._timed)))
        return (row for row in rows if not order.passed(row, bound))

    def stream(
        self,
        order: Order,
        bound: SortKeyBound | None,
        want: int,
        predicate: Callable[[R], bool] | None,
        time_range: InstantRange | None,
    ) -> "SnapshotStream[R]":
        """As many records behind the bound as `want` asks for, and those that stand at the last one's time."""
        near, _ = order.ends(time_range)
        start = order.later(bound, None if near is None else SortKeyBound(near))
        found: list[R] = []
        scanned = 0
        for row in self.behind(order, start):
            if time_range is not None and not time_range.contains(row.occurred_at):
                break
            scanned += 1
            if predicate is not None and not predicate(row):
                continue
            found.append(row)
            if len(found) > want and found[-1].occurred_at != found[-2].occurred_at:
                return SnapshotStream(found, Watermark(*_up_to(row)), scanned)
        return SnapshotStream(found, Watermark(Level.EVERYTHING), scanned)

    def count(self, predicate: Callable[[R], bool] | None, time_range: InstantRange | None) -> int:
        """How many records there are that match."""
        if predicate is None and time_range is None:
            return len(self)
        rows = [*self._timed, *self._timeless]
        return sum(matches(row, predicate, time_range) for row in rows)


class SnapshotStream(Generic[R]):
    """A part of a snapshot, known up to `watermark`; `scanned` records were looked at for it."""

    def __init__(self, records: list[R], watermark: Watermark, scanned: int) -> None:
        self.watermark = watermark
        self.scanned = scanned
        self._records = records

    def matches(self) -> list[R]:
        """All of them."""
        return self._records

    def hint(self, _bound: SortKeyBound | None) -> ResumeHint:
        """The bound says it all."""
        return ResumeHint()


def _up_to(row: R) -> tuple[Level, str | None]:
    return (Level.ALL_TIMES, None) if row.occurred_at is None else (Level.UP_TO_A_TIME, row.occurred_at)


def _key(row: R) -> _Key:
    return (row.occurred_at or "", source_id_key(row.source_id))

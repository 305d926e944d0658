"""A list kept whole in memory in the total order, read from any point in either direction."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import Generic

from resolvers.model.filters import InstantRange
from resolvers.timeline.order import Mark, Order, R, SourceIdKey, source_id_key
from resolvers.timeline.span import ends, within
from resolvers.timeline.watermark import Extent, Place, Reach

_Key = tuple[str, SourceIdKey]


class Archive(Generic[R]):
    """The records of one source, sorted once."""

    def __init__(self, records: Iterable[R]) -> None:
        everything = list(records)
        self._timed = sorted((row for row in everything if row.occurred_at is not None), key=_key)
        self._timeless = sorted((row for row in everything if row.occurred_at is None), key=_key)
        self._keys = [_key(row) for row in self._timed]

    def __len__(self) -> int:
        return len(self._timed) + len(self._timeless)

    def behind(self, order: Order, mark: Mark | None) -> Iterator[R]:
        """The records behind a mark, in order."""
        if mark is None or mark.time is not None:
            yield from self._timed_behind(order, mark)
        timeless = reversed(self._timeless) if order.descending else iter(self._timeless)
        yield from (row for row in timeless if not order.passed(row, mark))

    def _timed_behind(self, order: Order, mark: Mark | None) -> Iterator[R]:
        """From the first record of the mark's time on: which of that time were passed is looked at one by one."""
        if order.descending:
            end = len(self._keys) if mark is None else bisect_right(self._keys, mark.time, key=lambda key: key[0])
            rows: Iterable[R] = (self._timed[index] for index in range(end - 1, -1, -1))
        else:
            start = 0 if mark is None else bisect_left(self._keys, mark.time, key=lambda key: key[0])
            rows = (self._timed[index] for index in range(start, len(self._timed)))
        return (row for row in rows if not order.passed(row, mark))

    def stream(
        self,
        order: Order,
        mark: Mark | None,
        want: int,
        keep: Callable[[R], bool] | None,
        span: InstantRange | None,
    ) -> "ArchiveStream[R]":
        """As many records behind the mark as `want` asks for, and those that stand at the last one's time."""
        near, _ = ends(order, span)
        start = order.later(mark, None if near is None else Mark(near))
        found: list[R] = []
        scanned = 0
        for row in self.behind(order, start):
            if span is not None and not within(span, row.occurred_at):
                break
            scanned += 1
            if keep is not None and not keep(row):
                continue
            found.append(row)
            if len(found) > want and found[-1].occurred_at != found[-2].occurred_at:
                return ArchiveStream(found, Reach(*_up_to(row)), scanned)
        return ArchiveStream(found, Reach(Extent.EVERYTHING), scanned)

    def count(self, keep: Callable[[R], bool] | None, span: InstantRange | None) -> int:
        """How many records there are of those that are kept."""
        if keep is None and span is None:
            return len(self)
        rows = [*self._timed, *self._timeless]
        return sum((span is None or within(span, row.occurred_at)) and (keep is None or keep(row)) for row in rows)


class ArchiveStream(Generic[R]):
    """A stretch of an archive, known up to `reach`; `scanned` records were looked at for it."""

    def __init__(self, records: list[R], reach: Reach, scanned: int) -> None:
        self.reach = reach
        self.scanned = scanned
        self._records = records

    def matches(self) -> list[R]:
        """All of them."""
        return self._records

    def place(self, _mark: Mark | None) -> Place:
        """The mark says it all."""
        return Place()


def _up_to(row: R) -> tuple[Extent, str | None]:
    return (Extent.ALL_TIMES, None) if row.occurred_at is None else (Extent.UP_TO_A_TIME, row.occurred_at)


def _key(row: R) -> _Key:
    return (row.occurred_at or "", source_id_key(row.source_id))

"""A list read from its start, page by page, for several who each want some of its records.

Pure: `wanted` names the pages to read next, whoever does the I/O hands each to `add`, in their order.
"""

from collections.abc import Sequence
from typing import Generic

import msgspec

from resolvers.timeline.order import Order, R, SortKeyBound
from resolvers.timeline.watermark import Level, NotSorted, ResumeHint, Watermark


class Need(msgspec.Struct, frozen=True):
    """Of one who wants records: how many were found, and how many more are wanted."""

    found: int
    lacking: int


class Sweep(Generic[R]):
    """What was read of a list that its vendor sorts as `order` says, in pages of `size` records."""

    def __init__(self, order: Order, size: int) -> None:
        self.size = size
        self.rows: list[R] = []
        self.scanned = 0
        self.pages: int | None = None
        """How many pages there are, where the vendor tells."""
        self.read = 0
        """How many were read."""
        self.ended = False
        self._order = order
        self._ids: set[str] = set()
        self._last: str | None = None

    @property
    def watermark(self) -> Watermark:
        """How far the list is known."""
        if self.ended:
            return Watermark(Level.EVERYTHING)
        return Watermark(Level.NOTHING) if self._last is None else Watermark(Level.UP_TO_A_TIME, self._last)

    @property
    def left(self) -> int | None:
        """How many pages were not read; null where the vendor does not tell."""
        return None if self.pages is None else max(0, self.pages - self.read)

    def wanted(self, pages: int) -> range:
        """The numbers of the next pages: so many, but no more than there are, and one by one where nobody tells."""
        known = 1 if self.left is None else min(self.left, pages)
        return range(self.read + 1, self.read + 1 + max(1, known))

    def needed(self, needs: Sequence[Need]) -> int:
        """How many pages more those who lack something are likely to need, and one at least.

        As many as it takes to hold what all of them lack; and as many as the one needs that is worst off, going by what
        it found so far, and a record more, though no more than twice as many as were read: so little tells so much.
        """
        certain = -(-sum(need.lacking for need in needs) // self.size)
        likely = max((-(-need.lacking * self.read // (need.found + 1)) for need in needs), default=1)
        return max(1, certain, min(likely, 2 * self.read))

    def add(self, rows: Sequence[R | None], *, last: bool, size: int, pages: int | None) -> list[R]:
        """Take the next page; what is new of it. `size` is the size of page that the vendor used.

        Raises `NotSorted` where the page is not sorted, or not of the size of those before.
        """
        if size != self.size and self.read:
            raise NotSorted
        self.size = size
        self.pages = pages
        self.read += 1
        self.scanned += len(rows)
        fresh = [row for row in rows if row is not None and row.source_id not in self._ids]
        for row in fresh:
            self._hint(row)
        # A vendor may answer a page behind the last one with the last one.
        self.ended = last or (self.read > 1 and not fresh)
        return fresh

    def _hint(self, row: R) -> None:
        time = row.occurred_at
        if time is not None:
            if self._last is not None and self._order.time_before(time, self._last):
                raise NotSorted
            self._last = time
        self._ids.add(row.source_id)
        self.rows.append(row)


def resume_hint_in(order: Order, rows: Sequence[R], bound: SortKeyBound | None) -> ResumeHint:
    """Where a list goes on behind a bound, as far as its first rows tell: an offset is a mere hint."""
    if bound is None:
        return ResumeHint()
    times = [row.occurred_at for row in rows]
    leading = next((index for index, time in enumerate(times) if time is not None), len(times))
    offset = next(
        (index for index in range(leading, len(times)) if not order.time_before(times[index], bound.time)), len(times)
    )
    passed = sum(row.occurred_at == bound.time and order.passed(row, bound) for row in rows)
    return ResumeHint(offset, passed, leading)

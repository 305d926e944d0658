"""A list read from its start, page by page, for several who each want some of its records.

Pure: `wanted` names the pages to read next, whoever does the I/O hands each to `add`, in their order.
"""

from collections.abc import Sequence
from typing import Generic

import msgspec

from resolvers.timeline.order import Order, R, SortKeyBound
from resolvers.timeline.page_numbers import NumberedPage, cover
from resolvers.timeline.watermark import Level, NotSorted, ResumeHint, Watermark


class Need(msgspec.Struct, frozen=True):
    """Of one who wants records: how many were found, and how many more are wanted."""

    found: int
    lacking: int


class Sweep(Generic[R]):
    """What was read of a list that its vendor sorts as `order` says, in pages of up to `size` records.

    The list may move while it is read. Each page begins with a record that is known, so that a page which does not
    join is noticed: it counts for nothing, and the next one begins further up. Where the vendor gives smaller pages
    than it was asked for, they do not overlap: it would take more of them.
    """

    def __init__(self, order: Order, size: int) -> None:
        self.size = size
        self.rows: list[R] = []
        self.read = 0
        """How many pages were read."""
        self.ended = False
        self._order = order
        self._ids: set[str] = set()
        self._last: str | None = None
        self._total: int | None = None
        self._stop = 0
        self._slack = 0
        self._stale = False
        self._tail_known = True
        self._overlapping = True

    @property
    def watermark(self) -> Watermark:
        """How far the list is known."""
        if self.ended:
            return Watermark(Level.EVERYTHING)
        return Watermark(Level.NOTHING) if self._last is None else Watermark(Level.UP_TO_A_TIME, self._last)

    @property
    def left(self) -> int | None:
        """How many pages are still to be read, or one less; null where the vendor does not tell how many there are."""
        return None if self._total is None else max(0, -(-(self._total - self._stop) // self.size))

    def wanted(self, pages: int) -> list[NumberedPage]:
        """The next pages: so many, but no more than there are, and one by one where nobody tells."""
        found: list[NumberedPage] = []
        stop, slack = self._stop, self._slack
        most = min(pages, self.left or 1)
        while not found or len(found) < most:
            found.append(self._page_from(stop, slack))
            stop, slack = found[-1].stop, 0
        return found

    def _page_from(self, stop: int, slack: int) -> NumberedPage:
        if not self._overlapping:
            return cover(stop, stop + self.size, self.size)[0]
        starts = range(max(0, stop - 1 - slack), -1, -1)
        pages = (cover(start, start + self.size, self.size)[0] for start in starts)
        joining = next((page for page in pages if page.stop > stop or slack), None)
        # Where no page of such a size overlaps there, which is rare, the list goes on without.
        self._overlapping = joining is not None
        return joining or self._page_from(stop, slack)

    def needed(self, needs: Sequence[Need]) -> int:
        """How many pages more those who lack something are likely to need, and one at least.

        As many as it takes to hold what all of them lack; and as many as the one needs that is worst off, going by what
        it found so far, and a record more, though no more than twice as many as were read: so little tells so much.
        """
        certain = -(-sum(need.lacking for need in needs) // self.size)
        likely = max((-(-need.lacking * self.read // (need.found + 1)) for need in needs), default=1)
        return max(1, certain, min(likely, 2 * self.read))

    def add(
        self, asked: NumberedPage, rows: Sequence[R | None], *, last: bool, size: int, pages: int | None
    ) -> list[R]:
        """Take the next page; what is new of it. `size` is the size of page that the vendor used.

        Raises `NotSorted` where the page is not sorted.
        """
        self.read += 1
        page = NumberedPage(asked.number, size)
        if size != asked.size:
            self.size = size
            self._overlapping = False
            if self.read > 1:
                # It lies somewhere else than was asked for.
                return []
        self._total = None if pages is None else pages * size
        if not self._joins(page, rows):
            self._slack = 2 * self._slack + 1
            self._stale = False
            return []
        # What stands before the records that are known came in front of them meanwhile.
        known = (at for at, row in enumerate(rows) if row is not None and row.source_id in self._ids)
        fresh = [row for row in rows[next(known, 0) :] if row is not None and row.source_id not in self._ids]
        for row in fresh:
            self._append(row)
        self._settle(page, rows, last=last, moved=not fresh)
        return fresh

    def _joins(self, page: NumberedPage, rows: Sequence[R | None]) -> bool:
        """Whether nothing can lie between what is known and this page."""
        if not self._overlapping or page.start == 0 or not rows or not self._tail_known:
            return True
        return any(row is not None and row.source_id in self._ids for row in rows)

    def _settle(self, page: NumberedPage, rows: Sequence[R | None], *, last: bool, moved: bool) -> None:
        """Where to go on.

        A page without anything new was pushed down, or is the last one once more, as some vendors answer for pages
        behind it: where the vendor does not tell how many there are, the next one tells.
        """
        self.ended = last or not rows or (moved and self._stale and self._total is None)
        self._stale = moved
        self._stop, self._slack = page.stop, 0
        # What cannot be read cannot be known again either.
        self._tail_known = bool(rows) and rows[-1] is not None

    def _append(self, row: R) -> None:
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

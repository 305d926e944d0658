"""A vendor's time-sorted list, read chunk by chunk: which offsets are wanted next, and what is known after it.

Pure: `wanted` names a range of offsets, whoever does the I/O reads it and hands it to `add`. Offsets are only
hints, because the list changes while it is walked. A chunk counts only where it joins what is known: where it
starts at the start of the list, holds a record known already, or starts with one that is certainly passed. Where
it does not, the scan steps back; where all of it is passed, the scan leaps ahead, by doubling, then halving.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Generic

from resolvers.model.filters import InstantRange
from resolvers.timeline.order import Order, R, SortKeyBound
from resolvers.timeline.plan import matches
from resolvers.timeline.seek import ExponentialSearch, Junction, LeadingNulls
from resolvers.timeline.watermark import START, Level, NotSorted, OffsetRange, ResumeHint, Watermark

MARGIN = 8
"""Records read beyond those wanted: what shows whether more follow, and the others of the last one's instant."""


class SortedScan(Generic[R]):
    """The records behind `bound` that match, as far as they have been read.

    `want` is how many are wanted, `chunk` how many records one reading may bring. `scanning` says that many records
    are read for one that matches. With a `time_range`, no record without a time matches, and nothing is read beyond it.
    """

    def __init__(
        self,
        order: Order,
        *,
        bound: SortKeyBound | None = None,
        hint: ResumeHint = START,
        want: int,
        chunk: int,
        predicate: Callable[[R], bool] | None = None,
        scanning: bool = False,
        time_range: InstantRange | None = None,
    ) -> None:
        self._order = order
        self._predicate = predicate
        self._time_range = time_range
        near, self._far = order.ends(time_range)
        self._bound = order.later(bound, None if near is None else SortKeyBound(near))
        self._hint = hint
        self._chunk = chunk
        self._length = chunk if scanning else min(chunk, want + hint.passed + MARGIN)
        # A reading that is under way has seen the front of the list on its first page.
        self._leading = LeadingNulls(hint.leading, settled=hint.leading == 0 and hint.offset > 0)
        self._timeless: dict[str, R] = {}
        self._rows: list[R] = []
        self._offsets: list[int] = []
        self._ids: set[str] = set()
        self._search = ExponentialSearch(max(0, hint.offset - 1), self._length, chunk)
        self._joined = False
        self._ended = False
        self._junction = Junction()
        self._next = self._search.offsets
        self.scanned = 0

    @property
    def wanted(self) -> OffsetRange | None:
        """What to read next; null where nothing more can match."""
        if self.watermark.level is Level.EVERYTHING:
            return None
        return self._leading.wanted(self._chunk) if self._ended else self._next

    @property
    def watermark(self) -> Watermark:
        """How far the list is known."""
        if not self._joined:
            return Watermark(Level.NOTHING)
        last = self._rows[-1].occurred_at if self._rows else None
        if self._far is not None and last is not None and self._order.time_before(self._far, last):
            return Watermark(Level.EVERYTHING)
        if self._ended:
            whole = self._time_range is not None or self._leading.settled
            return Watermark(Level.EVERYTHING if whole else Level.ALL_TIMES)
        if not self._rows:
            return Watermark(Level.NOTHING)
        return Watermark(Level.UP_TO_A_TIME, last)

    def matches(self) -> list[R]:
        """The records behind the bound that match, as far as they were read, in no order."""
        rows = [*self._rows, *self._timeless.values()]
        return [row for row in rows if self._matches(row)]

    def hint(self, bound: SortKeyBound | None) -> ResumeHint:
        """Where to go on behind a bound that lies within the watermark."""
        if bound is None or not self._joined:
            return self._hint
        times = [row.occurred_at for row in self._rows]
        index = next((i for i, time in enumerate(times) if not self._order.time_before(time, bound.time)), len(times))
        end = self._offsets[-1] + 1 if self._offsets else self._hint.offset
        offset = self._offsets[index] if index < len(times) else end
        of_its_time = self._timeless.values() if bound.time is None else self._rows[index:]
        passed = sum(row.occurred_at == bound.time and self._order.passed(row, bound) for row in of_its_time)
        return ResumeHint(offset, passed, self._leading.length, self._hint.length)

    def _matches(self, row: R) -> bool:
        if self._order.passed(row, self._bound):
            return False
        return matches(row, self._predicate, self._time_range)

    def add(self, start: int, rows: Sequence[R | None], *, ended: bool) -> None:
        """Take what was read at offset `start`; null stands for a record that could not be read.

        `ended` says that no record lies behind these. Raises `NotSorted`.
        """
        self.scanned += len(rows)
        stop = start + len(rows)
        overlaps = any(row is not None and self._knows(row) for row in rows)
        for row in rows:
            if row is not None and row.occurred_at is None:
                self._timeless[row.source_id] = row
        timed = [(start + i, row) for i, row in enumerate(rows) if row is not None and row.occurred_at is not None]
        self._check(timed)
        leading = rows[: timed[0][0] - start] if timed else rows
        self._leading.see(
            start, [None if row is None else row.source_id for row in leading], ended=bool(timed) or ended
        )
        if self._ended:
            return
        if self._joined:
            self._extend(start, stop, timed, overlaps=overlaps, ended=ended)
        else:
            # A record without a time in front of one with a time is of those that the vendor puts first.
            at_front = start == 0 or (bool(timed) and any(row is not None for row in leading))
            self._find(start, stop, timed, at_front=at_front, ended=ended)

    def _check(self, timed: list[tuple[int, R]]) -> None:
        for (_, one), (_, other) in pairwise(timed):
            if one.occurred_at != other.occurred_at and self._order.time_before(other.occurred_at, one.occurred_at):
                raise NotSorted

    def _before_bound(self, row: R) -> bool:
        return self._bound is not None and self._order.time_before(row.occurred_at, self._bound.time)

    def _find(self, start: int, stop: int, timed: list[tuple[int, R]], *, at_front: bool, ended: bool) -> None:
        """Look for the place where the list goes on behind the bound."""
        if not ended and self._all_before(stop, timed):
            self._next = self._search.further(stop - 1)
        elif ended and not timed and start <= self._leading.seen:
            # Nothing has a time: what the vendor puts first is all there is.
            self._joined = self._ended = True
        elif not at_front and not (timed and self._before_bound(timed[0][1])):
            self._next = self._search.back(start, beyond=start == stop)
        else:
            self._joined = True
            self._append(stop, timed, ended=ended)

    def _all_before(self, stop: int, timed: list[tuple[int, R]]) -> bool:
        if self._bound is None:
            return False
        if timed:
            # Records without a time behind the last timed one are the list's tail: they are not before the bound.
            return self._before_bound(timed[-1][1]) and timed[-1][0] == stop - 1
        return self._bound.time is not None and stop <= self._leading.length

    def _knows(self, row: R) -> bool:
        return row.source_id in (self._timeless if row.occurred_at is None else self._ids)

    def _extend(self, start: int, stop: int, timed: list[tuple[int, R]], *, overlaps: bool, ended: bool) -> None:
        """Go on behind what is known; where the list has moved so far that something may lie between, step back."""
        if overlaps or self._junction.at_offset(start) or self._adjoins(start, timed):
            self._append(stop, timed, ended=ended)
        else:
            self._junction.step_back()
            self._next = self._junction.behind(self._length)

    def _adjoins(self, start: int, timed: list[tuple[int, R]]) -> bool:
        if not self._rows:
            return start <= self._junction.stop
        return bool(timed) and self._order.time_before(timed[0][1].occurred_at, self._rows[-1].occurred_at)

    def _append(self, stop: int, timed: list[tuple[int, R]], *, ended: bool) -> None:
        # What stands before the records known already was passed: a page may begin earlier than what was asked for.
        first = next((i for i, (_, row) in enumerate(timed) if row.source_id in self._ids), 0)
        known = len(self._rows)
        for offset, row in timed[first:]:
            if row.source_id not in self._ids:
                if self._rows and self._order.time_before(row.occurred_at, self._rows[-1].occurred_at):
                    raise NotSorted
                self._ids.add(row.source_id)
                self._rows.append(row)
                self._offsets.append(offset)
        self._ended = ended
        self._length = min(self._chunk, 2 * self._length)
        self._junction.reach(stop, found=len(self._rows) > known)
        self._next = self._junction.behind(self._length)

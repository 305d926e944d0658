"""A vendor's time-sorted list, read piece by piece: which piece is wanted next, and what is known after it.

Pure: `wanted` names a stretch of offsets, whoever does the I/O reads it and hands it to `add`. Offsets are only
hints, because the list changes while it is walked. A stretch counts only where it joins what is known: where it
starts at the start of the list, holds a record known already, or starts with one that is certainly passed. Where
it does not, the run steps back; where all of it is passed, the run leaps ahead, by doubling, then halving.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Generic

from resolvers.model.filters import InstantRange
from resolvers.timeline.order import Mark, Order, R
from resolvers.timeline.seek import Front, Seek
from resolvers.timeline.span import ends, within
from resolvers.timeline.watermark import START, Disorder, Extent, Place, Reach, Stretch

MARGIN = 8
"""Records read beyond those wanted: what shows whether more follow, and the others of the last one's instant."""


class Run(Generic[R]):
    """The records behind `mark` that `keep` keeps, as far as they have been read.

    `want` is how many are wanted, `piece` how many records one reading may bring. `scanning` says that many records
    are read for one that is kept. With a `span`, no record without a time matches, and nothing is read beyond it.
    """

    def __init__(
        self,
        order: Order,
        *,
        mark: Mark | None = None,
        place: Place = START,
        want: int,
        piece: int,
        keep: Callable[[R], bool] | None = None,
        scanning: bool = False,
        span: InstantRange | None = None,
    ) -> None:
        self._order = order
        self._keep = keep
        self._span = span
        near, self._far = ends(order, span)
        self._mark = order.later(mark, None if near is None else Mark(near))
        self._place = place
        self._piece = piece
        self._length = piece if scanning else min(piece, want + place.passed + MARGIN)
        # A walk that is under way has seen the front of the list on its first page.
        self._front = Front(place.leading, settled=place.leading == 0 and place.offset > 0)
        self._timeless: dict[str, R] = {}
        self._rows: list[R] = []
        self._offsets: list[int] = []
        self._ids: set[str] = set()
        self._seek = Seek(max(0, place.offset - 1), self._length, piece)
        self._joined = False
        self._ended = False
        self._slack = 0
        self._stop = 0
        self._next = self._seek.stretch
        self.scanned = 0

    # ------------------------------------------------------------ what is known

    @property
    def wanted(self) -> Stretch | None:
        """What to read next; null where nothing more can match."""
        if self.reach.extent is Extent.EVERYTHING:
            return None
        return self._front.wanted(self._piece) if self._ended else self._next

    @property
    def reach(self) -> Reach:
        """How far the list is known."""
        if not self._joined:
            return Reach(Extent.NOTHING)
        last = self._rows[-1].occurred_at if self._rows else None
        if self._far is not None and last is not None and self._order.time_before(self._far, last):
            return Reach(Extent.EVERYTHING)
        if self._ended:
            whole = self._span is not None or self._front.settled
            return Reach(Extent.EVERYTHING if whole else Extent.ALL_TIMES)
        if not self._rows:
            return Reach(Extent.NOTHING)
        return Reach(Extent.UP_TO_A_TIME, last)

    def matches(self) -> list[R]:
        """The records behind the mark that are kept, as far as they were read, in no order."""
        rows = [*self._rows, *self._timeless.values()]
        return [row for row in rows if self._matches(row)]

    def place(self, mark: Mark | None) -> Place:
        """Where to go on behind a mark that lies within the reach."""
        if mark is None or not self._joined:
            return self._place
        times = [row.occurred_at for row in self._rows]
        index = next((i for i, time in enumerate(times) if not self._order.time_before(time, mark.time)), len(times))
        end = self._offsets[-1] + 1 if self._offsets else self._place.offset
        offset = self._offsets[index] if index < len(times) else end
        of_its_time = self._timeless.values() if mark.time is None else self._rows[index:]
        passed = sum(row.occurred_at == mark.time and self._order.passed(row, mark) for row in of_its_time)
        return Place(offset, passed, self._front.length, self._place.length)

    def _matches(self, row: R) -> bool:
        if self._order.passed(row, self._mark):
            return False
        if self._span is not None and not within(self._span, row.occurred_at):
            return False
        return self._keep is None or self._keep(row)

    # ------------------------------------------------------------ reading

    def add(self, start: int, rows: Sequence[R | None], *, ended: bool) -> None:
        """Take what was read at offset `start`; null stands for a record that could not be read.

        `ended` says that no record lies behind these. Raises `Disorder`.
        """
        self.scanned += len(rows)
        stop = start + len(rows)
        overlaps = any(row is not None and self._knows(row) for row in rows)
        for row in rows:
            if row is not None and row.occurred_at is None:
                self._timeless[row.source_id] = row
        timed = [(start + i, row) for i, row in enumerate(rows) if row is not None and row.occurred_at is not None]
        self._check(timed)
        self._front.see(start, stop, timed[0][0] if timed else None, ended=ended)
        if self._ended:
            return
        if self._joined:
            self._extend(start, stop, timed, overlaps=overlaps, ended=ended)
        else:
            before = rows[: timed[0][0] - start] if timed else ()
            # A record without a time in front of one with a time is of those that the vendor puts first.
            at_front = start == 0 or any(row is not None for row in before)
            self._find(start, stop, timed, at_front=at_front, ended=ended)

    def _check(self, timed: list[tuple[int, R]]) -> None:
        for (_, one), (_, other) in pairwise(timed):
            if one.occurred_at != other.occurred_at and self._order.time_before(other.occurred_at, one.occurred_at):
                raise Disorder

    def _before_mark(self, row: R) -> bool:
        return self._mark is not None and self._order.time_before(row.occurred_at, self._mark.time)

    def _find(self, start: int, stop: int, timed: list[tuple[int, R]], *, at_front: bool, ended: bool) -> None:
        """Look for the place where the list goes on behind the mark."""
        if not ended and self._all_before(stop, timed):
            self._next = self._seek.further(stop - 1)
        elif ended and not timed and start <= self._front.length:
            # Nothing has a time: what the vendor puts first is all there is.
            self._joined = self._ended = True
        elif not at_front and not (timed and self._before_mark(timed[0][1])):
            self._next = self._seek.back(start)
        else:
            self._joined = True
            self._append(stop, timed, ended=ended)

    def _all_before(self, stop: int, timed: list[tuple[int, R]]) -> bool:
        if self._mark is None:
            return False
        if timed:
            # Records without a time behind the last timed one are the list's tail: they are not before the mark.
            return self._before_mark(timed[-1][1]) and timed[-1][0] == stop - 1
        return self._mark.time is not None and stop <= self._front.length

    def _knows(self, row: R) -> bool:
        return row.source_id in (self._timeless if row.occurred_at is None else self._ids)

    def _extend(self, start: int, stop: int, timed: list[tuple[int, R]], *, overlaps: bool, ended: bool) -> None:
        """Go on behind what is known; where the list has moved so far that something may lie between, step back."""
        if start == 0 or overlaps or self._adjoins(start, timed):
            self._append(stop, timed, ended=ended)
        else:
            self._slack = 2 * self._slack + 1
            self._next = self._behind()

    def _adjoins(self, start: int, timed: list[tuple[int, R]]) -> bool:
        if not self._rows:
            return start <= self._stop
        return bool(timed) and self._order.time_before(timed[0][1].occurred_at, self._rows[-1].occurred_at)

    def _append(self, stop: int, timed: list[tuple[int, R]], *, ended: bool) -> None:
        # What stands before the records known already was passed: a page may begin earlier than what was asked for.
        first = next((i for i, (_, row) in enumerate(timed) if row.source_id in self._ids), 0)
        for offset, row in timed[first:]:
            if row.source_id not in self._ids:
                if self._rows and self._order.time_before(row.occurred_at, self._rows[-1].occurred_at):
                    raise Disorder
                self._ids.add(row.source_id)
                self._rows.append(row)
                self._offsets.append(offset)
        self._ended = ended
        self._stop = stop
        self._slack = 0
        self._length = min(self._piece, 2 * self._length)
        self._next = self._behind()

    def _behind(self) -> Stretch:
        """What is known last, so that the next stretch joins it, and what lies behind."""
        start = max(0, self._stop - 1 - self._slack)
        return Stretch(start, start + self._length + self._slack)

"""Finding a place again in a list that has moved."""

from collections.abc import Sequence

from resolvers.timeline.watermark import OffsetRange

FEW_CHUNKS = 4
"""A list that has become shorter has mostly become shorter by less than that."""


class ExponentialSearch:
    """Where to look for a place in a sorted list: by doubling leaps, then by halving what is left.

    `low` is the furthest offset known to lie before the place, `high` the nearest known not to. Behind the end of the
    list there is nothing to tell how far behind: so that few leaps are made there, and then the offset is halved.
    """

    def __init__(self, start: int, length: int, chunk: int) -> None:
        self._low: int | None = None
        self._high: int | None = None
        self._leap = 0
        self._chunk = chunk
        self.offsets = OffsetRange(start, start + length)

    def further(self, low: int) -> OffsetRange:
        """All that was read up to `low` lies before the place."""
        self._low = low if self._low is None else max(self._low, low)
        if self._high is None:
            start = self._low + self._leap
            self._leap = max(2 * self._leap, self._chunk)
        else:
            start = self._middle(self._low, self._high)
        return self._at(start)

    def back(self, high: int, *, beyond: bool = False) -> OffsetRange:
        """What was read from `high` on lies behind the place; `beyond` the end of the list, where there is nothing."""
        self._high = high if self._high is None else min(self._high, high)
        if self._low is not None and self._low < self._high:
            return self._at(self._middle(self._low, self._high))
        # The list has moved under the search, or nothing before the place is known yet.
        self._low = None
        self._leap = max(2 * self._leap, self._chunk)
        start = self._high - self._leap
        return self._at(min(start, self._high // 2) if beyond and self._leap > FEW_CHUNKS * self._chunk else start)

    def _middle(self, low: int, high: int) -> int:
        return low if high - low <= self._chunk else (low + high) // 2

    def _at(self, start: int) -> OffsetRange:
        start = max(0, start)
        return OffsetRange(start, start + self._chunk)


class Junction:
    """Where the next chunk has to start so that it joins the last one: at a record that is known already."""

    def __init__(self) -> None:
        self.stop = 0
        self._furthest = 0
        self._slack = 0
        self._by_offset = False

    def behind(self, length: int) -> OffsetRange:
        """What is known last, and `length` offsets from there on."""
        start = max(0, self.stop - 1 - self._slack)
        return OffsetRange(start, start + length + self._slack)

    def at_offset(self, start: int) -> bool:
        """Whether a chunk at `start` joins, whatever records it holds."""
        return start == 0 or (self._by_offset and start <= self.stop)

    def step_back(self) -> None:
        """The last chunk did not join: the list has moved so far that something may lie between."""
        self._slack = 2 * self._slack + 1

    def reach(self, stop: int, *, found: bool) -> None:
        """A chunk has joined that ends at `stop`; `found` says that it held a record that was not known."""
        # Where more records in a row cannot be read than a chunk holds, no known one joins what lies behind them.
        self._by_offset = not found and (self._by_offset or stop <= self._furthest)
        self._furthest = max(self._furthest, stop)
        self.stop = self._furthest if self._by_offset else stop
        self._slack = 0


class LeadingNulls:
    """The records without a time that a vendor puts first, though they come last: read again at the end."""

    def __init__(self, length: int, *, settled: bool) -> None:
        self.length = length
        self.settled = settled
        self._junction = Junction()
        self._ids: set[str] = set()

    @property
    def seen(self) -> int:
        """Up to which offset they were read without a gap."""
        return self._junction.stop

    def wanted(self, chunk: int) -> OffsetRange:
        """What of them was not read yet, and a record that was, to join it."""
        return self._junction.behind(min(chunk, max(2, self.length + 2 - self.seen)))

    def see(self, start: int, ids: Sequence[str | None], *, ended: bool) -> None:
        """A chunk was read that begins with records without a time of these ids, or that could not be read.

        `ended` says that a record with a time lies behind them, or none at all.
        """
        if start > self.seen:
            return
        if not self._junction.at_offset(start) and self._ids.isdisjoint(ids):
            self._junction.step_back()
            return
        found = {each for each in ids if each is not None} - self._ids
        self._ids |= found
        self._junction.reach(start + len(ids), found=bool(found))
        self.length = self.seen if ended else max(self.length, self.seen)
        self.settled = self.settled or ended

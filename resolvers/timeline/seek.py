"""Finding a place again in a list that has moved."""

from resolvers.timeline.watermark import OffsetRange


class ExponentialSearch:
    """Where to look for a place in a sorted list: by doubling leaps, then by halving what is left.

    `low` is the furthest offset known to lie before the place, `high` the nearest known not to.
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

    def back(self, high: int) -> OffsetRange:
        """What was read from `high` on lies behind the place."""
        self._high = high if self._high is None else min(self._high, high)
        if self._low is not None and self._low < self._high:
            return self._at(self._middle(self._low, self._high))
        # The list has moved under the search, or nothing before the place is known yet.
        self._low = None
        self._leap = max(2 * self._leap, self._chunk)
        return self._at(self._high - self._leap)

    def _middle(self, low: int, high: int) -> int:
        return low if high - low <= self._chunk else (low + high) // 2

    def _at(self, start: int) -> OffsetRange:
        start = max(0, start)
        return OffsetRange(start, start + self._chunk)


class LeadingNulls:
    """The records without a time that a vendor puts first, though they come last: read again at the end."""

    def __init__(self, length: int, *, settled: bool) -> None:
        self.length = length
        self.settled = settled
        self._seen = 0

    def wanted(self, chunk: int) -> OffsetRange:
        """Those offsets of them that were not read yet."""
        return OffsetRange(self._seen, self._seen + min(chunk, max(2, self.length + 1 - self._seen)))

    def see(self, start: int, stop: int, first_timed: int | None, *, ended: bool) -> None:
        """A chunk was read whose first record with a time is at `first_timed`."""
        if start > self._seen:
            return
        self._seen = max(self._seen, stop if first_timed is None else first_timed)
        self.length = max(self.length, self._seen)
        self.settled = self.settled or first_timed is not None or ended

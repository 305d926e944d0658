"""Whether a vendor's list is sorted by time, as its document says somewhere, or not, as it says elsewhere.

Learned from what the vendor sends: until it is known, each reading brings enough records to tell.
"""

from collections.abc import Sequence
from itertools import pairwise

from resolvers.timeline.order import Dated, Order
from resolvers.timeline.watermark import NotSorted, OffsetRange

PROOF = 25
"""Records that a reading brings at least, until the order is known."""

_DISTINCT = 8
"""So many different times in a row are not sorted by chance: once in 40,320 times."""

_ODD = 0.25
"""Of a sorted list, a record or two may have an odd time; of an unsorted one, every other record is out of place."""


class LearnedOrder:
    """What is known of one vendor's list."""

    def __init__(self) -> None:
        self._proven = False
        self.refuted = False

    def enough(self, offsets: OffsetRange) -> OffsetRange:
        """The offsets, or so many more that they tell."""
        if self._proven:
            return offsets
        # A list that is no longer than that is read from its start every time: by itself it may never tell.
        start = 0 if offsets.start < PROOF else offsets.start
        return OffsetRange(start, max(offsets.stop, start + PROOF))

    def observe(self, order: Order, rows: Sequence[Dated | None]) -> None:
        """Learn from records in the vendor's order; `NotSorted` where they refute it."""
        if self._proven:
            return
        times = [row.occurred_at for row in rows if row is not None and row.occurred_at is not None]
        steps = [(one, other) for one, other in pairwise(times) if one != other]
        wrong = sum(order.time_before(other, one) for one, other in steps)
        if wrong > _ODD * len(steps):
            self.refuted = len(steps) >= _DISTINCT
            raise NotSorted
        self._proven = not wrong and len(steps) >= _DISTINCT - 1

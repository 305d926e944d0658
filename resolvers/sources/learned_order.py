"""Whether a vendor's list is sorted by time, learned from what it sends.

Its document may say so in one place, and something else in another. Until it is known, each reading brings enough
records to tell.
"""

from collections.abc import Sequence

from resolvers.timeline import order_check
from resolvers.timeline.order import Dated, Order
from resolvers.timeline.watermark import NotSorted, OffsetRange


class LearnedOrder:
    """What is known of the order of one vendor's list."""

    def __init__(self) -> None:
        self._proven = False
        self.refuted = False

    def enough(self, offsets: OffsetRange) -> OffsetRange:
        """The offsets, or so many more that they tell."""
        return offsets if self._proven else order_check.enough(offsets)

    def observe(self, order: Order, rows: Sequence[Dated | None]) -> None:
        """Learn from records in the vendor's order; `NotSorted` where they refute it."""
        if self._proven:
            return
        evidence = order_check.evidence(order, rows)
        if evidence.contradicts:
            self.refuted = evidence.certain
            raise NotSorted
        self._proven = evidence.proves

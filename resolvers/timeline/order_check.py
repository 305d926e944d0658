"""Whether records come sorted by time, as far as some of them can tell."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from resolvers.timeline.order import Dated, Order
from resolvers.timeline.watermark import OffsetRange

PROOF = 25
"""Records that a reading brings at least, until the order is known."""

_DISTINCT = 8
"""So many different times in a row are not sorted by chance: once in 40,320 times."""

_ODD = 0.25
"""Of a sorted list, a record or two may have an odd time; of an unsorted one, every other record is out of place."""


class Evidence(msgspec.Struct, frozen=True):
    """Of `steps` from one time to another, so many are `wrong`."""

    steps: int
    wrong: int

    @property
    def contradicts(self) -> bool:
        """They are not sorted."""
        return self.wrong > _ODD * self.steps

    @property
    def certain(self) -> bool:
        """There are enough of them to say so of the whole list."""
        return self.steps >= _DISTINCT

    @property
    def proves(self) -> bool:
        """They are sorted, and not by chance."""
        return not self.wrong and self.steps >= _DISTINCT - 1


def enough(offsets: OffsetRange) -> OffsetRange:
    """The offsets, or so many more that their records tell whether they are sorted."""
    # A list that is no longer than that is read from its start every time: by itself it may never tell.
    start = 0 if offsets.start < PROOF else offsets.start
    return OffsetRange(start, max(offsets.stop, start + PROOF))


def evidence(order: Order, rows: Sequence[Dated | None]) -> Evidence:
    """What records in the vendor's order say."""
    times = [row.occurred_at for row in rows if row is not None and row.occurred_at is not None]
    steps = [(one, other) for one, other in pairwise(times) if one != other]
    return Evidence(len(steps), sum(order.time_before(other, one) for one, other in steps))

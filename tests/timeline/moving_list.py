"""A vendor's sorted list in memory that somebody else writes to between two readings."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from resolvers.model.enums import OrderDirection
from resolvers.model.records import Interaction
from resolvers.timeline.scan import SortedScan
from resolvers.timeline.watermark import OffsetRange

MOST_READS = 500


@dataclass
class MovingList:
    """Records sorted by time, those of one time in an order of the vendor's own.

    `unreadable` are the ids of those that it gives but nobody can read, `align` the grid that its pages lie on, `most`
    how many records it gives at once.
    """

    records: list[Interaction]
    direction: OrderDirection = OrderDirection.ASC
    timeless_first: bool = False
    unreadable: frozenset[str] = frozenset()
    align: int = 1
    most: int = 1000
    asked: list[OffsetRange] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._rows = self._sorted()

    def rows(self) -> list[Interaction]:
        """The list as it is now."""
        return self._rows

    def _sorted(self) -> list[Interaction]:
        by_chance = sorted(self.records, key=lambda row: (zlib.crc32(row.source_id.encode()), row.source_id))
        timed = [row for row in by_chance if row.occurred_at is not None]
        timed.sort(key=lambda row: row.occurred_at or "", reverse=self.direction is OrderDirection.DESC)
        timeless = [row for row in by_chance if row.occurred_at is None]
        return timeless + timed if self.timeless_first else timed + timeless

    def readable(self) -> list[Interaction]:
        """Those that can be read."""
        return [row for row in self.records if row.source_id not in self.unreadable]

    def serve(self, scan: SortedScan[Interaction]) -> bool:
        """Read what a scan wants next; false where it wants nothing more."""
        wanted = scan.wanted
        if wanted is None:
            return False
        self.asked.append(wanted)
        assert len(self.asked) < MOST_READS, "the scan goes on without end"
        rows = self.rows()
        start = wanted.start - wanted.start % self.align
        stop = min(-(-wanted.stop // self.align) * self.align, start + max(self.most, wanted.start - start + 2))
        page = [None if row.source_id in self.unreadable else row for row in rows[start:stop]]
        scan.add(start, page, ended=stop >= len(rows))
        return True

    def insert(self, rows: Iterable[Interaction]) -> None:
        """Add records."""
        self.records = [*self.records, *rows]
        self._rows = self._sorted()

    def delete(self, ids: Iterable[str]) -> None:
        """Remove records."""
        gone = set(ids)
        self.records = [row for row in self.records if row.source_id not in gone]
        self._rows = self._sorted()


def read_all(moving: MovingList, scan: SortedScan[Interaction]) -> None:
    """Read until the scan wants nothing more."""
    while moving.serve(scan):
        pass

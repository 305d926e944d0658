"""What walks over contacts have seen: kept in memory, bounded, so that a walk need not ask again whom it told already.

It is a memory and no more: a walk that is not found here, because another process began it, asks the source instead.
"""

import secrets
from collections import OrderedDict
from collections.abc import Iterable

from resolvers.timeline.merge import covers
from resolvers.timeline.order import Mark, Order
from resolvers.timeline.watermark import Extent, Reach

MOST_WALKS = 200
MOST_CONTACTS = 50_000
"""Of one walk; a longer one is no longer remembered."""


class Sightings:
    """Who was seen on one walk, and when last; complete down to `depth`."""

    def __init__(self) -> None:
        self._last: dict[str, str | None] = {}
        self.outside: dict[str, bool] = {}
        self.depth = Reach(Extent.NOTHING)

    def reaches(self, order: Order, mark: Mark | None) -> bool:
        """Whether everybody seen before the mark's time is known."""
        if mark is None:
            return True
        wanted = Reach(Extent.ALL_TIMES) if mark.time is None else Reach(Extent.UP_TO_A_TIME, mark.time)
        return covers(order, self.depth, wanted)

    def learn(self, order: Order, mark: Mark | None, rows: Iterable[tuple[str, str | None]], reach: Reach) -> None:
        """Take over what was read from the mark's time on: contacts by key with their times, in order."""
        if not self.reaches(order, mark) or len(self._last) > MOST_CONTACTS:
            return
        for key, time in rows:
            self._last.setdefault(key, time)
        if not covers(order, self.depth, reach):
            self.depth = reach

    def before(self, order: Order, key: str, mark: Mark) -> bool:
        """Whether a contact was seen at a time before the mark's."""
        return key in self._last and order.time_before(self._last[key], mark.time)


class Walks:
    """The walks that are remembered, by a token that their cursors carry; those used least recently go first."""

    def __init__(self) -> None:
        self._walks: OrderedDict[str, Sightings] = OrderedDict()

    def open(self, token: str | None) -> tuple[str, Sightings]:
        """The walk of a token, or a new one."""
        token = token or secrets.token_urlsafe(6)
        if token not in self._walks:
            self._walks[token] = Sightings()
            while len(self._walks) > MOST_WALKS:
                self._walks.popitem(last=False)
        self._walks.move_to_end(token)
        return token, self._walks[token]

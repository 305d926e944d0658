"""What walks over contacts have seen: kept in memory, bounded, so that a walk need not ask again whom it told already.

It is a memory and no more: a walk that is not found here, because another process began it, asks the source instead.
"""

import secrets
from collections import OrderedDict
from collections.abc import Iterable

from resolvers.timeline.merge import covers
from resolvers.timeline.order import Order, SortKeyBound
from resolvers.timeline.watermark import Level, Watermark

MOST_WALKS = 200
MOST_CONTACTS = 50_000
"""Of one walk; a longer one is no longer remembered."""


class SeenContacts:
    """Who was seen on one walk, and when last; complete down to `depth`."""

    def __init__(self) -> None:
        self._last: dict[str, str | None] = {}
        self.outside: dict[str, bool] = {}
        self.depth = Watermark(Level.NOTHING)

    def reaches(self, order: Order, bound: SortKeyBound | None) -> bool:
        """Whether everybody seen before the bound's time is known."""
        if bound is None:
            return True
        wanted = Watermark(Level.ALL_TIMES) if bound.time is None else Watermark(Level.UP_TO_A_TIME, bound.time)
        return covers(order, self.depth, wanted)

    def learn(
        self, order: Order, bound: SortKeyBound | None, rows: Iterable[tuple[str, str | None]], watermark: Watermark
    ) -> None:
        """Take over what was read from the bound's time on: contacts by key with their times, in order."""
        if not self.reaches(order, bound) or len(self._last) > MOST_CONTACTS:
            return
        for key, time in rows:
            self._last.setdefault(key, time)
        if not covers(order, self.depth, watermark):
            self.depth = watermark

    def before(self, order: Order, key: str, bound: SortKeyBound) -> bool:
        """Whether a contact was seen at a time before the bound's."""
        return key in self._last and order.time_before(self._last[key], bound.time)


class RememberedWalks:
    """The walks that are remembered, by a token that their cursors carry; those used least recently go first."""

    def __init__(self) -> None:
        self._walks: OrderedDict[str, SeenContacts] = OrderedDict()

    def open(self, token: str | None) -> tuple[str, SeenContacts]:
        """The walk of a token, or a new one."""
        token = token or secrets.token_urlsafe(6)
        if token not in self._walks:
            self._walks[token] = SeenContacts()
            while len(self._walks) > MOST_WALKS:
                self._walks.popitem(last=False)
        self._walks.move_to_end(token)
        return token, self._walks[token]

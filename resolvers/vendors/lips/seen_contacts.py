"""What walks over contacts have seen: kept in memory, bounded, so that a walk need not ask again whom it told already.

It is a memory and no more: a walk that is not found here, because another process began it, asks the source instead.
"""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable

from resolvers.timeline.merge import covers
from resolvers.timeline.order import Order, SortKeyBound
from resolvers.timeline.watermark import Level, Watermark

MOST_WALKS = 200
MOST_CONTACTS = 50_000
"""Of one walk; a longer one is no longer remembered."""
MOST_TOGETHER = 200_000
"""Contacts of all walks; the walks used least recently go first."""
KEPT_SECONDS = 600.0
"""How long a walk is remembered after it was last gone on with."""

_TOKEN_BYTES = 6
_LONGEST_TOKEN = 8
"""Characters of our own; a longer one is a caller's."""


class SeenContacts:
    """Who was seen on one walk, and when last; complete down to `depth`."""

    def __init__(self) -> None:
        self._last: dict[str, str | None] = {}
        self.outside: dict[str, bool] = {}
        self.depth = Watermark(Level.NOTHING)
        self.used_at = 0.0

    @property
    def size(self) -> int:
        """How many contacts it takes the room of."""
        return len(self._last) + len(self.outside)

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
        for key, moment in rows:
            self._last.setdefault(key, moment)
        if not covers(order, self.depth, watermark):
            self.depth = watermark

    def before(self, order: Order, key: str, bound: SortKeyBound) -> bool:
        """Whether a contact was seen at a time before the bound's."""
        return key in self._last and order.time_before(self._last[key], bound.time)


class RememberedWalks:
    """The walks that are remembered, by a token that their cursors carry; those used least recently go first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._walks: OrderedDict[str, SeenContacts] = OrderedDict()

    @property
    def size(self) -> int:
        """How many contacts are remembered."""
        return sum(walk.size for walk in self._walks.values())

    def open(self, token: str | None) -> tuple[str, SeenContacts]:
        """The walk of a token, or a new one."""
        if not token or len(token) > _LONGEST_TOKEN:
            token = secrets.token_urlsafe(_TOKEN_BYTES)
        now = self._clock()
        walk = self._walks.pop(token, None)
        if walk is None or now - walk.used_at > KEPT_SECONDS or walk.size > MOST_TOGETHER:
            walk = SeenContacts()
        walk.used_at = now
        self._make_room(walk.size, now)
        self._walks[token] = walk
        return token, walk

    def _make_room(self, contacts: int, now: float) -> None:
        """For one more, of so many contacts; those that are too old go as well."""
        contacts += self.size
        for token, walk in tuple(self._walks.items()):
            old = now - walk.used_at > KEPT_SECONDS
            if not old and len(self._walks) < MOST_WALKS and contacts <= MOST_TOGETHER:
                return
            contacts -= walk.size
            del self._walks[token]

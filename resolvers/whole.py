"""Reading lists from end to end, where their vendor gives them in no order that counts."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic

from resolvers.exchange import Ask
from resolvers.failures import BudgetExhausted
from resolvers.feed.order import R
from resolvers.feed.window import NumberedPage
from resolvers.lists import PageSize, ReadPage

MOST_UNFINISHED = 32
"""Readings that ran out of budget and are kept; those that are oldest go first."""

KEPT_SECONDS = 60.0
"""How long: the longer the wait, the more may have moved."""


@dataclass
class _Reading(Generic[R]):
    size: int
    number: int = 1
    rows: dict[str, R] = field(default_factory=dict)
    ended: bool = False
    kept_at: float = 0.0


class WholeLists(Generic[R]):
    """The lists of one vendor that are read whole. One that runs out of budget is gone on with when asked for again."""

    def __init__(self, size: PageSize, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._clock = clock
        self._unfinished: OrderedDict[Hashable, _Reading[R]] = OrderedDict()

    async def read(self, ask: Ask, query: Hashable, page: ReadPage[R]) -> list[R]:
        """Every record of the list of a query, each once; `BudgetExhausted` where that takes more than `ask` may."""
        reading = self._unfinished.pop(query, None)
        if reading is None or reading.size != self._size.largest or self._clock() - reading.kept_at > KEPT_SECONDS:
            reading = _Reading(self._size.largest)
        try:
            while not reading.ended:
                await self._read_on(ask, reading, page)
        except BudgetExhausted:
            self._keep(query, reading)
            raise
        return list(reading.rows.values())

    async def _read_on(self, ask: Ask, reading: _Reading[R], page: ReadPage[R]) -> None:
        asked = NumberedPage(reading.number, reading.size)
        got = await page(ask, asked.number, asked.size)
        used = self._size.learn(asked, got)
        if used is not None:
            reading.size = used
            if reading.number > 1:
                reading.number, reading.rows = 1, {}
                return
        rows = {row.source_id: row for row in got.rows if row is not None}
        # A vendor may answer a page behind the last one with the last one.
        repeated = bool(rows) and rows.keys() <= reading.rows.keys()
        reading.rows.update(rows)
        reading.ended = got.last or repeated
        reading.number += 1

    def _keep(self, query: Hashable, reading: _Reading[R]) -> None:
        reading.kept_at = self._clock()
        self._unfinished[query] = reading
        while len(self._unfinished) > MOST_UNFINISHED:
            self._unfinished.popitem(last=False)

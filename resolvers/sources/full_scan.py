"""Reading lists from end to end, where their vendor gives them in no order that counts."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic

from cachetools import LRUCache

from resolvers.model.errors import BudgetExhausted
from resolvers.model.http import Fetch
from resolvers.sources.paging import PageSize, ReadPage, VendorPage
from resolvers.timeline.order import R
from resolvers.timeline.page_numbers import NumberedPage

MOST_UNFINISHED = 32
"""Readings that ran out of budget and are kept; those that are oldest go first."""

MOST_UNFINISHED_ROWS = 50_000
"""Records that they may hold together, but for the newest of them."""

KEPT_SECONDS = 60.0
"""How long: the longer the wait, the more may have moved."""

MOST_LENGTHS = 4096
"""Lists of which it is remembered how many pages they had."""


@dataclass
class _Reading(Generic[R]):
    size: int
    number: int = 1
    rows: dict[str, R] = field(default_factory=dict)
    page: frozenset[str] = frozenset()
    """Those of the page read last."""
    ended: bool = False
    kept_at: float = 0.0


class FullScans(Generic[R]):
    """The lists of one vendor that are read whole. One that runs out of budget is gone on with when asked for again."""

    def __init__(self, size: PageSize, clock: Callable[[], float] = time.monotonic) -> None:
        self._size = size
        self._clock = clock
        self._unfinished: OrderedDict[bytes, _Reading[R]] = OrderedDict()
        self._lengths: LRUCache[bytes, int] = LRUCache(MOST_LENGTHS)

    async def read(self, fetch: Fetch, query: Hashable, page: ReadPage[R], *, pages: int = 1) -> list[R]:
        """Every record of the list of a query, each once; `BudgetExhausted` where that takes more than `fetch` may.

        So many `pages` there are at least, as far as the caller knows, or as there were the last time: they are read at
        once, the others one by one.
        """
        key = _digest(query)
        pages = max(pages, self._lengths.get(key, 1))
        reading = self._unfinished.pop(key, None)
        if reading is None or self._clock() - reading.kept_at > KEPT_SECONDS:
            reading = _Reading(self._size.largest)
        try:
            while not reading.ended:
                await self._read_on(fetch, reading, page, pages)
        except BudgetExhausted:
            self._predicate(key, reading)
            raise
        self._lengths[key] = reading.number - 1
        return list(reading.rows.values())

    async def _read_on(self, fetch: Fetch, reading: _Reading[R], page: ReadPage[R], pages: int) -> None:
        numbers = range(reading.number, max(reading.number, pages) + 1)
        size = reading.size
        answers = await asyncio.gather(*(page(fetch, number, size) for number in numbers), return_exceptions=True)
        for number, got in zip(numbers, answers, strict=True):
            if reading.ended or number != reading.number:
                # What comes behind the end, or after pages of another size.
                return
            if isinstance(got, BaseException):
                raise got
            self._take(reading, NumberedPage(number, size), got)

    def _take(self, reading: _Reading[R], asked: NumberedPage, got: VendorPage[R]) -> None:
        # A shorter page further on may be one that was thinned out: only the first tells what its vendor does not.
        used = self._size.learn(asked, got) if got.size or asked.number == 1 else None
        if used is not None:
            reading.size = used
            if reading.number > 1:
                reading.number, reading.rows, reading.page = 1, {}, frozenset()
                return
        rows = {row.source_id: row for row in got.rows if row is not None}
        # A vendor may answer a page behind the last one with the last one.
        repeated = bool(rows) and rows.keys() == reading.page
        reading.page = frozenset(rows)
        reading.rows.update(rows)
        reading.ended = got.last or repeated
        reading.number += 1

    def _predicate(self, key: bytes, reading: _Reading[R]) -> None:
        reading.kept_at = self._clock()
        self._unfinished[key] = reading
        rows = sum(len(kept.rows) for kept in self._unfinished.values())
        while len(self._unfinished) > MOST_UNFINISHED or (rows > MOST_UNFINISHED_ROWS and len(self._unfinished) > 1):
            _, oldest = self._unfinished.popitem(last=False)
            rows -= len(oldest.rows)


def _digest(query: Hashable) -> bytes:
    """What a query is remembered by: it holds what callers gave, as long as they like."""
    return hashlib.blake2b(repr(query).encode(errors="surrogatepass"), digest_size=16).digest()

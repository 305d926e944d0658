"""Reading lists from end to end, where their vendor gives them in no order that counts."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic

from cachetools import LRUCache

from resolvers.model.errors import BudgetExhausted, SourceFailure
from resolvers.model.http import Fetch
from resolvers.sources.paging import PageSize, ReadPage, VendorPage
from resolvers.timeline.order import R
from resolvers.timeline.page_numbers import NumberedPage

MOST_UNFINISHED = 32
"""Readings that were broken off and are kept; those that are oldest go first."""

MOST_UNFINISHED_ROWS = 50_000
"""Records that they may hold together, but for the newest of them."""

KEPT_SECONDS = 60.0
"""How long they are kept after their last page: the longer the wait, the more may have moved."""

MOST_LENGTHS = 4096
"""Lists of which it is remembered how many pages they had."""


@dataclass
class _Reading(Generic[R]):
    """`number` is the page that is to be taken next, `ahead` what was read behind it, `seen` the last page's keys."""

    size: int
    number: int = 1
    rows: dict[str, R] = field(default_factory=dict)
    page: frozenset[str] = frozenset()
    """Those of the page taken last."""
    ahead: dict[int, VendorPage[R]] = field(default_factory=dict)
    seen: tuple[int, Sequence[str | None]] = (0, ())
    ended: bool = False
    read_at: float = 0.0

    @property
    def held(self) -> int:
        """Records in memory."""
        return len(self.rows) + sum(len(page.rows) for page in self.ahead.values())


class FullScans(Generic[R]):
    """The lists of one vendor that are read whole.

    One that runs out of budget, or fails in passing, is gone on with when it is asked for again soon.
    """

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
        if reading is None or self._clock() - reading.read_at > KEPT_SECONDS:
            reading = _Reading(self._size.largest)
        try:
            if await self._moved(fetch, reading, page):
                reading = _Reading(self._size.largest)
            while not reading.ended:
                await self._read_on(fetch, reading, page, pages)
        except BudgetExhausted:
            self._keep(key, reading)
            raise
        except SourceFailure as failure:
            if failure.error.retryable:
                self._keep(key, reading)
            raise
        self._lengths[key] = reading.number - 1
        return list(reading.rows.values())

    async def _moved(self, fetch: Fetch, reading: _Reading[R], page: ReadPage[R]) -> bool:
        """Whether the last page that was read is another one by now, and with it maybe those before.

        Not asked with the last request that is allowed: then no list would ever come to its end.
        """
        number, keys = reading.seen
        if not number or (fetch.allowance is not None and fetch.allowance < 2):
            return False
        return _keys(await page(fetch, number, reading.size)) != keys

    async def _read_on(self, fetch: Fetch, reading: _Reading[R], page: ReadPage[R], pages: int) -> None:
        size = reading.size
        wanted = range(reading.number, max(reading.number, pages) + 1)
        numbers = [number for number in wanted if number not in reading.ahead]
        answers = await asyncio.gather(*(page(fetch, number, size) for number in numbers), return_exceptions=True)
        failures: dict[int, BaseException] = {}
        for number, got in zip(numbers, answers, strict=True):
            if isinstance(got, BaseException):
                failures[number] = got
            else:
                reading.ahead[number] = got
                reading.read_at = self._clock()
                reading.seen = max(reading.seen, (number, _keys(got)), key=lambda seen: seen[0])
        while not reading.ended and reading.size == size and (found := reading.ahead.pop(reading.number, None)):
            self._take(reading, NumberedPage(reading.number, size), found)
        # What fails behind the end, or after pages of another size, is of no interest.
        if not reading.ended and reading.size == size and reading.number in failures:
            raise failures[reading.number]

    def _take(self, reading: _Reading[R], asked: NumberedPage, got: VendorPage[R]) -> None:
        # A shorter page further on may be one that was thinned out: only the first tells what its vendor does not.
        used = self._size.learn(asked, got) if got.size or asked.number == 1 else None
        if used is not None:
            reading.size = used
            reading.ahead.clear()
            if reading.number > 1:
                reading.number, reading.rows, reading.page, reading.seen = 1, {}, frozenset(), (0, ())
                return
            reading.seen = (1, _keys(got))
        rows = {row.source_id: row for row in got.rows if row is not None}
        # A vendor may answer a page behind the last one with the last one.
        repeated = bool(rows) and rows.keys() == reading.page
        reading.page = frozenset(rows)
        reading.rows.update(rows)
        reading.ended = got.last or repeated
        reading.number += 1

    def _keep(self, key: bytes, reading: _Reading[R]) -> None:
        self._unfinished[key] = reading
        held = sum(kept.held for kept in self._unfinished.values())
        while len(self._unfinished) > MOST_UNFINISHED or (held > MOST_UNFINISHED_ROWS and len(self._unfinished) > 1):
            _, dropped = self._unfinished.popitem(last=False)
            held -= dropped.held


def _digest(query: Hashable) -> bytes:
    """What a query is remembered by: it holds what callers gave, as long as they like."""
    return hashlib.blake2b(repr(query).encode(errors="surrogatepass"), digest_size=16).digest()


def _keys(page: VendorPage[R]) -> Sequence[str | None]:
    return [None if row is None else row.source_id for row in page.rows]

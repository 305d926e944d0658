"""Pages as a vendor gives them, and the ways in which a list of them is read."""

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol

import msgspec

from resolvers.model.enums import OrderDirection
from resolvers.model.http import Fetch
from resolvers.timeline.order import R
from resolvers.timeline.page_numbers import NumberedPage
from resolvers.timeline.watermark import OffsetRange

_log = logging.getLogger("touchpoint.paging")

SMALLEST_CAP = 25
"""No vendor is taken to give fewer records at once, whatever is asked for: a shorter page is the end of a list."""

OVERLAP = 10
"""Records that pages may be larger by where they overlap."""

CAP_SECONDS = 60.0
"""How long it is remembered that a vendor gave less than it was asked for."""


class VendorPage(msgspec.Struct, Generic[R], frozen=True):
    """One page as a vendor gave it. `rows` holds null for a record that cannot be read.

    `size` is the page size that the vendor says it used and `pages` how many pages there are, where it tells.
    """

    rows: list[R | None]
    last: bool
    size: int | None = None
    pages: int | None = None


class Chunk(msgspec.Struct, Generic[R], frozen=True):
    """What was read, at offset `start` in the order of reading; `ended` where nothing lies behind it."""

    start: int
    rows: list[R | None]
    ended: bool


class Reader(Protocol[R]):
    """A list sorted by time, read by offsets in the order asked for."""

    @property
    def chunk(self) -> int:
        """How many records one reading may bring at most."""
        ...

    @property
    def length(self) -> int:
        """How long the list was when reading began, where it is read from its end; else 0."""
        ...

    async def read(self, fetch: Fetch, offsets: OffsetRange) -> Chunk[R]:
        """At least these offsets, as far as the list goes; maybe more, on either side."""
        ...


ReadPage = Callable[[Fetch, int, int], Awaitable[VendorPage[R]]]
"""Reads a page by its number, counted from 1, and its size."""


class PageSize:
    """The size of page to ask a vendor for: the largest that it may give, or less for a while after it gave less.

    It is never less than `SMALLEST_CAP`: one odd answer must not make every page cost many requests.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._cap: int | None = None
        self._cap_ends = 0.0
        self._aligned_until = 0.0

    @property
    def largest(self) -> int:
        """Records that one page may hold, as far as is known now."""
        if self._cap is not None and self._clock() >= self._cap_ends:
            _log.info("pages of up to %d records are asked for again", self._most)
            self._cap = None
        return self._most if self._cap is None else self._cap

    @property
    def overlapping(self) -> int:
        """The same for pages that overlap by a few records: so many more, that no more pages are needed for it.

        A vendor that did not grant them is not asked for them again for a while: what is asked for as others ask for it
        can be shared with them.
        """
        grants = self.largest == self._most and self._clock() >= self._aligned_until
        return self.largest + OVERLAP if grants else self.largest

    def learn(self, asked: NumberedPage, page: VendorPage[R]) -> int | None:
        """The size that the vendor used instead of the one asked for; null where it did as asked.

        A page that holds more records than its vendor says it can was not cut to that size.
        """
        used = page.size or None
        if used is None and not page.last and page.rows:
            used = len(page.rows)
        if used is None or used >= asked.size or used < len(page.rows):
            return None
        if asked.size > self._most:
            self._aligned_until = self._clock() + CAP_SECONDS
        self.cap(used)
        return used

    def cap(self, size: int) -> None:
        """The vendor gave no more than that, though more was asked for."""
        cap = min(max(size, SMALLEST_CAP), self._most)
        if cap < self.largest:
            _log.warning("a vendor gives pages of %d records where %d were asked for", size, self.largest)
            self._cap = cap
        self._cap_ends = self._clock() + CAP_SECONDS


class PagedList(msgspec.Struct, Generic[R], frozen=True):
    """How a sorted list is read from its start: by pages of up to `size` records, in the vendor's direction."""

    read: ReadPage[R]
    direction: OrderDirection
    size: PageSize

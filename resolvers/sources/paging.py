"""Pages as a vendor gives them, and the ways in which a list of them is read."""

from collections.abc import Awaitable, Callable
from typing import Generic, Protocol

import msgspec

from resolvers.model.enums import OrderDirection
from resolvers.model.http import Fetch
from resolvers.timeline.order import R
from resolvers.timeline.page_numbers import NumberedPage
from resolvers.timeline.watermark import OffsetRange

SMALLEST_CAP = 25
"""A page of fewer records is the end of a list, whatever was asked for."""


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
    """The largest page that a vendor is known to give: what we ask for, until it gives less."""

    def __init__(self, largest: int) -> None:
        self.largest = largest
        self.given = SMALLEST_CAP
        """So many records are known to come at once: fewer are the end of a list."""

    def learn(self, asked: NumberedPage, page: VendorPage[R]) -> int | None:
        """The size that the vendor used instead of the one asked for; null where it did as asked."""
        used = page.size or None
        if used is None and not page.last and page.rows:
            used = len(page.rows)
        if used is None or used >= asked.size:
            return None
        self.largest = used
        return used


class PagedList(msgspec.Struct, Generic[R], frozen=True):
    """How a sorted list is read from its start: by pages of up to `size` records, in the vendor's direction."""

    read: ReadPage[R]
    direction: OrderDirection
    size: PageSize

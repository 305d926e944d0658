"""Reading a vendor's list by offsets, whatever the vendor pages by."""

from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar

import msgspec

from resolvers.exchange import Ask
from resolvers.feed.archive import Archive
from resolvers.feed.order import R
from resolvers.feed.plan import Plan, Whose
from resolvers.feed.reach import Disorder, Place, Stretch
from resolvers.feed.sortedness import Sortedness
from resolvers.feed.window import NumberedPage, cover
from resolvers.filters import Filter
from resolvers.vocabulary import OrderDirection, Source

Q = TypeVar("Q")

SMALLEST_CAP = 25
"""A page of fewer records is the end of a list, whatever was asked for."""

_TRIES = 3
"""How often a stretch is planned anew when the vendor makes its pages smaller than asked for."""


class VendorPage(msgspec.Struct, Generic[R], frozen=True):
    """One page as a vendor gave it. `rows` holds null for a record that cannot be read.

    `size` is the page size that the vendor says it used and `pages` how many pages there are, where it tells.
    """

    rows: list[R | None]
    last: bool
    size: int | None = None
    pages: int | None = None


class Piece(msgspec.Struct, Generic[R], frozen=True):
    """What was read, at offset `start` in the order of reading; `ended` where nothing lies behind it."""

    start: int
    rows: list[R | None]
    ended: bool


class Reader(Protocol[R]):
    """A list sorted by time, read by offsets in the order asked for."""

    @property
    def piece(self) -> int:
        """How many records one reading may bring at most."""
        ...

    @property
    def length(self) -> int:
        """How long the list was when reading began, where it is read from its end; else 0."""
        ...

    async def read(self, ask: Ask, stretch: Stretch) -> Piece[R]:
        """At least the stretch, as far as the list goes; maybe more, on either side."""
        ...


class Lister(Protocol[R, Q]):
    """A source's list of one kind of records; `sortedness` is what was learned of its order."""

    source: Source
    sortedness: Sortedness

    def plan(self, filter_: Filter, of: Whose | None) -> Plan[Q]:
        """What the source makes of a filter; `of` names the contacts whose records are asked for, if any."""
        ...

    def reader(self, query: Q, direction: OrderDirection, place: Place) -> Reader[R] | None:
        """A reader that goes on from `place`; null where the vendor documents no order."""
        ...

    async def archive(self, ask: Ask, query: Q) -> Archive[R]:
        """The list from end to end; `BudgetExhausted` where that takes more than `ask` may."""
        ...


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


class OffsetReader(Generic[R]):
    """A list of a vendor that takes an offset and a limit."""

    length = 0

    def __init__(self, page: Callable[[Ask, int, int], Awaitable[VendorPage[R]]], size: PageSize) -> None:
        self._page = page
        self._size = size

    @property
    def piece(self) -> int:
        """As much as one request brings."""
        return self._size.largest

    async def read(self, ask: Ask, stretch: Stretch) -> Piece[R]:
        """The stretch. Fewer records than asked for are the end of the list, or all that the vendor gives at once."""
        limit = stretch.stop - stretch.start
        page = await self._page(ask, stretch.start, limit)
        given = len(page.rows)
        if given >= limit or given < self._size.given:
            self._size.given = max(self._size.given, given)
            return Piece(stretch.start, page.rows, ended=given < limit)
        if ask.allowance == 0:
            return Piece(stretch.start, page.rows, ended=False)
        rest = await self._page(ask, stretch.start + given, limit - given)
        if rest.rows:
            self._size.largest = given
        return Piece(stretch.start, page.rows + rest.rows, ended=not rest.rows)


class NumberedReader(Generic[R]):
    """A list of a vendor that takes a page number and a page size."""

    length = 0

    def __init__(
        self, page: Callable[[Ask, int, int], Awaitable[VendorPage[R]]], size: PageSize, *, from_end: bool = False
    ) -> None:
        self._page = page
        self._size = size
        self._from_end = from_end

    @property
    def piece(self) -> int:
        """As much as one page holds."""
        return self._size.largest

    async def read(self, ask: Ask, stretch: Stretch) -> Piece[R]:
        """The page that holds the stretch, or as much of it, from its start (or its end) on, as one page can."""
        for _ in range(_TRIES):
            pages = cover(stretch.start, stretch.stop, self._size.largest, from_end=self._from_end)
            rows: list[R | None] = []
            for asked in pages:
                page = await self._page(ask, asked.number, asked.size)
                if self._size.learn(asked, page) is not None:
                    # Offsets were counted in pages of another size: plan anew.
                    break
                rows += page.rows
                if page.last:
                    return Piece(pages[0].start, rows, ended=True)
            else:
                return Piece(pages[0].start, rows, ended=False)
        raise Disorder


class ReversedReader(Generic[R]):
    """A list that its vendor gives in one direction only, read in the other, from its last page.

    Offsets count from the end of the list, as long as it was when reading began.
    """

    def __init__(self, page: Callable[[Ask, int, int], Awaitable[VendorPage[R]]], size: PageSize, length: int) -> None:
        self._page = page
        self._size = size
        self._forward = NumberedReader(page, size, from_end=True)
        self.length = length

    @property
    def piece(self) -> int:
        """As much as one page holds."""
        return self._size.largest

    async def read(self, ask: Ask, stretch: Stretch) -> Piece[R]:
        """The stretch counted from the end; the first reading finds out where the end is."""
        if self.length == 0:
            return await self._read_end(ask, stretch.stop - stretch.start)
        stop = max(1, self.length - stretch.start)
        start = max(0, self.length - stretch.stop)
        piece = await self._forward.read(ask, Stretch(start, max(stop, start + 1)))
        if not piece.rows and piece.start == 0:
            return Piece(0, [], ended=True)
        if not piece.rows or (stretch.start == 0 and not piece.ended):
            # The list has shrunk or grown: its end is not where it was.
            return await self._read_end(ask, stretch.stop - stretch.start)
        return self._reversed(piece)

    async def _read_end(self, ask: Ask, size: int) -> Piece[R]:
        size = min(size, self._size.largest)
        asked = NumberedPage(1, size)
        first = await self._page(ask, 1, size)
        size = self._size.learn(asked, first) or size
        if first.last:
            return self._reversed(Piece(0, first.rows, ended=True))
        if first.pages is None:
            raise Disorder
        last = await self._page(ask, first.pages, size)
        return self._reversed(Piece((first.pages - 1) * size, last.rows, ended=True))

    def _reversed(self, piece: Piece[R]) -> Piece[R]:
        if piece.ended and piece.rows:
            self.length = piece.start + len(piece.rows)
        start = max(0, self.length - piece.start - len(piece.rows))
        return Piece(start, piece.rows[::-1], ended=piece.start == 0)

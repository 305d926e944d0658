"""Reading a vendor's list by offsets, whatever the vendor pages by."""

from typing import Generic

from resolvers.model.http import Ask
from resolvers.sources.protocol import PageSize, Piece, ReadPage
from resolvers.timeline.order import R
from resolvers.timeline.page_numbers import NumberedPage, cover
from resolvers.timeline.watermark import Disorder, Stretch

_TRIES = 3
"""How often a stretch is planned anew when the vendor makes its pages smaller than asked for."""


class OffsetReader(Generic[R]):
    """A list of a vendor that takes an offset and a limit."""

    length = 0

    def __init__(self, page: ReadPage[R], size: PageSize) -> None:
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

    def __init__(self, page: ReadPage[R], size: PageSize, *, from_end: bool = False) -> None:
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

    def __init__(self, page: ReadPage[R], size: PageSize, length: int) -> None:
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

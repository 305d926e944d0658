"""Reading a vendor's list by offsets, whatever the vendor pages by."""

from typing import Generic

from resolvers.model.http import Fetch
from resolvers.sources.paging import SMALLEST_CAP, Chunk, PageSize, ReadPage
from resolvers.timeline.order import R
from resolvers.timeline.page_numbers import NumberedPage, cover
from resolvers.timeline.watermark import NotSorted, OffsetRange

_TRIES = 3
"""How often offsets are planned anew when the vendor makes its pages smaller than asked for."""


class OffsetReader(Generic[R]):
    """A list of a vendor that takes an offset and a limit."""

    length = 0

    def __init__(self, page: ReadPage[R], size: PageSize) -> None:
        self._page = page
        self._size = size

    @property
    def chunk(self) -> int:
        """As much as one request brings."""
        return self._size.largest

    async def read(self, fetch: Fetch, offsets: OffsetRange) -> Chunk[R]:
        """These offsets. Fewer records than asked for are the end of the list, or all that the vendor gives at once.

        Only what comes behind them tells which: where it is nothing, the list has ended.
        """
        limit = offsets.stop - offsets.start
        page = await self._page(fetch, offsets.start, limit)
        given = len(page.rows)
        if given >= limit or page.last or given < SMALLEST_CAP:
            return Chunk(offsets.start, page.rows, ended=page.last or given < min(limit, SMALLEST_CAP))
        if fetch.allowance == 0:
            return Chunk(offsets.start, page.rows, ended=False)
        rest = await self._page(fetch, offsets.start + given, limit - given)
        if rest.rows:
            self._size.cap(given)
        return Chunk(offsets.start, page.rows + rest.rows, ended=not rest.rows)


class NumberedReader(Generic[R]):
    """A list of a vendor that takes a page number and a page size.

    A vendor that twice gives less than it was asked for is believed for as long as this list is read, however little
    it gives; once may be one odd answer.
    """

    length = 0

    def __init__(self, page: ReadPage[R], size: PageSize, *, from_end: bool = False) -> None:
        self._page = page
        self._size = size
        self._from_end = from_end
        self._largest: int | None = None

    @property
    def chunk(self) -> int:
        """As much as one page holds."""
        return self._size.largest if self._largest is None else min(self._largest, self._size.largest)

    async def read(self, fetch: Fetch, offsets: OffsetRange) -> Chunk[R]:
        """The page that holds the offsets, or as many of them, from the start (or the end) on, as one page can."""
        for attempt in range(_TRIES):
            pages = cover(offsets.start, offsets.stop, self.chunk, from_end=self._from_end)
            rows: list[R | None] = []
            for asked in pages:
                page = await self._page(fetch, asked.number, asked.size)
                used = self._size.learn(asked, page)
                if used is not None:
                    # Offsets were counted in pages of another size: plan anew.
                    self._largest = used if attempt or self._largest is not None else None
                    break
                if not page.last and len(page.rows) != asked.size:
                    # Its pages count something else than records, so that offsets mean nothing.
                    raise NotSorted
                rows += page.rows
                if page.last:
                    return Chunk(pages[0].start, rows, ended=True)
            else:
                return Chunk(pages[0].start, rows, ended=False)
        raise NotSorted


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
    def chunk(self) -> int:
        """As much as one page holds."""
        return self._forward.chunk

    async def read(self, fetch: Fetch, offsets: OffsetRange) -> Chunk[R]:
        """The offsets counted from the end; the first reading finds out where the end is."""
        if self.length == 0:
            return await self._read_end(fetch, offsets.stop - offsets.start)
        stop = max(1, self.length - offsets.start)
        start = max(0, self.length - offsets.stop)
        chunk = await self._forward.read(fetch, OffsetRange(start, max(stop, start + 1)))
        if not chunk.rows and chunk.start == 0:
            return Chunk(0, [], ended=True)
        if not chunk.rows or (offsets.start == 0 and not chunk.ended):
            # The list has shrunk or grown: its end is not where it was.
            return await self._read_end(fetch, offsets.stop - offsets.start)
        return self._reversed(chunk)

    async def _read_end(self, fetch: Fetch, size: int) -> Chunk[R]:
        size = min(size, self._size.largest)
        asked = NumberedPage(1, size)
        first = await self._page(fetch, 1, size)
        size = self._size.learn(asked, first) or size
        if first.last:
            return self._reversed(Chunk(0, first.rows, ended=True))
        if first.pages is None or len(first.rows) != size:
            raise NotSorted
        last = await self._page(fetch, first.pages, size)
        return self._reversed(Chunk((first.pages - 1) * size, last.rows, ended=True))

    def _reversed(self, chunk: Chunk[R]) -> Chunk[R]:
        if chunk.ended and chunk.rows:
            self.length = chunk.start + len(chunk.rows)
        start = max(0, self.length - chunk.start - len(chunk.rows))
        return Chunk(start, chunk.rows[::-1], ended=chunk.start == 0)

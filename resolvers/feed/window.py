"""Paging arithmetic, all of it: a stretch of a list in the terms of vendors that page by number."""

import msgspec


class NumberedPage(msgspec.Struct, frozen=True):
    """Page `number`, counted from 1, of pages of `size` records."""

    number: int
    size: int

    @property
    def start(self) -> int:
        """The offset of its first record."""
        return (self.number - 1) * self.size

    @property
    def stop(self) -> int:
        """The offset behind its last record."""
        return self.number * self.size


def cover(start: int, stop: int, largest: int) -> tuple[NumberedPage, ...]:
    """The pages to read for the records at offsets `start` (inclusive) to `stop` (exclusive).

    One page where some size up to `largest` makes one page hold them all, the smallest such; else neighbouring
    pages of one size, from the first that is needed to the last.
    """
    length = stop - start
    for size in range(length, largest + 1):
        if start // size == (stop - 1) // size:
            return (NumberedPage(start // size + 1, size),)
    size = min(length, largest)
    return tuple(NumberedPage(index + 1, size) for index in range(start // size, (stop - 1) // size + 1))

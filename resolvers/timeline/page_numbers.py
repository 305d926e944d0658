"""Paging arithmetic, all of it: a range of offsets in the terms of vendors that page by number."""

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


def cover(start: int, stop: int, largest: int, *, from_end: bool = False) -> tuple[NumberedPage, ...]:
    """The page to read for the records at offsets `start` (inclusive) to `stop` (exclusive), of up to `largest`.

    The smallest that holds them all where one can; else the one that holds most of them, counted from the first of them
    on, or from the last of them back. Where pages are so small that this is only one, its neighbour comes along.
    """
    wanted = stop - start
    best, most = NumberedPage(stop if from_end else start + 1, 1), 1
    for size in range(min(wanted, (largest + 1) // 2), largest + 1):
        page = NumberedPage((stop - 1 if from_end else start) // size + 1, size)
        held = min(stop - page.start if from_end else page.stop - start, wanted)
        if held > most:
            best, most = page, held
        if held == wanted:
            break
    if most > 1 or wanted == 1:
        return (best,)
    neighbour = NumberedPage(best.number - 1 if from_end else best.number + 1, best.size)
    return (neighbour, best) if from_end else (best, neighbour)

"""What the list of a source is: pages as its vendor gives them, and the ways in which it can be read."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, Protocol, TypeVar

import msgspec

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.filters import Filter
from resolvers.model.http import Fetch
from resolvers.model.records import Contact
from resolvers.timeline.order import R
from resolvers.timeline.order_check import LearnedOrder
from resolvers.timeline.page_numbers import NumberedPage
from resolvers.timeline.plan import ContactScope, Plan
from resolvers.timeline.snapshot import SortedSnapshot
from resolvers.timeline.watermark import OffsetRange, ResumeHint

Q = TypeVar("Q")

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


class BatchGroup(msgspec.Struct, frozen=True):
    """Contacts whose records are read as one list. `narrowed`: the vendor leaves other contacts' records out of it.

    Where it does not, the contacts by the ids in `separable` can be left to a list that is narrowed to them.
    """

    contacts: tuple[Contact, ...]
    narrowed: bool
    separable: frozenset[str] = frozenset()


class PagedList(msgspec.Struct, Generic[R], frozen=True):
    """How a sorted list is read from its start: by pages of up to `size` records, in the vendor's direction."""

    read: ReadPage[R]
    direction: OrderDirection
    size: PageSize


class RecordList(Protocol[R, Q]):
    """A source's list of one kind of records; `learned_order` is what was learned of its order."""

    source: Source
    learned_order: LearnedOrder

    def plan(self, filter_: Filter, of: ContactScope | None) -> Plan[Q]:
        """What the source makes of a filter; `of` names the contacts whose records are asked for, if any."""
        ...

    def reader(self, query: Q, direction: OrderDirection, hint: ResumeHint) -> Reader[R] | None:
        """A reader that goes on from `hint`; null where the vendor documents no order."""
        ...

    async def snapshot(self, fetch: Fetch, query: Q) -> SortedSnapshot[R]:
        """The list from end to end; `BudgetExhausted` where that takes more than `fetch` may."""
        ...

    def batch_groups(self, filter_: Filter, contacts: Sequence[Contact]) -> list[BatchGroup]:
        """The contacts, all of this source, parted into those whose records one list can hold."""
        ...

    def cannot_be_empty(self, filter_: Filter, contact: Contact) -> bool:
        """Whether the list narrowed to a contact is not empty for certain: an empty one was narrowed by mistake."""
        ...

    def paged_list(self, query: Q, direction: OrderDirection) -> PagedList[R] | None:
        """How to read a list for several contacts; null where the vendor documents no order, so that it is archived."""
        ...

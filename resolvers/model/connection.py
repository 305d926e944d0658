"""A page of a connection as a record: edges, where it stands in the whole, and how each source did."""

from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from resolvers.model.enums import OrderDirection, Source, SourceStatus
from resolvers.model.errors import SourceError
from resolvers.model.filters import Filter
from resolvers.model.signer import Signer

T = TypeVar("T")


class Edge(msgspec.Struct, Generic[T], frozen=True):
    """A record, and what makes the cursor that goes on behind it, if it is asked for."""

    node: T
    make_cursor: Callable[[], str]

    @property
    def cursor(self) -> str:
        """The cursor that goes on behind the record."""
        return self.make_cursor()


class PageInfo(msgspec.Struct, frozen=True):
    """Relay's page information; paging is forward only."""

    has_next_page: bool
    has_previous_page: bool
    make_start_cursor: Callable[[], str] | None = None
    make_end_cursor: Callable[[], str] | None = None

    @property
    def start_cursor(self) -> str | None:
        """The first edge's cursor; null without edges."""
        return None if self.make_start_cursor is None else self.make_start_cursor()

    @property
    def end_cursor(self) -> str | None:
        """Where the next page goes on: the last edge's cursor, or further on where a scan was broken off."""
        return None if self.make_end_cursor is None else self.make_end_cursor()


class SourceReport(msgspec.Struct, frozen=True, kw_only=True):
    """How one source did on one page; field names are the contract's."""

    source: Source
    status: SourceStatus
    error: SourceError | None = None
    requests: int = 0
    scanned: int = 0
    returned: int = 0
    pushed_down: tuple[str, ...] = ()
    residual: tuple[str, ...] = ()


class Connection(msgspec.Struct, Generic[T], frozen=True):
    """One page of a connection."""

    edges: tuple[Edge[T], ...]
    page_info: PageInfo
    sources: tuple[SourceReport, ...]
    count: Callable[[], int | None] = lambda: None

    @property
    def total_count(self) -> int | None:
        """How many records there are on all pages; null where the vendors do not tell without extra cost."""
        return self.count()

    @property
    def nodes(self) -> tuple[T, ...]:
        """The records without their cursors."""
        return tuple(edge.node for edge in self.edges)


class PageRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a page is asked for by: `first` is 1..100, `after` a cursor made for the same filter and order.

    `signer` makes the check sums of its cursors.
    """

    filter: Filter
    direction: OrderDirection = OrderDirection.DESC
    first: int = 25
    after: str | None = None
    signer: Signer = Signer()

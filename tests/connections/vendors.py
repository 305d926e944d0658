"""Vendors' lists in memory, each with its own way of paging and sorting, behind the interface of real ones."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.errors import BudgetExhausted
from resolvers.model.filters import Filter, InteractionFilter
from resolvers.model.http import Fetch, TraceEntry, VendorRequest, VendorResponse
from resolvers.model.records import Contact, Interaction
from resolvers.sources.full_scan import FullScans
from resolvers.sources.learned_order import LearnedOrder
from resolvers.sources.paging import SMALLEST_CAP, PagedList, PageSize, Reader, VendorPage
from resolvers.sources.readers import NumberedReader, OffsetReader, ReversedReader
from resolvers.timeline.plan import NO_RECORDS, BatchGroup, ContactScope, Plan, PlanBuilder
from resolvers.timeline.snapshot import SortedSnapshot
from resolvers.timeline.watermark import ResumeHint

MOST_REQUESTS = 500

Query = frozenset[str] | None
"""The contacts that a list is narrowed to."""

PAGING = ("offset", "numbered", "newest first", "no order", "sorted by something else")


@dataclass
class Meter:
    """An `Fetch` that only counts: the lists below are their own vendors."""

    limit: int | None = None
    requests: int = 0
    calls: list[TraceEntry] = field(default_factory=list)

    @property
    def allowance(self) -> int | None:
        return None if self.limit is None else self.limit - self.requests

    def remaining(self) -> float:
        return 30.0

    def charge(self, calls: Sequence[TraceEntry]) -> None:
        self.requests += sum(call.attempts for call in calls)

    def cached(self, request: VendorRequest) -> None:
        pass

    async def __call__(self, _request: VendorRequest) -> VendorResponse:
        if self.allowance == 0:
            raise BudgetExhausted(self.limit or 0)
        assert self.requests < MOST_REQUESTS, "one page goes on reading without end"
        self.requests += 1
        return VendorResponse(200, {}, b"")


@dataclass
class VendorList:
    """Records of one source, sorted by time as its vendor would, equal times in an order of its own."""

    source: Source
    paging: str
    records: list[Interaction]
    timeless_first: bool = False
    cap: int = 100
    tells_size: bool = True
    narrows: bool = True
    most: int = 100
    numberless: frozenset[str] = frozenset()
    owing: bool = False
    size: PageSize = field(default_factory=lambda: PageSize(100))
    given: int = 0
    learned_order: LearnedOrder = field(default_factory=LearnedOrder)

    def __post_init__(self) -> None:
        self.whole: FullScans[Interaction] = FullScans(self.size)

    def __hash__(self) -> int:
        return id(self)

    def plan(self, filter_: Filter, of: ContactScope | None) -> Plan[Query]:
        assert isinstance(filter_, InteractionFilter)
        builder = PlanBuilder()
        query: Query = None
        if of is not None:
            wanted = of.keys(self.source)
            if not wanted:
                return NO_RECORDS
            query = wanted if self.narrows and not wanted & self.numberless else None
            builder.residual(None, lambda row: row.contact is not None and row.contact.source_id in wanted)
        if filter_.occurred_at is not None:
            builder.residual("occurredAt")
        read = filter_.read
        if read is not None:
            builder.residual("read", lambda row: row.read is read)
        return builder.plan(query, time_range=filter_.occurred_at)

    def batch_groups(self, _filter: Filter, contacts: Sequence[Contact]) -> list[BatchGroup]:
        separable = frozenset(contact.source_id for contact in contacts) - self.numberless
        if self.narrows and len(separable) < len(contacts):
            return [BatchGroup(tuple(contacts), narrowed=False, separable=separable)]
        chunks = [tuple(contacts[start : start + self.most]) for start in range(0, len(contacts), self.most)]
        return [BatchGroup(chunk, self.narrows) for chunk in chunks]

    def cannot_be_empty(self, _filter: Filter, _contact: Contact) -> bool:
        return self.owing

    def paged_list(self, query: Query, direction: OrderDirection) -> PagedList[Interaction] | None:
        if self.paging in {"no order", "offset"}:
            return None
        taken = OrderDirection.DESC if self.paging == "newest first" else direction
        return PagedList(self._pager(query, taken), taken, self.size)

    def reader(self, query: Query, direction: OrderDirection, hint: ResumeHint) -> Reader[Interaction] | None:
        if self.paging == "no order":
            return None
        if self.paging == "offset":

            async def offset(fetch: Fetch, skip: int, limit: int) -> VendorPage[Interaction]:
                rows = await self._rows(fetch, query, direction)
                used = min(limit, max(self.cap, SMALLEST_CAP))
                return VendorPage(self._give(rows[skip : skip + used]), skip + used >= len(rows))

            return OffsetReader(offset, self.size)
        if self.paging == "newest first" and direction is OrderDirection.ASC:
            return ReversedReader(self._pager(query, OrderDirection.DESC), self.size, hint.length)
        return NumberedReader(self._pager(query, direction), self.size)

    async def snapshot(self, fetch: Fetch, query: Query) -> SortedSnapshot[Interaction]:
        return SortedSnapshot(await self.whole.read(fetch, query, self._pager(query, OrderDirection.DESC)))

    def _pager(self, query: Query, direction: OrderDirection) -> Any:
        async def page(fetch: Fetch, number: int, size: int) -> VendorPage[Interaction]:
            rows = await self._rows(fetch, query, direction)
            used = min(size, self.cap)
            start = (number - 1) * used
            pages = max(1, -(-len(rows) // used))
            return VendorPage(
                self._give(rows[start : start + used]), number >= pages, used if self.tells_size else None, pages
            )

        return page

    def _give(self, rows: list[Interaction]) -> list[Interaction | None]:
        self.given += len(rows)
        return list(rows)

    async def _rows(self, fetch: Fetch, query: Query, direction: OrderDirection) -> list[Interaction]:
        await fetch(VendorRequest("GET", "/"))
        records = [row for row in self.records if query is None or (row.contact and row.contact.source_id in query)]
        timed = [row for row in records if row.occurred_at is not None]
        timeless = [row for row in records if row.occurred_at is None]
        if self.paging in {"no order", "sorted by something else"}:
            return sorted(records, key=_arbitrary)
        timed.sort(key=lambda row: (row.occurred_at or "", _arbitrary(row)), reverse=direction is OrderDirection.DESC)
        timeless.sort(key=_arbitrary)
        # A vendor that puts them first in one direction puts them last in the other.
        first = self.timeless_first == (direction is OrderDirection.DESC)
        return timeless + timed if first else timed + timeless


def _arbitrary(row: Interaction) -> float:
    # The same for the same record, whatever else is in the list.
    return random.Random(row.source_id).random()  # noqa: S311 - nothing secret hangs on it


@dataclass
class Registry:
    """The sources of one test."""

    record_lists: list[VendorList]
    limit: int | None = None
    meters: list[Meter] = field(default_factory=list)

    def budgeted(self, _source: Source, *, pages: int = 1, spare: int = 0) -> Meter:
        self.meters.append(Meter(None if self.limit is None else self.limit * pages + spare))
        return self.meters[-1]

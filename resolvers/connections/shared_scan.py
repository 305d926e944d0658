"""The first pages of one connection for several contacts of one source, out of a list that holds them all.

One list costs fewer requests than one for each contact, as long as it is not much longer than what is wanted of it:
where it is, those who still lack something are left to be read by themselves.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Generic

from resolvers.model.errors import BudgetExhausted, SourceError, SourceFailure
from resolvers.model.http import Fetch
from resolvers.model.records import Contact
from resolvers.sources.paging import PagedList, VendorPage
from resolvers.sources.protocol import RecordList
from resolvers.timeline.merge import merge
from resolvers.timeline.order import Order, R, SortKeyBound
from resolvers.timeline.page_numbers import NumberedPage
from resolvers.timeline.plan import BatchGroup, Plan
from resolvers.timeline.sweep import Need, Sweep, resume_hint_in
from resolvers.timeline.watermark import START, Level, NotSorted, ResumeHint, Watermark

REVERSED_COST = 2
"""Requests that a contact's own list takes at least, where it is read from its end."""


class Partition(Generic[R]):
    """What a shared scan holds of one contact: a stream, as far as the list is known."""

    bound: SortKeyBound | None = None
    start: ResumeHint = START

    def __init__(self, shared: "SharedScan[R]", contact: Contact, key: str) -> None:
        self.key = key
        self.contact = contact
        self.rows: list[R] = []
        self.scanned = 0
        self._shared = shared

    @property
    def watermark(self) -> Watermark:
        """How far the list is known."""
        return self._shared.watermark

    def matches(self) -> list[R]:
        """The contact's records that match."""
        plan = self._shared.plan
        return [row for row in self.rows if plan.matches(row)]

    def hint(self, bound: SortKeyBound | None) -> ResumeHint:
        """Where the contact's own list is gone on with."""
        return self._shared.hint(self.rows, bound)

    def count(self) -> int | None:
        """How many records match on all pages; null where that was not seen."""
        return len(self.matches()) if self.watermark.level is Level.EVERYTHING else None

    def need(self, order: Order, want: int) -> Need | None:
        """What makes the page full and shows whether another follows; null where that is known."""
        merged = merge(order, [self])
        found = len(merged.records)
        return None if merged.complete or found > want else Need(found, want + 1 - found)


class SharedScan(Generic[R]):
    """A list read for several contacts, until each of their pages is full.

    `error` and `exhausted` are for those partitions that still lack something, the `lacking`. Those who are `left`
    are to be read by themselves, and those who are `separable` together in a list that is narrowed to them.
    """

    def __init__(
        self,
        record_list: RecordList[R, Any],
        plan: Plan[Any],
        fetch: Fetch,
        order: Order,
        batch_groups: BatchGroup,
        key: str,
    ) -> None:
        self.record_list = record_list
        self.plan = plan
        self.fetch = fetch
        self.error: SourceError | None = None
        self.exhausted = False
        self.partitions = {contact.source_id: Partition(self, contact, key) for contact in batch_groups.contacts}
        self.lacking: list[Partition[R]] = []
        self._order = order
        self._narrowed = batch_groups.narrowed
        self._separable = batch_groups.separable
        self._query = plan.queries[0]
        self._paged_list: PagedList[R] | None = None
        if not record_list.learned_order.refuted:
            self._paged_list = record_list.paged_list(self._query, order.direction)
        self._sweep: Sweep[R] | None = None
        self._swept = 0
        """Records read page by page."""
        self._whole: int | None = None
        """How many records the list has, once it was read whole."""

    @property
    def watermark(self) -> Watermark:
        """How far the list is known in the order asked for; one read the other way round, only once it was read."""
        if self._whole is not None:
            return Watermark(Level.EVERYTHING)
        if self._sweep is None or (self._reversed and not self._sweep.ended):
            return Watermark(Level.NOTHING)
        return self._sweep.watermark

    @property
    def scanned(self) -> int:
        """Records read, also those that could not be; one is one, however many took part in it."""
        return self._swept + (self._whole or 0)

    @property
    def _reversed(self) -> bool:
        return self._paged_list is not None and self._paged_list.direction is not self._order.direction

    def hint(self, rows: list[R], bound: SortKeyBound | None) -> ResumeHint:
        """A hint for the list that a contact is gone on with by itself: this one, or one narrowed to its own rows."""
        if self._whole is not None or self._sweep is None or self._reversed:
            return START
        return resume_hint_in(self._order, rows if self._narrowed else self._sweep.rows, bound)

    @property
    def separable(self) -> list[Partition[R]]:
        """Those who still lack something, and for whom there is a narrower list than this one."""
        return [partition for partition in self.lacking if partition.contact.source_id in self._separable]

    @property
    def left(self) -> list[Partition[R]]:
        """Those whose own lists cost less than the rest of this one."""
        if self.error is not None or self.exhausted:
            return []
        return [partition for partition in self.lacking if partition.contact.source_id not in self._separable]

    async def read(self, want: int) -> None:
        """Read until every partition has `want` records and it is known whether more follow."""
        try:
            if self._paged_list is None:
                await self._read_whole()
            else:
                await self._read_sorted(self._paged_list, want)
        except BudgetExhausted:
            self.exhausted = True
        except SourceFailure as failure:
            self.error = failure.error
        self.lacking = [partition for partition in self.partitions.values() if partition.need(self._order, want)]

    def doubt(self, cannot_be_empty: Callable[[Contact], bool]) -> None:
        """Leave those to be read by themselves of whom nothing was found, though there must be something."""
        if self._narrowed and self.watermark.level is Level.EVERYTHING:
            self.lacking += [p for p in self.partitions.values() if not p.rows and cannot_be_empty(p.contact)]

    async def _read_sorted(self, paged_list: PagedList[R], want: int) -> None:
        sweep: Sweep[R] = Sweep(Order(paged_list.direction), paged_list.size.overlapping)
        self._sweep = sweep
        try:
            while needs := self._needs(sweep, want):
                if self._dearer(sweep, len(needs)):
                    return
                await self._read_pages(paged_list, sweep, sweep.needed(needs))
        except NotSorted:
            for partition in self.partitions.values():
                partition.rows = []
            await self._read_whole()

    def _needs(self, sweep: Sweep[R], want: int) -> list[Need]:
        """What is lacking; nothing where only those lack something for whom there is a narrower list.

        Where the list is longer than may be read, it is not read for these at all.
        """
        allowance = self.fetch.allowance
        endless = sweep.left is not None and allowance is not None and sweep.left > allowance
        needs = {key: need for key, p in self.partitions.items() if (need := p.need(self._order, want))}
        others = [need for key, need in needs.items() if key not in self._separable]
        return others if endless or not others else list(needs.values())

    def _dearer(self, sweep: Sweep[R], lacking: int) -> bool:
        """Whether the rest of the list costs more than the own lists of those who lack something."""
        if not self._narrowed or sweep.left is None or sweep.read == 0:
            return False
        return sweep.left > lacking * (REVERSED_COST if self._reversed else 1)

    async def _read_pages(self, paged_list: PagedList[R], sweep: Sweep[R], needed: int) -> None:
        """The next pages, all at once; what comes before one that failed counts."""
        allowance = self.fetch.allowance
        # In the other direction, the list counts only as a whole.
        pages = (sweep.left or 1) if self._reversed else needed
        asked = sweep.wanted(pages if allowance is None else min(pages, allowance))
        answers = await asyncio.gather(
            *(paged_list.read(self.fetch, each.number, each.size) for each in asked), return_exceptions=True
        )
        for each, page in zip(asked, answers, strict=True):
            if isinstance(page, BaseException):
                raise page
            self._swept += len(page.rows)
            if not sweep.ended:
                self._take(paged_list, sweep, each, page)

    def _take(self, paged_list: PagedList[R], sweep: Sweep[R], asked: NumberedPage, page: VendorPage[R]) -> None:
        used = paged_list.size.learn(asked, page) or asked.size
        self.record_list.learned_order.observe(Order(paged_list.direction), page.rows)
        self._part(sweep.add(asked, page.rows, last=page.last, size=used, pages=page.pages))

    async def _read_whole(self) -> None:
        snapshot = await self.record_list.snapshot(self.fetch, self._query)
        self._part(list(snapshot.behind(self._order, None)))
        self._whole = len(snapshot)

    def _part(self, rows: list[R]) -> None:
        """Give each record to those who took part."""
        for row in rows:
            for source_id in {party.source_id for party in _parties(row)}:
                if source_id in self.partitions:
                    self.partitions[source_id].rows.append(row)


def _parties(row: Any) -> tuple[Contact, ...]:
    parties: tuple[Contact, ...] = row.parties
    return parties

"""The first pages of one connection for several contacts of one source, out of a list that holds them all.

One list costs fewer requests than one for each contact, as long as it is not much longer than what is wanted of it:
where it is, those who still lack something are left to be read by themselves.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Generic

from resolvers.model.errors import BudgetExhausted, SourceError, SourceFailure
from resolvers.model.http import Ask
from resolvers.model.records import Contact
from resolvers.sources.protocol import Lister, Sweeper, Together, VendorPage
from resolvers.timeline.merge import merge
from resolvers.timeline.order import Mark, Order, R
from resolvers.timeline.page_numbers import NumberedPage
from resolvers.timeline.plan import Plan
from resolvers.timeline.span import within
from resolvers.timeline.sweep import Need, Sweep, place_in
from resolvers.timeline.watermark import START, Disorder, Extent, Place, Reach

REVERSED_COST = 2
"""Requests that a contact's own list takes at least, where it is read from its end."""


class Portion(Generic[R]):
    """What a joint list holds of one contact: a stream, as far as the list is known."""

    mark: Mark | None = None
    start: Place = START

    def __init__(self, joint: "Joint[R]", contact: Contact, key: str) -> None:
        self.key = key
        self.contact = contact
        self.rows: list[R] = []
        self.scanned = 0
        self._joint = joint

    @property
    def reach(self) -> Reach:
        """How far the list is known."""
        return self._joint.reach

    def matches(self) -> list[R]:
        """The contact's records that are kept."""
        plan = self._joint.plan
        return [row for row in self.rows if _kept(plan, row)]

    def place(self, mark: Mark | None) -> Place:
        """Where the contact's own list is gone on with."""
        return self._joint.place(self.rows, mark)

    def count(self) -> int | None:
        """How many records match on all pages; null where that was not seen."""
        return len(self.matches()) if self.reach.extent is Extent.EVERYTHING else None

    def need(self, order: Order, want: int) -> Need | None:
        """What makes the page full and shows whether another follows; null where that is known."""
        merged = merge(order, [self])
        found = len(merged.records)
        return None if merged.complete or found > want else Need(found, want + 1 - found)


class Joint(Generic[R]):
    """A list read for several contacts, until each of their pages is full.

    `error` and `exhausted` are for those portions alone that still lack something, the `lacking`. Those who are `left`
    are to be read by themselves, and those who are `able` together in a list that is narrowed to them.
    """

    def __init__(
        self, lister: Lister[R, Any], plan: Plan[Any], ask: Ask, order: Order, together: Together, key: str
    ) -> None:
        self.lister = lister
        self.plan = plan
        self.ask = ask
        self.error: SourceError | None = None
        self.exhausted = False
        self.portions = {contact.source_id: Portion(self, contact, key) for contact in together.contacts}
        self.lacking: list[Portion[R]] = []
        self._order = order
        self._narrowed = together.narrowed
        self._able = together.able
        self._query = plan.queries[0]
        self._sweeper: Sweeper[R] | None = None
        if not lister.sortedness.refuted:
            self._sweeper = lister.sweeper(self._query, order.direction)
        self._sweep: Sweep[R] | None = None
        self._whole = False

    @property
    def reach(self) -> Reach:
        """How far the list is known in the order asked for; one read the other way round, only once it was read."""
        if self._whole:
            return Reach(Extent.EVERYTHING)
        if self._sweep is None or (self._reversed and not self._sweep.ended):
            return Reach(Extent.NOTHING)
        return self._sweep.reach

    @property
    def scanned(self) -> int:
        """Records read."""
        return sum(len(portion.rows) for portion in self.portions.values()) if self._whole else self._swept

    @property
    def _swept(self) -> int:
        return 0 if self._sweep is None else self._sweep.scanned

    @property
    def _reversed(self) -> bool:
        return self._sweeper is not None and self._sweeper.direction is not self._order.direction

    def place(self, rows: list[R], mark: Mark | None) -> Place:
        """A hint for the list that a contact is gone on with by itself: this one, or one narrowed to its own rows."""
        if self._whole or self._sweep is None or self._reversed:
            return START
        return place_in(self._order, rows if self._narrowed else self._sweep.rows, mark)

    @property
    def able(self) -> list[Portion[R]]:
        """Those who still lack something, and for whom there is a narrower list than this one."""
        return [portion for portion in self.lacking if portion.contact.source_id in self._able]

    @property
    def left(self) -> list[Portion[R]]:
        """Those whose own lists cost less than the rest of this one."""
        if self.error is not None or self.exhausted:
            return []
        return [portion for portion in self.lacking if portion.contact.source_id not in self._able]

    async def read(self, want: int) -> None:
        """Read until every portion has `want` records and it is known whether more follow."""
        try:
            if self._sweeper is None:
                await self._read_whole()
            else:
                await self._read_sorted(self._sweeper, want)
        except BudgetExhausted:
            self.exhausted = True
        except SourceFailure as failure:
            self.error = failure.error
        self.lacking = [portion for portion in self.portions.values() if portion.need(self._order, want)]

    def doubt(self, must_hold: Callable[[Contact], bool]) -> None:
        """Leave those to be read by themselves of whom nothing was found, though there must be something."""
        if self._narrowed and self.reach.extent is Extent.EVERYTHING:
            self.lacking += [p for p in self.portions.values() if not p.rows and must_hold(p.contact)]

    async def _read_sorted(self, sweeper: Sweeper[R], want: int) -> None:
        sweep: Sweep[R] = Sweep(Order(sweeper.direction), sweeper.size.largest)
        self._sweep = sweep
        try:
            while needs := self._needs(sweep, want):
                if self._dearer(sweep, len(needs)):
                    return
                await self._read_pages(sweeper, sweep, sweep.needed(needs))
        except Disorder:
            for portion in self.portions.values():
                portion.rows = []
            await self._read_whole()

    def _needs(self, sweep: Sweep[R], want: int) -> list[Need]:
        """What is lacking; nothing where only those lack something for whom there is a narrower list.

        Where the list is longer than may be read, it is not read for these at all.
        """
        allowance = self.ask.allowance
        endless = sweep.left is not None and allowance is not None and sweep.left > allowance
        needs = {key: need for key, p in self.portions.items() if (need := p.need(self._order, want))}
        bound = [need for key, need in needs.items() if key not in self._able]
        return bound if endless or not bound else list(needs.values())

    def _dearer(self, sweep: Sweep[R], lacking: int) -> bool:
        """Whether the rest of the list costs more than the own lists of those who lack something."""
        if not self._narrowed or sweep.left is None or sweep.read == 0:
            return False
        return sweep.left > lacking * (REVERSED_COST if self._reversed else 1)

    async def _read_pages(self, sweeper: Sweeper[R], sweep: Sweep[R], needed: int) -> None:
        """The next pages, all at once; what comes before one that failed counts."""
        allowance, size = self.ask.allowance, sweep.size
        # In the other direction, the list counts only as a whole.
        pages = (sweep.left or 1) if self._reversed else needed
        numbers = sweep.wanted(pages if allowance is None else min(pages, allowance))
        answers = await asyncio.gather(
            *(sweeper.read(self.ask, number, size) for number in numbers), return_exceptions=True
        )
        for number, page in zip(numbers, answers, strict=True):
            if isinstance(page, BaseException):
                raise page
            if not sweep.ended:
                self._take(sweeper, sweep, NumberedPage(number, size), page)

    def _take(self, sweeper: Sweeper[R], sweep: Sweep[R], asked: NumberedPage, page: VendorPage[R]) -> None:
        used = sweeper.size.learn(asked, page) or asked.size
        self.lister.sortedness.observe(Order(sweeper.direction), page.rows)
        self._part(sweep.add(page.rows, last=page.last, size=used, pages=page.pages))

    async def _read_whole(self) -> None:
        archive = await self.lister.archive(self.ask, self._query)
        self._part(list(archive.behind(self._order, None)))
        self._whole = True

    def _part(self, rows: list[R]) -> None:
        """Give each record to those who took part."""
        for row in rows:
            for source_id in {party.source_id for party in _parties(row)}:
                if source_id in self.portions:
                    self.portions[source_id].rows.append(row)


def _parties(row: Any) -> tuple[Contact, ...]:
    parties: tuple[Contact, ...] = row.parties
    return parties


def _kept(plan: Plan[Any], row: R) -> bool:
    if plan.span is not None and not within(plan.span, row.occurred_at):
        return False
    return plan.keep is None or plan.keep(row)

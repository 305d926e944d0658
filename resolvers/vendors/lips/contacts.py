"""Contacts, each once, the one seen last first: made from the list of the interactions in which they were seen.

A contact stands where its last interaction does. On a later page, somebody who turns up further down the list may have
stood further up already: the source is asked whether that contact was seen there, too. What is new since the walk began
does not count as seen. What a walk has seen is remembered, so that asking is for cursors that come from elsewhere.
"""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from resolvers.model import timestamps
from resolvers.model.connection import Connection, Edge, PageInfo, PageRequest, SourceReport
from resolvers.model.enums import OrderDirection, Source, SourceStatus
from resolvers.model.errors import BadInput, BudgetExhausted, SourceError, SourceFailure
from resolvers.model.filters import ContactFilter
from resolvers.model.http import Fetch
from resolvers.model.records import Contact, Interaction
from resolvers.sources.paging import Reader
from resolvers.timeline import cursor
from resolvers.timeline.cursor import CursorState, StreamState, Subject
from resolvers.timeline.merge import Merged, end_of, merge
from resolvers.timeline.order import Order, SortKeyBound
from resolvers.timeline.plan import Plan
from resolvers.timeline.scan import SortedScan
from resolvers.timeline.snapshot import SortedSnapshot
from resolvers.timeline.watermark import NotSorted, ResumeHint
from resolvers.vendors.lips import translate
from resolvers.vendors.lips.requests import Query
from resolvers.vendors.lips.seen_contacts import RememberedWalks
from resolvers.vendors.lips.seen_elsewhere import Between, InteractionPages, SeenContact, seen_between

_STREAM = "0"
_LONGEST_TOKEN = 16


class InteractionList(InteractionPages, Protocol):
    """The same list, read on from any point."""

    def reader(self, query: Query, direction: OrderDirection, hint: ResumeHint) -> Reader[Interaction]:
        """A reader that goes on from a hint."""
        ...

    async def snapshot(self, fetch: Fetch, query: Query) -> SortedSnapshot[Interaction]:
        """The list from end to end."""
        ...


class Walk:
    """One page of contacts while it is made."""

    def __init__(
        self,
        interactions: InteractionList,
        remembered: RememberedWalks,
        plan: Plan[Query],
        fetch: Fetch,
        request: PageRequest,
        position: CursorState,
    ) -> None:
        self._interactions = interactions
        self._plan = plan
        self.fetch = fetch
        self._first = request.first
        self._order = Order(OrderDirection.DESC)
        self._query = plan.queries[0]
        self.bound, self.start = position.of(_STREAM)
        self._upper, token = _remembered(position)
        self._token, self._seen = remembered.open(token)
        self._reader = interactions.reader(self._query, OrderDirection.DESC, self.start)
        self.scan = self._new_scan()
        self._verdicts: dict[str, bool] = {}
        self.told: list[SeenContact] = []
        self.merged: Merged[Interaction] = merge(self._order, [self.scan])
        self.error: SourceError | None = None
        self.exhausted = False

    def _new_scan(self) -> SortedScan[Interaction]:
        return SortedScan(
            self._order,
            bound=None if self.bound is None else SortKeyBound(self.bound.time),
            hint=self.start,
            want=self._first,
            chunk=self._reader.chunk,
            predicate=lambda row: row.contact is not None,
            scanning=True,
            time_range=self._plan.time_range,
        )

    async def read(self) -> None:
        """Read until the page is full, or nothing more can be read."""
        try:
            while len(self.told) <= self._first and not self.merged.complete:
                await self._read_on()
        except BudgetExhausted:
            self.exhausted = True
        except SourceFailure as failure:
            self._fail(failure)

    def _fail(self, failure: SourceFailure) -> None:
        self.error = failure.error
        self.told = []

    async def _read_on(self) -> None:
        offsets = self.scan.wanted
        if offsets is not None:
            try:
                chunk = await self._reader.read(self.fetch, offsets)
                self.scan.add(chunk.start, chunk.rows, ended=chunk.ended)
            except NotSorted:
                await self._read_whole()
        merged = merge(self._order, [self.scan])
        if not self._upper and merged.records:
            self._upper = merged.records[0].occurred_at or timestamps.EARLIEST
        rows = [(row.contact.source_id, row.occurred_at) for row in merged.records if row.contact is not None]
        self._seen.learn(self._order, self.bound, rows, merged.watermark)
        candidates = self._candidates(merged.records)
        await self._judge(candidates)
        self.merged = merged
        self.told = [seen for seen in candidates if self._verdicts[seen.source_id]]

    async def _read_whole(self) -> None:
        """Where the list turns out not to be sorted by time, or not to be paged by records."""
        snapshot = await self._interactions.snapshot(self.fetch, self._query)
        self.scan = self._new_scan()
        self.scan.add(0, list(snapshot.behind(self._order, None)), ended=True)

    def _candidates(self, rows: list[Interaction]) -> list[SeenContact]:
        """Every contact of the rows at its newest one, in order, but for those that an earlier page told there."""
        newest: dict[str, SeenContact] = {}
        for row in rows:
            if row.contact is not None:
                newest.setdefault(row.contact.source_id, SeenContact(row.contact, row.occurred_at))
        predicate = self._plan.predicate
        return self._order.sort(
            seen
            for seen in newest.values()
            if not self._order.passed(seen, self.bound) and (predicate is None or predicate(seen.contact))
        )

    async def _judge(self, candidates: list[SeenContact]) -> None:
        """Find out who was told on an earlier page, or was seen after the range of dates."""
        remembered = self._seen.reaches(self._order, self.bound)
        asked: dict[str, SeenContact] = {}
        for seen in candidates:
            key = seen.source_id
            if key in self._verdicts:
                continue
            told = remembered and self.bound is not None and self._seen.before(self._order, key, self.bound)
            outside = self._seen.outside.get(key) if self._end is not None else False
            if told or outside:
                self._verdicts[key] = False
            elif remembered and outside is False:
                self._verdicts[key] = True
            else:
                asked[key] = seen
        if asked:
            elsewhere = await seen_between(
                self._interactions, self.fetch, self._query, asked, self._above(remembered=remembered)
            )
            self._verdicts.update((key, key not in elsewhere) for key in asked)
            self._seen.outside.update((key, key in elsewhere) for key in asked if self._end is not None)

    @property
    def _end(self) -> str | None:
        return self._plan.time_range.end if self._plan.time_range is not None else None

    def _above(self, *, remembered: bool) -> Between:
        """The part of the list above this page that is not remembered.

        That is all that is newer where there is a range of dates; else, what was there when the walk began.
        """
        if self._end is None:
            return Between(None if self.bound is None else self.bound.time, self._upper or None)
        marked = None if self.bound is None or remembered else self.bound.time
        return Between(marked or self._end, None)

    def memo(self) -> tuple[str, ...]:
        """What a cursor carries besides its place: the newest time when the walk began, and the walk's token."""
        return (self._upper, self._token)


def _remembered(position: CursorState) -> tuple[str, str | None]:
    """The memo of a cursor, which anybody may have made; nothing where there is none."""
    if len(position.memo) != 2:
        return "", None
    upper, token = position.memo
    if len(token) > _LONGEST_TOKEN or (upper and timestamps.read(upper) != upper):
        raise BadInput("after: the cursor is damaged")
    return upper, token


async def page(
    interactions: InteractionList, remembered: RememberedWalks, scope: Query, fetch: Fetch, request: PageRequest
) -> Connection[Contact]:
    """A page of contacts; `scope` holds the configured advertisers and campaigns."""
    filter_ = request.filter if isinstance(request.filter, ContactFilter) else ContactFilter()
    subject = Subject("contacts", filter_, OrderDirection.DESC, signer=request.signer)
    position = cursor.decode(subject, request.after) if request.after is not None else CursorState()
    plan = translate.plan_contacts(filter_, scope)
    if not plan.queries:
        report = SourceReport(source=Source.LIPS, status=SourceStatus.SKIPPED)
        return Connection((), PageInfo(False, request.after is not None), (report,))
    walk = Walk(interactions, remembered, plan, fetch, request, position)
    await walk.read()
    return _connection(walk, subject, request, plan)


def _connection(walk: Walk, subject: Subject, request: PageRequest, plan: Plan[Query]) -> Connection[Contact]:
    shown = walk.told[: request.first]

    def cursor_behind(bound: SortKeyBound | None) -> str:
        hint = walk.start if bound is None else walk.scan.hint(SortKeyBound(bound.time))
        return cursor.encode(subject, CursorState(bound, {_STREAM: StreamState(hint)}, walk.memo()))

    def maker(bound: SortKeyBound | None) -> Callable[[], str]:
        return partial(cursor_behind, bound)

    edges = tuple(Edge(seen.contact, maker(SortKeyBound.behind(seen))) for seen in shown)
    more = len(walk.told) > len(shown) or not walk.merged.complete or walk.error is not None
    end = edges[-1].make_cursor if edges else None
    if walk.exhausted and len(shown) < request.first:
        last = SortKeyBound.behind(shown[-1]) if shown else walk.bound
        order = Order(OrderDirection.DESC)
        end = maker(order.later(last, end_of(walk.merged.watermark)))
    complete = walk.bound is None and walk.merged.complete and walk.error is None and not walk.exhausted
    return Connection(
        edges=edges,
        page_info=PageInfo(more, request.after is not None, edges[0].make_cursor if edges else None, end),
        sources=(_report(walk, plan, len(shown), request.first),),
        count=lambda: len(walk.told) if complete else None,
    )


def _report(walk: Walk, plan: Plan[Query], returned: int, first: int) -> SourceReport:
    status = SourceStatus.OK
    if walk.error is not None:
        status = SourceStatus.FAILED
    elif walk.exhausted and returned < first:
        status = SourceStatus.TRUNCATED
    return SourceReport(
        source=Source.LIPS,
        status=status,
        error=walk.error,
        requests=walk.fetch.requests,
        scanned=walk.scan.scanned,
        returned=returned,
        pushed_down=plan.pushed_down,
        residual=plan.residual,
    )

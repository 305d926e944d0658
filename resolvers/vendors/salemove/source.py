"""SaleMove, tied together: live engagements, their transcripts and exports."""

import datetime as dt
import re
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.errors import BudgetExhausted, ErrorCode, Failure, SourceFailure
from resolvers.model.filters import Filter
from resolvers.model.http import BackgroundFetch, Fetch
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact, Engagement
from resolvers.sources import by_id, decode
from resolvers.sources.full_scan import FullScans
from resolvers.sources.learned_order import LearnedOrder
from resolvers.sources.paging import SMALLEST_CAP, PagedList, PageSize, Reader, ReadPage, VendorPage
from resolvers.sources.protocol import RecordList
from resolvers.sources.readers import NumberedReader
from resolvers.timeline import date_bounds
from resolvers.timeline.plan import BatchGroup, ContactScope, Plan
from resolvers.timeline.snapshot import SortedSnapshot
from resolvers.timeline.watermark import ResumeHint
from resolvers.vendors.salemove import records, requests, translate, wire
from resolvers.vendors.salemove.configuration import Configuration
from resolvers.vendors.salemove.transcripts import SaleMoveTranscripts

_LARGEST_PAGE = 100
"""The document names no maximum; a shorter page that is not the last one tells it."""

_NUMBER = re.compile("[0-9]{1,9}")
"""Of a page, or of the records on it."""

_EXACT = msgspec.json.Decoder(wire.Page[wire.Engagement], strict=False)
_LOOSE = msgspec.json.Decoder(wire.Page[Any], strict=False)


class SaleMoveSource(SaleMoveTranscripts, RecordList[Engagement, requests.Query]):
    """What SaleMove can do. Its visitors and operators are known by reference only."""

    source = Source.SALEMOVE
    description = "Live engagements with visitors of a website, with operators and transcripts."
    kinds = frozenset({Kind.CONTACT, Kind.ENGAGEMENT})
    operations = ("engagements", "engagement", "contact", "chatTranscript", "exportEngagement")
    pushdown = translate.PUSHDOWN

    def __init__(
        self,
        configuration: Configuration,
        background: BackgroundFetch,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        super().__init__(configuration, background, clock=clock, now=now)
        self.scope = requests.Query(configuration.operator_ids, configuration.site_ids)
        self.sign_in = (("authorization", f"Token {configuration.token or ''}"),)
        self.lists = {Kind.ENGAGEMENT: self}
        self.learned_order = LearnedOrder()
        self._size = PageSize(_LARGEST_PAGE)
        self._full_scans: FullScans[Engagement] = FullScans(self._size)
        self._exact_dates = False

    def plan(self, filter_: Filter, of: ContactScope | None) -> Plan[requests.Query]:
        """What SaleMove makes of a filter."""
        return translate.plan(filter_, of, self.scope, exact_dates=self._exact_dates)

    def reader(self, query: requests.Query, direction: OrderDirection, _hint: ResumeHint) -> Reader[Engagement]:
        """Sorted by the vendor, in either direction."""
        return NumberedReader(self._pages(query, direction), self._size)

    async def snapshot(self, fetch: Fetch, query: requests.Query) -> SortedSnapshot[Engagement]:
        """Every engagement of a list."""
        return SortedSnapshot(await self._full_scans.read(fetch, query, self._pages(query, OrderDirection.DESC)))

    def batch_groups(self, _filter: Filter, contacts: Sequence[Contact]) -> list[BatchGroup]:
        """All of them: there is no parameter for a visitor, so that each would have the same list read."""
        return [BatchGroup(tuple(contacts), narrowed=False)]

    def paged_list(self, query: requests.Query, direction: OrderDirection) -> PagedList[Engagement]:
        """Sorted by the vendor, in either direction."""
        return PagedList(self._pages(query, direction), direction, self._size)

    def _pages(self, query: requests.Query, direction: OrderDirection) -> ReadPage[Engagement]:
        return lambda fetch, number, size: self.page(fetch, query, number, size, direction)

    async def page(
        self, fetch: Fetch, query: requests.Query, number: int, size: int, direction: OrderDirection
    ) -> VendorPage[Engagement]:
        """One page. Of its links only the presence and the numbers count: they lack the required filters."""
        if not query.operator_ids or not query.site_ids:
            raise SourceFailure.of(
                Source.SALEMOVE,
                ErrorCode.BAD_USER_INPUT,
                "needs operatorIds and siteIds: set both in the filter, or "
                "TOUCHPOINT_SALEMOVE__OPERATOR_IDS and TOUCHPOINT_SALEMOVE__SITE_IDS",
            )
        answer = await fetch(requests.list_engagements(query, number, size, direction))
        envelope, rows = decode.page(
            Source.SALEMOVE, answer.body, _EXACT, _LOOSE, wire.Engagement, lambda page: page.engagements
        )
        found = [None if row is None else records.engagement(row) for row in rows]
        self._exact_dates = self._exact_dates or date_bounds.honoured(query.end_date, found)
        pages = _number_in(envelope.last_page, "page")
        # Without either link, only a page that is not full is certainly the last one.
        ended = len(rows) < min(size, SMALLEST_CAP) if pages is None else number >= pages
        last = not rows or (not envelope.next_page and ended)
        return VendorPage(found, last, _number_in(envelope.next_page, "per_page"), pages)

    async def probe(self, fetch: Fetch) -> None:
        """The cheapest read, for its failure alone: one record of the configured scope."""
        await self.page(fetch, self.scope, 1, 1, OrderDirection.DESC)

    async def find(self, fetch: Fetch, refs: Sequence[RecordRef]) -> dict[RecordRef, Engagement | Contact | Failure]:
        """Engagements by id, each in a request of its own; visitors as references."""

        async def read(ref: RecordRef) -> Engagement | Failure | None:
            request = requests.get_engagement(ref.source_id)
            return await by_id.one(ref, fetch, request, wire.Engagement, records.engagement)

        engagements = [ref for ref in refs if ref.kind is Kind.ENGAGEMENT]
        return by_id.references(refs) | await by_id.each(engagements, read)

    async def contact_names(self, fetch: Fetch, contact_ids: Sequence[str]) -> dict[str, str]:
        """The names that the newest engagements give to visitors, as far as `fetch` may read."""
        visitor_ids = frozenset(contact_ids)
        names: dict[str, str] = {}
        number, size = 1, self._size.largest
        while visitor_ids - names.keys():
            try:
                page = await self.page(fetch, self.scope, number, size, OrderDirection.DESC)
            except BudgetExhausted:
                break
            for row in page.rows:
                if row is not None and row.visitor is not None and row.visitor.display_name:
                    names.setdefault(row.visitor.source_id, row.visitor.display_name)
            if page.last:
                break
            number += 1
        return {key: name for key, name in names.items() if key in visitor_ids}


def _number_in(link: str | None, name: str) -> int | None:
    """The number that a link to another page gives to a parameter; null where there is none, or none that may be."""
    try:
        values = parse_qs(urlsplit(link or "").query).get(name, [])
    except ValueError:
        return None
    return int(values[0]) if values and _NUMBER.fullmatch(values[0]) else None

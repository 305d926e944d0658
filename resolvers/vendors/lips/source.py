"""LIPS, tied together: leads' interactions, newest first, with their contacts embedded."""

from collections.abc import Sequence
from typing import Any

import msgspec

from resolvers.model.connection import Connection, PageRequest
from resolvers.model.enums import OrderDirection, Source
from resolvers.model.errors import ErrorCode, Failure, SourceFailure
from resolvers.model.filters import Filter
from resolvers.model.http import BackgroundFetch, Fetch
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact, Interaction
from resolvers.sources import decode
from resolvers.sources.full_scan import FullScans
from resolvers.sources.learned_order import LearnedOrder
from resolvers.sources.paging import SMALLEST_CAP, PagedList, PageSize, Reader, ReadPage, VendorPage
from resolvers.sources.protocol import ListsContacts, RecordList
from resolvers.sources.readers import NumberedReader, ReversedReader
from resolvers.timeline import date_bounds
from resolvers.timeline.plan import BatchGroup, ContactScope, Plan
from resolvers.timeline.snapshot import SortedSnapshot
from resolvers.timeline.watermark import ResumeHint
from resolvers.vendors.lips import contacts, lookup, records, requests, translate, wire
from resolvers.vendors.lips.configuration import Configuration
from resolvers.vendors.lips.seen_contacts import RememberedWalks
from resolvers.vendors.lips.writes import LipsWrites

_LARGEST_PAGE = 100
"""The document gives a default (25) and no maximum; `per_page` of the answer tells when it was less."""

_EXACT = msgspec.json.Decoder(wire.Page[wire.Interaction], strict=False)
_LOOSE = msgspec.json.Decoder(wire.Page[Any], strict=False)


class LipsSource(LipsWrites, RecordList[Interaction, requests.Query], ListsContacts):
    """What LIPS can do: list interactions, and change two flags of one. It has no read by id."""

    source = Source.LIPS
    description = "LocaliQ's lead events: calls, chats and forms, with the contacts behind them."
    kinds = frozenset({Kind.CONTACT, Kind.INTERACTION})
    operations = ("interactions", "interaction", "contacts", "contact", "updateInteraction")
    pushdown = translate.PUSHDOWN

    def __init__(self, configuration: Configuration, background: BackgroundFetch) -> None:
        super().__init__(configuration, background)
        self.scope = requests.Query(configuration.advertiser_ids, configuration.campaign_ids)
        self.sign_in = (
            ("authorization", f"token {configuration.token or ''}"),
            ("x-api-key", configuration.api_key or ""),
        )
        self.lists = {Kind.INTERACTION: self}
        self.learned_order = LearnedOrder()
        self._size = PageSize(_LARGEST_PAGE)
        self._full_scans: FullScans[Interaction] = FullScans(self._size)
        self._exact_dates = False
        self._remembered_walks = RememberedWalks()

    def plan(self, filter_: Filter, of: ContactScope | None) -> Plan[requests.Query]:
        """What LIPS makes of a filter."""
        return translate.plan(filter_, of, self.scope, exact_dates=self._exact_dates)

    def reader(self, query: requests.Query, direction: OrderDirection, hint: ResumeHint) -> Reader[Interaction]:
        """Newest first as the vendor sorts; oldest first from its last page."""
        page = self._pages(query)
        if direction is OrderDirection.DESC:
            return NumberedReader(page, self._size)
        return ReversedReader(page, self._size, hint.length)

    async def snapshot(self, fetch: Fetch, query: requests.Query) -> SortedSnapshot[Interaction]:
        """Every interaction of a list."""
        return SortedSnapshot(await self._full_scans.read(fetch, query, self._pages(query)))

    def batch_groups(self, filter_: Filter, contacts_: Sequence[Contact]) -> list[BatchGroup]:
        """By their numbers, so many at a time, and all of those without one."""
        return translate.batch_groups(filter_, contacts_)

    def cannot_be_empty(self, filter_: Filter, contact: Contact) -> bool:
        """Whether the list of a contact's number has to hold something."""
        return translate.cannot_be_empty(filter_, contact)

    def paged_list(self, query: requests.Query, _direction: OrderDirection) -> PagedList[Interaction]:
        """Newest first, whatever is asked for."""
        return PagedList(self._pages(query), OrderDirection.DESC, self._size)

    def _pages(self, query: requests.Query) -> ReadPage[Interaction]:
        return lambda fetch, number, size: self.page(fetch, query, number, size)

    @property
    def page_size(self) -> int:
        """The largest page that the vendor is known to give."""
        return self._size.largest

    async def page(self, fetch: Fetch, query: requests.Query, number: int, size: int) -> VendorPage[Interaction]:
        """One page, newest first."""
        if not query.advertiser_ids and not query.campaign_ids:
            raise SourceFailure.of(
                Source.LIPS,
                ErrorCode.BAD_USER_INPUT,
                "needs advertiserIds or masterCampaignIds: set one in the filter, or "
                "TOUCHPOINT_LIPS__ADVERTISER_IDS or TOUCHPOINT_LIPS__CAMPAIGN_IDS",
            )
        answer = await fetch(requests.list_interactions(query, number, size))
        envelope, rows = decode.page(
            Source.LIPS, answer.body, _EXACT, _LOOSE, wire.Interaction, lambda page: page.contact_interactions
        )
        found = [None if row is None else records.interaction(row) for row in rows]
        self._exact_dates = self._exact_dates or date_bounds.honoured(query.end_date, found)
        pages = envelope.total_pages or None
        # Where it tells neither how many pages there are nor how large they are, it may give fewer than asked for.
        used = envelope.per_page or min(size, SMALLEST_CAP)
        last = len(rows) < used if pages is None else number >= pages
        return VendorPage(found, last or not rows, envelope.per_page, pages)

    async def probe(self, fetch: Fetch) -> None:
        """The cheapest read, for its failure alone: one record of the configured scope."""
        await self.page(fetch, self.scope, 1, 1)

    async def contacts(self, fetch: Fetch, request: PageRequest) -> Connection[Contact]:
        """A page of contacts, walked through the interactions in which they were seen."""
        return await contacts.page(self, self._remembered_walks, self.scope, fetch, request)

    async def find(self, fetch: Fetch, refs: Sequence[RecordRef]) -> dict[RecordRef, Interaction | Contact | Failure]:
        """The interactions and contacts that exist among `refs`."""
        return await lookup.find(self, fetch, self.scope, refs)

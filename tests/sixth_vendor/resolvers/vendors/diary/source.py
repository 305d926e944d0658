"""The diary, tied together: a list of visits that can be read, page by page."""

from typing import Any

import msgspec
from resolvers.vendors.diary import records, requests, translate, wire
from resolvers.vendors.diary.configuration import Configuration

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.filters import Filter
from resolvers.model.http import BackgroundFetch, Fetch
from resolvers.model.ids import Kind
from resolvers.model.records import Interaction
from resolvers.sources import decode
from resolvers.sources.full_scan import FullScans
from resolvers.sources.learned_order import LearnedOrder
from resolvers.sources.paging import PageSize, Reader, ReadPage, VendorPage
from resolvers.sources.protocol import RecordList, VendorSource
from resolvers.sources.readers import NumberedReader
from resolvers.timeline.plan import ContactScope, Plan
from resolvers.timeline.snapshot import SortedSnapshot
from resolvers.timeline.watermark import ResumeHint

_EXACT = msgspec.json.Decoder(wire.Page[wire.Entry], strict=False)
_LOOSE = msgspec.json.Decoder(wire.Page[Any], strict=False)


class DiarySource(VendorSource, RecordList[Interaction, requests.Query]):
    """What the diary can do: list visits."""

    source = Source.DIARY
    description = "Visits that somebody wrote down."
    operations = ("interactions",)

    def __init__(self, configuration: Configuration, background: BackgroundFetch) -> None:
        super().__init__(configuration, background)
        self.sign_in = (("authorization", f"Bearer {configuration.token or ''}"),)
        self.lists = {Kind.INTERACTION: self}
        self.learned_order = LearnedOrder()
        self._size = PageSize(100)
        self._full_scans: FullScans[Interaction] = FullScans(self._size)

    def plan(self, filter_: Filter, of: ContactScope | None) -> Plan[requests.Query]:
        """What the diary makes of a filter."""
        return translate.plan(filter_, of)

    def reader(self, _query: requests.Query, direction: OrderDirection, _hint: ResumeHint) -> Reader[Interaction]:
        """Sorted by the vendor, in either direction."""
        return NumberedReader(self._pages(direction), self._size)

    async def snapshot(self, fetch: Fetch, query: requests.Query) -> SortedSnapshot[Interaction]:
        """Every visit."""
        return SortedSnapshot(await self._full_scans.read(fetch, query, self._pages(OrderDirection.DESC)))

    def _pages(self, direction: OrderDirection) -> ReadPage[Interaction]:
        return lambda fetch, number, size: self.page(fetch, number, size, direction)

    async def page(self, fetch: Fetch, number: int, size: int, direction: OrderDirection) -> VendorPage[Interaction]:
        """One page."""
        answer = await fetch(requests.list_entries(number, size, direction))
        envelope, rows = decode.page(Source.DIARY, answer.body, _EXACT, _LOOSE, wire.Entry, lambda page: page.entries)
        found = [None if row is None else records.interaction(row) for row in rows]
        return VendorPage(found, number >= envelope.pages, pages=envelope.pages)

    async def probe(self, fetch: Fetch) -> None:
        """One visit."""
        await self.page(fetch, 1, 1, OrderDirection.DESC)

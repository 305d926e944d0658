"""Polis, tied together: what canvassers recorded at the door."""

from collections.abc import Sequence
from typing import Any

import msgspec

from resolvers.model.configuration import SourceConfiguration
from resolvers.model.enums import OrderDirection, Source
from resolvers.model.errors import Failure
from resolvers.model.filters import Filter
from resolvers.model.http import BackgroundFetch, Fetch
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact, Interaction
from resolvers.sources import by_id, decode
from resolvers.sources.full_scan import FullScans
from resolvers.sources.protocol import BatchGroup, PageSize, Reader, RecordList, VendorPage
from resolvers.sources.readers import OffsetReader
from resolvers.timeline.order_check import LearnedOrder
from resolvers.timeline.plan import ContactScope, Plan
from resolvers.timeline.snapshot import SortedSnapshot
from resolvers.timeline.watermark import ResumeHint
from resolvers.vendors.polis import records, requests, translate, wire

_LARGEST_PAGE = 200
"""The document's example asks for any number; more than that is not asked for at once."""

_EXACT = msgspec.json.Decoder(wire.Page[wire.Interaction], strict=False)
_LOOSE = msgspec.json.Decoder(wire.Page[Any], strict=False)


class PolisSource:
    """What Polis can do: list, read, create, patch and delete interactions. Its contacts are mere references."""

    source = Source.POLIS
    operations = (
        "interactions",
        "interaction",
        "contact",
        "createInteraction",
        "updateInteraction",
        "deleteInteraction",
    )
    pushdown = translate.PUSHDOWN

    def __init__(self, configuration: SourceConfiguration, _background: BackgroundFetch) -> None:
        self.sign_in = (("authorization", f"Bearer {configuration.token or ''}"),)
        self.lists: dict[Kind, RecordList[Any, Any]] = {Kind.INTERACTION: self}
        self.learned_order = LearnedOrder()
        self._size = PageSize(_LARGEST_PAGE)
        self._full_scans: FullScans[Interaction] = FullScans(self._size)

    def plan(self, filter_: Filter, of: ContactScope | None) -> Plan[requests.Query]:
        """What Polis makes of a filter."""
        return translate.plan(filter_, of)

    def reader(self, query: requests.Query, direction: OrderDirection, _hint: ResumeHint) -> Reader[Interaction]:
        """Sorted by the vendor, in either direction."""

        async def page(fetch: Fetch, skip: int, limit: int) -> VendorPage[Interaction]:
            return await self.page(fetch, query, skip, limit, direction)

        return OffsetReader(page, self._size)

    def batch_groups(self, _filter: Filter, contacts: Sequence[Contact]) -> list[BatchGroup]:
        """None: the vendor takes one value for each attribute."""
        return [BatchGroup((contact,), narrowed=True) for contact in contacts]

    def cannot_be_empty(self, _filter: Filter, _contact: Contact) -> bool:
        """No: whoever is named may have nothing."""
        return False

    def paged_list(self, _query: requests.Query, _direction: OrderDirection) -> None:
        """None: no list is read for several contacts."""

    async def snapshot(self, fetch: Fetch, query: requests.Query) -> SortedSnapshot[Interaction]:
        """Every interaction of a list."""

        async def page(fetch: Fetch, number: int, size: int) -> VendorPage[Interaction]:
            return await self.page(fetch, query, (number - 1) * size, size, OrderDirection.DESC)

        return SortedSnapshot(await self._full_scans.read(fetch, query, page))

    async def page(
        self, fetch: Fetch, query: requests.Query, skip: int, limit: int, direction: OrderDirection
    ) -> VendorPage[Interaction]:
        """`limit` interactions from offset `skip` on; fewer only at the end of the list."""
        answer = await fetch(requests.list_interactions(query, skip, limit, direction))
        _, rows = decode.page(Source.POLIS, answer.body, _EXACT, _LOOSE, wire.Interaction, lambda page: page.data)
        return VendorPage([None if row is None else records.interaction(row) for row in rows], len(rows) < limit)

    async def probe(self, fetch: Fetch) -> None:
        """The cheapest read, for its failure alone: one record."""
        await self.page(fetch, requests.Query(), 0, 1, OrderDirection.DESC)

    async def find(self, fetch: Fetch, refs: Sequence[RecordRef]) -> dict[RecordRef, Interaction | Contact | Failure]:
        """Interactions by id, each in a request of its own; contacts as references."""

        async def read(ref: RecordRef) -> Interaction | Failure | None:
            request = requests.get_interaction(ref.source_id)
            return await by_id.one(Source.POLIS, fetch, request, wire.Interaction, records.interaction)

        interactions = [ref for ref in refs if ref.kind is Kind.INTERACTION]
        return by_id.references(refs) | await by_id.each(interactions, read)

"""Polis, tied together: what canvassers recorded at the door."""

from collections.abc import Awaitable, Sequence
from typing import Any

import msgspec

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.errors import Failure
from resolvers.model.filters import Filter
from resolvers.model.http import BackgroundFetch, Fetch
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact, Interaction
from resolvers.sources import by_id, decode
from resolvers.sources.full_scan import FullScans
from resolvers.sources.learned_order import LearnedOrder
from resolvers.sources.paging import SMALLEST_CAP, PageSize, Reader, VendorPage
from resolvers.sources.protocol import RecordList
from resolvers.sources.readers import OffsetReader
from resolvers.timeline.plan import ContactScope, Plan
from resolvers.timeline.snapshot import SortedSnapshot
from resolvers.timeline.watermark import ResumeHint
from resolvers.vendors.polis import records, requests, translate, wire
from resolvers.vendors.polis.configuration import Configuration
from resolvers.vendors.polis.writes import PolisWrites

_LARGEST_PAGE = 200
"""The document's example asks for any number; more than that is not asked for at once."""

_EXACT = msgspec.json.Decoder(wire.Page[wire.Interaction], strict=False)
_LOOSE = msgspec.json.Decoder(wire.Page[Any], strict=False)


class PolisSource(PolisWrites, RecordList[Interaction, requests.Query]):
    """What Polis can do: list, read, create, patch and delete interactions. Its contacts are mere references."""

    source = Source.POLIS
    description = "Canvassing: what was recorded at people's doors."
    kinds = frozenset({Kind.CONTACT, Kind.INTERACTION})
    operations = (
        "interactions",
        "interaction",
        "contact",
        "createInteraction",
        "updateInteraction",
        "deleteInteraction",
    )
    pushdown = translate.PUSHDOWN

    def __init__(self, configuration: Configuration, background: BackgroundFetch) -> None:
        super().__init__(configuration, background)
        self.sign_in = (("authorization", f"Bearer {configuration.token or ''}"),)
        self.lists = {Kind.INTERACTION: self}
        self.learned_order = LearnedOrder()
        self._size = PageSize(_LARGEST_PAGE)
        self._full_scans: FullScans[Interaction] = FullScans(self._size)

    def plan(self, filter_: Filter, of: ContactScope | None) -> Plan[requests.Query]:
        """What Polis makes of a filter."""
        return translate.plan(filter_, of)

    def reader(self, query: requests.Query, direction: OrderDirection, _hint: ResumeHint) -> Reader[Interaction]:
        """Sorted by the vendor, in either direction."""
        return OffsetReader(lambda fetch, skip, limit: self.page(fetch, query, skip, limit, direction), self._size)

    async def snapshot(self, fetch: Fetch, query: requests.Query) -> SortedSnapshot[Interaction]:
        """Every interaction of a list."""

        def page(fetch: Fetch, number: int, size: int) -> Awaitable[VendorPage[Interaction]]:
            return self.page(fetch, query, (number - 1) * size, size, OrderDirection.DESC)

        return SortedSnapshot(await self._full_scans.read(fetch, query, page))

    async def page(
        self, fetch: Fetch, query: requests.Query, skip: int, limit: int, direction: OrderDirection
    ) -> VendorPage[Interaction]:
        """`limit` interactions from offset `skip` on, or as many as the vendor gives at once."""
        answer = await fetch(requests.list_interactions(query, skip, limit, direction))
        _, rows = decode.page(Source.POLIS, answer.body, _EXACT, _LOOSE, wire.Interaction, lambda page: page.data)
        return VendorPage(
            [None if row is None else records.interaction(row) for row in rows], len(rows) < min(limit, SMALLEST_CAP)
        )

    async def probe(self, fetch: Fetch) -> None:
        """The cheapest read, for its failure alone: one record."""
        await self.page(fetch, requests.Query(), 0, 1, OrderDirection.DESC)

    async def find(self, fetch: Fetch, refs: Sequence[RecordRef]) -> dict[RecordRef, Interaction | Contact | Failure]:
        """Interactions by id, each in a request of its own; contacts as references."""

        async def read(ref: RecordRef) -> Interaction | Failure | None:
            request = requests.get_interaction(ref.source_id)
            return await by_id.one(ref, fetch, request, wire.Interaction, records.interaction)

        interactions = [ref for ref in refs if ref.kind is Kind.INTERACTION]
        return by_id.references(refs) | await by_id.each(interactions, read)

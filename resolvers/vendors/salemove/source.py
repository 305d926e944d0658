"""SaleMove, tied together: live engagements, their transcripts and exports."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from resolvers import decode, reads
from resolvers.configuration import SourceConfiguration
from resolvers.exchange import Ask, Background
from resolvers.failures import BudgetExhausted, ErrorCode, Failure, SourceFailure
from resolvers.feed import dates
from resolvers.feed.archive import Archive
from resolvers.feed.plan import Plan, Whose
from resolvers.feed.reach import Place
from resolvers.feed.sortedness import Sortedness
from resolvers.filters import Filter
from resolvers.identity import Kind, RecordRef
from resolvers.lists import Lister, NumberedReader, PageSize, Reader, VendorPage
from resolvers.records import ChatMessage, Contact, Engagement
from resolvers.vendors.salemove import records, requests, translate, wire
from resolvers.vocabulary import OrderDirection, Source
from resolvers.whole import WholeLists

_LARGEST_PAGE = 100
"""The document names no maximum; a shorter page that is not the last one tells it."""

MOST_OPERATORS = 10_000
"""Names of operators that are remembered from transcripts."""

_EXACT = msgspec.json.Decoder(wire.Page[wire.Engagement], strict=False)
_LOOSE = msgspec.json.Decoder(wire.Page[Any], strict=False)
_ROWS = msgspec.json.Decoder(list[Any])


class SaleMoveSource:
    """What SaleMove can do. Its visitors and operators are known by reference only."""

    source = Source.SALEMOVE
    operations = ("engagements", "engagement", "contact", "chatTranscript", "exportEngagement")
    pushdown = translate.PUSHDOWN

    def __init__(self, configuration: SourceConfiguration, _background: Background) -> None:
        self.scope = requests.Query(configuration.operator_ids, configuration.site_ids)
        self.sign_in = (("authorization", f"Token {configuration.token or ''}"),)
        self.lists: dict[Kind, Lister[Any, Any]] = {Kind.ENGAGEMENT: self}
        self.sortedness = Sortedness()
        self._size = PageSize(_LARGEST_PAGE)
        self._whole: WholeLists[Engagement] = WholeLists(self._size)
        self._exact_dates = False
        self._operator_names: dict[str, str] = {}

    # ------------------------------------------------------------ lists

    def plan(self, filter_: Filter, of: Whose | None) -> Plan[requests.Query]:
        """What SaleMove makes of a filter."""
        return translate.plan(filter_, of, self.scope, exact_dates=self._exact_dates)

    def reader(self, query: requests.Query, direction: OrderDirection, _place: Place) -> Reader[Engagement]:
        """Sorted by the vendor, in either direction."""

        async def page(ask: Ask, number: int, size: int) -> VendorPage[Engagement]:
            return await self.page(ask, query, number, size, direction)

        return NumberedReader(page, self._size)

    async def archive(self, ask: Ask, query: requests.Query) -> Archive[Engagement]:
        """Every engagement of a list."""

        async def page(ask: Ask, number: int, size: int) -> VendorPage[Engagement]:
            return await self.page(ask, query, number, size, OrderDirection.DESC)

        return Archive(await self._whole.read(ask, query, page))

    async def page(
        self, ask: Ask, query: requests.Query, number: int, size: int, direction: OrderDirection
    ) -> VendorPage[Engagement]:
        """One page. Of its links only the presence and the page size count: they lack the required filters."""
        if not query.operator_ids or not query.site_ids:
            raise SourceFailure.of(
                Source.SALEMOVE,
                ErrorCode.BAD_USER_INPUT,
                "needs operatorIds and siteIds: set both in the filter, or "
                "TOUCHPOINT_SALEMOVE__OPERATOR_IDS and TOUCHPOINT_SALEMOVE__SITE_IDS",
            )
        answer = await ask(requests.list_engagements(query, number, size, direction))
        envelope, rows = decode.page(
            Source.SALEMOVE, answer.body, _EXACT, _LOOSE, wire.Engagement, lambda page: page.engagements
        )
        found = [None if row is None else records.engagement(row) for row in rows]
        self._exact_dates = self._exact_dates or dates.honoured(query.end_date, found)
        last = not envelope.next_page or not rows
        return VendorPage(found, last, _page_size(envelope.next_page))

    async def probe(self, ask: Ask) -> None:
        """The cheapest read, for its failure alone: one record of the configured scope."""
        await self.page(ask, self.scope, 1, 1, OrderDirection.DESC)

    # ------------------------------------------------------------ one record

    async def find(self, ask: Ask, refs: Sequence[RecordRef]) -> dict[RecordRef, Engagement | Contact | Failure]:
        """Engagements by id, each in a request of its own; visitors as references."""

        async def read(ref: RecordRef) -> Engagement | Failure | None:
            request = requests.get_engagement(ref.source_id)
            return await reads.one(Source.SALEMOVE, ask, request, wire.Engagement, records.engagement)

        engagements = [ref for ref in refs if ref.kind is Kind.ENGAGEMENT]
        return reads.references(refs) | await reads.each(engagements, read)

    async def transcript(self, ask: Ask, engagement_id: str) -> tuple[ChatMessage, ...]:
        """The messages of an engagement, in the vendor's order."""
        answer = await ask(requests.get_chat_transcript(engagement_id))
        raws = decode.document(Source.SALEMOVE, answer.body, _ROWS)
        rows = (decode.one(Source.SALEMOVE, raw, wire.Message) for raw in raws)
        messages = tuple(records.message(row) for row in rows if row is not None)
        self._learn_operators(messages)
        return messages

    def _learn_operators(self, messages: tuple[ChatMessage, ...]) -> None:
        for message in messages:
            operator = message.sender.operator
            if operator is not None and operator.name:
                if len(self._operator_names) >= MOST_OPERATORS:
                    self._operator_names.pop(next(iter(self._operator_names)))
                self._operator_names[operator.source_id] = operator.name

    def operator_name(self, operator_id: str) -> str | None:
        """The name that a transcript which was read gives an operator."""
        return self._operator_names.get(operator_id)

    async def visitor_names(self, ask: Ask, visitor_ids: frozenset[str]) -> dict[str, str]:
        """The names that the newest engagements give to visitors, as far as `ask` may read."""
        names: dict[str, str] = {}
        number = 1
        while visitor_ids - names.keys():
            try:
                page = await self.page(ask, self.scope, number, self._size.largest, OrderDirection.DESC)
            except BudgetExhausted:
                break
            for row in page.rows:
                if row is not None and row.visitor is not None and row.visitor.display_name:
                    names.setdefault(row.visitor.source_id, row.visitor.display_name)
            if page.last:
                break
            number += 1
        return {key: name for key, name in names.items() if key in visitor_ids}


def _page_size(next_page: str | None) -> int | None:
    """The page size that the link to the next page names; null where there is none."""
    try:
        values = parse_qs(urlsplit(next_page or "").query).get("per_page", [])
    except ValueError:
        return None
    return int(values[0]) if values and values[0].isascii() and values[0].isdigit() else None

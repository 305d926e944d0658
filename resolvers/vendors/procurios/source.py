"""Procurios, tied together: registrations of contact, their types, tags and schemas."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from resolvers import decode
from resolvers.configuration import SourceConfiguration
from resolvers.exchange import Ask, Background, VendorResponse
from resolvers.failures import BudgetExhausted, Failure, SourceFailure
from resolvers.feed.archive import Archive
from resolvers.feed.plan import Plan, Whose
from resolvers.feed.reach import Place
from resolvers.feed.sortedness import Sortedness
from resolvers.filters import Filter
from resolvers.identity import Kind, RecordRef
from resolvers.lists import Lister, PageSize, VendorPage
from resolvers.records import Contact, ContactMoment, ContactMomentType, Tag
from resolvers.vendors.procurios import records, requests, translate, wire
from resolvers.vendors.procurios.index import Index, IndexPage
from resolvers.vendors.procurios.requests import PAGE_SIZE, Query
from resolvers.vocabulary import OrderDirection, Source
from resolvers.whole import ReadPage, WholeLists

MOST_RELATIONS = 100
"""Relations asked for in one request; more make more requests, so that no address grows too long."""

_MOMENTS = msgspec.json.Decoder(list[wire.Moment], strict=False)
_TYPES = msgspec.json.Decoder(list[wire.Type], strict=False)
_ROWS = msgspec.json.Decoder(list[Any])
_TAGS = msgspec.json.Decoder(dict[str, str | int | None] | list[Any])
_ANY = msgspec.json.Decoder()


class ProcuriosSource:
    """What Procurios can do. Its relations are known by reference only, and by the names of senders."""

    source = Source.PROCURIOS
    operations = (
        "contactMoments",
        "contactMoment",
        "contact",
        "contactMomentTypes",
        "contactMomentTags",
        "createContactMoment",
    )
    pushdown = translate.PUSHDOWN

    def __init__(self, configuration: SourceConfiguration, background: Background) -> None:
        token = configuration.token
        self.sign_in = (("authorization", f"Bearer {token}"),) if token else ()
        self.lists: dict[Kind, Lister[Any, Any]] = {Kind.CONTACT_MOMENT: self}
        self.sortedness = Sortedness()
        self._whole: WholeLists[ContactMoment] = WholeLists(PageSize(PAGE_SIZE))
        self._zone = ZoneInfo(configuration.time_zone)
        self.index = Index(self.page, self._zone, background)

    # ------------------------------------------------------------ lists

    def plan(self, filter_: Filter, of: Whose | None) -> Plan[Query]:
        """What Procurios makes of a filter."""
        return translate.plan(filter_, of, self._zone)

    def reader(self, _query: Query, _direction: OrderDirection, _place: Place) -> None:
        """None: no order is documented."""

    async def archive(self, ask: Ask, query: Query) -> Archive[ContactMoment]:
        """A narrowed list is read as it is; the list of everything is the index."""
        if query == Query():
            return await self.index.archive(ask)
        return Archive(await self._narrowed(ask, query))

    async def _narrowed(self, ask: Ask, query: Query) -> list[ContactMoment]:
        """A list narrowed to more relations than one request may name is several lists, each read to its end."""
        starts = range(0, len(query.relation_ids) or 1, MOST_RELATIONS)
        queries = [Query(query.relation_ids[start : start + MOST_RELATIONS], query.since) for start in starts]
        lists = await asyncio.gather(*(self._whole.read(ask, one, self._pager(one)) for one in queries))
        return list({moment.source_id: moment for found in lists for moment in found}.values())

    def _pager(self, query: Query) -> ReadPage[ContactMoment]:
        async def page(ask: Ask, number: int, _size: int) -> VendorPage[ContactMoment]:
            got = await self.page(ask, query, number)
            return VendorPage(list(got.moments), got.last, PAGE_SIZE)

        return page

    async def page(self, ask: Ask, query: Query, number: int) -> IndexPage:
        """One page of 25. A page behind the last one is empty, or not found."""
        try:
            answer = await ask(requests.list_moments(query, number))
        except SourceFailure as failure:
            if failure.error.http_status == 404 and number > 1:
                return IndexPage([], last=True)
            raise
        _, rows = decode.page(Source.PROCURIOS, answer.body, _MOMENTS, _ROWS, wire.Moment, lambda rows: rows)
        moments = [records.moment(row, self._zone) for row in rows if row is not None]
        return IndexPage(moments, last=len(rows) < PAGE_SIZE, date=_date(answer))

    # ------------------------------------------------------------ one record

    async def find(self, ask: Ask, refs: Sequence[RecordRef]) -> dict[RecordRef, ContactMoment | Contact | Failure]:
        """Contact moments out of the index, or by their sender while it is not filled; relations as references."""
        found: dict[RecordRef, ContactMoment | Contact | Failure] = {
            ref: Contact(
                source=Source.PROCURIOS,
                source_id=ref.source_id,
                display_name=self.index.name_of(ref.source_id),
                bare=True,
            )
            for ref in refs
            if ref.kind is Kind.CONTACT
        }
        left = [ref for ref in refs if ref.kind is Kind.CONTACT_MOMENT]
        if not self.index.complete:
            told = await asyncio.gather(*(self._find_by_sender(ask, ref, found) for ref in left))
            left = [ref for ref, done in zip(left, told, strict=True) if not done]
        if left:
            await self._find_in_index(ask, left, found)
        return found

    async def _find_by_sender(
        self, ask: Ask, ref: RecordRef, found: dict[RecordRef, ContactMoment | Contact | Failure]
    ) -> bool:
        if not ref.locator or not ref.locator.isdigit():
            return False
        try:
            moments = await self._narrowed(ask, Query((ref.locator,)))
        except BudgetExhausted as error:
            found[ref] = error.not_found(Source.PROCURIOS)
            return True
        except SourceFailure as failure:
            found[ref] = failure
            return True
        found.update((ref, moment) for moment in moments if moment.source_id == ref.source_id)
        return True

    async def _find_in_index(
        self, ask: Ask, refs: list[RecordRef], found: dict[RecordRef, ContactMoment | Contact | Failure]
    ) -> None:
        try:
            await self.index.ready(ask)
            unfinished = None
        except BudgetExhausted as error:
            unfinished = error.not_found(Source.PROCURIOS)
        except SourceFailure as failure:
            found.update(dict.fromkeys(refs, failure))
            return
        for ref in refs:
            moment = self.index.known(ref.source_id) or unfinished
            if moment is not None:
                found[ref] = moment

    async def relation_names(self, ask: Ask, relation_ids: Sequence[str]) -> dict[str, str]:
        """The names under which relations stand as senders: out of the index, or of their own moments."""
        if not self.index.complete:
            try:
                moments = await self._narrowed(ask, Query(tuple(relation_ids)))
            except BudgetExhausted:
                moments = []
            senders = (moment.sender for moment in moments if moment.sender is not None)
            return {sender.source_id: sender.display_name for sender in senders if sender.display_name}
        names = {key: self.index.name_of(key) for key in relation_ids}
        return {key: name for key, name in names.items() if name}

    # ------------------------------------------------------------ catalogue

    async def probe(self, ask: Ask) -> None:
        """The cheapest read, for its failure alone: the types."""
        await self.types(ask)

    async def types(self, ask: Ask) -> tuple[ContactMomentType, ...]:
        """The types that the vendor lists."""
        answer = await ask(requests.list_types())
        _, rows = decode.page(Source.PROCURIOS, answer.body, _TYPES, _ROWS, wire.Type, lambda rows: rows)
        return tuple(records.moment_type(row) for row in rows if row is not None)

    async def tags(self, ask: Ask) -> tuple[Tag, ...]:
        """The tags that contact moments may have."""
        answer = await ask(requests.list_tags())
        return records.tags(decode.document(Source.PROCURIOS, answer.body, _TAGS))

    async def type_schema(self, ask: Ask, type_id: str) -> object:
        """The JSON schema for registering moments of a type; the document shows it as the one element of a list."""
        answer = await ask(requests.get_type_schema(type_id))
        schema = decode.document(Source.PROCURIOS, answer.body, _ANY)
        if isinstance(schema, list) and len(schema) == 1:
            schema = schema[0]
        if not isinstance(schema, dict):
            raise decode.bad_response(Source.PROCURIOS, "the schema of a type is no JSON schema")
        return schema


def _date(answer: VendorResponse) -> dt.datetime | None:
    """The vendor's time when it answered, where it tells."""
    try:
        return parsedate_to_datetime(answer.headers["date"]).astimezone(dt.UTC)
    except (KeyError, ValueError, IndexError, TypeError, OverflowError):
        return None

"""Procurios, tied together: registrations of contact, and the catalogue that goes with them."""

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from resolvers.model import timestamps
from resolvers.model.configuration import SourceConfiguration
from resolvers.model.enums import OrderDirection, Source
from resolvers.model.errors import BudgetExhausted, Failure, SourceFailure
from resolvers.model.filters import ContactMomentFilter, Filter
from resolvers.model.http import BackgroundFetch, Fetch
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact, ContactMoment
from resolvers.sources.protocol import BatchGroup, RecordList
from resolvers.timeline.order_check import LearnedOrder
from resolvers.timeline.plan import ContactScope, Plan
from resolvers.timeline.snapshot import SortedSnapshot
from resolvers.timeline.watermark import ResumeHint
from resolvers.vendors.procurios import records, requests, translate
from resolvers.vendors.procurios.catalogue import Catalogue
from resolvers.vendors.procurios.filling import safely
from resolvers.vendors.procurios.index import Index
from resolvers.vendors.procurios.moments import Moments, date_of, is_key
from resolvers.vendors.procurios.requests import Query

READ_BACK_PAGES = 4
"""Pages of its sender's latest moments in which one that was just registered is looked for."""


class NewMoment(msgspec.Struct, frozen=True):
    """A contact moment that was registered; `since` is safely before it."""

    source_id: str
    since: dt.datetime


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

    def __init__(
        self,
        configuration: SourceConfiguration,
        background: BackgroundFetch,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        token = configuration.token
        self.sign_in = (("authorization", f"Bearer {token}"),) if token else ()
        self.lists: dict[Kind, RecordList[Any, Any]] = {Kind.CONTACT_MOMENT: self}
        self.learned_order = LearnedOrder()
        self._zone = ZoneInfo(configuration.time_zone)
        self.moments = Moments(self._zone)
        self.index = Index(self.moments.page, self._zone, background)
        self.catalogue = Catalogue(clock)

    # ------------------------------------------------------------ lists

    def plan(self, filter_: Filter, of: ContactScope | None) -> Plan[Query]:
        """What Procurios makes of a filter."""
        return translate.plan(filter_, of, self._zone)

    def reader(self, _query: Query, _direction: OrderDirection, _hint: ResumeHint) -> None:
        """None: no order is documented."""

    async def snapshot(self, fetch: Fetch, query: Query) -> SortedSnapshot[ContactMoment]:
        """A narrowed list is read as it is; the list of everything is the index."""
        if query == Query():
            return await self.index.snapshot(fetch)
        return SortedSnapshot(await self.moments.whole(fetch, query, self.index.count))

    def batch_groups(self, filter_: Filter, contacts: Sequence[Contact]) -> list[BatchGroup]:
        """All of them: `relationIds` takes a list."""
        named = isinstance(filter_, ContactMomentFilter) and filter_.contacts is not None
        return [BatchGroup(tuple(contacts), narrowed=not named)]

    def cannot_be_empty(self, _filter: Filter, _contact: Contact) -> bool:
        """No: whoever is named may have nothing."""
        return False

    def paged_list(self, _query: Query, _direction: OrderDirection) -> None:
        """None: no order is documented."""

    # ------------------------------------------------------------ one record

    async def find(self, fetch: Fetch, refs: Sequence[RecordRef]) -> dict[RecordRef, ContactMoment | Contact | Failure]:
        """Contact moments out of the index, or by their senders while it is not filled; relations as references."""
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
            by_sender: dict[str, list[RecordRef]] = {}
            for ref in left:
                if is_key(ref.locator):
                    by_sender.setdefault(ref.locator, []).append(ref)
            found.update(await self.moments.find_by_senders(fetch, by_sender))
            left = [ref for ref in left if not is_key(ref.locator)]
        if left:
            await self._find_in_index(fetch, left, found)
        return found

    async def _find_in_index(
        self, fetch: Fetch, refs: list[RecordRef], found: dict[RecordRef, ContactMoment | Contact | Failure]
    ) -> None:
        try:
            await self.index.ready(fetch)
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

    async def relation_names(self, fetch: Fetch, relation_ids: Sequence[str]) -> dict[str, str]:
        """The names under which relations stand as senders: out of the index, or of their own moments."""
        if not self.index.complete:
            try:
                moments = await self.moments.whole(fetch, Query(tuple(relation_ids)), self.index.count)
            except BudgetExhausted:
                moments = []
            senders = (moment.sender for moment in moments if moment.sender is not None)
            return {sender.source_id: sender.display_name for sender in senders if sender.display_name}
        names = {key: self.index.name_of(key) for key in relation_ids}
        return {key: name for key, name in names.items() if name}

    # ------------------------------------------------------------ writing

    @property
    def zone(self) -> ZoneInfo:
        """Whose clocks its times are written by."""
        return self._zone

    async def create_moment(self, fetch: Fetch, type_id: str, body: Mapping[str, object]) -> NewMoment:
        """Register a contact moment. Whatever comes of it, what was read before no longer counts as fresh."""
        try:
            answer = await fetch(requests.create_moment(type_id, body))
        finally:
            self.index.expire()
        return NewMoment(records.created(answer.body), safely(date_of(answer), dt.datetime.now(dt.UTC)))

    async def read_back(self, fetch: Fetch, new: NewMoment, sender_id: str) -> ContactMoment | None:
        """A contact moment that was just registered, in one request as a rule; null where it does not show yet."""
        if self.index.complete:
            await self.index.ready(fetch)
            return self.index.known(new.source_id)
        since = timestamps.local(timestamps.canonical(new.since), self._zone)
        for number in range(1, READ_BACK_PAGES + 1):
            page = await self.moments.page(fetch, Query((sender_id,), since), number)
            found = next((moment for moment in page.moments if moment.source_id == new.source_id), None)
            if found is not None or page.last:
                return found
        return None

    # ------------------------------------------------------------ catalogue

    async def probe(self, fetch: Fetch) -> None:
        """The cheapest read, for its failure alone."""
        await self.catalogue.probe(fetch)

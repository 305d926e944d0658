"""Procurios, tied together: registrations of contact, and the catalogue that goes with them."""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from resolvers.model.enums import Source
from resolvers.model.errors import BudgetExhausted, Failure, SourceFailure
from resolvers.model.filters import ContactMomentFilter, Filter
from resolvers.model.http import BackgroundFetch, Fetch
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact, ContactMoment, ContactMomentType, Tag
from resolvers.sources.learned_order import LearnedOrder
from resolvers.sources.protocol import HasMomentCatalogue, RecordList
from resolvers.timeline.plan import BatchGroup, ContactScope, Plan
from resolvers.timeline.snapshot import SortedSnapshot
from resolvers.vendors.procurios import translate
from resolvers.vendors.procurios.catalogue import Catalogue
from resolvers.vendors.procurios.configuration import Configuration
from resolvers.vendors.procurios.index import Index
from resolvers.vendors.procurios.moments import Moments, is_key
from resolvers.vendors.procurios.requests import Query
from resolvers.vendors.procurios.writes import ProcuriosWrites


class ProcuriosSource(ProcuriosWrites, RecordList[ContactMoment, Query], HasMomentCatalogue):
    """What Procurios can do. Its relations are known by reference only, and by the names of senders."""

    source = Source.PROCURIOS
    description = "The CRM: contact moments with relations."
    kinds = frozenset({Kind.CONTACT, Kind.CONTACT_MOMENT})
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
        configuration: Configuration,
        background: BackgroundFetch,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        super().__init__(configuration, background)
        token = configuration.token
        self.sign_in = (("authorization", f"Bearer {token}"),) if token else ()
        self.lists = {Kind.CONTACT_MOMENT: self}
        self.learned_order = LearnedOrder()
        self.zone = ZoneInfo(configuration.timezone)
        self.moments = Moments(self.zone)
        self.now = now
        self.index = Index(self.moments.page, self.zone, background, now=now)
        self.catalogue = Catalogue(clock)

    def plan(self, filter_: Filter, of: ContactScope | None) -> Plan[Query]:
        """What Procurios makes of a filter."""
        return translate.plan(filter_, of, self.zone)

    async def snapshot(self, fetch: Fetch, query: Query) -> SortedSnapshot[ContactMoment]:
        """A narrowed list is read as it is; the list of everything is the index."""
        if query == Query():
            return await self.index.snapshot(fetch)
        return SortedSnapshot(await self.moments.whole(fetch, query, self.index.count))

    def batch_groups(self, filter_: Filter, contacts: Sequence[Contact]) -> list[BatchGroup]:
        """All of them: `relationIds` takes a list."""
        named = isinstance(filter_, ContactMomentFilter) and filter_.contacts is not None
        return [BatchGroup(tuple(contacts), narrowed=not named)]

    async def find(self, fetch: Fetch, refs: Sequence[RecordRef]) -> dict[RecordRef, ContactMoment | Contact | Failure]:
        """Contact moments out of the index; relations as references.

        Ids used to tell the sender, as a locator. While the index is not filled, such a moment is looked for there.
        """
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
        moments = [ref for ref in refs if ref.kind is Kind.CONTACT_MOMENT]
        if not self.index.complete:
            by_sender: dict[str, list[RecordRef]] = {}
            for ref in moments:
                if is_key(ref.locator):
                    by_sender.setdefault(ref.locator, []).append(ref)
            found.update(await self.moments.find_by_senders(fetch, by_sender))
        # Its sender may be another one by now.
        left = [ref for ref in moments if ref not in found]
        if left:
            await self._find_in_index(fetch, left, found)
        return found

    async def _find_in_index(
        self, fetch: Fetch, refs: list[RecordRef], found: dict[RecordRef, ContactMoment | Contact | Failure]
    ) -> None:
        problem: Failure | None = None
        try:
            await self.index.ready(fetch)
        except BudgetExhausted as error:
            problem = error.not_found(Source.PROCURIOS)
        except SourceFailure as failure:
            problem = failure
            if self.index.complete:
                # What is there may be out of date.
                found.update(dict.fromkeys(refs, failure))
                return
        for ref in refs:
            moment = self.index.known(ref.source_id) or problem
            if moment is not None:
                found[ref] = moment

    def known_contact_name(self, contact_id: str) -> str | None:
        """The name under which a relation last stood as a sender."""
        return self.index.name_of(contact_id)

    async def contact_names(self, fetch: Fetch, contact_ids: Sequence[str]) -> dict[str, str]:
        """The names under which relations stand as senders: out of the index, or of their own moments."""
        if not self.index.complete:
            try:
                moments = await self.moments.whole(fetch, Query(tuple(contact_ids)), self.index.count)
            except BudgetExhausted:
                moments = []
            senders = (moment.sender for moment in moments if moment.sender is not None)
            return {sender.source_id: sender.display_name for sender in senders if sender.display_name}
        names = {key: self.index.name_of(key) for key in contact_ids}
        return {key: name for key, name in names.items() if name}

    async def moment_types(self, fetch: Fetch) -> Sequence[ContactMomentType]:
        """The types that the vendor lists."""
        return await self.catalogue.types(fetch)

    async def moment_tags(self, fetch: Fetch) -> Sequence[Tag]:
        """The tags that contact moments may have."""
        return await self.catalogue.tags(fetch)

    async def moment_type_schema(self, fetch: Fetch, type_id: str) -> object:
        """The JSON schema of a type."""
        return await self.catalogue.type_schema(fetch, type_id)

    async def aclose(self) -> None:
        """Stop filling the index."""
        await self.index.aclose()

    async def probe(self, fetch: Fetch) -> None:
        """The cheapest read, for its failure alone."""
        await self.catalogue.probe(fetch)

"""The first pages of one connection under several contacts of one source."""

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec

from resolvers.connections.builder import ConnectionBuilder, SourceProgress
from resolvers.connections.page import ListQuery, SourcePart, page
from resolvers.connections.shared_scan import Partition, SharedScan
from resolvers.model.connection import Connection
from resolvers.model.enums import Source, SourceStatus
from resolvers.model.errors import Failure
from resolvers.model.records import Contact
from resolvers.source_access import SourceAccess
from resolvers.timeline.cursor import CursorState
from resolvers.timeline.merge import merge
from resolvers.timeline.order import Order
from resolvers.timeline.plan import NO_RECORDS, BatchGroup, ContactScope

Answer = Connection[Any] | Failure

_READ = (SourceStatus.OK, SourceStatus.SKIPPED)


async def alone(access: SourceAccess, list_query: ListQuery, of: ContactScope) -> Answer:
    """One page of contacts' records, read by itself, or how it failed.

    A contact whose own list turns out empty, though it must hold something, is looked for in all that its source has.
    """
    try:
        found = await page(access, list_query, of)
        if _wrongly_empty(list_query, of, found):
            contacts = tuple(msgspec.structs.replace(contact, phone_numbers=()) for contact in of.contacts)
            spent = sum(report.requests for report in found.sources)
            found = await page(access, list_query, msgspec.structs.replace(of, contacts=contacts))
            return _charged(found, of.contacts[0].source, spent, 0)
    except Failure as failure:
        return failure
    return found


def _charged(page: Connection[Any], source: Source, requests: int, scanned: int) -> Connection[Any]:
    """The page with what was asked and read for it before, at the source that has records for it."""
    reports = tuple(
        msgspec.structs.replace(report, requests=report.requests + requests, scanned=report.scanned + scanned)
        if report.source is source
        else report
        for report in page.sources
    )
    return msgspec.structs.replace(page, sources=reports)


def _wrongly_empty(list_query: ListQuery, of: ContactScope, found: Connection[Any]) -> bool:
    if len(of.contacts) != 1 or any(report.status not in _READ or report.scanned for report in found.sources):
        return False
    contact = of.contacts[0]
    ours = [part for part in list_query.parts if part.record_list.source is contact.source]
    return any(part.filter is not None and part.record_list.cannot_be_empty(part.filter, contact) for part in ours)


class ContactBatch:
    """Makes the pages of contacts; `part` is that of their source, which alone can have records of them."""

    def __init__(self, access: SourceAccess, list_query: ListQuery, part: SourcePart) -> None:
        self._access = access
        self._list_query = list_query
        self._part = part
        self._order = Order(list_query.request.direction)

    async def pages(self, contacts: Sequence[Contact]) -> dict[str, Answer]:
        """The pages by the ids of the contacts, which are all different."""
        filter_ = self._part.filter
        groups = [] if filter_ is None else self._part.record_list.batch_groups(filter_, contacts)
        shared = [group for group in groups if self._worth_joining(group)]
        grouped = {contact.source_id for group in shared for contact in group.contacts}
        answers = await asyncio.gather(
            *(self._together(group) for group in shared),
            *(self._alone(contact) for contact in contacts if contact.source_id not in grouped),
        )
        return {source_id: answer for found in answers for source_id, answer in found.items()}

    def _worth_joining(self, group: BatchGroup) -> bool:
        """One list for several; and for one alone, where it is not narrowed: it is read in greater steps here."""
        queries = self._part.plan(ContactScope(group.contacts)).queries
        if len(queries) != 1:
            return False
        if len(group.contacts) > 1:
            return True
        paged_list = self._part.record_list.paged_list(queries[0], self._order.direction)
        return not group.narrowed and paged_list is not None and paged_list.direction is self._order.direction

    async def _alone(self, contact: Contact) -> dict[str, Answer]:
        return {contact.source_id: await alone(self._access, self._list_query, ContactScope((contact,)))}

    async def _together(self, batch_groups: BatchGroup) -> dict[str, Answer]:
        """The pages of contacts that one list holds. What the list cost is told once, with the first of them."""
        shared = self._shared(batch_groups)
        await shared.read(self._list_query.request.first)
        filter_, record_list = self._part.filter, self._part.record_list
        shared.doubt(lambda contact: filter_ is not None and record_list.cannot_be_empty(filter_, contact))
        left, separable = shared.left, shared.separable
        told: dict[str, Answer] = {}
        for partition in shared.partitions.values():
            if partition not in left and partition not in separable:
                told[partition.contact.source_id] = self._tell(shared, partition, first=not told)
        answers = await asyncio.gather(
            *(self._alone(partition.contact) for partition in left),
            self.pages([partition.contact for partition in separable]),
        )
        others = {source_id: answer for found in answers for source_id, answer in found.items()}
        if not told:
            self._charge(shared, others)
        return told | others

    def _charge(self, shared: SharedScan[Any], answers: dict[str, Answer]) -> None:
        """Tell what a list cost that filled nobody's page."""
        for source_id, answer in answers.items():
            if isinstance(answer, Connection):
                source = self._part.record_list.source
                answers[source_id] = _charged(answer, source, shared.fetch.requests, shared.scanned)
                return

    def _shared(self, batch_groups: BatchGroup) -> SharedScan[Any]:
        # A list that is narrowed to contacts may cost what all of their pages may; one that is not is the same for all.
        pages = len(batch_groups.contacts) if batch_groups.narrowed else 1
        fetch = self._access.budgeted(self._part.record_list.source, pages=pages)
        plan = self._part.plan(ContactScope(batch_groups.contacts))
        return SharedScan(self._part.record_list, plan, fetch, self._order, batch_groups, f"{self._part.key}.0")

    def _tell(self, shared: SharedScan[Any], partition: Partition[Any], *, first: bool) -> Connection[Any]:
        """A contact's page out of a shared scan."""
        partition.scanned = shared.scanned if first else 0
        own: SourceProgress[Any] = SourceProgress(
            shared.record_list, shared.plan, spent=shared.fetch.requests if first else 0
        )
        own.streams = (partition,)
        if partition in shared.lacking:
            own.error, own.exhausted = shared.error, shared.exhausted
        accounts = [
            own if part is self._part else SourceProgress(part.record_list, NO_RECORDS)
            for part in self._list_query.parts
        ]
        merged = merge(self._order, [] if own.dropped else [partition])
        scope = ContactScope((partition.contact,))
        subject, position = self._list_query.subject(scope), CursorState(memo=scope.memo)
        return ConnectionBuilder(
            self._order, subject, position, accounts, merged, self._list_query.request
        ).connection()

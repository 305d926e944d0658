"""The first pages of one connection under several contacts of one source."""

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec

from resolvers.connections.builder import Account, Telling
from resolvers.connections.page import Listing, Part, page
from resolvers.connections.shared_scan import Joint, Portion
from resolvers.model.connection import Connection
from resolvers.model.enums import SourceStatus
from resolvers.model.errors import Failure
from resolvers.model.records import Contact
from resolvers.source_access import Upstream
from resolvers.sources.protocol import Together
from resolvers.timeline.cursor import Position
from resolvers.timeline.merge import merge
from resolvers.timeline.order import Order
from resolvers.timeline.plan import NOTHING, Whose

Answer = Connection[Any] | Failure

_READ = (SourceStatus.OK, SourceStatus.SKIPPED)


async def alone(upstream: Upstream, listing: Listing, of: Whose | None, *, spent: int = 0) -> Answer:
    """One page, read by itself, or how it failed.

    A contact whose own list turns out empty, though it must hold something, is looked for in all that its source has.
    """
    try:
        found = await page(upstream, listing, of, spent=spent)
        if of is not None and _wrongly_empty(listing, of, found):
            contacts = tuple(msgspec.structs.replace(contact, phone_numbers=()) for contact in of.contacts)
            spent = sum(report.requests for report in found.sources)
            found = await page(upstream, listing, msgspec.structs.replace(of, contacts=contacts), spent=spent)
    except Failure as failure:
        return failure
    return found


def _wrongly_empty(listing: Listing, of: Whose, found: Connection[Any]) -> bool:
    if len(of.contacts) != 1 or any(report.status not in _READ or report.scanned for report in found.sources):
        return False
    contact = of.contacts[0]
    ours = [part for part in listing.parts if part.lister.source is contact.source]
    return any(part.filter is not None and part.lister.must_hold(part.filter, contact) for part in ours)


class Family:
    """Makes the pages of contacts; `part` is that of their source, which alone can have records of them."""

    def __init__(self, upstream: Upstream, listing: Listing, part: Part) -> None:
        self._upstream = upstream
        self._listing = listing
        self._part = part
        self._order = Order(listing.request.direction)

    async def pages(self, contacts: Sequence[Contact]) -> dict[str, Answer]:
        """The pages by the ids of the contacts, which are all different."""
        filter_ = self._part.filter
        groups = [] if filter_ is None else self._part.lister.together(filter_, contacts)
        joint = [group for group in groups if self._worth_joining(group)]
        grouped = {contact.source_id for group in joint for contact in group.contacts}
        answers = await asyncio.gather(
            *(self._together(group) for group in joint),
            *(self._alone(contact) for contact in contacts if contact.source_id not in grouped),
        )
        return {source_id: answer for found in answers for source_id, answer in found.items()}

    def _worth_joining(self, group: Together) -> bool:
        """One list for several; and for one alone, where it is not narrowed: it is read in greater steps here."""
        queries = self._part.plan(Whose(group.contacts)).queries
        if len(queries) != 1:
            return False
        if len(group.contacts) > 1:
            return True
        sweeper = self._part.lister.sweeper(queries[0], self._order.direction)
        return not group.narrowed and sweeper is not None and sweeper.direction is self._order.direction

    async def _alone(self, contact: Contact, *, spent: int = 0) -> dict[str, Answer]:
        return {contact.source_id: await alone(self._upstream, self._listing, Whose((contact,)), spent=spent)}

    async def _together(self, together: Together) -> dict[str, Answer]:
        """The pages of contacts that one list holds. What all of them cost is told with the first."""
        joint = self._joint(together)
        await joint.read(self._listing.request.first)
        filter_, lister = self._part.filter, self._part.lister
        joint.doubt(lambda contact: filter_ is not None and lister.must_hold(filter_, contact))
        left, able = joint.left, joint.able
        told: dict[str, Answer] = {}
        for portion in joint.portions.values():
            if portion not in left and portion not in able:
                told[portion.contact.source_id] = self._tell(joint, portion, first=not told)
        spent = [0 if told or index else joint.ask.requests for index in range(len(left))]
        for found in await asyncio.gather(
            *(self._alone(portion.contact, spent=cost) for portion, cost in zip(left, spent, strict=True)),
            self.pages([portion.contact for portion in able]),
        ):
            told.update(found)
        return told

    def _joint(self, together: Together) -> Joint[Any]:
        # A list that is narrowed to contacts may cost what all of their pages may; one that is not is the same for all.
        pages = len(together.contacts) if together.narrowed else 1
        ask = self._upstream.budgeted(self._part.lister.source, pages=pages)
        plan = self._part.plan(Whose(together.contacts))
        return Joint(self._part.lister, plan, ask, self._order, together, f"{self._part.key}.0")

    def _tell(self, joint: Joint[Any], portion: Portion[Any], *, first: bool) -> Connection[Any]:
        """A contact's page out of a joint list."""
        portion.scanned = joint.scanned if first else 0
        own: Account[Any] = Account(joint.lister, joint.plan, spent=joint.ask.requests if first else 0)
        own.strands = (portion,)
        if portion in joint.lacking:
            own.error, own.exhausted = joint.error, joint.exhausted
        accounts = [own if part is self._part else Account(part.lister, NOTHING) for part in self._listing.parts]
        merged = merge(self._order, [] if own.dropped else [portion])
        subject = self._listing.subject(Whose((portion.contact,)))
        return Telling(self._order, subject, Position(), accounts, merged, self._listing.request).connection()

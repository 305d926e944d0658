"""Many pages at once: what several fields ask for in the same turn of the loop is read together where a vendor can.

The same page is made once, however many fields ask for it. First pages of the same connection, asked for in the same
way under several contacts, come out of one list for all of those contacts that their source can put into one.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec

from resolvers.accounts import Account, Telling
from resolvers.failures import Failure
from resolvers.feed.connection import Connection
from resolvers.feed.cursor import Position
from resolvers.feed.merge import merge
from resolvers.feed.order import Order
from resolvers.feed.plan import NOTHING, Whose
from resolvers.joint import Joint, Portion
from resolvers.lists import Together
from resolvers.paging import Listing, Part, page
from resolvers.records import Contact
from resolvers.upstream import Upstream
from resolvers.vocabulary import SourceStatus

Answer = Connection[Any] | Failure

_READ = (SourceStatus.OK, SourceStatus.SKIPPED)


class PageKey(msgspec.Struct, frozen=True):
    """A page that a field asks for; `of` names the contacts whose records it holds, if any."""

    listing: Listing
    of: Whose | None = None

    @property
    def contact(self) -> Contact | None:
        """The one contact whose first page it is; null for every other page."""
        if self.of is None or self.of.field is not None or len(self.of.contacts) != 1:
            return None
        return self.of.contacts[0] if self.listing.request.after is None else None


async def load(upstream: Upstream, keys: Sequence[PageKey]) -> dict[PageKey, Answer]:
    """The pages by their keys; a page that fails, fails alone."""
    alone: list[PageKey] = []
    families: dict[tuple[Listing, Part], list[PageKey]] = {}
    for key in keys:
        part = _part_of(key)
        if part is None:
            alone.append(key)
        else:
            families.setdefault((key.listing, part), []).append(key)
    answers = await asyncio.gather(
        *(_one(upstream, key) for key in alone),
        *(_family(upstream, listing, part, found) for (listing, part), found in families.items()),
    )
    return {key: answer for found in answers for key, answer in found.items()}


def _part_of(key: PageKey) -> Part | None:
    """The only part of a connection that can have records of its contact; null where that is not one."""
    contact = key.contact
    if contact is None:
        return None
    parts = [part for part in key.listing.parts if part.lister.source is contact.source]
    return parts[0] if len(parts) == 1 else None


async def _one(upstream: Upstream, key: PageKey, *, spent: int = 0) -> dict[PageKey, Answer]:
    try:
        found = await page(upstream, key.listing, key.of, spent=spent)
        if _wrongly_empty(key, found):
            cost = sum(report.requests for report in found.sources)
            found = await page(upstream, key.listing, _unnumbered(key), spent=cost)
    except Failure as failure:
        return {key: failure}
    return {key: found}


def _wrongly_empty(key: PageKey, found: Connection[Any]) -> bool:
    """Whether a contact's list was read to its end and held nothing at all, though it must hold something."""
    if key.of is None or len(key.of.contacts) != 1:
        return False
    contact = key.of.contacts[0]
    empty = all(report.status in _READ and not report.scanned for report in found.sources)
    return empty and any(
        part.lister.source is contact.source and part.filter is not None and part.lister.must_hold(part.filter, contact)
        for part in key.listing.parts
    )


def _unnumbered(key: PageKey) -> Whose | None:
    """The same without the numbers by which the vendor did not find them: they are looked for in all that it has."""
    if key.of is None:
        return None
    contacts = tuple(msgspec.structs.replace(contact, phone_numbers=()) for contact in key.of.contacts)
    return msgspec.structs.replace(key.of, contacts=contacts)


async def _family(upstream: Upstream, listing: Listing, part: Part, keys: Sequence[PageKey]) -> dict[PageKey, Answer]:
    """The same first page of several contacts of one source."""
    contacts = {key.contact.source_id: key.contact for key in keys if key.contact is not None}
    groups = [] if part.filter is None else part.lister.together(part.filter, tuple(contacts.values()))
    joint = [group for group in groups if len(group.contacts) > 1 and _has_one_list(part, group)]
    grouped = {contact.source_id for group in joint for contact in group.contacts}
    by_contact = {key.contact.source_id: key for key in keys if key.contact is not None}
    answers = await asyncio.gather(
        *(_together(upstream, listing, part, group) for group in joint),
        *(_one(upstream, key) for source_id, key in by_contact.items() if source_id not in grouped),
    )
    pages = {
        key.contact.source_id: answer for found in answers for key, answer in found.items() if key.contact is not None
    }
    # Records can name one contact in several ways: whichever way, it is the same page.
    return {key: pages[key.contact.source_id] for key in keys if key.contact is not None}


def _has_one_list(part: Part, group: Together) -> bool:
    return len(part.plan(Whose(group.contacts)).queries) == 1


async def _together(upstream: Upstream, listing: Listing, part: Part, together: Together) -> dict[PageKey, Answer]:
    """The pages of contacts that one list holds. What all of them cost is told with the first."""
    lister, request = part.lister, listing.request
    order = Order(request.direction)
    # A list that is narrowed to the contacts may cost what all of their pages may; one that is not is the same for all.
    ask = upstream.budgeted(lister.source, pages=len(together.contacts) if together.narrowed else 1)
    joint: Joint[Any] = Joint(lister, part.plan(Whose(together.contacts)), ask, order, together, f"{part.key}.0")
    await joint.read(request.first)
    joint.doubt(lambda contact: part.filter is not None and lister.must_hold(part.filter, contact))
    told: dict[PageKey, Answer] = {}
    for portion in joint.portions.values():
        if portion not in joint.left:
            key = PageKey(listing, Whose((portion.contact,)))
            told[key] = _tell(key, part, joint, portion, first=not told)
    left = [PageKey(listing, Whose((portion.contact,))) for portion in joint.left]
    spent = [0 if told or index else joint.ask.requests for index in range(len(left))]
    alone = (_one(upstream, key, spent=cost) for key, cost in zip(left, spent, strict=True))
    for found in await asyncio.gather(*alone):
        told.update(found)
    return told


def _tell(key: PageKey, part: Part, joint: Joint[Any], portion: Portion[Any], *, first: bool) -> Connection[Any]:
    """A contact's page out of a joint list."""
    listing = key.listing
    order = Order(listing.request.direction)
    portion.scanned = joint.scanned if first else 0
    accounts: list[Account[Any]] = []
    for other in listing.parts:
        account: Account[Any] = Account(other.lister, NOTHING)
        if other is part:
            account = Account(other.lister, joint.plan, spent=joint.ask.requests if first else 0)
            account.strands = (portion,)
            if portion in joint.lacking:
                account.error, account.exhausted = joint.error, joint.exhausted
        accounts.append(account)
    merged = merge(order, [strand for account in accounts if not account.dropped for strand in account.strands])
    return Telling(order, listing.subject(key.of), Position(), accounts, merged, listing.request).connection()

"""Whether contacts that were seen in one part of LIPS' list were seen in another part of it, too."""

from collections.abc import Mapping
from typing import Protocol

import msgspec

from resolvers.model.enums import Source
from resolvers.model.http import Fetch
from resolvers.model.records import Contact, Interaction
from resolvers.sources.paging import VendorPage
from resolvers.vendors.lips import translate
from resolvers.vendors.lips.requests import Query


class InteractionPages(Protocol):
    """LIPS' list of interactions, newest first, page by page."""

    @property
    def page_size(self) -> int:
        """The largest page that it is known to give."""
        ...

    async def page(self, fetch: Fetch, query: Query, number: int, size: int) -> VendorPage[Interaction]:
        """One page by its number, counted from 1."""
        ...


class SeenContact(msgspec.Struct, frozen=True):
    """A contact at the time at which it was seen, as it stands in the order."""

    contact: Contact
    occurred_at: str | None

    @property
    def source(self) -> Source:
        """Where the contact is known."""
        return self.contact.source

    @property
    def source_id(self) -> str:
        """The contact's key there."""
        return self.contact.source_id


class Between(msgspec.Struct, frozen=True):
    """Times strictly after one (null: all times) and up to another (null: without end)."""

    after: str | None
    until: str | None

    def holds(self, time: str | None) -> bool:
        """Whether a time lies in it."""
        if time is None:
            return False
        return (self.after is None or self.after < time) and (self.until is None or time <= self.until)


async def seen_between(
    pages: InteractionPages, fetch: Fetch, query: Query, seen: Mapping[str, SeenContact], times: Between
) -> frozenset[str]:
    """Which of the contacts, by id, were also seen between two times.

    They are asked for by their numbers, in one list, which must hold the interactions that are known of them too: a
    contact that it lacks has no number, or one by which the vendor does not find it, and is looked for among all.
    """
    numbered = {key: s for key, s in seen.items() if s.contact.phone_numbers}
    inside: set[str] = set()
    missing = set(seen)
    for group in translate.by_numbers([numbered[key].contact for key in sorted(numbered)]):
        ids = {contact.source_id for contact in group}
        oldest = min((numbered[key].occurred_at or "" for key in ids), default="")
        numbers = translate.numbers_of(*group)
        narrowed = msgspec.structs.replace(query, phone_numbers=numbers, start_date=oldest or None)
        found = await _look_for(pages, fetch, narrowed, ids, times)
        missing -= found.keys()
        inside |= {key for key, within in found.items() if within}
    if missing:
        found = await _look_for(pages, fetch, query, missing, times, whole=False)
        inside |= {key for key, within in found.items() if within}
    return frozenset(inside)


async def _look_for(
    pages: InteractionPages,
    fetch: Fetch,
    query: Query,
    contact_ids: set[str],
    times: Between,
    *,
    whole: bool = True,
) -> dict[str, bool]:
    """Of each contact that the list holds: whether it was seen then. Not `whole`: the list down to these times."""
    found: dict[str, bool] = {}
    number, size = 1, pages.page_size
    while True:
        page = await pages.page(fetch, query, number, size)
        rows = [row for row in page.rows if row is not None]
        for row in rows:
            if row.contact is not None and row.contact.source_id in contact_ids:
                key = row.contact.source_id
                found[key] = found.get(key, False) or times.holds(row.occurred_at)
        passed = times.after is not None and any(
            row.occurred_at is not None and row.occurred_at <= times.after for row in rows
        )
        if page.last or (passed and not whole):
            return found
        number += 1

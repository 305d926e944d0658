"""Many pages at once: what several fields ask for in the same turn of the loop is read together where a vendor can.

The same page is made once, however many fields ask for it. First pages of the same connection, asked for in the same
way under several contacts, come out of one list for all of those contacts that their source can put into one.
"""

import asyncio
from collections.abc import Sequence

import msgspec

from resolvers.connections.contact_batch import Answer, ContactBatch, alone
from resolvers.connections.page import ListQuery, SourcePart, page
from resolvers.model.connection import PageRequest
from resolvers.model.enums import Source
from resolvers.model.errors import Failure
from resolvers.model.ids import Kind
from resolvers.model.records import Contact
from resolvers.registry import Registry
from resolvers.source_access import SourceAccess
from resolvers.timeline.plan import ContactScope


class PageKey(msgspec.Struct, frozen=True, eq=False):
    """A page that a field asks for; `of` names the contacts whose records it holds, if any.

    Records can name one contact in several ways: whichever way, it is the same page.
    """

    list_query: ListQuery
    of: ContactScope | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PageKey) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[ListQuery, str | None, tuple[tuple[Source, str], ...] | None]:
        if self.of is None:
            return self.list_query, None, None
        return self.list_query, self.of.field, tuple((each.source, each.source_id) for each in self.of.contacts)

    @property
    def contact(self) -> Contact | None:
        """The one contact whose first page it is; null for every other page."""
        if self.of is None or self.of.field is not None or len(self.of.contacts) != 1:
            return None
        return self.of.contacts[0] if self.list_query.request.after is None else None

    @property
    def part(self) -> SourcePart | None:
        """The only part of the connection that can have records of that contact; null where that is not one."""
        if self.contact is None:
            return None
        parts = [part for part in self.list_query.parts if part.record_list.source is self.contact.source]
        return parts[0] if len(parts) == 1 else None


def page_of(registry: Registry, name: str, kind: Kind, request: PageRequest, of: Contact | None) -> PageKey:
    """A page of one type of records, of every source that has them; those of one contact where `of` names it."""
    parts = tuple(SourcePart(record_list, request.filter) for record_list in registry.record_lists(kind))
    return PageKey(ListQuery(name, parts, registry.signed(request)), ContactScope.only(of))


async def load(access: SourceAccess, keys: Sequence[PageKey]) -> dict[PageKey, Answer]:
    """The pages by their keys; a page that fails, fails alone."""
    batches: dict[tuple[ListQuery, SourcePart], dict[str, PageKey]] = {}
    others: list[PageKey] = []
    for key in keys:
        if key.part is None or key.contact is None:
            others.append(key)
        else:
            batches.setdefault((key.list_query, key.part), {})[key.contact.source_id] = key
    found, *together = await asyncio.gather(
        _each(access, others),
        *(_contact_batch(access, list_query, part, keys) for (list_query, part), keys in batches.items()),
    )
    for pages in together:
        found.update(pages)
    return found


async def _each(access: SourceAccess, keys: Sequence[PageKey]) -> dict[PageKey, Answer]:
    answers = await asyncio.gather(*(_alone(access, key) for key in keys))
    return dict(zip(keys, answers, strict=True))


async def _alone(access: SourceAccess, key: PageKey) -> Answer:
    if key.of is not None:
        return await alone(access, key.list_query, key.of)
    try:
        return await page(access, key.list_query, None)
    except Failure as failure:
        return failure


async def _contact_batch(
    access: SourceAccess, list_query: ListQuery, part: SourcePart, keys: dict[str, PageKey]
) -> dict[PageKey, Answer]:
    pages = await ContactBatch(access, list_query, part).pages([key.contact for key in keys.values() if key.contact])
    return {keys[source_id]: answer for source_id, answer in pages.items()}

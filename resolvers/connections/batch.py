"""Many pages at once: what several fields ask for in the same turn of the loop is read together where a vendor can.

The same page is made once, however many fields ask for it. First pages of the same connection, asked for in the same
way under several contacts, come out of one list for all of those contacts that their source can put into one.
"""

import asyncio
from collections.abc import Sequence

import msgspec

from resolvers.connections.contact_batch import Answer, Family, alone
from resolvers.connections.page import Listing, Part
from resolvers.model.enums import Source
from resolvers.model.records import Contact
from resolvers.source_access import Upstream
from resolvers.timeline.plan import Whose


class PageKey(msgspec.Struct, frozen=True, eq=False):
    """A page that a field asks for; `of` names the contacts whose records it holds, if any.

    Records can name one contact in several ways: whichever way, it is the same page.
    """

    listing: Listing
    of: Whose | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PageKey) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[Listing, str | None, tuple[tuple[Source, str], ...] | None]:
        if self.of is None:
            return self.listing, None, None
        return self.listing, self.of.field, tuple((each.source, each.source_id) for each in self.of.contacts)

    @property
    def contact(self) -> Contact | None:
        """The one contact whose first page it is; null for every other page."""
        if self.of is None or self.of.field is not None or len(self.of.contacts) != 1:
            return None
        return self.of.contacts[0] if self.listing.request.after is None else None

    @property
    def part(self) -> Part | None:
        """The only part of the connection that can have records of that contact; null where that is not one."""
        if self.contact is None:
            return None
        parts = [part for part in self.listing.parts if part.lister.source is self.contact.source]
        return parts[0] if len(parts) == 1 else None


async def load(upstream: Upstream, keys: Sequence[PageKey]) -> dict[PageKey, Answer]:
    """The pages by their keys; a page that fails, fails alone."""
    families: dict[tuple[Listing, Part], dict[str, PageKey]] = {}
    others: list[PageKey] = []
    for key in keys:
        if key.part is None or key.contact is None:
            others.append(key)
        else:
            families.setdefault((key.listing, key.part), {})[key.contact.source_id] = key
    found, *batches = await asyncio.gather(
        _each(upstream, others),
        *(_family(upstream, listing, part, family) for (listing, part), family in families.items()),
    )
    for batch in batches:
        found.update(batch)
    return found


async def _each(upstream: Upstream, keys: Sequence[PageKey]) -> dict[PageKey, Answer]:
    answers = await asyncio.gather(*(alone(upstream, key.listing, key.of) for key in keys))
    return dict(zip(keys, answers, strict=True))


async def _family(upstream: Upstream, listing: Listing, part: Part, keys: dict[str, PageKey]) -> dict[PageKey, Answer]:
    pages = await Family(upstream, listing, part).pages([key.contact for key in keys.values() if key.contact])
    return {keys[source_id]: answer for source_id, answer in pages.items()}

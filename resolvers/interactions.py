"""Interactions: LIPS and Polis as one."""

from resolvers import lookups, paging
from resolvers.context import RequestContext
from resolvers.feed.connection import Connection, PageRequest
from resolvers.feed.plan import Whose
from resolvers.identity import Kind, RecordRef
from resolvers.records import Contact, Interaction


async def lookup(context: RequestContext, ref: RecordRef) -> Interaction | None:
    """One interaction; null where it does not exist."""
    found: Interaction | None = await lookups.find(context, ref)
    return found


async def page(context: RequestContext, request: PageRequest, of: Contact | None = None) -> Connection[Interaction]:
    """A page of interactions, those of one contact where `of` names it."""
    parts = [paging.Part(lister, request.filter) for lister in context.registry.listers(Kind.INTERACTION)]
    return await paging.page(context.upstream, "interactions", parts, request, None if of is None else Whose((of,)))

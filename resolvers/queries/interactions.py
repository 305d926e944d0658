"""Interactions: LIPS and Polis as one."""

from resolvers.connections.batch import PageKey
from resolvers.connections.page import ListQuery, SourcePart
from resolvers.context import RequestContext
from resolvers.model.connection import Connection, PageRequest
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact, Interaction
from resolvers.queries import lookups
from resolvers.timeline.plan import ContactScope


async def lookup(context: RequestContext, ref: RecordRef) -> Interaction | None:
    """One interaction; null where it does not exist."""
    found: Interaction | None = await lookups.find(context, ref)
    return found


async def page(context: RequestContext, request: PageRequest, of: Contact | None = None) -> Connection[Interaction]:
    """A page of interactions, those of one contact where `of` names it."""
    parts = tuple(
        SourcePart(record_list, request.filter) for record_list in context.registry.record_lists(Kind.INTERACTION)
    )
    return await context.loaders.pages.row(
        PageKey(ListQuery("interactions", parts, request), None if of is None else ContactScope((of,)))
    )

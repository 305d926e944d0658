"""Interactions, whichever source recorded them."""

from resolvers.connections.batch import page_of
from resolvers.context import RequestContext
from resolvers.model.connection import Connection, PageRequest
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact, Interaction
from resolvers.queries import nodes


async def lookup(context: RequestContext, ref: RecordRef) -> Interaction | None:
    """One interaction; null where it does not exist."""
    found: Interaction | None = await nodes.find(context, ref)
    return found


async def page(context: RequestContext, request: PageRequest, of: Contact | None = None) -> Connection[Interaction]:
    """A page of interactions, those of one contact where `of` names it."""
    return await context.loaders.pages.row(page_of(context.registry, "interactions", Kind.INTERACTION, request, of))

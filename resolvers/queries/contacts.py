"""Contacts: described by the source that lists them, known by reference elsewhere."""

from resolvers.context import RequestContext
from resolvers.model.connection import Connection, PageRequest
from resolvers.model.ids import RecordRef
from resolvers.model.records import Contact
from resolvers.queries import nodes
from resolvers.registry import offering
from resolvers.sources.protocol import ListsContacts


async def lookup(context: RequestContext, ref: RecordRef) -> Contact | None:
    """One contact; a mere reference where its source does not describe contacts."""
    found: Contact | None = await nodes.find(context, ref)
    return found


async def display_name(context: RequestContext, contact: Contact) -> str | None:
    """A name to show.

    Where a record names a contact without a name, nothing is asked for one; a contact that is known by its key alone is
    looked for in its source's records.
    """
    if contact.display_name is not None:
        return contact.display_name
    if contact.bare:
        return await context.loaders.names.load((contact.source, contact.source_id))
    return context.registry.vendor(contact.source).known_contact_name(contact.source_id)


async def page(context: RequestContext, request: PageRequest) -> Connection[Contact]:
    """A page of the contacts that a source describes, the one seen last first."""
    source = next(iter(offering(ListsContacts)))
    return await context.loaders.contact_pages.row((source, context.registry.signed(request)))

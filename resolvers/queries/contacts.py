"""Contacts: described by LIPS, known by reference elsewhere."""

from resolvers.context import RequestContext
from resolvers.model.connection import Connection, PageRequest
from resolvers.model.enums import Source
from resolvers.model.ids import RecordRef
from resolvers.model.records import Contact
from resolvers.queries import lookups
from resolvers.vendors.procurios.source import ProcuriosSource


async def lookup(context: RequestContext, ref: RecordRef) -> Contact | None:
    """One contact; a mere reference where its source does not describe contacts."""
    found: Contact | None = await lookups.find(context, ref)
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
    if contact.source is Source.PROCURIOS:
        return context.registry.vendor(Source.PROCURIOS, ProcuriosSource).index.name_of(contact.source_id)
    return None


async def page(context: RequestContext, request: PageRequest) -> Connection[Contact]:
    """A page of the contacts that LIPS knows, the one seen last first."""
    return await context.loaders.contact_pages.row(request)

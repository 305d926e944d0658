"""Any record by its opaque id."""

from resolvers.context import RequestContext
from resolvers.identity import RecordRef
from resolvers.lookups import find
from resolvers.records import Contact, Touchpoint


async def node(context: RequestContext, ref: RecordRef) -> Contact | Touchpoint | None:
    """The record behind an id; null where it does not exist."""
    found: Contact | Touchpoint | None = await find(context, ref)
    return found

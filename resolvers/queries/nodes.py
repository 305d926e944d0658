"""Any record by its opaque id."""

from resolvers.context import RequestContext
from resolvers.model.ids import RecordRef
from resolvers.model.records import Contact, Touchpoint
from resolvers.queries.lookups import find


async def node(context: RequestContext, ref: RecordRef) -> Contact | Touchpoint | None:
    """The record behind an id; null where it does not exist."""
    found: Contact | Touchpoint | None = await find(context, ref)
    return found

"""Any record by its key or its opaque id."""

from typing import Any

from resolvers.context import RequestContext
from resolvers.model.errors import BadInput
from resolvers.model.ids import RecordRef
from resolvers.model.records import Contact, Touchpoint
from resolvers.registry import sources_of


async def find(context: RequestContext, ref: RecordRef) -> Any:
    """The record, loaded with the others of its turn; null where it does not exist, a `Failure` where that is open."""
    if ref.source not in sources_of(ref.kind):
        raise BadInput(f"{ref.source.name} has no {ref.kind.value} that could be read")
    return await context.loaders.records.load(ref)


async def node(context: RequestContext, ref: RecordRef) -> Contact | Touchpoint | None:
    """The record behind an id; null where it does not exist."""
    found: Contact | Touchpoint | None = await find(context, ref)
    return found

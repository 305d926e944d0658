"""Contact moments, and the catalogue that goes with them: types, their schemas, tags."""

from collections.abc import Sequence

import msgspec

from resolvers.connections.batch import PageKey
from resolvers.connections.page import ListQuery, SourcePart
from resolvers.context import RequestContext
from resolvers.model.connection import Connection, PageRequest
from resolvers.model.enums import Source
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact, ContactMoment, ContactMomentType, Tag
from resolvers.queries import lookups
from resolvers.timeline.plan import ContactScope


async def lookup(context: RequestContext, ref: RecordRef) -> ContactMoment | None:
    """One contact moment; null where it does not exist."""
    found: ContactMoment | None = await lookups.find(context, ref)
    return found


async def page(context: RequestContext, request: PageRequest, of: Contact | None = None) -> Connection[ContactMoment]:
    """A page of contact moments, those in which `of` takes part where it names a relation."""
    parts = tuple(
        SourcePart(record_list, request.filter) for record_list in context.registry.record_lists(Kind.CONTACT_MOMENT)
    )
    return await context.loaders.pages.row(
        PageKey(ListQuery("contactMoments", parts, request), None if of is None else ContactScope((of,)))
    )


async def types(context: RequestContext) -> Sequence[ContactMomentType]:
    """The types that the vendor lists."""
    return await context.loaders.types.load(Source.PROCURIOS) or ()


async def tags(context: RequestContext) -> Sequence[Tag]:
    """The tags that contact moments may have."""
    return await context.loaders.tags.load(Source.PROCURIOS) or ()


async def describe(context: RequestContext, type_: ContactMomentType) -> ContactMomentType:
    """A type with its title, where the vendor lists it."""
    if type_.listed:
        return type_
    listed = next((other for other in await types(context) if other.id == type_.id), None)
    return listed or msgspec.structs.replace(type_, listed=True)


async def type_schema(context: RequestContext, type_id: str) -> object:
    """The JSON schema for registering contact moments of a type."""
    return await context.loaders.schemas.load(type_id)

"""Contact moments, and the catalogue that goes with them: types, their schemas, tags."""

from collections.abc import Sequence

import msgspec

from resolvers.connections.batch import page_of
from resolvers.context import RequestContext
from resolvers.model.connection import Connection, PageRequest
from resolvers.model.enums import Source
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact, ContactMoment, ContactMomentType, Tag
from resolvers.queries import nodes
from resolvers.registry import offering
from resolvers.sources.protocol import HasMomentCatalogue


async def lookup(context: RequestContext, ref: RecordRef) -> ContactMoment | None:
    """One contact moment; null where it does not exist."""
    found: ContactMoment | None = await nodes.find(context, ref)
    return found


async def page(context: RequestContext, request: PageRequest, of: Contact | None = None) -> Connection[ContactMoment]:
    """A page of contact moments, those in which `of` takes part where it is given."""
    return await context.loaders.pages.row(
        page_of(context.registry, "contactMoments", Kind.CONTACT_MOMENT, request, of)
    )


async def types(context: RequestContext) -> Sequence[ContactMomentType]:
    """The types that the vendor lists."""
    return await context.loaders.types.load(_catalogued()) or ()


async def tags(context: RequestContext) -> Sequence[Tag]:
    """The tags that contact moments may have."""
    return await context.loaders.tags.load(_catalogued()) or ()


async def describe(context: RequestContext, type_: ContactMomentType) -> ContactMomentType:
    """A type with its title, where the vendor lists it."""
    if type_.listed:
        return type_
    listed = next((other for other in await types(context) if other.id == type_.id), None)
    return listed or msgspec.structs.replace(type_, listed=True)


async def type_schema(context: RequestContext, type_id: str) -> object:
    """The JSON schema for registering contact moments of a type."""
    return await context.loaders.schemas.load((_catalogued(), type_id))


def _catalogued() -> Source:
    """The source with the catalogue: the contract's types and tags do not say whose they are, so there is one."""
    return next(iter(offering(HasMomentCatalogue)))

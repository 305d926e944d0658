"""Everything that happened, whoever recorded it, in one order."""

from resolvers.connections.batch import PageKey
from resolvers.connections.page import ListQuery, SourcePart
from resolvers.context import RequestContext
from resolvers.model.connection import Connection, PageRequest
from resolvers.model.enums import Source
from resolvers.model.filters import ContactMomentFilter, EngagementFilter, Filter, InteractionFilter, TouchpointFilter
from resolvers.model.ids import Kind
from resolvers.model.records import Contact, Touchpoint
from resolvers.timeline.plan import ContactScope


async def page(context: RequestContext, request: PageRequest, of: Contact | None = None) -> Connection[Touchpoint]:
    """A page of touchpoints, those of one contact where `of` names it."""
    filter_ = request.filter if isinstance(request.filter, TouchpointFilter) else TouchpointFilter()
    filters: dict[Kind, Filter] = {
        Kind.INTERACTION: InteractionFilter(occurred_at=filter_.occurred_at),
        Kind.CONTACT_MOMENT: ContactMomentFilter(occurred_at=filter_.occurred_at),
        Kind.ENGAGEMENT: EngagementFilter(occurred_at=filter_.occurred_at),
    }
    parts = tuple(
        SourcePart(record_list, part if _asked_for(filter_, record_list.source) else None)
        for kind, part in filters.items()
        for record_list in context.registry.record_lists(kind)
    )
    list_query = ListQuery("touchpoints", parts, context.registry.signed(request))
    return await context.loaders.pages.row(PageKey(list_query, _scope(filter_, of)))


def _asked_for(filter_: TouchpointFilter, source: Source) -> bool:
    return filter_.sources is None or source in filter_.sources


def _scope(filter_: TouchpointFilter, of: Contact | None) -> ContactScope | None:
    """The contacts that both the filter and the place of the list allow."""
    if filter_.contacts is None:
        return ContactScope.only(of)
    named = tuple(Contact(source=ref.source, source_id=ref.source_id) for ref in filter_.contacts)
    if of is not None:
        named = tuple(of for contact in named if (contact.source, contact.source_id) == (of.source, of.source_id))
    return ContactScope(named, "contacts")

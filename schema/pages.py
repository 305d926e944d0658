"""How connections are read: on a contact what happened with the contact, on the query everything."""

from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeAlias

import strawberry

from resolvers.model import filters, records
from resolvers.model.connection import Connection
from resolvers.queries import contact_moments, contacts, engagements, interactions, touchpoints
from schema import arguments
from schema.conversion import filter_record, page_request
from schema.info import Info
from schema.pending import leading_to_transcripts

Owner: TypeAlias = strawberry.Parent[records.Contact | None]


def _page_of(kind: type[filters.Filter], where_type: Any, query: ModuleType) -> Callable[..., Any]:
    """The resolver of a connection: filter, order and place go to the query's `page`, with the contact it stands on."""

    @leading_to_transcripts
    async def page(
        root: Owner,
        info: Info,
        where: where_type = strawberry.UNSET,
        order_by: arguments.OrderBy = strawberry.UNSET,
        first: arguments.First = 25,
        after: arguments.After = strawberry.UNSET,
    ) -> Connection[Any]:
        request = page_request(filter_record(kind, where), order_by, first, after)
        found: Connection[Any] = await query.page(info.context, request, of=root)
        return found

    return page


@leading_to_transcripts
async def page_of_contacts(
    info: Info,
    where: arguments.ContactWhere = strawberry.UNSET,
    first: arguments.First = 25,
    after: arguments.After = strawberry.UNSET,
) -> Connection[records.Contact]:
    """Contacts have one order, the one seen last first."""
    request = page_request(filter_record(filters.ContactFilter, where), None, first, after)
    return await contacts.page(info.context, request)


page_of_interactions = _page_of(filters.InteractionFilter, arguments.InteractionWhere, interactions)
page_of_engagements = _page_of(filters.EngagementFilter, arguments.EngagementWhere, engagements)
page_of_contact_moments = _page_of(filters.ContactMomentFilter, arguments.ContactMomentWhere, contact_moments)
page_of_touchpoints = _page_of(filters.TouchpointFilter, arguments.TouchpointWhere, touchpoints)

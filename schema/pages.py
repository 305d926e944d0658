"""How connections are read: on a contact what happened with the contact, on the query everything."""

from typing import TypeAlias

import strawberry

from resolvers.model import filters, records
from resolvers.model.connection import Connection
from resolvers.queries import contact_moments, contacts, engagements, interactions, touchpoints
from schema import arguments
from schema.conversion import filter_record, page_request
from schema.info import Info

Owner: TypeAlias = strawberry.Parent[records.Contact | None]


async def page_of_contacts(
    info: Info,
    where: arguments.ContactWhere = strawberry.UNSET,
    first: arguments.First = 25,
    after: arguments.After = strawberry.UNSET,
) -> Connection[records.Contact]:
    """Contacts have one order, the one seen last first."""
    request = page_request(filter_record(filters.ContactFilter, where), None, first, after)
    return await contacts.page(info.context, request)


async def page_of_interactions(
    root: Owner,
    info: Info,
    where: arguments.InteractionWhere = strawberry.UNSET,
    order_by: arguments.OrderBy = strawberry.UNSET,
    first: arguments.First = 25,
    after: arguments.After = strawberry.UNSET,
) -> Connection[records.Interaction]:
    """Interactions, of the contact where there is one."""
    request = page_request(filter_record(filters.InteractionFilter, where), order_by, first, after)
    return await interactions.page(info.context, request, of=root)


async def page_of_engagements(
    root: Owner,
    info: Info,
    where: arguments.EngagementWhere = strawberry.UNSET,
    order_by: arguments.OrderBy = strawberry.UNSET,
    first: arguments.First = 25,
    after: arguments.After = strawberry.UNSET,
) -> Connection[records.Engagement]:
    """Engagements, of the contact where there is one."""
    request = page_request(filter_record(filters.EngagementFilter, where), order_by, first, after)
    return await engagements.page(info.context, request, of=root)


async def page_of_contact_moments(
    root: Owner,
    info: Info,
    where: arguments.ContactMomentWhere = strawberry.UNSET,
    order_by: arguments.OrderBy = strawberry.UNSET,
    first: arguments.First = 25,
    after: arguments.After = strawberry.UNSET,
) -> Connection[records.ContactMoment]:
    """Contact moments, of the contact where there is one."""
    request = page_request(filter_record(filters.ContactMomentFilter, where), order_by, first, after)
    return await contact_moments.page(info.context, request, of=root)


async def page_of_touchpoints(
    root: Owner,
    info: Info,
    where: arguments.TouchpointWhere = strawberry.UNSET,
    order_by: arguments.OrderBy = strawberry.UNSET,
    first: arguments.First = 25,
    after: arguments.After = strawberry.UNSET,
) -> Connection[records.Touchpoint]:
    """Touchpoints, of the contact where there is one."""
    request = page_request(filter_record(filters.TouchpointFilter, where), order_by, first, after)
    return await touchpoints.page(info.context, request, of=root)

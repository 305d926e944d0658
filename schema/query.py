"""Everything that can be read."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, TypeAlias

import strawberry

from resolvers.model import records
from resolvers.model.ids import Kind
from resolvers.queries import contact_moments, contacts, engagements, interactions, nodes, sources
from schema import arguments, pages
from schema.connection import (
    ContactConnection,
    ContactMomentConnection,
    EngagementConnection,
    InteractionConnection,
    TouchpointConnection,
)
from schema.contact import Contact
from schema.contact_moment import ContactMoment, ContactMomentType, Tag
from schema.conversion import bounded
from schema.engagement import Engagement
from schema.info import Info
from schema.interaction import Interaction
from schema.keys import any_ref, record_ref
from schema.node import Node
from schema.pending import leading_to_transcripts
from schema.source_info import SourceInfo

_Record: TypeAlias = records.Contact | records.Touchpoint


@leading_to_transcripts
async def _node(
    info: Info,
    identifier: Annotated[strawberry.ID, strawberry.argument(name="id", description="The opaque `id` of a record.")],
) -> _Record | None:
    return await nodes.node(info.context, any_ref(identifier, "id"))


@leading_to_transcripts
async def _nodes(
    info: Info,
    identifiers: Annotated[
        list[strawberry.ID],
        strawberry.argument(name="ids", description="The opaque ids of records of any types."),
    ],
) -> Sequence[_Record | BaseException | None]:
    bounded(identifiers, "ids")

    async def one(index: int, identifier: str) -> _Record | None:
        return await nodes.node(info.context, any_ref(identifier, f"ids[{index}]"))

    # An error takes the place of its own record only.
    return await asyncio.gather(*(one(*item) for item in enumerate(identifiers)), return_exceptions=True)


@leading_to_transcripts
async def _contact(info: Info, by: arguments.By) -> records.Contact | None:
    return await contacts.lookup(info.context, record_ref(by, Kind.CONTACT, "by"))


@leading_to_transcripts
async def _interaction(info: Info, by: arguments.By) -> records.Interaction | None:
    return await interactions.lookup(info.context, record_ref(by, Kind.INTERACTION, "by"))


@leading_to_transcripts
async def _engagement(info: Info, by: arguments.By) -> records.Engagement | None:
    return await engagements.lookup(info.context, record_ref(by, Kind.ENGAGEMENT, "by"))


@leading_to_transcripts
async def _contact_moment(info: Info, by: arguments.By) -> records.ContactMoment | None:
    return await contact_moments.lookup(info.context, record_ref(by, Kind.CONTACT_MOMENT, "by"))


async def _contact_moment_types(info: Info) -> Sequence[records.ContactMomentType]:
    return await contact_moments.types(info.context)


async def _contact_moment_tags(info: Info) -> Sequence[records.Tag]:
    return await contact_moments.tags(info.context)


async def _sources(info: Info) -> Sequence[sources.SourceInfo]:
    return await sources.sources(info.context)


@strawberry.type(description="What can be read.")
class Query:
    """One field for each record, list and catalogue of the graph."""

    node = strawberry.field(
        _node,
        graphql_type=Node | None,
        description="The record with this `id`; null where it no longer exists.",
    )
    nodes = strawberry.field(
        _nodes,
        graphql_type=list[Node | None],
        description=(
            "The records with these ids, in the order of the ids, null in the place of each that does not exist."
        ),
    )
    contact = strawberry.field(
        _contact,
        graphql_type=Contact | None,
        description="One contact; null where the source has none by that key.",
    )
    interaction = strawberry.field(
        _interaction,
        graphql_type=Interaction | None,
        description="One interaction of LIPS or Polis; null where the source has none by that key.",
    )
    engagement = strawberry.field(
        _engagement,
        graphql_type=Engagement | None,
        description="One engagement of SaleMove; null where it has none by that key.",
    )
    contact_moment = strawberry.field(
        _contact_moment,
        graphql_type=ContactMoment | None,
        description="One contact moment of Procurios; null where it has none by that key.",
    )
    contacts = strawberry.field(
        pages.page_of_contacts,
        graphql_type=ContactConnection | None,
        description="The contacts of LIPS, none twice, those with the latest interaction first.",
    )
    interactions = strawberry.field(
        pages.page_of_interactions,
        graphql_type=InteractionConnection | None,
        description="Interactions of LIPS and Polis in one order, the newest first unless asked otherwise.",
    )
    engagements = strawberry.field(
        pages.page_of_engagements,
        graphql_type=EngagementConnection | None,
        description="Engagements of SaleMove, the newest first unless asked otherwise.",
    )
    contact_moments = strawberry.field(
        pages.page_of_contact_moments,
        graphql_type=ContactMomentConnection | None,
        description="Contact moments of Procurios, the newest first unless asked otherwise.",
    )
    touchpoints = strawberry.field(
        pages.page_of_touchpoints,
        graphql_type=TouchpointConnection | None,
        description=(
            "Interactions, engagements and contact moments in one order, the newest first unless asked otherwise."
        ),
    )
    contact_moment_types = strawberry.field(
        _contact_moment_types,
        graphql_type=list[ContactMomentType],
        description="The types of contact moments that Procurios has.",
    )
    contact_moment_tags = strawberry.field(
        _contact_moment_tags,
        graphql_type=list[Tag],
        description="The labels that contact moments can have in Procurios.",
    )
    sources = strawberry.field(
        _sources,
        graphql_type=list[SourceInfo],
        description="Every source: what it can do, and how it is doing now.",
    )

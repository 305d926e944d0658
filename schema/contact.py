"""Somebody on the other side, and what happened with them."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import strawberry

from resolvers.model import records
from resolvers.model.enums import Source
from resolvers.model.ids import Kind
from resolvers.queries import contacts
from schema import federation, pages
from schema.info import Info
from schema.node import Node

if TYPE_CHECKING:  # a contact has connections, whose records have contacts
    from schema.connection import (
        ContactMomentConnection,
        EngagementConnection,
        InteractionConnection,
        TouchpointConnection,
    )


async def _display_name(root: strawberry.Parent[records.Contact], info: Info) -> str | None:
    return await contacts.display_name(info.context, root)


@strawberry.type(description="A telephone number of a contact.")
class PhoneNumber:
    """A view of `records.PhoneNumber`."""

    type: str | None = strawberry.field(description="The source's word for the kind of number, such as `work`.")
    number: str = strawberry.field(description="The number as the source writes it, for example `+13184227453`.")


@strawberry.federation.type(
    keys=federation.NODE_KEYS,
    description=(
        "Somebody on the other side of touchpoints. LIPS describes its contacts; those of the other sources "
        "are known by reference: an identity, at times a name, and what happened with them."
    ),
)
class Contact(Node):
    """A view of `records.Contact`."""

    source: Source = strawberry.field(description="The source that knows the contact.")
    source_id: strawberry.ID = strawberry.field(
        description=(
            "Its identifier there: the contact id of LIPS, Polis or Caliq, the relation id of Procurios, the "
            "visitor id of SaleMove."
        )
    )
    display_name = strawberry.field(
        _display_name,
        description=(
            "A name to show: first and last name, else the company, e-mail address or number (LIPS); the "
            "name in the record that mentions the contact (other sources). Null where nothing of that is "
            "known."
        ),
    )
    first_name: str | None = strawberry.field(description="Given name. LIPS only, and null where it has none.")
    last_name: str | None = strawberry.field(description="Family name. LIPS only, and null where it has none.")
    email: str | None = strawberry.field(description="E-mail address. LIPS only, and null where it has none.")
    company: str | None = strawberry.field(description="Company name. LIPS only, and null where it has none.")
    title: str | None = strawberry.field(description="Title. LIPS only, and null where it has none.")
    phone_numbers: list[PhoneNumber] = strawberry.field(
        description="Telephone numbers. LIPS only; empty for every other source."
    )
    created_at: dt.datetime | None = strawberry.field(
        description="When the source first stored the contact. LIPS only, null for the others."
    )
    external_source: str | None = strawberry.field(
        description="The system from which LIPS took the contact over. Null for the other sources."
    )
    interaction_external_source: str | None = strawberry.field(
        description=("The system from which LIPS took the contact's interaction over. Null for the other sources.")
    )
    interactions = strawberry.field(
        pages.page_of_interactions,
        graphql_type=Annotated["InteractionConnection", strawberry.lazy("schema.connection")] | None,
        description="The contact's interactions, the newest first unless asked otherwise.",
    )
    engagements = strawberry.field(
        pages.page_of_engagements,
        graphql_type=Annotated["EngagementConnection", strawberry.lazy("schema.connection")] | None,
        description=(
            "Live engagements with the contact as a visitor (SaleMove), the newest first unless asked otherwise."
        ),
    )
    contact_moments = strawberry.field(
        pages.page_of_contact_moments,
        graphql_type=Annotated["ContactMomentConnection", strawberry.lazy("schema.connection")] | None,
        description=(
            "Contact moments with the contact as sender or recipient (Procurios), the newest first unless "
            "asked otherwise."
        ),
    )
    touchpoints = strawberry.field(
        pages.page_of_touchpoints,
        graphql_type=Annotated["TouchpointConnection", strawberry.lazy("schema.connection")] | None,
        description=(
            "Everything that happened with the contact, in one order, the newest first unless asked otherwise."
        ),
    )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether the record is one that this type shows."""
        return isinstance(value, records.Contact)

    @classmethod
    async def resolve_reference(cls, info: Info, representation: federation.Representation) -> records.Contact | None:
        """The contact a gateway names; null where there is none."""
        return await contacts.lookup(info.context, federation.entity_ref(representation, Kind.CONTACT))

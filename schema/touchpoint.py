"""What the dated events of all sources have in common."""

import datetime as dt

import strawberry

from resolvers.model.enums import Source
from schema.contact import Contact
from schema.node import Node


@strawberry.interface(
    description=("Something that happened between the organisation and its contacts, whichever source recorded it.")
)
class Touchpoint(Node):
    """A view of an interaction, an engagement or a contact moment."""

    source: Source = strawberry.field(description="The source that recorded it.")
    source_id: strawberry.ID = strawberry.field(description="Its identifier in that source.")
    occurred_at: dt.datetime | None = strawberry.field(
        description=("When it happened. Null where the source gives no time that can be read; such records come last.")
    )
    summary: str = strawberry.field(description="One line that describes it to people. Never empty.")
    contacts: list[Contact] = strawberry.field(
        description="Everybody on the other side; empty where the source names nobody."
    )

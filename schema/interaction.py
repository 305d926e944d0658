"""Interactions: lead events of LIPS, canvasses of Polis."""

import datetime as dt

import strawberry

from resolvers.model import records
from resolvers.model.enums import InteractionKind
from resolvers.model.ids import Kind
from resolvers.queries import interactions
from schema import federation
from schema.canvass import Canvass
from schema.contact import Contact
from schema.info import Info
from schema.scalars import URL
from schema.touchpoint import Touchpoint


@strawberry.type(description="Where an interaction came from. Whatever the source does not say is null.")
class Attribution:
    """A view of `records.Attribution`."""

    campaign_id: strawberry.ID | None = strawberry.field(description="The campaign, by its id in Polis.")
    campaign_name: str | None = strawberry.field(description="The campaign's name (LIPS).")
    channel: str | None = strawberry.field(description="The channel that brought it about, such as `search` (LIPS).")
    referrer_type: str | None = strawberry.field(description="The kind of referrer, such as paid or organic (LIPS).")
    referrer_source: str | None = strawberry.field(description="The domain the visitor came from (LIPS).")
    influencing_campaign: str | None = strawberry.field(description="A campaign that helped to bring it about (LIPS).")


@strawberry.type(description="What is known of a telephone call. LIPS only.")
class Call:
    """A view of `records.Call`."""

    recording_url: URL | None = strawberry.field(description="The recording; null where there is none.")
    duration_seconds: int | None = strawberry.field(description="Its length in seconds; null where not measured.")


@strawberry.federation.type(
    keys=federation.NODE_KEYS,
    description="A lead event of LIPS (a call, chat or form) or a canvass of Polis.",
)
class Interaction(Touchpoint):
    """A view of `records.Interaction`."""

    contact: Contact | None = strawberry.field(description="Who it was with; null only where the source names nobody.")
    kind: InteractionKind = strawberry.field(description="What it was.")
    kind_name: str | None = strawberry.field(
        description="The source's own word for the kind, also where `kind` is OTHER; null where it has none."
    )
    display_name: str | None = strawberry.field(description="The title LIPS shows it under; null for other sources.")
    created_at: dt.datetime | None = strawberry.field(
        description=(
            "When the record was made, which may be long after it happened; null where the source does not say."
        )
    )
    updated_at: dt.datetime | None = strawberry.field(
        description="When the record was last changed (Polis); null for other sources."
    )
    external_source: str | None = strawberry.field(
        description="The system from which LIPS took it over; null for other sources."
    )
    read: bool | None = strawberry.field(
        description="Whether somebody marked it as read (LIPS); null for other sources."
    )
    important: bool | None = strawberry.field(
        description="Whether somebody marked it as important (LIPS); null for other sources."
    )
    attribution: Attribution | None = strawberry.field(description="Where it came from; null where nothing is known.")
    call: Call | None = strawberry.field(description="The telephone call; null for whatever is not a call of LIPS.")
    canvass: Canvass | None = strawberry.field(description="What was recorded at the door; null outside Polis.")
    version: str | None = strawberry.field(
        description=(
            "The version of the record (Polis), to be given as `ifMatch` with a change, so that nobody's "
            "change is lost; null for other sources."
        )
    )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether the record is one that this type shows."""
        return isinstance(value, records.Interaction)

    @classmethod
    async def resolve_reference(
        cls, info: Info, representation: federation.Representation
    ) -> records.Interaction | None:
        """The interaction a gateway names; null where there is none."""
        return await interactions.lookup(info.context, federation.entity_ref(representation, Kind.INTERACTION))

"""Live engagements with visitors of a website, and what was said in them."""

import datetime as dt
from collections.abc import Sequence

import strawberry

from resolvers.model import records
from resolvers.model.enums import ChatSenderKind, EngagementKind, Source
from resolvers.model.ids import Kind
from resolvers.queries import engagements
from schema import federation
from schema.contact import Contact
from schema.info import Info
from schema.keys import source_ref
from schema.pending import leading_to_transcripts
from schema.scalars import URL
from schema.touchpoint import Touchpoint


async def _operator_name(root: strawberry.Parent[records.Operator], info: Info) -> str | None:
    return await engagements.operator_name(info.context, root)


@leading_to_transcripts
async def _chat_transcript(
    root: strawberry.Parent[records.Engagement], info: Info
) -> Sequence[records.ChatMessage] | None:
    return await engagements.transcript(info.context, root)


@strawberry.type(description="What was used during an engagement; null where SaleMove does not say.")
class EngagementFeatures:
    """A view of `records.EngagementFeatures`."""

    cobrowsing: bool | None = strawberry.field(description="Whether visitor and operator browsed a page together.")
    video: bool | None = strawberry.field(description="Whether they saw each other.")
    audio: bool | None = strawberry.field(description="Whether they spoke with each other.")


@strawberry.federation.type(
    keys=[federation.SOURCE_KEY], description="Somebody on the organisation's side of an engagement."
)
class Operator:
    """A view of `records.Operator`."""

    source: Source = strawberry.field(description="The source that knows the operator.")
    source_id: strawberry.ID = strawberry.field(description="The operator's id there.")
    name = strawberry.field(
        _operator_name,
        description=(
            "The operator's name. Only transcripts have it, so it is null unless one that has been read, or that "
            "the same operation asks for, names the operator."
        ),
    )
    url: URL | None = strawberry.field(description="The operator in SaleMove's API; null where it gave no link.")

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether the record is one that this type shows."""
        return isinstance(value, records.Operator)

    @classmethod
    async def resolve_reference(cls, _info: Info, representation: federation.Representation) -> records.Operator:
        """The operator a gateway names. No source describes operators, so the reference is all there is."""
        source, source_id = federation.entity_source_key(representation, "Operator")
        ref = source_ref(source, source_id, Kind.ENGAGEMENT, "representations: Operator")
        return records.Operator(ref.source, ref.source_id)


@strawberry.type(description="Who wrote a line of a transcript.")
class ChatSender:
    """A view of `records.ChatSender`."""

    kind: ChatSenderKind = strawberry.field(description="On which side the sender is.")
    name: str | None = strawberry.field(description="The sender's name; null where the transcript gives none.")
    contact: Contact | None = strawberry.field(description="The visitor; null for every other kind of sender.")
    operator: Operator | None = strawberry.field(description="The operator; null for every other kind of sender.")


@strawberry.type(description="One line of a transcript.")
class ChatMessage:
    """A view of `records.ChatMessage`."""

    message: str = strawberry.field(description="The text; may be empty.")
    created_at: dt.datetime | None = strawberry.field(description="When it was sent; null where the time is unknown.")
    sender: ChatSender = strawberry.field(description="Who wrote it.")


@strawberry.federation.type(
    keys=federation.NODE_KEYS, description="A live engagement with a visitor of a website (SaleMove)."
)
class Engagement(Touchpoint):
    """A view of `records.Engagement`."""

    kind: EngagementKind = strawberry.field(description="Who began it.")
    kind_name: str | None = strawberry.field(
        description="SaleMove's own word for the kind, also where `kind` is OTHER; null where it has none."
    )
    created_at: dt.datetime | None = strawberry.field(
        description=("When it began, the same as `occurredAt`; null where SaleMove gives no time that can be read.")
    )
    duration_seconds: int | None = strawberry.field(description="Its length in seconds; null where not measured.")
    visitor: Contact | None = strawberry.field(description="The visitor; null where SaleMove names none.")
    visitor_name: str | None = strawberry.field(description="The name the visitor gave; null where none was given.")
    operators: list[Operator] = strawberry.field(description="Who served the visitor; empty where nobody did.")
    features: EngagementFeatures = strawberry.field(description="What was used during it.")
    flagged: bool | None = strawberry.field(
        description="Whether somebody flagged it; null where SaleMove does not say."
    )
    audio_recording_urls: list[URL] = strawberry.field(description="Sound recordings; empty where there are none.")
    crm_forwarded: bool | None = strawberry.field(
        description="Whether it was exported to the CRM; null where SaleMove does not say."
    )
    summary_forwarded: bool | None = strawberry.field(
        description="Whether its summary was sent on; null where SaleMove does not say."
    )
    chat_transcript = strawberry.field(
        _chat_transcript,
        graphql_type=list[ChatMessage] | None,
        description=(
            "What was written, in order; empty where nothing was. Read from SaleMove only when asked for, "
            "with one request for each engagement, once in an hour for one that has ended; null, with an error, "
            "where that request fails."
        ),
    )

    @classmethod
    def is_type_of(cls, value: object, _info: object) -> bool:
        """Whether the record is one that this type shows."""
        return isinstance(value, records.Engagement)

    @classmethod
    async def resolve_reference(
        cls, info: Info, representation: federation.Representation
    ) -> records.Engagement | None:
        """The engagement a gateway names; null where there is none."""
        return await engagements.lookup(info.context, federation.entity_ref(representation, Kind.ENGAGEMENT))

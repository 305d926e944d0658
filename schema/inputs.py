"""What a query can be given: keys, ranges, orders and filters.

Fields have the names of the records in `resolvers.model.filters`, and `schema.conversion` maps one to the other.
"""

import datetime as dt

import strawberry

from resolvers.model.enums import EngagementKind, InteractionKind, OrderDirection, Source
from schema.enums import TouchpointOrderField


@strawberry.input(description="A record by the identifier that its own source gives it.")
class SourceKey:
    """Source and identifier."""

    source: Source = strawberry.field(description="The source that holds the record.")
    source_id: strawberry.ID = strawberry.field(description="Its identifier there. Must not be empty.")


@strawberry.input(one_of=True, description="Names one record, in exactly one of two ways.")
class RecordKey:
    """An id or a source key."""

    id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="The opaque `id` of the record, as the graph gave it."
    )
    source_key: SourceKey | None = strawberry.field(
        default=strawberry.UNSET,
        description="The record's key in its source. May take longer to find than an `id`.",
    )


@strawberry.input(description="A span of time. Both ends belong to it, and each may be left open.")
class DateTimeRange:
    """`from` is a word of Python, hence `start`."""

    start: dt.datetime | None = strawberry.field(name="from", description="Not before this moment.")
    end: dt.datetime | None = strawberry.field(name="to", description="Not after this moment. Must not precede `from`.")


@strawberry.input(description="The order of touchpoints.")
class TouchpointOrder:
    """Field and direction."""

    field: TouchpointOrderField = strawberry.field(
        default=TouchpointOrderField.OCCURRED_AT, description="What to order by."
    )
    direction: OrderDirection = strawberry.field(default=OrderDirection.DESC, description="Which end comes first.")


@strawberry.input(
    description=(
        "Which interactions. Every field that is set must hold; a list means any of its values, and an empty "
        "list none. A field that only one source has excludes the others."
    )
)
class InteractionFilter:
    """Becomes `resolvers.model.filters.InteractionFilter`."""

    sources: list[Source] | None = strawberry.field(description="Recorded by one of these sources.")
    occurred_at: DateTimeRange | None = strawberry.field(description="Happened within this span.")
    kinds: list[InteractionKind] | None = strawberry.field(description="Of one of these kinds.")
    contact: RecordKey | None = strawberry.field(description="With this contact.")
    phone_numbers: list[str] | None = strawberry.field(
        description="With a contact that has one of these telephone numbers (LIPS)."
    )
    campaign_ids: list[strawberry.ID] | None = strawberry.field(description="Of one of these campaigns (Polis).")
    campaign_names: list[str] | None = strawberry.field(
        description="Attributed to a campaign of one of these names (LIPS)."
    )
    channels: list[str] | None = strawberry.field(description="Acquired through one of these channels, as `search`.")
    read: bool | None = strawberry.field(description="Marked as read, or not (LIPS).")
    important: bool | None = strawberry.field(description="Marked as important, or not (LIPS).")
    advertiser_ids: list[strawberry.ID] | None = strawberry.field(
        description=(
            "Of one of these advertisers (LIPS). Unset, LIPS answers for the ones this installation is set up for."
        )
    )
    master_campaign_ids: list[strawberry.ID] | None = strawberry.field(
        description="Of one of these master campaigns (LIPS)."
    )
    household_ids: list[strawberry.ID] | None = strawberry.field(description="At one of these households (Polis).")
    contact_household_ids: list[strawberry.ID] | None = strawberry.field(
        description="With one of these contact-households, a contact at an address (Polis)."
    )
    successful: bool | None = strawberry.field(description="The canvass succeeded, or did not (Polis).")
    unavailable: bool | None = strawberry.field(description="Nobody could be spoken to, or somebody could (Polis).")


@strawberry.input(
    description=(
        "Which engagements. Every field that is set must hold; a list means any of its values, and an empty list none."
    )
)
class EngagementFilter:
    """Becomes `resolvers.model.filters.EngagementFilter`."""

    occurred_at: DateTimeRange | None = strawberry.field(description="Created within this span.")
    kinds: list[EngagementKind] | None = strawberry.field(description="Begun in one of these ways.")
    operator_ids: list[strawberry.ID] | None = strawberry.field(
        description="Served by one of these operators. Unset, the ones this installation is set up for."
    )
    site_ids: list[strawberry.ID] | None = strawberry.field(
        description="On one of these sites. Unset, the ones this installation is set up for."
    )
    visitor: RecordKey | None = strawberry.field(description="With this visitor.")
    flagged: bool | None = strawberry.field(description="Flagged by somebody, or not.")
    has_video: bool | None = strawberry.field(description="Video was used, or was not.")
    has_audio: bool | None = strawberry.field(description="Audio was used, or was not.")
    has_cobrowsing: bool | None = strawberry.field(description="A page was browsed together, or was not.")


@strawberry.input(
    description=(
        "Which contact moments. Every field that is set must hold; a list means any of its values, and an "
        "empty list none."
    )
)
class ContactMomentFilter:
    """Becomes `resolvers.model.filters.ContactMomentFilter`."""

    occurred_at: DateTimeRange | None = strawberry.field(description="Happened within this span.")
    changed_since: dt.datetime | None = strawberry.field(
        description="Created or changed since this moment, whenever it happened."
    )
    contacts: list[RecordKey] | None = strawberry.field(description="Sent or received by one of these contacts.")
    types: list[strawberry.ID] | None = strawberry.field(
        description="Of one of these types, by the ids that `contactMomentTypes` lists."
    )
    tag_ids: list[strawberry.ID] | None = strawberry.field(
        description="With one of these tags, by the ids that `contactMomentTags` lists."
    )


@strawberry.input(
    description=(
        "Which touchpoints. Every field that is set must hold; a list means any of its values, and an empty list none."
    )
)
class TouchpointFilter:
    """Becomes `resolvers.model.filters.TouchpointFilter`."""

    sources: list[Source] | None = strawberry.field(description="Recorded by one of these sources.")
    occurred_at: DateTimeRange | None = strawberry.field(description="Happened within this span.")
    contacts: list[RecordKey] | None = strawberry.field(description="With one of these contacts.")


@strawberry.input(
    description=(
        "Which contacts of LIPS. Every field that is set must hold; a list means any of its values, and an "
        "empty list none."
    )
)
class ContactFilter:
    """Becomes `resolvers.model.filters.ContactFilter`."""

    phone_numbers: list[str] | None = strawberry.field(description="With one of these telephone numbers.")
    emails: list[str] | None = strawberry.field(description="With one of these e-mail addresses.")
    advertiser_ids: list[strawberry.ID] | None = strawberry.field(
        description="Seen by one of these advertisers. Unset, the ones this installation is set up for."
    )
    master_campaign_ids: list[strawberry.ID] | None = strawberry.field(
        description="Seen in one of these master campaigns."
    )
    last_seen: DateTimeRange | None = strawberry.field(
        description=("Whose last interaction, with the advertisers and campaigns asked for, falls within this span.")
    )

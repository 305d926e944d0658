"""The contract's filters as records: every field set must hold, a list means any of its values, null does not filter.

Instants are text in the contract's form (`resolvers.model.timestamps`), so that they compare as text. Field names are
the contract's in snake case.
"""

import msgspec

from resolvers.model.enums import EngagementKind, InteractionKind, Source
from resolvers.model.ids import RecordRef


class InstantRange(msgspec.Struct, frozen=True):
    """Both ends inclusive, either of them open."""

    start: str | None = None
    end: str | None = None

    def contains(self, time: str | None) -> bool:
        """Whether a time lies in the range; none does that is not known."""
        if time is None:
            return False
        return (self.start is None or self.start <= time) and (self.end is None or time <= self.end)


class InteractionFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which interactions; a field that only one source has excludes the others."""

    sources: tuple[Source, ...] | None = None
    occurred_at: InstantRange | None = None
    kinds: tuple[InteractionKind, ...] | None = None
    contact: RecordRef | None = None
    phone_numbers: tuple[str, ...] | None = None
    campaign_ids: tuple[str, ...] | None = None
    campaign_names: tuple[str, ...] | None = None
    channels: tuple[str, ...] | None = None
    read: bool | None = None
    important: bool | None = None
    advertiser_ids: tuple[str, ...] | None = None
    master_campaign_ids: tuple[str, ...] | None = None
    household_ids: tuple[str, ...] | None = None
    contact_household_ids: tuple[str, ...] | None = None
    successful: bool | None = None
    unavailable: bool | None = None


class EngagementFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which engagements."""

    occurred_at: InstantRange | None = None
    kinds: tuple[EngagementKind, ...] | None = None
    operator_ids: tuple[str, ...] | None = None
    site_ids: tuple[str, ...] | None = None
    visitor: RecordRef | None = None
    flagged: bool | None = None
    has_video: bool | None = None
    has_audio: bool | None = None
    has_cobrowsing: bool | None = None


class ContactMomentFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which contact moments; `changed_since` is about creation and change, not about when it occurred."""

    occurred_at: InstantRange | None = None
    changed_since: str | None = None
    contacts: tuple[RecordRef, ...] | None = None
    types: tuple[str, ...] | None = None
    tag_ids: tuple[str, ...] | None = None


class TouchpointFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which touchpoints of all sources."""

    sources: tuple[Source, ...] | None = None
    occurred_at: InstantRange | None = None
    contacts: tuple[RecordRef, ...] | None = None


class ContactFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which contacts; `last_seen` is their last interaction within the scope asked for."""

    phone_numbers: tuple[str, ...] | None = None
    emails: tuple[str, ...] | None = None
    advertiser_ids: tuple[str, ...] | None = None
    master_campaign_ids: tuple[str, ...] | None = None
    last_seen: InstantRange | None = None


Filter = InteractionFilter | EngagementFilter | ContactMomentFilter | TouchpointFilter | ContactFilter

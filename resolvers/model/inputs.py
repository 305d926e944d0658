"""What a write is given: one frozen record for each input of the contract, in snake case.

An optional field is UNSET where the caller left it out, and null where it was given as null. Ids are those of the
vendor. Times are text in the contract's form (`resolvers.model.timestamps`).
"""

import enum

import msgspec
from msgspec import UNSET, UnsetType

from resolvers.model.records import Location, Survey

Path = tuple[str, ...]
"""Of a field in an input, as the contract spells it."""


class CaliqInteractionKind(enum.Enum):
    """What an interaction in Caliq was."""

    CALL = "CALL"
    EMAIL = "EMAIL"
    VISIT = "VISIT"


class PolisCreation(msgspec.Struct, frozen=True, kw_only=True):
    """A new canvass."""

    campaign_id: str
    contact_id: str
    household_id: str
    contact_household_id: str
    occurred_at: str
    unavailable: bool
    survey: Survey
    unavailable_reason: str | UnsetType | None = UNSET
    successful: bool | UnsetType | None = UNSET
    location: Location | UnsetType | None = UNSET
    status_id: str | UnsetType | None = UNSET
    walklist_id: str | UnsetType | None = UNSET
    turf_id: str | UnsetType | None = UNSET


class PolisPatch(msgspec.Struct, frozen=True, kw_only=True):
    """Changes to a canvass. What is UNSET stays; null takes a value away."""

    successful: bool | UnsetType | None = UNSET
    unavailable: bool | UnsetType | None = UNSET
    unavailable_reason: str | UnsetType | None = UNSET
    occurred_at: str | UnsetType | None = UNSET
    campaign_id: str | UnsetType | None = UNSET
    contact_id: str | UnsetType | None = UNSET
    household_id: str | UnsetType | None = UNSET
    contact_household_id: str | UnsetType | None = UNSET
    survey: Survey | UnsetType | None = UNSET
    location: Location | UnsetType | None = UNSET
    status_id: str | UnsetType | None = UNSET
    walklist_id: str | UnsetType | None = UNSET
    turf_id: str | UnsetType | None = UNSET


class LipsPatch(msgspec.Struct, frozen=True, kw_only=True):
    """Changes to the two marks of a lead's interaction."""

    read: bool | UnsetType | None = UNSET
    important: bool | UnsetType | None = UNSET


class FollowUp(msgspec.Struct, frozen=True, kw_only=True):
    """Something that has to be done later."""

    at: str
    by: str
    notes: str | UnsetType | None = UNSET


class CaliqCreation(msgspec.Struct, frozen=True, kw_only=True):
    """A new interaction with a customer."""

    channel_id: int
    kind: CaliqInteractionKind
    contacted_by: str
    customer_id: int | UnsetType | None = UNSET
    account_no: str | UnsetType | None = UNSET
    contact_id: int | UnsetType | None = UNSET
    contacted_first_name: str | UnsetType | None = UNSET
    contacted_surname: str | UnsetType | None = UNSET
    unique_id: str | UnsetType | None = UNSET
    occurred_at: str | UnsetType | None = UNSET
    notes: str | UnsetType | None = UNSET
    follow_up: FollowUp | UnsetType | None = UNSET


class MomentCreation(msgspec.Struct, frozen=True, kw_only=True):
    """A new contact moment. `sender_id` and `recipient_ids` are relations; `extra` is any JSON the caller gave."""

    type_id: str
    subject: str
    sender_id: str
    recipient_ids: tuple[str, ...]
    occurred_at: str | UnsetType | None = UNSET
    contents: str | UnsetType | None = UNSET
    action_code: int | UnsetType | None = UNSET
    reference: str | UnsetType | None = UNSET
    tag_ids: tuple[str, ...] | UnsetType | None = UNSET
    extra: object = UNSET


class UserError(msgspec.Struct, frozen=True):
    """What the caller can put right. `field` is the path of the input's field, as the contract spells it."""

    field: Path
    message: str
    code: str | None = None

    def under(self, *path: str) -> "UserError":
        """The same, seen from further out."""
        return msgspec.structs.replace(self, field=(*path, *self.field))

"""What Caliq can be given. An optional field is UNSET where it was left out, and null where it was given as null."""

import enum

import msgspec
from msgspec import UNSET, UnsetType


class CaliqInteractionKind(enum.Enum):
    """What an interaction in Caliq was."""

    CALL = "CALL"
    EMAIL = "EMAIL"
    VISIT = "VISIT"


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

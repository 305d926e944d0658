"""What Polis can be given. An optional field is UNSET where it was left out, and null where it was given as null."""

import msgspec
from msgspec import UNSET, UnsetType

from resolvers.model.records import Location, Survey


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

"""Polis as it spells itself (section The Interaction object)."""

from typing import Any, Generic, TypeVar

import msgspec

from resolvers.sources.decode import Finite, Key, check_depth

T = TypeVar("T")


class Response(msgspec.Struct, gc=False, rename="camel"):
    """The recorded fields of one question; their values are whatever was recorded."""

    question_id: str | int | None = None
    fields: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        """Refuse what could not be passed on to a caller."""
        check_depth(self.fields)


class Survey(msgspec.Struct, gc=False, rename="camel"):
    """Section data/survey; the example keys `responses` by question id."""

    survey_id: str | int | None = None
    responses: dict[str, Response | None] | list[Response | None] | None = None


class Location(msgspec.Struct, gc=False):
    """Section data/location, in degrees."""

    lat: Finite | None = None
    lng: Finite | None = None
    confidence: Finite | None = None


class Data(msgspec.Struct, gc=False, rename="camel"):
    """Section data. `distance` is in miles."""

    campaign_id: str | int | None = None
    contact_id: str | int | None = None
    household_id: str | int | None = None
    contact_household_id: str | int | None = None
    timestamp: str | None = None
    survey: Survey | None = None
    location: Location | None = None
    successful: bool | None = None
    unavailable: bool | None = None
    unavailable_reason: str | None = None
    distance: Finite | None = None
    status_id: str | int | None = None
    walklist_id: str | int | None = None
    turf_id: str | int | None = None


class Meta(msgspec.Struct, gc=False, rename="camel"):
    """Known from the examples only: the document refers to a section that is not part of it."""

    etag: str | None = None
    created: str | None = None
    modified: str | None = None
    created_by: str | int | None = None
    modified_by: str | int | None = None
    is_deleted: bool | None = None


class Interaction(msgspec.Struct, gc=False, rename="camel"):
    """Section The Interaction object."""

    id: Key
    data: Data = msgspec.field(default_factory=Data)
    meta: Meta = msgspec.field(default_factory=Meta)
    customer_id: str | int | None = None
    security_group_id: str | int | None = None


class Page(msgspec.Struct, Generic[T], gc=False):
    """Section Get many interactions: the example's `meta` is empty, so nothing tells the total."""

    data: list[T]

"""LIPS as it spells itself. Everything but the identity is optional: the document and its example differ."""

from typing import Generic, TypeVar

import msgspec

from resolvers.sources.decode import Int32, Key

T = TypeVar("T")


class PhoneNumber(msgspec.Struct, gc=False):
    """Section Contact: `phone_type` of the contact, and the normalized number."""

    phone_type: str | None = None
    phone_number: str | int | None = None


class Contact(msgspec.Struct, gc=False):
    """Section Contact. The table calls phone_numbers a string, the example shows a list of objects."""

    id: Key | None = None
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    company: str | None = None
    title: str | None = None
    phone_numbers: list[PhoneNumber | str | int | None] | PhoneNumber | str | int | None = None
    created_at: str | None = None
    contact_external_source: str | None = None
    interaction_external_source: str | None = None


class Interaction(msgspec.Struct, gc=False):
    """Section Interaction. `occured_at` in the table, `occurred_at` in the example; `event_type` only in the table."""

    id: Key
    contact_id: Key | None = None
    campaign_name: str | None = None
    channel: str | None = None
    referrer_type: str | None = None
    referrer_source: str | None = None
    influencing_campaign: str | None = None
    created_at: str | None = None
    occurred_at: str | None = None
    occured_at: str | None = None
    display_name: str | None = None
    event_type: str | None = None
    external_source: str | None = None
    read: bool | None = None
    important: bool | None = None
    call_recording_url: str | None = None
    call_duration: Int32 | None = None
    contact: Contact | None = None


class Page(msgspec.Struct, Generic[T], gc=False):
    """Section Example Response. `per_page` tells the size that the vendor really used."""

    contact_interactions: list[T]
    page: int | None = None
    total_pages: int | None = None
    per_page: int | None = None

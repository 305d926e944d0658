"""SaleMove as it spells itself (sections GET /engagements to POST export). Some records lack keys."""

from typing import Generic, TypeVar

import msgspec

from resolvers.sources.decode import Int32, Key

T = TypeVar("T")


class Link(msgspec.Struct, gc=False):
    """A reference; the key of what it refers to is the last segment of its path."""

    href: str | None = None


class Engagement(msgspec.Struct, gc=False):
    """An element of `engagements`. `duration` is in seconds; the second example has no `audio_used`."""

    id: Key
    engagement_type: str | None = None
    created_at: str | None = None
    duration: Int32 | None = None
    visitor_name: str | None = None
    visitor_id: str | int | None = None
    cobrowsing_used: bool | None = None
    video_used: bool | None = None
    audio_used: bool | None = None
    flagged: bool | None = None
    audio_recording_urls: list[str | None] | None = None
    crm_forwarded: bool | None = None
    summary_forwarded: bool | None = None
    visitor: Link | None = None
    operators: list[Link | None] | None = None


class Page(msgspec.Struct, Generic[T], gc=False):
    """One page. The links hold only `page` and `per_page`: followed as they are, they lack required filters."""

    engagements: list[T]
    next_page: str | None = None
    last_page: str | None = None


class Sender(msgspec.Struct, gc=False):
    """Who wrote a message; the system has no href."""

    type: str | None = None
    name: str | None = None
    href: str | None = None


class Message(msgspec.Struct, gc=False):
    """One line of a transcript."""

    message: str | None = None
    created_at: str | None = None
    sender: Sender | None = None


class Exported(msgspec.Struct, gc=False):
    """The answer to an export."""

    success: bool = False

"""Engagements, their transcripts and operators."""

import datetime as dt
from collections.abc import Sequence

import msgspec

from resolvers.connections.batch import PageKey
from resolvers.connections.page import ListQuery, SourcePart
from resolvers.context import RequestContext
from resolvers.loaders import TranscriptKey
from resolvers.model import timestamps
from resolvers.model.connection import Connection, PageRequest
from resolvers.model.enums import Source
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import ChatMessage, Contact, Engagement, Operator
from resolvers.queries import lookups
from resolvers.timeline.plan import ContactScope
from resolvers.vendors.salemove.source import SaleMoveSource

ENDED_AFTER = dt.timedelta(days=1)
"""How long an engagement must be over to be taken for ended: clocks differ, and a duration may still grow."""


async def lookup(context: RequestContext, ref: RecordRef) -> Engagement | None:
    """One engagement; null where it does not exist."""
    found: Engagement | None = await lookups.find(context, ref)
    return found


async def page(context: RequestContext, request: PageRequest, of: Contact | None = None) -> Connection[Engagement]:
    """A page of engagements, those of one visitor where `of` names it."""
    parts = tuple(
        SourcePart(record_list, request.filter) for record_list in context.registry.record_lists(Kind.ENGAGEMENT)
    )
    return await context.loaders.pages.row(
        PageKey(ListQuery("engagements", parts, request), None if of is None else ContactScope((of,)))
    )


async def transcript(context: RequestContext, engagement: Engagement) -> Sequence[ChatMessage]:
    """The messages of an engagement, its visitor under the name that the engagement gives."""
    now = context.registry.vendor(Source.SALEMOVE, SaleMoveSource).now()
    key = TranscriptKey(engagement.source_id, ended=ended(engagement, now))
    messages = await context.loaders.transcripts.load(key) or ()
    return [_named(message, engagement.visitor) for message in messages]


def ended(engagement: Engagement, now: dt.datetime) -> bool:
    """Whether nothing will be said in it any more, so that its transcript can be kept.

    SaleMove's document does not say whether `duration` is given while an engagement lasts: so it is taken for ended
    only where start and duration are known and add up to more than a day before now.
    """
    start, seconds = engagement.created_at, engagement.duration_seconds
    if start is None or seconds is None or seconds < 0:
        return False
    try:
        end = timestamps.parse(start) + dt.timedelta(seconds=seconds)
    except OverflowError:
        return False
    return now - end > ENDED_AFTER


def _named(message: ChatMessage, visitor: Contact | None) -> ChatMessage:
    contact = message.sender.contact
    if visitor is None or contact is None or contact.source_id != visitor.source_id:
        return message
    sender = msgspec.structs.replace(message.sender, contact=visitor)
    return msgspec.structs.replace(message, sender=sender)


async def operator_name(context: RequestContext, operator: Operator) -> str | None:
    """An operator's name, where a transcript gives it that was read, or is asked for beside it."""
    if operator.name is not None:
        return operator.name
    return await context.loaders.operators.load(operator.source_id)

"""Engagements, their transcripts and operators."""

from collections.abc import Sequence

import msgspec

from resolvers import lookups, paging
from resolvers.context import RequestContext
from resolvers.feed.connection import Connection, PageRequest
from resolvers.feed.plan import Whose
from resolvers.identity import Kind, RecordRef
from resolvers.records import ChatMessage, Contact, Engagement, Operator
from resolvers.vendors.salemove.source import SaleMoveSource
from resolvers.vocabulary import Source


async def lookup(context: RequestContext, ref: RecordRef) -> Engagement | None:
    """One engagement; null where it does not exist."""
    found: Engagement | None = await lookups.find(context, ref)
    return found


async def page(context: RequestContext, request: PageRequest, of: Contact | None = None) -> Connection[Engagement]:
    """A page of engagements, those of one visitor where `of` names it."""
    parts = [paging.Part(lister, request.filter) for lister in context.registry.listers(Kind.ENGAGEMENT)]
    return await paging.page(context.upstream, "engagements", parts, request, None if of is None else Whose((of,)))


async def transcript(context: RequestContext, engagement: Engagement) -> Sequence[ChatMessage]:
    """The messages of an engagement, its visitor under the name that the engagement gives."""
    messages = await context.loaders.transcripts.load(engagement.source_id) or ()
    return [_named(message, engagement.visitor) for message in messages]


def _named(message: ChatMessage, visitor: Contact | None) -> ChatMessage:
    contact = message.sender.contact
    if visitor is None or contact is None or contact.source_id != visitor.source_id:
        return message
    sender = msgspec.structs.replace(message.sender, contact=visitor)
    return msgspec.structs.replace(message, sender=sender)


async def operator_name(context: RequestContext, operator: Operator) -> str | None:
    """An operator's name, where a transcript that was read gives it."""
    if operator.name is not None:
        return operator.name
    return context.registry.vendor(Source.SALEMOVE, SaleMoveSource).operator_name(operator.source_id)

"""Engagements, their transcripts and operators."""

from collections.abc import Sequence

import msgspec

from resolvers.connections.batch import page_of
from resolvers.context import RequestContext
from resolvers.loaders import TranscriptKey
from resolvers.model.connection import Connection, PageRequest
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import ChatMessage, Contact, Engagement, Operator
from resolvers.queries import nodes
from resolvers.sources.protocol import HasTranscripts


async def lookup(context: RequestContext, ref: RecordRef) -> Engagement | None:
    """One engagement; null where it does not exist."""
    found: Engagement | None = await nodes.find(context, ref)
    return found


async def page(context: RequestContext, request: PageRequest, of: Contact | None = None) -> Connection[Engagement]:
    """A page of engagements, those of one visitor where `of` names it."""
    return await context.loaders.pages.row(page_of(context.registry, "engagements", Kind.ENGAGEMENT, request, of))


async def transcript(context: RequestContext, engagement: Engagement) -> Sequence[ChatMessage]:
    """The messages of an engagement, its visitor under the name that the engagement gives."""
    source = context.registry.capability(engagement.source, HasTranscripts)
    key = TranscriptKey(engagement.source, engagement.source_id, ended=source.has_ended(engagement))
    messages = await context.loaders.transcripts.load(key) or ()
    return [_named(message, engagement.visitor) for message in messages]


def _named(message: ChatMessage, visitor: Contact | None) -> ChatMessage:
    contact = message.sender.contact
    if visitor is None or contact is None or contact.source_id != visitor.source_id:
        return message
    sender = msgspec.structs.replace(message.sender, contact=visitor)
    return msgspec.structs.replace(message, sender=sender)


async def operator_name(context: RequestContext, operator: Operator) -> str | None:
    """An operator's name, where a transcript gives it that was read, or that the request asks for anywhere.

    Nothing else tells a name, and nothing is asked for one. A transcript that fails tells none.
    """
    if operator.name is not None:
        return operator.name
    await context.pending.settled(context.access.remaining())
    return context.registry.capability(operator.source, HasTranscripts).operator_name(operator.source_id)

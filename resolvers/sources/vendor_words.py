"""A vendor's own words as callers may see them: one line, not too long, without credentials."""

import msgspec

from resolvers.context import RequestContext
from resolvers.model.enums import Source
from resolvers.model.errors import SourceFailure
from resolvers.transport.messages import vendor_message


def cleaned(context: RequestContext, source: Source, text: str) -> str:
    """A text out of an answer."""
    return vendor_message(msgspec.json.encode(text), "application/json", _secrets(context, source)) or ""


def of_answer(context: RequestContext, failure: SourceFailure) -> str | None:
    """What the body of a refusal says; null where it says nothing to people."""
    return vendor_message(failure.body, "", _secrets(context, failure.source))


def _secrets(context: RequestContext, source: Source) -> tuple[str, ...]:
    return context.registry.configuration.sources[source].secrets()

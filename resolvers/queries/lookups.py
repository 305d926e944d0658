"""One record by its key: checked for what can be known beforehand, then loaded with the others of its turn."""

from typing import Any

from resolvers.context import RequestContext
from resolvers.model.enums import Source
from resolvers.model.errors import BadInput
from resolvers.model.ids import Kind, RecordRef

SOURCES_OF: dict[Kind, tuple[Source, ...]] = {
    Kind.CONTACT: tuple(Source),
    Kind.INTERACTION: (Source.LIPS, Source.POLIS),
    Kind.ENGAGEMENT: (Source.SALEMOVE,),
    Kind.CONTACT_MOMENT: (Source.PROCURIOS,),
}
"""Which sources have records of a kind that can be read. Caliq is written only: its contacts are references."""


async def find(context: RequestContext, ref: RecordRef) -> Any:
    """The record; null where it does not exist, a `Failure` where that cannot be told."""
    if ref.source not in SOURCES_OF[ref.kind]:
        raise BadInput(f"{ref.source.name} has no {ref.kind.value} that could be read")
    return await context.loaders.records.load(ref)

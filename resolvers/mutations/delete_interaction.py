"""Deleting an interaction, in a source that lets one."""

from resolvers.context import RequestContext
from resolvers.model.findings import Findings
from resolvers.model.ids import Kind
from resolvers.model.inputs import InteractionDeletion
from resolvers.model.write_results import InteractionDeleted
from resolvers.mutations.writing import writing
from resolvers.registry import offering
from resolvers.sources.writers import DeletesInteractions


async def delete_interaction(context: RequestContext, deletion: InteractionDeletion) -> InteractionDeleted:
    """Delete it."""
    async with writing(context):
        found = Findings()
        ref = found.key(("by",), deletion.by, Kind.INTERACTION, tuple(offering(DeletesInteractions)))
        if deletion.if_match is not None:
            found.version(("ifMatch",), deletion.if_match)
        if found.errors or ref is None:
            return InteractionDeleted(user_errors=tuple(found.errors))
        writer = context.registry.capability(ref.source, DeletesInteractions)
        return await writer.delete_interaction(context.access.fetch(ref.source), ref, deletion.if_match)

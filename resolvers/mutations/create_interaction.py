"""A new interaction, in the source that it is for."""

from resolvers.context import RequestContext
from resolvers.model.inputs import InteractionCreation
from resolvers.model.write_results import InteractionCreated
from resolvers.mutations.writing import writing
from resolvers.sources.writers import CreatesInteractions


async def create_interaction(context: RequestContext, creation: InteractionCreation) -> InteractionCreated:
    """Create it."""
    async with writing(context):
        writer = context.registry.capability(creation.source, CreatesInteractions)
        return await writer.create_interaction(context.access.fetch(creation.source), creation.content)

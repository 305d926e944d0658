"""A new contact moment, in the source that registers them."""

from resolvers.context import RequestContext
from resolvers.model.inputs import ContactMomentCreation
from resolvers.model.write_results import ContactMomentCreated
from resolvers.mutations.writing import writing
from resolvers.registry import offering
from resolvers.sources.writers import CreatesContactMoments


async def create_contact_moment(
    context: RequestContext, creation: ContactMomentCreation, *, read_back: bool = True
) -> ContactMomentCreated:
    """Register it; `read_back` where the record is wanted afterwards."""
    async with writing(context):
        source = next(iter(offering(CreatesContactMoments)))
        writer = context.registry.capability(source, CreatesContactMoments)
        access = context.access
        reading = access.budgeted(source) if read_back else None
        return await writer.create_contact_moment(access.fetch(source), creation, reading)

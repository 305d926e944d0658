"""Exporting an engagement, in a source that hands them on."""

from resolvers.context import RequestContext
from resolvers.model.findings import Findings
from resolvers.model.ids import Kind
from resolvers.model.keys import RecordKey
from resolvers.model.write_results import EngagementExported
from resolvers.mutations.writing import writing
from resolvers.registry import offering
from resolvers.sources.writers import ExportsEngagements


async def export_engagement(context: RequestContext, by: RecordKey) -> EngagementExported:
    """Have it exported."""
    async with writing(context):
        found = Findings()
        ref = found.key(("by",), by, Kind.ENGAGEMENT, tuple(offering(ExportsEngagements)))
        if ref is None:
            return EngagementExported(user_errors=tuple(found.errors))
        writer = context.registry.capability(ref.source, ExportsEngagements)
        return await writer.export_engagement(context.access.fetch(ref.source), ref)

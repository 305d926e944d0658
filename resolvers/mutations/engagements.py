"""Exporting engagements of SaleMove."""

import msgspec

from resolvers.context import RequestContext
from resolvers.model.enums import Source
from resolvers.model.errors import SourceFailure
from resolvers.model.ids import RecordRef
from resolvers.model.inputs import UserError
from resolvers.mutations.interactions import not_found
from resolvers.sources import refusals
from resolvers.vendors.salemove import writes as salemove
from resolvers.vendors.salemove.source import SaleMoveSource


class Exported(msgspec.Struct, frozen=True):
    """Whether the vendor took it on, or what the caller can put right."""

    success: bool = False
    user_errors: tuple[UserError, ...] = ()


async def export(context: RequestContext, ref: RecordRef) -> Exported:
    """Have an engagement exported by the definitions of its site."""
    source = context.registry.vendor(Source.SALEMOVE, SaleMoveSource)
    try:
        taken = await salemove.export(context.access.fetch(Source.SALEMOVE), ref.source_id)
    except SourceFailure as failure:
        return Exported(user_errors=refusals.user_errors(context, failure, salemove.EXPORTED))
    finally:
        # Whether an export shows in the transcript is not documented.
        source.forget(ref.source_id)
    return Exported(user_errors=(not_found(ref),)) if taken is None else Exported(taken)

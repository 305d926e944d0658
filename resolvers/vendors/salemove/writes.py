"""Writing to SaleMove (section POST /engagements/:engagement_id/export)."""

from abc import abstractmethod

import msgspec

from resolvers.model.enums import Source
from resolvers.model.errors import SourceFailure
from resolvers.model.http import Fetch
from resolvers.model.ids import RecordRef
from resolvers.model.write_results import EngagementExported
from resolvers.sources import decode, refusals
from resolvers.sources.field_names import FieldNames
from resolvers.sources.protocol import VendorSource
from resolvers.sources.writers import ExportsEngagements
from resolvers.vendors.salemove import requests

EXPORT = FieldNames({"id": ("by",), "engagementId": ("by",)})
"""The input's fields by the names of an export."""


class _Exported(msgspec.Struct):
    """The example's answer."""

    success: bool = True


_EXPORTED = msgspec.json.Decoder(_Exported)


class SaleMoveWrites(VendorSource, ExportsEngagements):
    """Engagements are exported by the definitions of their site."""

    @abstractmethod
    def forget(self, engagement_id: str) -> None:
        """Drop what is cached of an engagement."""

    async def export_engagement(self, fetch: Fetch, ref: RecordRef) -> EngagementExported:
        """Have one exported."""
        try:
            taken = await export(fetch, ref.source_id)
        except SourceFailure as failure:
            return EngagementExported(user_errors=refusals.user_errors(failure, self.secrets, EXPORT))
        finally:
            # Whether an export shows in the transcript is not documented.
            self.forget(ref.source_id)
        if taken is None:
            return EngagementExported(user_errors=(refusals.not_found(ref),))
        return EngagementExported(taken)


async def export(fetch: Fetch, key: str) -> bool | None:
    """Whether the export was taken on; null where there is no such engagement."""
    try:
        answer = await fetch(requests.export_engagement(key))
    except SourceFailure as failure:
        if failure.error.http_status == 404:
            return None
        raise
    # An answer without a body is a success by its status.
    return decode.document(Source.SALEMOVE, answer.body or b"{}", _EXPORTED).success

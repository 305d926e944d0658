"""Writing to SaleMove (section POST /engagements/:engagement_id/export)."""

import msgspec

from resolvers.model.enums import Source
from resolvers.model.errors import SourceFailure
from resolvers.model.http import Fetch
from resolvers.sources import decode
from resolvers.sources.field_names import FieldNames
from resolvers.vendors.salemove import requests

EXPORTED = FieldNames({"id": ("by",), "engagementId": ("by",)})
"""The input's fields by the names of an export."""


class _Exported(msgspec.Struct):
    """The example's answer."""

    success: bool = True


_EXPORTED = msgspec.json.Decoder(_Exported)


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

"""Writing to SaleMove (section POST /engagements/:engagement_id/export)."""

import msgspec

from resolvers import decode
from resolvers.exchange import Ask
from resolvers.failures import SourceFailure
from resolvers.vendors.salemove import requests
from resolvers.vocabulary import Source
from resolvers.writes.names import Names

EXPORTED = Names({"id": ("by",), "engagementId": ("by",)})
"""The input's fields by the names of an export."""


class _Exported(msgspec.Struct):
    """The example's answer."""

    success: bool = True


_EXPORTED = msgspec.json.Decoder(_Exported)


async def export(ask: Ask, key: str) -> bool | None:
    """Whether the export was taken on; null where there is no such engagement."""
    try:
        answer = await ask(requests.export_engagement(key))
    except SourceFailure as failure:
        if failure.error.http_status == 404:
            return None
        raise
    # An answer without a body is a success by its status.
    return decode.document(Source.SALEMOVE, answer.body or b"{}", _EXPORTED).success

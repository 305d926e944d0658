"""What can be asked of SaleMove (sections GET /engagements to POST export)."""

import msgspec

from resolvers.model.enums import OrderDirection
from resolvers.model.http import VendorRequest, path_segment

_PATH = "/engagements"
_HEADERS = (("accept", "application/vnd.salemove.v1+json"),)


class Query(msgspec.Struct, frozen=True):
    """What a list is narrowed to; operators and sites are both required by the vendor. Dates are inclusive."""

    operator_ids: tuple[str, ...]
    site_ids: tuple[str, ...]
    start_date: str | None = None
    end_date: str | None = None


def list_engagements(query: Query, page: int, per_page: int, direction: OrderDirection) -> VendorRequest:
    """GET /engagements: one page, sorted by starting time.

    `order` is always sent: the document names its default twice, differently.
    """
    parameters = [("operator_ids[]", operator_id) for operator_id in query.operator_ids]
    parameters += [("site_ids[]", site_id) for site_id in query.site_ids]
    if query.start_date:
        parameters.append(("start_date", query.start_date))
    if query.end_date:
        parameters.append(("end_date", query.end_date))
    parameters += [("page", str(page)), ("per_page", str(per_page)), ("order", direction.value.lower())]
    return VendorRequest("GET", _PATH, tuple(parameters), _HEADERS)


def get_engagement(engagement_id: str) -> VendorRequest:
    """GET one; its heading spells the path in the singular, its example in the plural, like its siblings."""
    return VendorRequest("GET", _one(engagement_id), (), _HEADERS)


def get_chat_transcript(engagement_id: str) -> VendorRequest:
    """GET the chat transcript."""
    return VendorRequest("GET", f"{_one(engagement_id)}/chat_transcript", (), _HEADERS)


def export_engagement(engagement_id: str) -> VendorRequest:
    """POST an export by the definitions configured for the site."""
    return VendorRequest("POST", f"{_one(engagement_id)}/export", (), _HEADERS)


def _one(engagement_id: str) -> str:
    return f"{_PATH}/{path_segment(engagement_id)}"

"""What can be asked of LIPS (section Contact Interactions API, Resource Overview)."""

import msgspec

from resolvers.model.http import VendorRequest, path_segment

_PATH = "/contact_interactions"
_HEADERS = (("accept", "*/*"), ("content-type", "application/json"))

MOST_CONTACTS = 50
"""Contacts whose numbers are asked for in one request."""

MOST_NUMBERS = 150
"""Telephone numbers asked for in one request; more make more requests, so that no address grows too long."""


class Query(msgspec.Struct, frozen=True):
    """What a list is narrowed to; one of the two scopes is required by the vendor. Dates are inclusive."""

    advertiser_ids: tuple[str, ...] = ()
    campaign_ids: tuple[str, ...] = ()
    phone_numbers: tuple[str, ...] = ()
    start_date: str | None = None
    end_date: str | None = None


def list_interactions(query: Query, page: int, per_page: int) -> VendorRequest:
    """GET index: one page, newest first by `occurred_at`, the only order that is documented.

    "One or more" ids or numbers travel as one comma-separated string.
    """
    parameters = [
        ("global_master_advertiser_id", ",".join(query.advertiser_ids)),
        ("global_master_campaign_id", ",".join(query.campaign_ids)),
        ("event_params[phone_numbers]", ",".join(query.phone_numbers)),
        ("start_date", query.start_date or ""),
        ("end_date", query.end_date or ""),
        ("page", str(page)),
        ("per_page", str(per_page)),
    ]
    return VendorRequest("GET", _PATH, tuple((name, value) for name, value in parameters if value), _HEADERS)


def update_interaction(interaction_id: str, *, read: bool | None, important: bool | None) -> VendorRequest:
    """PUT update: the flags that are not null."""
    flags = {name: flag for name, flag in (("important", important), ("read", read)) if flag is not None}
    body = msgspec.json.encode({"contact_interaction": flags})
    return VendorRequest("PUT", f"{_PATH}/{path_segment(interaction_id)}", (), _HEADERS, body)

"""What can be asked of Polis (sections Get many interactions to Delete an interactions)."""

from collections.abc import Mapping, Sequence

import msgspec

from resolvers.model.enums import OrderDirection
from resolvers.model.http import VendorRequest, path_segment

_PATH = "/v2/interactions"
_HEADERS = (("content-type", "application/json"),)


class Query(msgspec.Struct, frozen=True):
    """What a list is narrowed to: attribute (a JSON pointer) and value, one value for each attribute."""

    filters: tuple[tuple[str, str], ...] = ()


def list_interactions(query: Query, skip: int, limit: int, direction: OrderDirection) -> VendorRequest:
    """Get many interactions, sorted by their time. `skip`, `limit` and `sort` are all required."""
    parameters = [(f"filter[{pointer}]", value) for pointer, value in query.filters]
    parameters += [("skip", str(skip)), ("limit", str(limit))]
    parameters += [("sort", "/data/timestamp"), ("sort", direction.value)]
    return VendorRequest("GET", _PATH, tuple(parameters), _HEADERS)


def get_interaction(interaction_id: str) -> VendorRequest:
    """Get an interaction."""
    return VendorRequest("GET", _one(interaction_id), (), _HEADERS)


def create_interaction(data: Mapping[str, object]) -> VendorRequest:
    """Post to interactions: the attributes of `data`, as the document spells them."""
    return VendorRequest("POST", _PATH, (), _HEADERS, msgspec.json.encode(data))


def patch_interaction(interaction_id: str, etag: str, operations: Sequence[Mapping[str, object]]) -> VendorRequest:
    """Patch an item: JSON Patch operations whose paths start inside `data`, guarded by the etag header."""
    body = msgspec.json.encode({"data": operations})
    return VendorRequest("PATCH", _one(interaction_id), (), (*_HEADERS, ("etag", etag)), body)


def delete_interaction(interaction_id: str, etag: str) -> VendorRequest:
    """Delete an interaction, guarded by the etag header."""
    return VendorRequest("DELETE", _one(interaction_id), (), (*_HEADERS, ("etag", etag)))


def _one(interaction_id: str) -> str:
    return f"{_PATH}/{path_segment(interaction_id)}"

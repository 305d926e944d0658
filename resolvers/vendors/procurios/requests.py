"""What can be asked of Procurios (Contact moments)."""

from collections.abc import Mapping

import msgspec

from resolvers.model.http import VendorRequest, path_segment

PAGE_SIZE = 25
"""The api will provide 25 results per page; nothing changes that."""

_PATH = "/l/contact_moment_api/contact_moment"
_HEADERS = (("accept", "application/vnd.procurios.contact_moment+json; version=1"),)


class Query(msgspec.Struct, frozen=True):
    """What a list is narrowed to. `since` is local time, `yyyy-mm-ddThh:mm:ss`: created or updated since."""

    relation_ids: tuple[str, ...] = ()
    since: str | None = None


def list_moments(query: Query, page: int) -> VendorRequest:
    """Get contact moments: one page, counted from 1, in no documented order."""
    parameters = [("page", str(page))]
    if query.since:
        parameters.append(("since", query.since))
    if query.relation_ids:
        parameters.append(("relationIds", ",".join(query.relation_ids)))
    return VendorRequest("GET", _PATH, tuple(parameters), _HEADERS)


def list_types() -> VendorRequest:
    """Get a list of available contact moment types."""
    return VendorRequest("GET", f"{_PATH}/types", (), _HEADERS)


def list_tags() -> VendorRequest:
    """Get the available tags."""
    return VendorRequest("GET", f"{_PATH}/tags", (), _HEADERS)


def get_type_schema(type_id: str) -> VendorRequest:
    """Get the JSON schema for registering moments of a type."""
    return VendorRequest("GET", f"{_PATH}/type/{path_segment(type_id)}/schema", (), _HEADERS)


def create_moment(type_id: str, moment: Mapping[str, object]) -> VendorRequest:
    """Create a new contact moment of a type; the properties are those of the type's schema."""
    headers = (*_HEADERS, ("content-type", "application/json"))
    body = msgspec.json.encode(moment)
    return VendorRequest("POST", f"{_PATH}/type/{path_segment(type_id)}", (), headers, body)

"""What can be asked of the diary."""

import msgspec

from resolvers.model.enums import OrderDirection
from resolvers.model.http import VendorRequest


class Query(msgspec.Struct, frozen=True):
    """Its list cannot be narrowed."""


def list_entries(page: int, per_page: int, direction: OrderDirection) -> VendorRequest:
    """One page, sorted by time."""
    parameters = (("page", str(page)), ("per_page", str(per_page)), ("order", direction.value.lower()))
    return VendorRequest("GET", "/entries", parameters)

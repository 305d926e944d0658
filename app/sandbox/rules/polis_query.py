"""The parameters of a Polis list: filter, limit, skip and sort ("Query Parameters", "Allowed attributes")."""

import re
from collections.abc import Sequence
from typing import Any, Final, Literal

import msgspec

from app.sandbox.store import Record
from app.sandbox.times import instant
from app.sandbox.web import Query, RefusalError

Direction = Literal["ASC", "DESC"]

FILTERS: Final = ("/data/campaignId", "/data/contactId", "/data/contactHouseholdId", "/data/householdId")
_FILTER: Final = re.compile(r"filter\[(.*)\]")
_MAX_SAFE_INTEGER: Final = 9007199254740991

_TOP: Final = ("id", "customerId", "securityGroupId")
_DATA: Final = (
    "campaignId",
    "contactId",
    "householdId",
    "contactHouseholdId",
    "timestamp",
    "successful",
    "unavailable",
    "unavailableReason",
    "distance",
    "statusId",
    "walklistId",
    "turfId",
)
_META: Final = ("etag", "created", "modified", "resource", "createdBy", "isDeleted", "modifiedBy")
_TIMES: Final = ("timestamp", "created", "modified")


def required_integer(query: Query, name: str, *, minimum: int) -> int:
    """Refuses with 400 what is absent, no integer, or out of range."""
    if query.one(name) is None:
        raise RefusalError(400, f"{name} is required")
    value = query.integer(name, minimum, minimum=minimum)
    if value > _MAX_SAFE_INTEGER:
        raise RefusalError(400, f"{name} must be at most {_MAX_SAFE_INTEGER}")
    return value


def sort(query: Query) -> tuple[Sequence[str], Direction]:
    """`sort=<column>&sort=ASC` of the example request, or the table's ['id', 'ASC'] in one value."""
    given = query.given("sort") or query.given("sort[]")
    if len(given) == 1 and given[0].startswith("["):
        given = _decoded_list(given[0])
    if len(given) != 2:
        raise RefusalError(400, "sort is required: a column, then ASC or DESC")
    column = _sort_column(given[0])
    if column is None:
        raise RefusalError(400, f"sort: unknown column {given[0]!r}")
    if given[1] == "ASC":
        return column, "ASC"
    if given[1] == "DESC":
        return column, "DESC"
    raise RefusalError(400, f"sort must be ASC or DESC, not {given[1]!r}")


def _decoded_list(text: str) -> list[str]:
    try:
        return msgspec.json.decode(text.replace("'", '"'), type=list[str])
    except msgspec.DecodeError:
        raise RefusalError(400, f"sort: {text!r} is no list of a column and a direction") from None


def filters(query: Query) -> frozenset[tuple[str, str]]:
    """Pairs of pointer and value, every one of which must hold. Refuses with 400 what is not allowed."""
    chosen: set[tuple[str, str]] = set()
    for name in query.names:
        if not name.startswith("filter"):
            continue
        matched = _FILTER.fullmatch(name)
        if matched is None or matched[1] not in FILTERS:
            raise RefusalError(400, f"{name} is not allowed; allowed are filters by {', '.join(FILTERS)}")
        chosen.update((matched[1], value) for value in query.given(name))
    return frozenset(chosen)


def _sort_column(name: str) -> Sequence[str] | None:
    """The path of a column given by its pointer, or by its bare name where it is outside data and meta.

    The document's example sorts by /data/id, though data has no id: the record's own is meant.
    """
    columns: dict[str, Sequence[str]] = {
        "/data/id": ("id",),
        **{top: (top,) for top in _TOP},
        **{f"/{top}": (top,) for top in _TOP},
    }
    columns |= {f"/data/{attribute}": ("data", attribute) for attribute in _DATA}
    columns |= {f"/meta/{attribute}": ("meta", attribute) for attribute in _META}
    return columns.get(name)


def sort_key(record: Record, column: Sequence[str]) -> tuple[int, Any]:
    """Values of one kind among each other; what a record lacks comes last in ascending order."""
    value: Any = record
    for name in column:
        value = value.get(name) if isinstance(value, dict) else None
    if column[-1] in _TIMES:
        value = instant(value)
    if isinstance(value, bool | int | float):
        return (0, value)
    return (2, 0) if value is None else (1, str(value))

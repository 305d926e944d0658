"""From what a query was given to the records that the resolvers take, or to a `BadInput` that names it."""

import datetime as dt
from collections.abc import Sized
from typing import Any, TypeVar

from strawberry.utils.str_converters import to_camel_case

from resolvers.model import filters
from resolvers.model.connection import PageRequest
from resolvers.model.enums import OrderDirection
from resolvers.model.errors import BadInput
from resolvers.model.ids import Kind
from resolvers.model.sizes import MOST_CHARACTERS, MOST_TEXT, list_excess, text_excess
from resolvers.model.timestamps import canonical
from schema import inputs
from schema.keys import record_ref

DEFAULT_FIRST = 25
MAX_FIRST = 100

T = TypeVar("T", bound=Sized)
_Filter = TypeVar("_Filter", bound=filters.Filter)


def page_request(
    where: filters.Filter,
    order_by: inputs.TouchpointOrder | None,
    first: int | None,
    after: str | None,
) -> PageRequest:
    """One page; `first` beyond 1 to 100 is refused, null is 25."""
    place = after if isinstance(after, str) else None
    if first is not None and not 1 <= first <= MAX_FIRST:
        raise BadInput(f"first: must be from 1 to {MAX_FIRST}, not {first}")
    if place is not None:
        bounded(place, "after", MOST_TEXT)
    return PageRequest(
        filter=where,
        direction=order_by.direction if order_by else OrderDirection.DESC,
        first=DEFAULT_FIRST if first is None else first,
        after=place,
    )


def filter_record(kind: type[_Filter], where: object) -> _Filter:
    """The record of a filter. Its fields have the names of the input's; what is unset or null stays null."""
    if not where:
        return kind()
    names = kind.__struct_fields__
    return kind(**{name: _plain(getattr(where, name), f"filter.{to_camel_case(name)}") for name in names})


def _plain(value: object, path: str) -> Any:
    match value:
        case str():
            return bounded(value, path)
        case list():
            bounded(value, path)
            return tuple(_plain(item, f"{path}[{index}]") for index, item in enumerate(value))
        case inputs.RecordKey():
            return record_ref(value, Kind.CONTACT, path)
        case inputs.DateTimeRange():
            return instant_range(value, path)
        case dt.datetime():
            return _not_before(value, path)
    return value


def bounded(value: T, path: str, most: int = MOST_CHARACTERS) -> T:
    """The text or the list, where it is no longer than callers may make it."""
    excess = text_excess(value, most) if isinstance(value, str) else list_excess(value)
    if excess is not None:
        raise BadInput(f"{path}: {excess}")
    return value


def instant_range(given: inputs.DateTimeRange, path: str) -> filters.InstantRange | None:
    """The range in whole milliseconds, as records have them: every record within is within the range given.

    Null where both ends are open. Where no whole millisecond lies between the ends, the range is empty: its
    start is after its end.
    """
    if given.start is None and given.end is None:
        return None
    if given.start is not None and given.end is not None and given.start > given.end:
        raise BadInput(f"{path}: from must not be after to")
    return filters.InstantRange(
        None if given.start is None else _not_before(given.start, f"{path}.from"),
        None if given.end is None else canonical(given.end),
    )


def _not_before(moment: dt.datetime, path: str) -> str:
    """Rounded up to the millisecond: cutting it would let in what is earlier than asked."""
    try:
        return canonical(moment + dt.timedelta(microseconds=-moment.microsecond % 1000))
    except OverflowError as error:
        raise BadInput(f"{path}: beyond the last moment that a DateTime can hold") from error

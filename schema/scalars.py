"""The scalars of the contract: how they are written, and what they accept."""

import datetime as dt
import re
from typing import Final, NewType

import strawberry
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

from resolvers.model.errors import BadInput
from resolvers.model.sizes import text_excess
from resolvers.model.timestamps import canonical

URL = NewType("URL", str)

_RFC_3339 = re.compile(
    r"(?P<local>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"(?:\.(?P<fraction>[0-9]+))?"
    r"(?P<offset>[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?"
)
_FORM = "RFC 3339, as in 2026-03-01T09:30:00Z or 2026-03-01T10:30:00.250+01:00"


def read_date_time(value: object) -> dt.datetime:
    """The moment, in UTC. `BadInput` says what is wrong with a value that is not RFC 3339 with an offset.

    A microsecond is the finest that the result can hold. Where finer digits are cut off a whole millisecond,
    one microsecond stands in for them, so that rounding to milliseconds, up or down, comes out as for the
    full text.
    """
    if not isinstance(value, str):
        raise BadInput(f"a DateTime is a string in {_FORM}")
    excess = text_excess(value)
    if excess is not None:
        raise BadInput(f"a DateTime has {excess}")
    match = _RFC_3339.fullmatch(value)
    if match is None:
        raise BadInput(f"not a date and time in {_FORM}")
    if match["offset"] is None:
        raise BadInput("a DateTime needs its offset from UTC: Z, or one like +01:00")
    try:
        moment = dt.datetime.fromisoformat(match["local"].upper() + match["offset"].upper())
        return moment.astimezone(dt.UTC).replace(microsecond=_microsecond(match["fraction"] or ""))
    except (ValueError, OverflowError) as error:
        raise BadInput(f"no such moment: {error}") from error


def _microsecond(fraction: str) -> int:
    microsecond = int(fraction[:6].ljust(6, "0"))
    if microsecond % 1000 == 0 and fraction[6:].strip("0"):
        return microsecond + 1
    return microsecond


def write_date_time(value: object) -> str:
    """Text is in the contract's form already and passes untouched."""
    if isinstance(value, str):
        return value
    if isinstance(value, dt.datetime):
        return canonical(value)
    raise TypeError(f"no DateTime: {type(value).__name__}")


def _write_url(value: object) -> str:
    if isinstance(value, str):
        return value
    raise TypeError(f"no URL: {type(value).__name__}")


def _read_url(value: object) -> str:
    if isinstance(value, str):
        return value
    raise BadInput("a URL is a string")


def _as_is(value: object) -> object:
    return value


SCALARS: Final[dict[object, ScalarDefinition]] = {
    dt.datetime: strawberry.scalar(
        name="DateTime",
        description=(
            "A moment. Written in UTC with milliseconds: `2026-03-01T09:30:00.000Z`. Read as RFC 3339 with "
            "any offset and any number of fractional digits; a value without an offset is refused."
        ),
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=write_date_time,
        parse_value=read_date_time,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description=(
            "Any JSON value, as the vendor keeps it: an object, a list, a string, a number, a boolean or null."
        ),
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259",
        serialize=_as_is,
        parse_value=_as_is,
    ),
    URL: strawberry.scalar(
        name="URL",
        description=("An absolute URL, as the vendor gives it. Opening it may need an account with that vendor."),
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3986",
        serialize=_write_url,
        parse_value=_read_url,
    ),
}
"""The scalar behind each annotation that the views and inputs use."""

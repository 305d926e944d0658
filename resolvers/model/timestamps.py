"""Instants as text in the contract's form, `YYYY-MM-DDTHH:MM:SS.mmmZ`: always UTC, always milliseconds.

In that form they compare, sort and travel as text; a vendor that already writes it is passed through untouched.
"""

import datetime as dt
import re
from functools import lru_cache
from zoneinfo import ZoneInfo

_CANONICAL = re.compile(
    r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z"
)
"""The contract's form on a day that every month has; other days take the slow path, which knows the calendar."""

EARLIEST = "0001-01-01T00:00:00.000Z"
LATEST = "9999-12-31T23:59:59.999Z"

_LONGEST = 100
"""Characters of a time in any form; what is longer is none, and is not remembered."""

_NONE = dt.timedelta(0)


def canonical(moment: dt.datetime) -> str:
    """An aware moment in the contract's form, cut to the millisecond."""
    utc = moment.astimezone(dt.UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z".rjust(24, "0")


def parse(text: str) -> dt.datetime:
    """The moment of a text in the contract's form."""
    return dt.datetime.fromisoformat(text)


def read(text: object, zone: ZoneInfo | None = None) -> str | None:
    """A vendor's time in the contract's form; null where it is none.

    A time without an offset is read in `zone`, UTC where there is none. Accepts ISO 8601 with `T` or a space, a
    bare date (its midnight), and an offset with or without a colon.
    """
    if not isinstance(text, str):
        return None
    if _CANONICAL.fullmatch(text):
        return text
    if len(text) > _LONGEST:
        return None
    return _read_slowly(text.strip(), zone)


@lru_cache(maxsize=4096)
def _read_slowly(text: str, zone: ZoneInfo | None) -> str | None:
    try:
        moment = dt.datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone or dt.UTC)
        return canonical(moment)
    except (ValueError, OverflowError):
        return None


def shifted(text: str, **duration: int) -> str:
    """The instant that much later (or earlier), kept within the years that the form can hold."""
    try:
        return canonical(parse(text) + dt.timedelta(**duration))
    except OverflowError:
        return LATEST if dt.timedelta(**duration) > dt.timedelta(0) else EARLIEST


def local(text: str, zone: ZoneInfo) -> str:
    """The instant as `yyyy-mm-ddThh:mm:ss` on the clocks of `zone`, cut to the second.

    An hour that clocks show twice is read as if they had been put back already: no later instant reads earlier.
    """
    try:
        moment = parse(text).astimezone(zone)
    except OverflowError:
        return text[:19]
    again = moment.replace(fold=1)
    if moment.fold == 0:
        moment += min((again.utcoffset() or _NONE) - (moment.utcoffset() or _NONE), _NONE)
    return moment.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")

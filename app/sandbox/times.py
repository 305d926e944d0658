"""Dates and instants as the vendors' parameters and records spell them, in microseconds since 1970 in UTC."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from app.sandbox.options import DateReading

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
DAY: Final = 86_400_000_000
_TEXT: Final = re.compile(r"\d{4}-\d\d-\d\d(?P<time>[T ]\d\d(:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII)


def instant(text: object) -> int | None:
    """The instant that an ISO 8601 text names, in UTC where it has no offset; None where it names none."""
    if not isinstance(text, str) or _TEXT.fullmatch(text) is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return (moment - _EPOCH) // _MICROSECOND
    except (ValueError, OverflowError):
        return None


def iso(microseconds: int) -> str:
    """RFC 3339 in UTC with milliseconds, as LIPS, Polis and SaleMove write it."""
    moment = _EPOCH + microseconds * _MICROSECOND
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def now() -> int:
    """The wall clock. Only writes use it: generated data is the same on every day."""
    return (datetime.now(UTC) - _EPOCH) // _MICROSECOND


def first_of(text: str, reading: DateReading) -> int | None:
    """The first instant on or after a start date; None where the text is no date."""
    start = instant(text)
    if start is None or reading == "instant":
        return start
    return start - start % DAY


def last_of(text: str, reading: DateReading) -> int | None:
    """The last instant on or before an end date, all of a day included; None where the text is no date."""
    end = instant(text)
    if end is None:
        return None
    whole_day = reading == "day" or len(text) == len("yyyy-mm-dd")
    return end - end % DAY + DAY - 1 if whole_day else end

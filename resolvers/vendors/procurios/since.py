"""From when on Procurios is asked for what was created or changed, so that no change slips through. Pure."""

import datetime as dt
from zoneinfo import ZoneInfo

OVERLAP = dt.timedelta(minutes=1)
"""How much of what is known each refresh asks for again: a change may show late."""

CLOCK_OVERLAP = dt.timedelta(minutes=5)
"""The same where the vendor's answers do not tell its time, or one that is ahead of ours: clocks differ."""


def safely(date: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """The time from which on changes may be unknown to who asked at `now`, and was answered at `date` of the vendor.

    Nobody knows by which clock the vendor compares: the earlier of the two counts. One that is ahead is no measure.
    """
    if date is None or date > now + OVERLAP:
        return now - CLOCK_OVERLAP
    return min(date, now) - OVERLAP


def local_time(moment: dt.datetime, now: dt.datetime, zone: ZoneInfo) -> str:
    """The moment on the vendor's clocks.

    Where these were put back between it and now, the same local hour comes twice: the earlier reading is sent.
    """
    offsets = [instant.astimezone(zone).utcoffset() or dt.timedelta(0) for instant in (moment, now)]
    return (moment.astimezone(dt.UTC) + min(offsets)).strftime("%Y-%m-%dT%H:%M:%S")

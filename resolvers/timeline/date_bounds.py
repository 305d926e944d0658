"""Date bounds for vendors whose documents call them days as well as instants.

A bound that a vendor cuts to its day never loses a record at the start of a range, but may at its end: `on or before`
midnight of the last day leaves that day out. Until the vendor has been seen to honour the time of an end, the end that
is sent lies a day later; what is too much is dropped here, the range being held to every record anyway.
"""

from collections.abc import Iterable

from resolvers.model import timestamps
from resolvers.model.filters import InstantRange
from resolvers.timeline.order import Dated


def bounds(time_range: InstantRange | None, *, exact: bool) -> tuple[str | None, str | None]:
    """The start and the end to send for a range; ends are sent in whole seconds, never too early."""
    if time_range is None:
        return None, None
    if time_range.end is None:
        return time_range.start, None
    if not exact:
        return time_range.start, timestamps.shifted(time_range.end, days=1)
    whole = time_range.end.endswith(".000Z")
    return time_range.start, time_range.end if whole else timestamps.shifted(f"{time_range.end[:19]}.000Z", seconds=1)


def honoured(end: str | None, records: Iterable[Dated | None]) -> bool:
    """Whether an answer proves that its end was not cut to midnight: a record of that very day, after midnight."""
    if end is None:
        return False
    midnight = f"{end[:10]}T00:00:00.000Z"
    return any(
        record is not None and record.occurred_at is not None and midnight < record.occurred_at <= end
        for record in records
    )

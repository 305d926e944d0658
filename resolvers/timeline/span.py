"""Ranges of times, in the order of reading."""

from resolvers.model.filters import InstantRange
from resolvers.timeline.order import Order


def ends(order: Order, span: InstantRange | None) -> tuple[str | None, str | None]:
    """The end of a span that is read first, and the one that is read last."""
    if span is None:
        return None, None
    return (span.end, span.start) if order.descending else (span.start, span.end)


def within(span: InstantRange, time: str | None) -> bool:
    """Whether a time lies in the span, both ends included."""
    if time is None:
        return False
    return (span.start is None or span.start <= time) and (span.end is None or time <= span.end)

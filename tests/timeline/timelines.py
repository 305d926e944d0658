"""Records, marks and a naive comparison, for what sorts and what reads on from a point."""

import functools
from collections.abc import Callable

from hypothesis import strategies as st

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.filters import InstantRange
from resolvers.model.records import Interaction
from resolvers.timeline.order import SortKeyBound

TIMES = [f"2024-01-01T00:00:0{n}.000Z" for n in range(4)]
IDS = ["1", "2", "10", "007", "7", "a", "B", "1a", "²", "é", ""]

directions = st.sampled_from(OrderDirection)
times = st.one_of(st.none(), st.sampled_from(TIMES))
rows = st.builds(
    Interaction,
    source=st.sampled_from(Source),
    source_id=st.sampled_from(IDS),
    occurred_at=times,
    read=st.sampled_from([True, False]),
)
timelines = st.lists(rows, max_size=20, unique_by=lambda row: (row.source, row.source_id))
bounds = st.one_of(st.none(), rows.map(SortKeyBound.behind), times.map(SortKeyBound))
spans = st.builds(
    lambda one, other: InstantRange(one, other if one is None or other is None else max(one, other)),
    st.one_of(st.none(), st.sampled_from(TIMES)),
    st.one_of(st.none(), st.sampled_from(TIMES)),
)


def compared(one: Interaction, other: Interaction, direction: OrderDirection) -> int:
    """Negative where `one` comes first, as the contract puts it, one rule after the other."""
    sign = -1 if direction is OrderDirection.DESC else 1
    if one.occurred_at != other.occurred_at:
        if one.occurred_at is None:
            return 1
        if other.occurred_at is None:
            return -1
        return sign if one.occurred_at > other.occurred_at else -sign
    ranks = [list(Source).index(row.source) for row in (one, other)]
    if ranks[0] != ranks[1]:
        return sign * (ranks[0] - ranks[1])
    return sign * _by_id(one.source_id, other.source_id)


def _by_id(one: str, other: str) -> int:
    digits = [set(text) <= set("0123456789") and text != "" for text in (one, other)]
    if digits[0] != digits[1]:
        return -1 if digits[0] else 1
    if digits[0] and int(one) != int(other):
        return int(one) - int(other)
    return (one > other) - (one < other)


def sorted_naively(timeline: list[Interaction], direction: OrderDirection) -> list[Interaction]:
    """In the order of the contract."""
    by: Callable[[Interaction, Interaction], int] = lambda one, other: compared(one, other, direction)  # noqa: E731
    return sorted(timeline, key=functools.cmp_to_key(by))


def behind_naively(
    timeline: list[Interaction], direction: OrderDirection, bound: SortKeyBound | None
) -> list[Interaction]:
    """Of a sorted timeline, what lies behind a mark."""
    if bound is None:
        return timeline
    if bound.source is None:
        at = Interaction(source=Source.LIPS, source_id="", occurred_at=bound.time)
        return [row for row in timeline if row.occurred_at == bound.time or compared(at, row, direction) < 0]
    at = Interaction(source=bound.source, source_id=bound.source_id, occurred_at=bound.time)
    return [row for row in timeline if compared(at, row, direction) < 0]

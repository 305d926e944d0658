"""A list kept whole reads from any point on as sorting, filtering and slicing it would."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.filters import InstantRange
from resolvers.model.records import Interaction
from resolvers.timeline.merge import end_of
from resolvers.timeline.order import Order, SortKeyBound
from resolvers.timeline.snapshot import SortedSnapshot
from resolvers.timeline.watermark import Level, ResumeHint
from tests.timeline.timelines import IDS, behind_naively, bounds, directions, sorted_naively, spans, times

rows = st.builds(
    Interaction,
    source=st.just(Source.PROCURIOS),
    source_id=st.sampled_from([*IDS, *map(str, range(20, 40))]),
    occurred_at=times,
    read=st.sampled_from([True, False]),
)
timelines = st.lists(rows, max_size=30, unique_by=lambda row: row.source_id)
keeps = st.sampled_from([None, lambda row: row.read is True])
Keep = Callable[[Interaction], bool] | None


def within(time_range: InstantRange | None, row: Interaction) -> bool:
    if time_range is None:
        return True
    return row.occurred_at is not None and (time_range.start or "") <= row.occurred_at <= (time_range.end or "9")


def matching(timeline: list[Interaction], predicate: Keep, time_range: InstantRange | None) -> list[Interaction]:
    return [row for row in timeline if within(time_range, row) and (predicate is None or predicate(row))]


@given(timelines, directions, bounds)
def test_behind_a_mark_lies_what_sorting_puts_there(
    timeline: list[Interaction], direction: OrderDirection, bound: SortKeyBound | None
) -> None:
    snapshot = SortedSnapshot(timeline)
    ranked = sorted_naively(timeline, direction)
    assert list(snapshot.behind(Order(direction), bound)) == behind_naively(ranked, direction, bound)
    assert len(snapshot) == len(timeline)


@given(timelines, directions, bounds, st.integers(1, 10), keeps, st.one_of(st.none(), spans))
def test_a_stream_holds_what_is_wanted_and_says_how_far_it_is_known(
    timeline: list[Interaction],
    direction: OrderDirection,
    bound: SortKeyBound | None,
    want: int,
    predicate: Keep,
    time_range: InstantRange | None,
) -> None:
    order = Order(direction)
    stream = SortedSnapshot(timeline).stream(order, bound, want, predicate, time_range)
    expected = matching(behind_naively(sorted_naively(timeline, direction), direction, bound), predicate, time_range)
    found = stream.matches()
    assert found == expected[: len(found)]
    if stream.watermark.level is Level.EVERYTHING:
        assert found == expected
    else:
        end = end_of(stream.watermark)
        known = [row for row in expected if order.passed(row, end)]
        assert len(known) >= want
        assert found[: len(known)] == known
    assert len(found) <= stream.scanned <= len(timeline)
    assert stream.hint(bound) == ResumeHint()


@given(timelines, directions, st.integers(1, 5))
def test_a_stream_reads_no_further_than_the_records_of_the_last_time(
    timeline: list[Interaction], direction: OrderDirection, want: int
) -> None:
    stream = SortedSnapshot(timeline).stream(Order(direction), None, want, None, None)
    ranked = sorted_naively(timeline, direction)
    if len(ranked) > want:
        last = ranked[want - 1].occurred_at
        of_that_time = [row for row in ranked[want:] if row.occurred_at == last]
        assert stream.scanned == want + len(of_that_time) + (len(ranked) > want + len(of_that_time))


@given(timelines, keeps, st.one_of(st.none(), spans))
def test_all_that_match_are_counted(
    timeline: list[Interaction], predicate: Keep, time_range: InstantRange | None
) -> None:
    assert SortedSnapshot(timeline).count(predicate, time_range) == len(matching(timeline, predicate, time_range))

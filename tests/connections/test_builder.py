"""A page becomes a connection: its edges, where it goes on, and how each source did."""

from collections.abc import Sequence
from typing import Any, cast

import pytest

from resolvers.connections.builder import ConnectionBuilder, SourceProgress
from resolvers.model.connection import Connection, PageRequest
from resolvers.model.enums import OrderDirection, Source, SourceStatus
from resolvers.model.errors import ErrorCode, SourceError
from resolvers.model.filters import InteractionFilter
from resolvers.model.records import Interaction
from resolvers.timeline import cursor
from resolvers.timeline.cursor import CursorState, StreamState, Subject
from resolvers.timeline.merge import merge
from resolvers.timeline.order import Order, SortKeyBound
from resolvers.timeline.plan import NO_RECORDS, Plan
from resolvers.timeline.watermark import START, Level, ResumeHint, Watermark
from tests.connections.test_page import instant
from tests.connections.vendors import VendorList

ASC = Order(OrderDirection.ASC)
SUBJECT = Subject("interactions", InteractionFilter(), OrderDirection.ASC)
EVERYTHING, NOTHING = Watermark(Level.EVERYTHING), Watermark(Level.NOTHING)
DOWN = SourceError(ErrorCode.SOURCE_UNAVAILABLE, "down")


class Known:
    """A stream of these records that is known so far; its hints tell the time of the bound by their offset."""

    def __init__(
        self,
        key: str,
        records: Sequence[Interaction],
        watermark: Watermark = EVERYTHING,
        *,
        bound: SortKeyBound | None = None,
        count: int | None = None,
    ) -> None:
        self.key = key
        self.bound = bound
        self.start = ResumeHint(99)
        self.scanned = 10 + len(records)
        self.watermark = watermark
        self._records = list(records)
        self._count = count

    def matches(self) -> list[Interaction]:
        return self._records

    def hint(self, bound: SortKeyBound | None) -> ResumeHint:
        return START if bound is None or bound.time is None else ResumeHint(int(bound.time[14:16]))

    def count(self) -> int | None:
        return self._count


def row(minute: int, source: Source = Source.LIPS) -> Interaction:
    return Interaction(source=source, source_id=str(minute), occurred_at=instant(minute))


def up_to(minute: int) -> Watermark:
    return Watermark(Level.UP_TO_A_TIME, instant(minute))


def progress(*streams: Known, source: Source = Source.LIPS, plan: Plan[Any] | None = None) -> SourceProgress[Any]:
    record_list = cast("Any", VendorList(source, "numbered", []))
    made: SourceProgress[Any] = SourceProgress(record_list, plan or Plan(queries=("q",)))
    made.streams = streams
    return made


def built(
    *sources: SourceProgress[Any], first: int = 2, after: bool = False, position: CursorState | None = None
) -> Connection[Any]:
    streams = [cast("Known", stream) for each in sources if not each.dropped for stream in each.streams]
    request = PageRequest(
        filter=InteractionFilter(), direction=OrderDirection.ASC, first=first, after="cursor" if after else None
    )
    merged = merge(ASC, streams)
    return ConnectionBuilder(ASC, SUBJECT, position or CursorState(), sources, merged, request).connection()


def goes_on(text: str | None) -> CursorState:
    assert text is not None
    return cursor.decode(SUBJECT, text)


def test_a_page_holds_as_many_records_as_are_wanted_and_says_whether_more_follow() -> None:
    page = built(progress(Known("0.0", [row(3), row(1), row(2)])))
    assert page.nodes == (row(1), row(2))
    assert page.page_info.has_next_page
    assert not built(progress(Known("0.0", [row(1), row(2)]))).page_info.has_next_page


def test_what_is_not_known_to_its_end_may_go_on() -> None:
    assert built(progress(Known("0.0", [row(1), row(2)], up_to(2)))).page_info.has_next_page


@pytest.mark.parametrize("after", [True, False])
def test_a_page_behind_a_cursor_has_one_before_it(after: bool) -> None:
    assert built(progress(Known("0.0", [])), after=after).page_info.has_previous_page is after


def test_a_cursor_goes_on_behind_its_record_in_every_stream() -> None:
    page = built(progress(Known("0.0", [row(1)]), Known("0.1", [row(2)])))
    first, last = (goes_on(edge.cursor) for edge in page.edges)
    assert first == CursorState(
        SortKeyBound.behind(row(1)), {"0.0": StreamState(ResumeHint(1)), "0.1": StreamState(ResumeHint(1))}
    )
    assert last.bound == SortKeyBound.behind(row(2))
    assert page.page_info.start_cursor == page.edges[0].cursor
    assert page.page_info.end_cursor == page.edges[1].cursor


def test_an_empty_page_has_no_cursors() -> None:
    info = built(progress(Known("0.0", []))).page_info
    assert (info.start_cursor, info.end_cursor) == (None, None)


def test_a_source_that_failed_stands_on_no_page_and_keeps_its_place() -> None:
    failed = progress(Known("1.0", [row(0, Source.POLIS)], bound=SortKeyBound(instant(0))), source=Source.POLIS)
    failed.error = DOWN
    page = built(progress(Known("0.0", [row(1)])), failed)
    assert page.nodes == (row(1),)
    assert page.page_info.has_next_page
    state = goes_on(page.page_info.end_cursor)
    assert state.of("1.0") == (SortKeyBound(instant(0)), ResumeHint(99))
    assert state.of("0.0") == (SortKeyBound.behind(row(1)), ResumeHint(1))


def test_a_source_that_is_behind_the_others_keeps_a_bound_of_its_own_until_it_has_caught_up() -> None:
    ahead = Known("0.0", [], bound=SortKeyBound(instant(9)))
    page = built(progress(ahead, Known("0.1", [row(3), row(5), row(8)])))
    state = goes_on(page.page_info.end_cursor)
    assert state.of("0.0") == (SortKeyBound(instant(9)), ResumeHint(9))
    assert state.of("0.1") == (SortKeyBound.behind(row(5)), ResumeHint(5))


def test_a_scan_that_was_broken_off_goes_on_where_it_stopped_edges_or_none() -> None:
    for records in ([], [row(1)]):
        broken = progress(Known("0.0", records, up_to(30)))
        broken.exhausted = True
        page = built(broken)
        assert page.page_info.has_next_page
        assert goes_on(page.page_info.end_cursor).bound == SortKeyBound(instant(30))


def test_a_full_page_goes_on_behind_its_last_record_though_the_scan_was_broken_off() -> None:
    broken = progress(Known("0.0", [row(1), row(2), row(3)], up_to(30)))
    broken.exhausted = True
    assert goes_on(built(broken).page_info.end_cursor).bound == SortKeyBound.behind(row(2))


def test_a_scan_that_was_broken_off_before_anything_was_known_goes_on_where_it_began() -> None:
    broken = progress(Known("0.0", [], NOTHING))
    broken.exhausted = True
    start = CursorState(SortKeyBound(instant(4)))
    page = built(broken, position=start)
    assert page.page_info.has_next_page
    assert goes_on(page.page_info.end_cursor).bound == start.bound


def test_a_source_that_ran_out_before_anything_was_known_is_left_out_and_one_that_knows_something_is_not() -> None:
    broken, partly = progress(Known("0.0", [], NOTHING)), progress(Known("0.0", [], up_to(3)))
    assert not broken.dropped
    broken.exhausted = partly.exhausted = True
    assert broken.dropped
    assert not partly.dropped


def test_records_are_counted_where_every_stream_was_counted() -> None:
    counted = progress(Known("0.0", [row(1)], count=3), Known("0.1", [], count=4))
    assert built(counted).total_count == 7
    assert built(counted, progress(Known("1.0", []), source=Source.POLIS)).total_count is None
    failed = progress(Known("1.0", [], count=1), source=Source.POLIS)
    failed.error = DOWN
    assert built(counted, failed).total_count is None


def test_a_source_reports_what_it_cost_what_it_gave_and_who_applied_what() -> None:
    plan: Plan[Any] = Plan(queries=("q",), pushed_down=("contact",), residual=("read",))
    lips = progress(Known("0.0", [row(1), row(2)]), Known("0.1", [row(3)]), plan=plan)
    lips.spent = 5
    report, other = built(lips, progress(Known("1.0", [row(0, Source.POLIS)]), source=Source.POLIS), first=3).sources
    assert (report.source, report.status, report.requests, report.scanned, report.returned) == (
        Source.LIPS,
        SourceStatus.OK,
        5,
        23,
        2,
    )
    assert (report.pushed_down, report.residual) == (("contact",), ("read",))
    assert (other.source, other.returned) == (Source.POLIS, 1)


@pytest.mark.parametrize(
    ("plan", "error", "exhausted", "status"),
    [
        (None, None, False, SourceStatus.OK),
        (NO_RECORDS, None, False, SourceStatus.SKIPPED),
        (None, None, True, SourceStatus.TRUNCATED),
        (None, DOWN, True, SourceStatus.FAILED),
    ],
)
def test_how_a_source_did_is_told_by_the_worst_of_it(
    plan: Plan[Any] | None, error: SourceError | None, exhausted: bool, status: SourceStatus
) -> None:
    made = progress(plan=plan)
    made.error, made.exhausted = error, exhausted
    report = made.report(0)
    assert (report.status, report.error) == (status, error)

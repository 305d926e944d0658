"""What costs something to make of a page is made when it is asked for."""

import pytest

from resolvers.model.connection import Connection, Edge, PageInfo


def unasked() -> str:
    raise AssertionError("nobody asked for it")


def test_a_cursor_is_made_when_it_is_asked_for() -> None:
    assert Edge("record", lambda: "cursor").cursor == "cursor"
    edge = Edge("record", unasked)
    assert edge.node == "record"
    with pytest.raises(AssertionError):
        _ = edge.cursor


def test_the_ends_of_a_page_have_cursors_where_it_has_any() -> None:
    assert (PageInfo(False, False).start_cursor, PageInfo(False, False).end_cursor) == (None, None)
    info = PageInfo(True, False, lambda: "start", lambda: "end")
    assert (info.start_cursor, info.end_cursor) == ("start", "end")


def test_nodes_are_the_records_in_the_order_of_the_edges() -> None:
    edges = tuple(Edge(number, unasked) for number in (3, 1, 2))
    assert Connection(edges, PageInfo(False, False), ()).nodes == (3, 1, 2)


def test_nobody_counts_unless_asked_and_some_never_do() -> None:
    info = PageInfo(False, False)
    assert Connection[str]((), info, ()).total_count is None
    assert Connection[str]((), info, (), count=lambda: 7).total_count == 7

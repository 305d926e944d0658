"""Cursors and page sizes that are refused, each with a message that says which argument, and why."""

from typing import Any

import pytest

from tests.graph.client import Walk, page
from tests.graph.worlds import World

ENGAGEMENTS = Walk(connection="engagements", filter={"flagged": False}, first=2)


def refusal(still: World, walk: Walk, after: str | None) -> str:
    """The message of the one error of a page."""
    answer: dict[str, Any] = still.graph.query(walk.document("id"), walk.variables(after))
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    message: str = error["message"]
    return message


@pytest.fixture(scope="module")
def cursor(still: World) -> str:
    """A good one."""
    end = page(still.graph, ENGAGEMENTS).end
    assert end is not None
    return end


@pytest.mark.parametrize("first", [0, -1, 101, 2_000_000_000])
@pytest.mark.parametrize("connection", ["interactions", "engagements", "contactMoments", "touchpoints", "contacts"])
def test_a_page_has_1_to_100_records(still: World, connection: str, first: int) -> None:
    """Anything else is refused by name."""
    assert "first" in refusal(still, Walk(connection=connection, first=first), None)


@pytest.mark.parametrize("foreign", ["", "x", "YXJyYXljb25uZWN0aW9uOjE=", "!!!!", "A" * 5000, "źdźbło"])
def test_a_foreign_cursor_is_refused(still: World, foreign: str) -> None:
    """It never came from here."""
    assert "after" in refusal(still, ENGAGEMENTS, foreign)


def test_a_damaged_cursor_is_refused(still: World, cursor: str) -> None:
    """Wherever it is damaged."""
    for place in range(0, len(cursor), 5):
        letter = "A" if cursor[place] != "A" else "B"
        damaged = cursor[:place] + letter + cursor[place + 1 :]
        assert "after" in refusal(still, ENGAGEMENTS, damaged)
    assert "after" in refusal(still, ENGAGEMENTS, cursor[:-3])


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (Walk(connection="touchpoints"), "connection"),
        (Walk(connection="contacts"), "connection"),
        (Walk(connection="engagements", filter={"flagged": True}), "filter"),
        (Walk(connection="engagements"), "filter"),
        (Walk(connection="engagements", filter={"flagged": False}, descending=False), "order"),
    ],
)
def test_a_cursor_of_another_list_is_refused(still: World, cursor: str, other: Walk, why: str) -> None:
    """The message says in what it differs."""
    message = refusal(still, other, cursor)
    assert "after" in message
    assert why in message


def test_a_cursor_of_another_contact_is_refused(still: World) -> None:
    """The same connection, filter and order, under somebody else."""
    mine = Walk(connection="interactions", of=("POLIS", "0478dbbf-b6eb-4168-afa9-5ebab6fef4b6"), first=1)
    yours = Walk(connection="interactions", of=("POLIS", "somebody-else"), first=1)
    assert "after" in refusal(still, yours, page(still.graph, mine).end)
    assert "after" in refusal(still, Walk(connection="interactions", first=1), page(still.graph, mine).end)


def test_a_cursor_goes_with_any_page_size(still: World, cursor: str) -> None:
    """It is bound to the list, not to the page."""
    longer = Walk(connection="engagements", filter={"flagged": False}, first=5)
    assert page(still.graph, longer, cursor).keys[:2] == page(still.graph, ENGAGEMENTS, cursor).keys

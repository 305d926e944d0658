"""Cursors that others made: taken for what they can be without a secret, and not at all with one."""

from collections.abc import Iterator

import pytest

from resolvers.model.enums import OrderDirection, Source
from resolvers.model.filters import ContactFilter, EngagementFilter
from resolvers.model.signer import Signer
from resolvers.timeline import cursor
from resolvers.timeline.cursor import CursorState, StreamState, Subject
from resolvers.timeline.order import SortKeyBound
from resolvers.timeline.watermark import ResumeHint
from tests.app.serving import Graph
from tests.graph.client import FILTERS, Walk, page, walked
from tests.graph.worlds import World, world

SECRET = "of 32 random characters, or more"
TIME = "2024-01-01T00:00:00.000Z"
ENGAGEMENTS = Subject("engagements", EngagementFilter(), OrderDirection.DESC)
CONTACTS = Subject("contacts", ContactFilter(), OrderDirection.DESC)


@pytest.fixture(scope="module")
def secret() -> Iterator[World]:
    """With a secret, and little to walk."""
    with world(
        {"TOUCHPOINT_CURSOR_SECRET": SECRET}, contacts=20, canvasses=20, contact_moments=20, engagements=20
    ) as made:
        yield made


def refusal(graph: Graph, walk: Walk, after: str) -> str:
    """Why a cursor is not taken."""
    answer = graph.query(walk.document("source sourceId"), walk.variables(after))
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    message: str = error["message"]
    return message


@pytest.mark.parametrize("connection", FILTERS)
def test_with_a_secret_a_walk_goes_on_and_takes_no_cursor_from_elsewhere(
    secret: World, still: World, connection: str
) -> None:
    """Neither here those that are made without it, nor there those that are made with it."""
    walk = Walk(connection=connection, first=7)
    told = walked(secret.graph, walk)
    assert len(told) == len(set(told)) > 7
    ours, theirs = page(secret.graph, walk).end, page(still.graph, walk).end
    assert ours
    assert theirs
    assert refusal(secret.graph, walk, theirs) == "after: the cursor is damaged"
    assert refusal(still.graph, walk, ours) == "after: the cursor is damaged"


def test_a_contact_s_own_pages_go_on_with_a_secret(secret: World) -> None:
    """Also those that are read together."""
    visitor = secret.sandbox.salemove.records[0]["visitor_id"]
    walk = Walk(connection="engagements", first=1, of=("SALEMOVE", visitor))
    mine = [record for record in secret.sandbox.salemove.records if record["visitor_id"] == visitor]
    assert len(walked(secret.graph, walk)) == len(mine)


def test_an_offset_far_beyond_the_end_costs_few_requests(still: World) -> None:
    """And the page is the one behind the time that the cursor names."""
    hint = ResumeHint(cursor.MOST_RECORDS, cursor.MOST_RECORDS)
    after = cursor.encode(ENGAGEMENTS, CursorState(SortKeyBound(TIME), {"3.0": StreamState(hint)}))
    found = page(still.graph, Walk(connection="engagements", first=5), after, "source sourceId occurredAt")
    assert all(node["occurredAt"] < TIME for node in found.nodes)
    assert found.report("SALEMOVE")["status"] == "OK"
    assert found.report("SALEMOVE")["requests"] <= 24


@pytest.mark.parametrize(
    "position",
    [
        CursorState(SortKeyBound("yesterday")),
        CursorState(SortKeyBound("9" * 24, Source.LIPS, "1")),
        CursorState(SortKeyBound(TIME), {"0": StreamState(ResumeHint(), SortKeyBound("x"), own=True)}),
        CursorState(SortKeyBound(TIME), {"0": StreamState(ResumeHint())}, ("yesterday", "token")),
        CursorState(SortKeyBound(TIME), {"0": StreamState(ResumeHint())}, (TIME, "t" * 100_000)),
        CursorState(SortKeyBound(TIME), {"0": StreamState(ResumeHint(-1))}, (TIME, "t")),
        CursorState(SortKeyBound(TIME), {"x": StreamState(ResumeHint())}, (TIME, "t")),
    ],
)
def test_what_no_cursor_holds_is_damaged(still: World, position: CursorState) -> None:
    """Whatever it would have led to: a time that is none, a token without end."""
    after = cursor.encode(CONTACTS, position)
    assert refusal(still.graph, Walk(connection="contacts"), after) == "after: the cursor is damaged"


def test_a_cursor_that_was_made_with_the_secret_is_taken(secret: World) -> None:
    """By whatever process: there is no other state."""
    signed = Subject("engagements", EngagementFilter(), OrderDirection.DESC, signer=Signer(SECRET))
    after = cursor.encode(signed, CursorState(SortKeyBound(TIME)))
    nodes = page(secret.graph, Walk(connection="engagements"), after, "source sourceId occurredAt").nodes
    assert all(node["occurredAt"] < TIME for node in nodes)

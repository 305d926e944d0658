"""What the graph says of Procurios while its index is filled, where it cannot be, and where a sender has changed."""

from typing import Any

import pytest

from app.sandbox.server import Sandbox
from resolvers.model.enums import Source
from resolvers.model.ids import Kind, encode_id
from resolvers.vendors.procurios import filling
from tests.graph.worlds import world

PAGE = "{ contactMoments(first: 3) { nodes { id } sources { status requests error { code message retryable } } } }"
LOOKUP = "query($id: ID!) { node(id: $id) { id ... on ContactMoment { sender { sourceId } } } }"
SIZES: dict[str, Any] = {"contacts": 5, "canvasses": 5, "engagements": 5}


def report(graph: Any) -> dict[str, Any]:
    (found,) = graph.query(PAGE)["data"]["contactMoments"]["sources"]
    return dict(found)


def test_more_contact_moments_than_may_be_kept_are_a_failure_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Going on from the cursor would be of no help."""
    monkeypatch.setattr(filling, "MOST_MOMENTS", 100)
    with world(**SIZES) as made:
        for _ in range(2):
            told = report(made.graph)
            assert told["status"] == "FAILED"
            assert (told["error"]["code"], told["error"]["retryable"]) == ("SCAN_BUDGET_EXHAUSTED", False)
            assert "more than 100 contact moments" in told["error"]["message"]


def test_a_vendor_that_refuses_is_a_failure() -> None:
    with world(**SIZES) as made:
        made.sandbox.faults["PROCURIOS"].set(error_rate=1.0, error_status=401)
        told = report(made.graph)
        assert (told["status"], told["error"]["code"]) == ("FAILED", "SOURCE_UNAUTHENTICATED")
        made.calm()
        assert report(made.graph)["status"] == "OK"


def test_a_filling_that_goes_on_is_truncated() -> None:
    with world({"TOUCHPOINT_SCAN_BUDGET": "2"}, **SIZES) as made:
        statuses = [report(made.graph)["status"] for _ in range(20)]
    assert statuses[0] == "TRUNCATED"
    assert statuses[-1] == "OK"


@pytest.mark.parametrize("filled", [False, True])
@pytest.mark.parametrize("sender", [None, 7])
def test_a_moment_is_found_by_the_id_it_always_had_when_its_sender_is_another_one(
    filled: bool, sender: int | None
) -> None:
    """Also by an id that still tells the sender of then."""
    with world(**SIZES) as made:
        record, old = edited(made.sandbox, sender)
        if filled:
            report(made.graph)
        now = encode_id(Kind.CONTACT_MOMENT, Source.PROCURIOS, str(record["id"]))
        for given in (old, now):
            found = made.graph.query(LOOKUP, {"id": given})["data"]["node"]
            assert found == {"id": now, "sender": None if sender is None else {"sourceId": str(sender)}}


def edited(sandbox: Sandbox, sender: int | None) -> tuple[dict[str, Any], str]:
    """A moment whose sender was edited, and the id that it had before with its sender in it."""
    record = next(record for record in sandbox.procurios.records if record["senderId"])
    old = encode_id(Kind.CONTACT_MOMENT, Source.PROCURIOS, str(record["id"]), str(record["senderId"]))
    sandbox.procurios.remove(str(record["id"]))
    sandbox.procurios.add({**record, "senderId": sender})
    return record, old

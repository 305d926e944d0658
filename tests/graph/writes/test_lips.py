"""The two marks of a lead's interaction: set once, and shown as they stand then."""

from typing import Any

import pytest

from tests.graph.reading import by_key
from tests.graph.worlds import World, world
from tests.graph.writes.mutating import Answer, body, failure, methods, mutate, objections, payload, writes
from tests.vendors.documents import parsed


def marked(made: World, read: bool = False, important: bool = True) -> Answer:
    """A record of the store with those marks."""
    record: Answer = made.sandbox.lips.records[5]
    row = made.sandbox.lips.get(record["id"])
    assert row is not None
    made.sandbox.lips.mark(row, {"read": read, "important": important})
    return row.record


def by_source_key(record: Answer) -> Answer:
    return {"by": {"sourceKey": {"source": "LIPS", "sourceId": str(record["id"])}}}


def by_identifier(made: World, record: Answer) -> Answer:
    """Its id, as a read gives it."""
    found = by_key(made.graph, "interaction", ("LIPS", str(record["id"])), "id")["id"]
    made.sandbox.clear_requests()
    return {"by": {"id": found}}


def marks(made: World, record: Answer) -> tuple[bool, bool]:
    row = made.sandbox.lips.get(record["id"])
    assert row is not None
    return row.record["read"], row.record["important"]


def test_the_example_is_sent_as_documented_and_the_record_read_in_one_request(made: World) -> None:
    record = marked(made)
    given = {**by_identifier(made, record), "lips": {"read": True, "important": False}}
    shown = payload(made, "updateInteraction", given)["interaction"]
    (request,) = writes(made, "LIPS")
    assert (request.method, request.path) == ("PUT", f"/contact_interactions/{record['id']}")
    assert body(request) == parsed("lips/update_request.json")
    assert methods(made, "LIPS") == ["PUT", "GET"]
    assert (shown["read"], shown["important"], shown["sourceId"]) == (True, False, str(record["id"]))
    assert marks(made, record) == (True, False)


def test_one_mark_leaves_the_other(made: World) -> None:
    record = marked(made, read=False, important=True)
    shown = payload(made, "updateInteraction", {**by_source_key(record), "lips": {"read": True}})["interaction"]
    assert (shown["read"], shown["important"]) == (True, True)
    assert body(writes(made, "LIPS")[0]) == {"contact_interaction": {"read": True}}
    assert by_key(made.graph, "interaction", ("LIPS", str(record["id"])), "read") == {"read": True}


def test_what_does_not_exist_is_the_callers_to_put_right(made: World) -> None:
    given = {"by": {"sourceKey": {"source": "LIPS", "sourceId": "404"}}, "lips": {"read": True}}
    assert objections(made, "updateInteraction", given) == [(["input", "by"], "NOT_FOUND")]
    assert methods(made, "LIPS") == ["PUT"]


@pytest.mark.parametrize(
    ("faults", "outcome", "applied"),
    [
        ({"drop_after_apply_rate": 1}, "UNKNOWN", True),
        ({"drop_rate": 1}, "UNKNOWN", False),
        ({"error_rate": 1, "error_status": 502}, "UNKNOWN", False),
        ({"malformed_rate": 1}, "UNKNOWN", False),
        ({"error_rate": 1, "error_status": 429}, "NOT_APPLIED", False),
        ({"error_rate": 1, "error_status": 401}, "NOT_APPLIED", False),
    ],
)
def test_a_write_that_fails_is_sent_once_and_tells_its_outcome(
    made: World, faults: dict[str, Any], outcome: str, applied: bool
) -> None:
    record = marked(made, read=False)
    made.sandbox.faults["LIPS"].set(**faults)
    extensions = failure(made, "updateInteraction", {**by_source_key(record), "lips": {"read": True}})
    assert extensions["outcome"] == outcome
    assert marks(made, record)[0] is applied
    assert methods(made, "LIPS") == ["PUT"]


@pytest.mark.parametrize("selection", ["userErrors { code }", "__typename"])
def test_what_nobody_asked_for_is_not_read_back(made: World, selection: str) -> None:
    record = marked(made, read=False)
    document = f"mutation($input: UpdateInteractionInput!) {{ updateInteraction(input: $input) {{ {selection} }} }}"
    answer = made.graph.query(document, {"input": {**by_source_key(record), "lips": {"read": True}}})
    assert "errors" not in answer
    assert methods(made, "LIPS") == ["PUT"]
    assert marks(made, record)[0] is True


def test_one_that_is_changed_and_cannot_be_read_back_is_changed_all_the_same(made: World) -> None:
    """The payload stands; only its interaction is missing, with an error of its own."""
    record = marked(made, read=False)
    made.sandbox.lips.remove(record["id"])
    made.sandbox.lips.add(record, advertiser_id="ELSEWHERE")
    answer = mutate(made, "updateInteraction", {**by_source_key(record), "lips": {"read": True}})
    assert answer["data"]["updateInteraction"] == {"interaction": None, "userErrors": []}
    (error,) = answer["errors"]
    assert error["path"] == ["updateInteraction", "interaction"]
    assert error["extensions"]["code"] == "NOT_FOUND"
    assert error["extensions"]["outcome"] == "APPLIED"
    assert marks(made, record)[0] is True


def test_the_time_of_the_id_is_asked_for_but_once_where_the_marks_show(made: World) -> None:
    """No second look without a reason."""
    record = marked(made, read=True)
    payload(made, "updateInteraction", {**by_identifier(made, record), "lips": {"read": True}})
    assert methods(made, "LIPS") == ["PUT", "GET"]


def test_a_write_that_reaches_nobody_was_not_applied() -> None:
    with world({"TOUCHPOINT_LIPS__BASE_URL": "http://127.0.0.1:9"}, contacts=1) as made:
        given = {"by": {"sourceKey": {"source": "LIPS", "sourceId": "1"}}, "lips": {"read": True}}
        assert failure(made, "updateInteraction", given)["outcome"] == "NOT_APPLIED"

"""Canvasses created, changed and deleted: each once, as the document spells it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.graph.reading import by_id, by_key
from tests.graph.worlds import World, world
from tests.graph.writes.mutating import Answer, body, failure, methods, mutate, objections, payload, writes
from tests.vendors.documents import parsed

DOCUMENTED = parsed("polis/create_request.json")
QUESTIONS = list(DOCUMENTED["survey"]["responses"])
NEW: dict[str, Any] = {
    "campaignId": "61fbfbaa-5de8-4d17-ac2b-c47f2376265a",
    "contactId": "0478dbbf-b6eb-4168-afa9-5ebab6fef4b6",
    "householdId": "c15e3515-aabf-42da-8d1b-31679f738eae",
    "contactHouseholdId": "d070b1dc-9611-4f29-9300-a32160d21baa",
    "occurredAt": "2018-07-17T20:40:53.526+02:00",
    "unavailable": True,
    "unavailableReason": "Come Back",
    "successful": False,
    "survey": {
        "surveyId": "375d437b-3b47-4940-b43d-be8daec4afff",
        "responses": [
            {"questionId": QUESTIONS[0], "fields": [{"name": "available", "value": "false"}]},
            {"questionId": QUESTIONS[1], "fields": [{"name": "dogliker", "value": "true"}]},
        ],
    },
    "location": {"latitude": 33.43174362182617, "longitude": -84.18405151367188, "confidence": 0},
}
STALE = {"ifMatch": "47a-of-another-time"}


def anyone(made: World, **members: Any) -> Answer:
    """A record of the store; the members of its data are as told, null for none."""
    record: Answer = made.sandbox.polis.records[3]
    row = made.sandbox.polis.get(record["id"])
    assert row is not None
    data = {name: value for name, value in {**record["data"], **members}.items() if value is not None}
    made.sandbox.polis.change(row, data)
    return row.record


def change(record: Answer, patch: Answer, **more: Any) -> Answer:
    """The input of a change."""
    return {"by": {"sourceKey": {"source": "POLIS", "sourceId": record["id"]}}, "polis": patch, **more}


def now(made: World, record: Answer) -> Answer:
    """The record as the vendor has it."""
    row = made.sandbox.polis.get(record["id"])
    assert row is not None
    return row.record


# ---------------------------------------------------------------- create


def test_the_example_is_created_as_documented_and_shown_as_answered(made: World) -> None:
    before = len(made.sandbox.polis)
    shown = payload(made, "createInteraction", {"polis": NEW})
    (request,) = made.asked("POLIS")
    assert (request.method, request.path, body(request)) == ("POST", "/v2/interactions", DOCUMENTED)
    assert len(made.sandbox.polis) == before + 1
    record = made.sandbox.polis.records[-1]
    assert record["data"] == DOCUMENTED
    interaction = shown["interaction"]
    assert (interaction["sourceId"], interaction["version"]) == (record["id"], record["meta"]["etag"])
    assert interaction["canvass"]["survey"]["responses"] == NEW["survey"]["responses"]
    assert shown["uniqueId"] is None


def test_what_is_unset_or_null_is_not_sent(made: World) -> None:
    optional = ("unavailableReason", "successful", "location", "statusId")
    least = {name: value for name, value in NEW.items() if name not in optional}
    given = {**least, "statusId": None, "turfId": "t-1", "survey": {"surveyId": "s", "responses": None}}
    payload(made, "createInteraction", {"polis": given})
    expected = {name: value for name, value in DOCUMENTED.items() if name not in optional}
    assert body(made.asked("POLIS")[0]) == {**expected, "turfId": "t-1", "survey": {"surveyId": "s"}}


def test_a_new_one_is_read_by_whoever_comes_next(made: World) -> None:
    shown = payload(made, "createInteraction", {"polis": NEW})["interaction"]
    assert by_id(made.graph, "interaction", shown["id"], "version") == {"version": shown["version"]}


# ---------------------------------------------------------------- update


def test_the_example_is_patched_as_documented(made: World) -> None:
    record = anyone(made, successful=True)
    patch = {"successful": False, "unavailable": False}
    shown = payload(made, "updateInteraction", change(record, patch, ifMatch=record["meta"]["etag"]))["interaction"]
    (request,) = writes(made, "POLIS")
    assert (request.method, request.path) == ("PATCH", f"/v2/interactions/{record['id']}")
    assert request.headers["etag"] == record["meta"]["etag"]
    sent = sorted(body(request)["data"], key=lambda operation: operation["path"])
    assert {"data": sent} == parsed("polis/patch_request.json")
    after = now(made, record)
    assert after["data"] == {**record["data"], "successful": False, "unavailable": False}
    assert (shown["version"], shown["canvass"]["unavailable"]) == (after["meta"]["etag"], False)


def test_required_attributes_with_a_version_take_one_request(made: World) -> None:
    record = anyone(made)
    given = {"occurredAt": "2026-03-01T09:30:00Z", "campaignId": "c-2"}
    payload(made, "updateInteraction", change(record, given, ifMatch=record["meta"]["etag"]))
    assert methods(made, "POLIS") == ["PATCH"]
    after = now(made, record)["data"]
    assert (after["timestamp"], after["campaignId"]) == ("2026-03-01T09:30:00.000Z", "c-2")


@pytest.mark.parametrize(
    ("there", "given", "operation"),
    [
        ("old", "new", {"op": "replace", "path": "/statusId", "value": "new"}),
        (None, "new", {"op": "add", "path": "/statusId", "value": "new"}),
        ("old", None, {"op": "remove", "path": "/statusId"}),
        (None, None, None),
    ],
)
def test_an_optional_attribute_is_replaced_added_or_removed(
    made: World, there: str | None, given: str | None, operation: Answer | None
) -> None:
    record = anyone(made, statusId=there)
    shown = payload(made, "updateInteraction", change(record, {"statusId": given}))["interaction"]
    assert shown["canvass"]["statusId"] == given
    sent = [body(request)["data"] for request in writes(made, "POLIS")]
    assert sent == ([] if operation is None else [[operation]])
    assert methods(made, "POLIS") == (["GET"] if operation is None else ["GET", "PATCH"])
    assert now(made, record)["data"].get("statusId") == given


def test_by_id_and_read_afterwards(made: World) -> None:
    """The id is that of any read; what is read next shows the change."""
    record = anyone(made)
    of = ("POLIS", record["id"])
    identifier = by_key(made.graph, "interaction", of, "id")["id"]
    payload(made, "updateInteraction", {"by": {"id": identifier}, "polis": {"unavailableReason": "Dog"}})
    assert by_key(made.graph, "interaction", of, "canvass { unavailableReason }") == {
        "canvass": {"unavailableReason": "Dog"}
    }


# ---------------------------------------------------------------- conflicts


@pytest.mark.parametrize("status", [409, 412])
@pytest.mark.parametrize("field", ["updateInteraction", "deleteInteraction"])
def test_a_stale_version_is_a_conflict_that_tells_the_current_one(made: World, field: str, status: int) -> None:
    """Refused by the vendor, in either way; the record stays."""
    made.sandbox.faults["POLIS"].set(stale_etag_status=status)
    record = anyone(made)
    given = change(record, {"unavailable": False}, **STALE)
    if field == "deleteInteraction":
        del given["polis"]
    extensions = failure(made, field, given)
    assert extensions["code"] == "SOURCE_CONFLICT"
    assert extensions["outcome"] == "NOT_APPLIED"
    assert extensions["version"] == record["meta"]["etag"]
    assert extensions["httpStatus"] == status
    assert now(made, record) == record
    assert len(writes(made, "POLIS")) == 1


def test_a_version_that_the_fresh_read_disproves_is_not_sent(made: World) -> None:
    record = anyone(made)
    extensions = failure(made, "updateInteraction", change(record, {"statusId": "s"}, **STALE))
    assert (extensions["code"], extensions["version"]) == ("SOURCE_CONFLICT", record["meta"]["etag"])
    assert extensions["outcome"] == "NOT_APPLIED"
    assert methods(made, "POLIS") == ["GET"]


# ---------------------------------------------------------------- delete


@pytest.mark.parametrize("version", [True, False])
def test_one_is_deleted_under_its_version(made: World, version: bool) -> None:
    """The one named, or the one of a fresh read; the id is that which reads gave."""
    record = anyone(made)
    of = ("POLIS", record["id"])
    identifier = by_key(made.graph, "interaction", of, "id")["id"]
    made.sandbox.clear_requests()
    given = {"by": {"id": identifier}, **({"ifMatch": record["meta"]["etag"]} if version else {})}
    assert payload(made, "deleteInteraction", given)["deletedId"] == identifier
    assert methods(made, "POLIS") == (["DELETE"] if version else ["GET", "DELETE"])
    assert made.asked("POLIS")[-1].headers["etag"] == record["meta"]["etag"]
    assert made.sandbox.polis.get(record["id"]) is None
    assert by_id(made.graph, "interaction", identifier, "id") is None


@pytest.mark.parametrize("version", [{}, {"ifMatch": "v"}])
def test_what_does_not_exist_is_the_callers_to_put_right(made: World, version: Answer) -> None:
    given = {"by": {"sourceKey": {"source": "POLIS", "sourceId": "none"}}, **version}
    assert objections(made, "deleteInteraction", given) == [(["input", "by"], "NOT_FOUND")]
    patched = {**given, "polis": {"unavailable": True}}
    assert objections(made, "updateInteraction", patched) == [(["input", "by"], "NOT_FOUND")]


# ---------------------------------------------------------------- failures

UNKNOWN = {
    "lost answer": ({"drop_after_apply_rate": 1}, "SOURCE_UNAVAILABLE"),
    "lost request": ({"drop_rate": 1}, "SOURCE_UNAVAILABLE"),
    "500": ({"error_rate": 1, "error_status": 500}, "SOURCE_UNAVAILABLE"),
    "503": ({"error_rate": 1, "error_status": 503, "retry_after": 1}, "SOURCE_UNAVAILABLE"),
    "504": ({"error_rate": 1, "error_status": 504}, "SOURCE_TIMEOUT"),
    "silence": ({"hang_rate": 1}, "SOURCE_TIMEOUT"),
    "unreadable": ({"malformed_rate": 1}, "SOURCE_BAD_RESPONSE"),
}
REFUSED = {
    "401": (401, "SOURCE_UNAUTHENTICATED"),
    "403": (403, "SOURCE_UNAUTHENTICATED"),
    "406": (406, "SOURCE_REJECTED"),
    "429": (429, "SOURCE_RATE_LIMITED"),
}


@pytest.mark.parametrize("way", UNKNOWN)
@pytest.mark.parametrize("field", ["createInteraction", "updateInteraction", "deleteInteraction"])
def test_a_write_whose_end_nobody_knows_is_sent_once_and_says_so(made: World, field: str, way: str) -> None:
    """Also where it was applied: one request, one change."""
    faults, code = UNKNOWN[way]
    record, count = anyone(made), len(made.sandbox.polis)
    made.sandbox.faults["POLIS"].set(**faults)
    extensions = failure(made, field, given_for(field, record))
    assert (extensions["code"], extensions["outcome"], extensions["retryable"]) == (code, "UNKNOWN", False)
    assert len(made.asked("POLIS")) == 1
    applied = way == "lost answer"
    assert len(made.sandbox.polis) - count == {"createInteraction": 1, "deleteInteraction": -1}.get(field, 0) * applied
    if field == "updateInteraction":
        assert (now(made, record) != record) is applied


@pytest.mark.parametrize("way", REFUSED)
@pytest.mark.parametrize("field", ["createInteraction", "updateInteraction", "deleteInteraction"])
def test_a_write_that_is_refused_was_not_applied(made: World, field: str, way: str) -> None:
    status, code = REFUSED[way]
    record = anyone(made)
    made.sandbox.faults["POLIS"].set(error_rate=1, error_status=status)
    extensions = failure(made, field, given_for(field, record))
    assert (extensions["code"], extensions["httpStatus"], extensions["outcome"]) == (code, status, "NOT_APPLIED")
    assert len(made.asked("POLIS")) == 1


@pytest.mark.parametrize("field", ["updateInteraction", "deleteInteraction"])
def test_a_read_that_fails_before_the_write_leaves_it_unsent(made: World, field: str) -> None:
    """Whatever the read came to, the write was not sent: a lost answer to it says nothing about the record."""
    record = anyone(made)
    given = {name: value for name, value in given_for(field, record).items() if name != "ifMatch"}
    for faults in ({"error_rate": 1}, {"drop_rate": 1}, {"malformed_rate": 1}):
        made.sandbox.faults["POLIS"].reset()
        made.sandbox.faults["POLIS"].set(**faults)
        assert failure(made, field, given)["outcome"] == "NOT_APPLIED"
    assert writes(made, "POLIS") == []


def given_for(field: str, record: Answer) -> Answer:
    """An input that needs no read before the write."""
    by = {"by": {"sourceKey": {"source": "POLIS", "sourceId": record["id"]}}, "ifMatch": record["meta"]["etag"]}
    return {
        "createInteraction": {"polis": NEW},
        "updateInteraction": {**by, "polis": {"campaignId": "c-9"}},
        "deleteInteraction": by,
    }[field]


@contextmanager
def unreachable(source: str) -> Iterator[World]:
    """A graph whose vendor refuses connections."""
    with world({f"TOUCHPOINT_{source}__BASE_URL": "http://127.0.0.1:9"}, contacts=1) as made:
        yield made


def test_a_write_that_reaches_nobody_was_not_applied() -> None:
    with unreachable("POLIS") as made:
        answer = mutate(made, "createInteraction", {"polis": NEW})
    extensions = answer["errors"][0]["extensions"]
    assert (extensions["code"], extensions["outcome"]) == ("SOURCE_UNAVAILABLE", "NOT_APPLIED")


def test_a_source_that_is_not_configured_was_not_written_to() -> None:
    with world(without=("TOUCHPOINT_POLIS__BASE_URL",), contacts=1) as made:
        extensions = failure(made, "createInteraction", {"polis": NEW})
    assert (extensions["code"], extensions["outcome"]) == ("SOURCE_NOT_CONFIGURED", "NOT_APPLIED")

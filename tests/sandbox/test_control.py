"""The control endpoints, the log and the errors that all five vendors share."""

import httpx
import pytest

from app.sandbox import discovery
from app.sandbox.server import Sandbox
from tests.sandbox.conftest import Clients

LIST = "/contact_interactions?global_master_advertiser_id=USA_1"


@pytest.mark.parametrize("source", discovery.sources())
def test_every_vendor_has_them_without_sign_in_and_unlogged(sandbox: Sandbox, source: str) -> None:
    sandbox.faults[source].set(error_rate=1.0)
    with httpx.Client(base_url=sandbox.urls[source]) as client:
        for path in ("requests", "faults", "records"):
            assert client.get(f"/_sandbox/{path}").status_code == 200
        assert client.post("/_sandbox/reset").status_code == 204
    assert sandbox.requests == []
    assert sandbox.faults[source].current.error_rate == 0


def test_requests_are_logged_in_order_of_arrival(clients: Clients, sandbox: Sandbox) -> None:
    clients.lips.get(f"{LIST}&event_params[phone_numbers]=%2B1&page=")
    clients.caliq.post("/api/v1/InteractionCreate", json={"apiKey": "x"})
    first, second = sandbox.requests
    assert (first.source, first.method, first.path, first.status) == ("LIPS", "GET", "/contact_interactions", 200)
    assert first.query == [
        ("global_master_advertiser_id", "USA_1"),
        ("event_params[phone_numbers]", "+1"),
        ("page", ""),
    ]
    assert "%2B1" in first.query_string
    assert (second.source, second.status, second.body) == ("CALIQ", 401, b'{"apiKey":"x"}')
    assert second.headers["content-type"] == "application/json"
    assert "authorization" not in first.headers
    sandbox.clear_requests()
    assert sandbox.requests == []


def test_the_log_over_http_is_of_one_vendor(clients: Clients, sandbox: Sandbox) -> None:
    clients.lips.get(LIST)
    clients.polis.get("/v2/interactions/x")
    [entry] = clients.polis.get("/_sandbox/requests").json()["requests"]
    assert (entry["path"], entry["status"], entry["body"]) == ("/v2/interactions/x", 404, "")
    assert clients.polis.delete("/_sandbox/requests").status_code == 204
    assert [entry.source for entry in sandbox.requests] == ["LIPS"]


def test_faults_over_http(lips: httpx.Client) -> None:
    calm = lips.get("/_sandbox/faults").json()
    answer = lips.put("/_sandbox/faults", json={"error_rate": 1, "error_status": 500, "date_reading": "day"})
    assert answer.json() == {**calm, "error_rate": 1.0, "error_status": 500, "date_reading": "day"}
    assert lips.get(LIST).status_code == 500
    assert lips.delete("/_sandbox/faults").json() == calm
    assert lips.get(LIST).status_code == 200


@pytest.mark.parametrize(
    ("content", "named"),
    [('{"eror_rate": 1}', "eror_rate"), ('{"drop_rate": 2}', "drop_rate"), ("[]", "object"), ("x", "JSON")],
)
def test_bad_faults_are_refused_by_name(lips: httpx.Client, content: str, named: str) -> None:
    answer = lips.put("/_sandbox/faults", content=content)
    assert answer.status_code == 400
    assert named in answer.json()["error"]


def test_records_can_be_added_and_removed_over_http(lips: httpx.Client) -> None:
    before = len(lips.get("/_sandbox/records").json()["records"])
    record = {"id": 7, "occurred_at": "2030-01-01T00:00:00Z"}
    path = "/_sandbox/records?advertiser_id=USA_2"
    assert lips.post(path, json=record).json() == {"id": "7"}
    assert len(lips.get("/_sandbox/records").json()["records"]) == before + 1
    first = {
        name: lips.get(f"/contact_interactions?global_master_advertiser_id={name}").json()["contact_interactions"][0]
        for name in ("USA_1", "USA_2")
    }
    assert first["USA_2"] == record != first["USA_1"]
    assert lips.post(path, json=record).status_code == 400
    assert lips.post("/_sandbox/records?site_id=x", json={"id": 8}).status_code == 400
    assert lips.post("/_sandbox/records", json=[]).status_code == 400
    assert lips.delete("/_sandbox/records/7").status_code == 204
    assert lips.delete("/_sandbox/records/7").status_code == 404


def test_reset_over_http_is_of_one_vendor(clients: Clients, sandbox: Sandbox) -> None:
    seeded = sandbox.lips.records
    for client, source in ((clients.lips, "LIPS"), (clients.polis, "POLIS")):
        client.get("/anything")
        sandbox.faults[source].set(latency_ms=1)
    sandbox.lips.remove(4314774)
    sandbox.polis.remove("2f79b11e-e23c-4305-ba72-32d97311d053")
    assert clients.lips.post("/_sandbox/reset").status_code == 204
    assert sandbox.lips.records == seeded
    assert sandbox.polis.get("2f79b11e-e23c-4305-ba72-32d97311d053") is None
    assert sandbox.faults["POLIS"].current.latency_ms == 1
    assert [entry.source for entry in sandbox.requests] == ["POLIS"]


def test_a_record_added_between_two_pages_is_seen(lips: httpx.Client, sandbox: Sandbox) -> None:
    first = lips.get(LIST).json()["contact_interactions"]
    sandbox.lips.add({"id": 7, "occurred_at": "2030-01-01T00:00:00Z"}, advertiser_id="USA_1")
    second = lips.get(f"{LIST}&page=2").json()["contact_interactions"]
    assert second[0] == first[-1]


def test_a_record_may_be_unreadable(sandbox: Sandbox) -> None:
    for store in (sandbox.lips, sandbox.polis, sandbox.procurios, sandbox.salemove, sandbox.caliq):
        row = store.add({"contact": 1, "data": 2, "recipients": 3, "operators": 4, "created_at": []})
        assert store.remove(row.id)
        assert not store.remove(row.id)


@pytest.mark.parametrize(
    ("source", "key"),
    [("LIPS", "error"), ("POLIS", "message"), ("PROCURIOS", "errors"), ("SALEMOVE", "error"), ("CALIQ", "Message")],
)
def test_unknown_paths_and_wrong_methods_are_refused_in_the_vendors_form(
    sandbox: Sandbox, source: str, key: str
) -> None:
    paths = {
        "LIPS": "/contact_interactions",
        "POLIS": "/v2/interactions",
        "PROCURIOS": "/l/contact_moment_api/contact_moment",
        "SALEMOVE": "/engagements",
        "CALIQ": "/api/v1/InteractionCreate",
    }
    unknown = httpx.get(f"{sandbox.urls[source]}/nothing")
    assert unknown.status_code == 404
    assert "/nothing" in unknown.json()[key]
    wrong = httpx.request("DELETE", sandbox.urls[source] + paths[source])
    assert wrong.status_code == 405
    assert "DELETE" in wrong.json()[key]
    assert wrong.headers["allow"]
    slash = httpx.get(sandbox.urls[source] + paths[source] + "/nothing/at/all/")
    assert slash.status_code == 404


def test_an_unknown_control_endpoint_is_not_found(lips: httpx.Client) -> None:
    assert lips.get("/_sandbox/nothing").status_code == 404
    assert lips.patch("/_sandbox/faults").status_code == 405

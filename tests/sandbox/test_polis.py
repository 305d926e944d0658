"""Polis, held against "Interactions"."""

import json
from typing import Any

import httpx
import pytest

from app.sandbox.server import Sandbox
from tests.sandbox.conftest import ids

URL = "/v2/interactions"
EXAMPLE = f"{URL}/7da76f74-7951-423a-be41-85a2551d16e7"
CAMPAIGN = "61fbfbaa-5de8-4d17-ac2b-c47f2376265a"
PAGE: dict[str, Any] = {"skip": 0, "limit": 100_000, "sort": ["/data/id", "ASC"]}
NEW = {
    "campaignId": CAMPAIGN,
    "contactId": "0478dbbf-b6eb-4168-afa9-5ebab6fef4b6",
    "householdId": "c15e3515-aabf-42da-8d1b-31679f738eae",
    "contactHouseholdId": "d070b1dc-9611-4f29-9300-a32160d21baa",
    "timestamp": "2018-07-17T18:40:53.526Z",
    "unavailable": True,
    "unavailableReason": "Come Back",
    "successful": False,
    "survey": {"surveyId": "375d437b-3b47-4940-b43d-be8daec4afff", "responses": {}},
    "location": {"lat": 33.43174362182617, "lng": -84.18405151367188, "confidence": 0},
}
Record = dict[str, Any]


def read(client: httpx.Client, **parameters: Any) -> list[Record]:
    answer = client.get(URL, params={**PAGE, **parameters})
    assert answer.status_code == 200, answer.text
    assert list(answer.json()) == ["data", "meta"]
    found: list[Record] = answer.json()["data"]
    return found


def test_a_bearer_token_is_required(polis: httpx.Client) -> None:
    answer = polis.get(URL, params=PAGE, headers={"authorization": "token x"})
    assert answer.status_code == 401
    assert answer.json()["message"]


def test_the_request_of_the_document_finds_its_examples(polis: httpx.Client) -> None:
    answer = polis.get(
        f"{URL}?filter%5B%2Fdata%2FcampaignId%5D={CAMPAIGN}&skip=0&limit=9007199254740991&sort=%2Fdata%2Fid&sort=ASC"
    )
    found = answer.json()["data"]
    assert ids(found) == sorted(ids(found))
    assert {record["data"]["campaignId"] for record in found} == {CAMPAIGN}
    [first] = [record for record in found if record["id"] == EXAMPLE.rpartition("/")[2]]
    assert first["meta"]["etag"] == "47a-h6vIm4ttg8qp/cFMmsY+JtWtBsc"
    assert "2f79b11e-e23c-4305-ba72-32d97311d053" in ids(found)


@pytest.mark.parametrize("name", ["campaignId", "contactId", "contactHouseholdId", "householdId"])
def test_each_allowed_attribute_filters(polis: httpx.Client, sandbox: Sandbox, name: str) -> None:
    value = sandbox.polis.records[7]["data"][name]
    found = read(polis, **{f"filter[/data/{name}]": value})
    expected = [record for record in sandbox.polis.records if record["data"][name] == value]
    assert ids(found) == sorted(ids(expected))


def test_several_filters_must_all_hold(polis: httpx.Client) -> None:
    given = {"filter[/data/campaignId]": CAMPAIGN, "filter[/data/contactId]": NEW["contactId"]}
    assert len(read(polis, **given)) == 2
    assert read(polis, **{**given, "filter[/data/householdId]": "other"}) == []


@pytest.mark.parametrize("name", ["filter[/data/timestamp]", "filter[/data/statusId]", "filter", "filter[id]"])
def test_another_filter_is_refused(polis: httpx.Client, name: str) -> None:
    answer = polis.get(URL, params={**PAGE, name: "x"})
    assert answer.status_code == 400
    assert name in answer.json()["message"]


@pytest.mark.parametrize("name", ["limit", "skip", "sort"])
def test_limit_skip_and_sort_are_required(polis: httpx.Client, name: str) -> None:
    answer = polis.get(URL, params={key: value for key, value in PAGE.items() if key != name})
    assert answer.status_code == 400
    assert name in answer.json()["message"]


@pytest.mark.parametrize(
    "bad",
    [
        {"limit": "0"},
        {"limit": "9007199254740992"},
        {"limit": "ten"},
        {"skip": "-1"},
        {"sort": ["/data/nothing", "ASC"]},
        {"sort": ["/data/survey", "ASC"]},
        {"sort": ["/data/id", "up"]},
        {"sort": "/data/id"},
        {"sort": "[1]"},
    ],
)
def test_a_bad_parameter_is_refused(polis: httpx.Client, bad: dict[str, Any]) -> None:
    answer = polis.get(URL, params={**PAGE, **bad})
    assert answer.status_code == 400
    assert next(iter(bad)) in answer.json()["message"]


@pytest.mark.parametrize("sort", ["['id', 'ASC']", '["id","ASC"]', ["id", "ASC"], ["/id", "ASC"]])
def test_the_sort_of_the_parameter_table_is_read_too(polis: httpx.Client, sort: Any) -> None:
    assert read(polis, sort=sort) == read(polis)


@pytest.mark.parametrize(
    ("column", "path"),
    [
        ("/data/timestamp", ("data", "timestamp")),
        ("/data/contactId", ("data", "contactId")),
        ("/data/unavailable", ("data", "unavailable")),
        ("/meta/created", ("meta", "created")),
        ("/meta/modified", ("meta", "modified")),
    ],
)
def test_a_column_sorts_in_both_directions(polis: httpx.Client, column: str, path: tuple[str, str]) -> None:
    up = [record[path[0]][path[1]] for record in read(polis, sort=[column, "ASC"])]
    down = [record[path[0]][path[1]] for record in read(polis, sort=[column, "DESC"])]
    assert up == sorted(up)
    assert down == up[::-1]


def test_a_record_without_the_column_is_last_ascending(polis: httpx.Client) -> None:
    has = ["distance" in record["data"] for record in read(polis, sort=["/data/distance", "ASC"])]
    assert has == sorted(has, reverse=True)
    assert not has[-1]


def test_ties_have_an_arbitrary_order_that_stays(polis: httpx.Client) -> None:
    found = read(polis, sort=["/data/timestamp", "DESC"])
    times = [record["data"]["timestamp"] for record in found]
    crowd = max(set(times), key=times.count)
    tied = ids([record for record in found if record["data"]["timestamp"] == crowd])
    assert len(tied) >= 40
    assert tied != sorted(tied)
    assert read(polis, sort=["/data/timestamp", "DESC"]) == found


def test_skip_and_limit_cut_the_same_list(polis: httpx.Client) -> None:
    every = read(polis)
    assert read(polis, skip=3, limit=5) == every[3:8]
    assert read(polis, skip=100_000, limit=5) == []


def test_one_interaction_by_id(polis: httpx.Client) -> None:
    assert polis.get(EXAMPLE).json()["data"]["distance"] == 936.2361
    missing = polis.get(f"{URL}/nothing")
    assert missing.status_code == 404
    assert missing.json()["message"]


def test_post_creates_a_record(polis: httpx.Client) -> None:
    answer = polis.post(URL, json=NEW)
    assert answer.status_code == 201
    record = answer.json()
    assert record["data"] == NEW
    assert list(record["meta"]) == [
        "etag", "created", "modified", "resource", "createdBy", "isDeleted", "modifiedBy",
    ]  # fmt: skip
    assert record["customerId"] == "cfa8df1b-baf1-446b-b06c-3177063faed7"
    assert record["securityGroupId"] == "e822d07f-5972-4ff2-bc75-dbd68d6d79bf"
    assert polis.get(f"{URL}/{record['id']}").json() == record
    assert record in read(polis, **{"filter[/data/contactId]": NEW["contactId"]})


@pytest.mark.parametrize(
    "name",
    ["campaignId", "contactId", "householdId", "contactHouseholdId", "timestamp", "survey", "unavailable"],
)
def test_post_without_a_required_attribute_is_refused(polis: httpx.Client, sandbox: Sandbox, name: str) -> None:
    before = len(sandbox.polis)
    answer = polis.post(URL, json={key: value for key, value in NEW.items() if key != name})
    assert answer.status_code == 400
    assert name in answer.json()["message"]
    assert len(sandbox.polis) == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("timestamp", "yesterday"),
        ("unavailable", "true"),
        ("contactId", 5),
        ("survey", {}),
        ("survey", {"surveyId": "x", "responses": []}),
        ("location", {"lat": "33"}),
        ("mood", 1),
    ],
)
def test_post_with_a_bad_attribute_is_refused(polis: httpx.Client, name: str, value: object) -> None:
    answer = polis.post(URL, json={**NEW, name: value})
    assert answer.status_code == 400
    assert name in answer.json()["message"]


def etag(client: httpx.Client) -> dict[str, str]:
    return {"etag": client.get(EXAMPLE).json()["meta"]["etag"]}


def patch(client: httpx.Client, *operations: Record) -> httpx.Response:
    return client.patch(EXAMPLE, json={"data": operations}, headers=etag(client))


def test_patch_of_the_document(polis: httpx.Client) -> None:
    before = polis.get(EXAMPLE).json()
    answer = patch(
        polis,
        {"op": "replace", "path": "/successful", "value": False},
        {"op": "replace", "path": "/unavailable", "value": False},
    )
    assert answer.status_code == 200
    after = answer.json()
    assert after["data"] == {**before["data"], "successful": False, "unavailable": False}
    assert after["meta"]["etag"] != before["meta"]["etag"]
    assert after["meta"]["modified"] > before["meta"]["modified"]
    assert after["meta"]["created"] == before["meta"]["created"]
    assert polis.get(EXAMPLE).json() == after


def test_patch_knows_all_six_operations_and_nested_paths(polis: httpx.Client) -> None:
    question = "/survey/responses/9826940d-76a8-4700-8c92-5743ce7bb728"
    answer = patch(
        polis,
        {"op": "test", "path": "/successful", "value": True},
        {"op": "add", "path": "/statusId", "value": "s"},
        {"op": "copy", "from": "/statusId", "path": "/walklistId"},
        {"op": "move", "from": "/statusId", "path": "/turfId"},
        {"op": "remove", "path": "/distance"},
        {"op": "replace", "path": f"{question}/fields/available", "value": "maybe"},
        {"op": "add", "path": f"{question}/fields/a~1b~0c", "value": [1]},
        {"op": "add", "path": f"{question}/fields/a~1b~0c/-", "value": 2},
        {"op": "add", "path": f"{question}/fields/a~1b~0c/0", "value": 0},
    )
    data = answer.json()["data"]
    assert (data["walklistId"], data["turfId"]) == ("s", "s")
    assert not {"statusId", "distance"} & data.keys()
    fields = data["survey"]["responses"][question.rpartition("/")[2]]["fields"]
    assert fields == {"available": "maybe", "a/b~c": [0, 1, 2]}


def test_a_write_makes_a_new_etag_even_where_nothing_differs(polis: httpx.Client) -> None:
    assert len({patch(polis).json()["meta"]["etag"] for _ in range(5)}) == 5


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "test", "path": "/successful", "value": 1},
        {"op": "replace", "path": "/nothing", "value": 1},
        {"op": "remove", "path": "/nothing"},
        {"op": "remove", "path": ""},
        {"op": "remove", "path": "/contactId"},
        {"op": "add", "path": "/mood", "value": 1},
        {"op": "add", "path": "/successful/x", "value": 1},
        {"op": "add", "path": "/timestamp", "value": "never"},
        {"op": "add", "path": "successful", "value": True},
        {"op": "add", "path": "/successful"},
        {"op": "move", "from": "/survey", "path": "/survey/x"},
        {"op": "spin", "path": "/successful"},
        {"op": "replace", "path": "", "value": 1},
    ],
)
def test_a_bad_patch_changes_nothing(polis: httpx.Client, operation: Record) -> None:
    before = polis.get(EXAMPLE).json()
    answer = patch(polis, {"op": "replace", "path": "/successful", "value": False}, operation)
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert polis.get(EXAMPLE).json() == before


@pytest.mark.parametrize("content", ["no json", "[]", '{"data": {}}', '{"data": [1]}'])
def test_a_patch_that_is_no_json_patch_is_refused(polis: httpx.Client, content: str) -> None:
    assert polis.patch(EXAMPLE, content=content, headers=etag(polis)).status_code == 400


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_write_is_guarded_by_the_etag(polis: httpx.Client, sandbox: Sandbox, method: str) -> None:
    body = json.dumps({"data": []})
    assert polis.request(method, EXAMPLE, content=body).status_code == 428
    stale = polis.request(method, EXAMPLE, content=body, headers={"etag": "old"})
    assert stale.status_code == 412
    assert stale.json()["message"]
    sandbox.faults["POLIS"].set(stale_etag_status=409)
    assert polis.request(method, EXAMPLE, content=body, headers={"etag": "old"}).status_code == 409
    missing = polis.request(method, f"{URL}/nothing", content=body, headers={"etag": "old"})
    assert missing.status_code == 404


def test_a_deleted_interaction_is_gone(polis: httpx.Client) -> None:
    assert polis.delete(EXAMPLE, headers=etag(polis)).status_code == 204
    assert polis.get(EXAMPLE).status_code == 404
    assert EXAMPLE.rpartition("/")[2] not in ids(read(polis))


def test_optional_attributes_are_there_and_not(sandbox: Sandbox) -> None:
    data = [record["data"] for record in sandbox.polis.records]
    for name in ("location", "successful", "unavailableReason", "distance", "statusId", "walklistId", "turfId"):
        assert {name in each for each in data} == {True, False}, name
    assert {"responses" in each["survey"] for each in data} == {True, False}

"""LIPS, held against "Contact Interactions API"."""

import json
from itertools import chain
from typing import Any

import httpx
import pytest

from app.sandbox.server import Sandbox
from tests.sandbox.conftest import ids

URL = "/contact_interactions"
ALL = {"global_master_advertiser_id": "USA_1,USA_2,USA_3"}
Record = dict[str, Any]


def read(client: httpx.Client, **parameters: Any) -> Record:
    answer = client.get(URL, params={**ALL, **parameters})
    assert answer.status_code == 200, answer.text
    body: Record = answer.json()
    return body


def whole(client: httpx.Client, **parameters: Any) -> list[Record]:
    """Every page, put together."""
    found: list[Record] = []
    page = pages = 1
    while page <= pages:
        body = read(client, per_page=200, page=page, **parameters)
        found += body["contact_interactions"]
        page, pages = page + 1, body["total_pages"]
    return found


@pytest.mark.parametrize("missing", ["authorization", "x-api-key"])
def test_both_credentials_are_required(lips: httpx.Client, missing: str) -> None:
    given = {name: value for name, value in lips.headers.items() if name != missing}
    answer = httpx.get(str(lips.base_url) + URL, params=ALL, headers=given)
    assert answer.status_code == 401
    assert answer.json()["error"]


def test_a_wrong_token_is_refused_also_for_put(lips: httpx.Client) -> None:
    answer = lips.put(f"{URL}/4314774", headers={"authorization": "token other"}, json={})
    assert answer.status_code == 401


def test_one_of_advertiser_and_campaign_is_required(lips: httpx.Client) -> None:
    answer = lips.get(URL)
    assert answer.status_code == 400
    assert "global_master_advertiser_id" in answer.json()["error"]


def test_defaults_are_the_first_page_of_25(lips: httpx.Client) -> None:
    body = read(lips)
    assert list(body) == ["contact_interactions", "page", "total_pages", "per_page"]
    assert (body["page"], body["per_page"], len(body["contact_interactions"])) == (1, 25, 25)
    assert body["total_pages"] == -(-len(whole(lips)) // 25)


def test_the_example_of_the_document_is_found_by_its_own_request(lips: httpx.Client) -> None:
    """The number's plus is sent unencoded, as in the document."""
    answer = lips.get(f"{URL}?global_master_advertiser_id=USA_1&event_params[phone_numbers]=+13184227453")
    found = answer.json()["contact_interactions"]
    assert ids(found) == [4314774, 3871993]
    assert found[0]["call_duration"] == 44
    assert "call_duration" not in found[1]
    assert "event_type" not in found[0]


@pytest.mark.parametrize(
    "query",
    [
        "global_master_advertiser_id=USA_1,USA_2",
        "global_master_advertiser_id[]=USA_1&global_master_advertiser_id[]=USA_2",
        "global_master_advertiser_id=USA_1&global_master_advertiser_id=USA_2",
    ],
)
def test_a_list_may_be_spelled_in_three_ways(lips: httpx.Client, query: str) -> None:
    one, two = (read(lips, global_master_advertiser_id=name, per_page=5000) for name in ("USA_1", "USA_2"))
    both = lips.get(f"{URL}?{query}&per_page=5000").json()
    assert sorted(ids(both["contact_interactions"])) == sorted(
        ids(one["contact_interactions"] + two["contact_interactions"])
    )


def test_advertiser_and_campaign_together_restrict_more_than_each(lips: httpx.Client) -> None:
    advertiser = ids(read(lips, global_master_advertiser_id="USA_1", per_page=5000)["contact_interactions"])
    answer = lips.get(URL, params={"global_master_campaign_id": "USA_C1", "per_page": 5000}).json()
    campaign = ids(answer["contact_interactions"])
    both = read(lips, global_master_advertiser_id="USA_1", global_master_campaign_id="USA_C1", per_page=5000)
    assert set(ids(both["contact_interactions"])) == set(advertiser) & set(campaign) != set()


def test_several_phone_numbers_are_any_of_them(lips: httpx.Client, sandbox: Sandbox) -> None:
    def numbers(record: Record) -> set[str]:
        return {number["phone_number"] for number in record["contact"]["phone_numbers"] or ()}

    known = [record for record in sandbox.lips.records if numbers(record)]
    wanted = {min(numbers(known[5])), min(numbers(known[9]))}
    found = whole(lips, **{"event_params[phone_numbers]": ",".join(sorted(wanted))})
    assert sorted(ids(found)) == sorted(ids([record for record in known if numbers(record) & wanted]))


def test_the_order_is_descending_and_ties_are_not_by_id(lips: httpx.Client) -> None:
    found = whole(lips)
    times = [record["occurred_at"] for record in found]
    dated = [time for time in times if time is not None]
    assert dated == sorted(dated, reverse=True)
    assert times == dated + [None] * times.count(None)
    assert None in times
    crowd = max(set(dated), key=dated.count)
    tied = ids([record for record in found if record["occurred_at"] == crowd])
    assert len(tied) >= 40
    assert tied not in (sorted(tied), sorted(tied, reverse=True))
    assert ids(whole(lips)) == ids(found)


@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_sort_dir_never_turns_occurred_at_around(lips: httpx.Client, direction: str) -> None:
    assert read(lips, sort_dir=direction) == read(lips)
    assert read(lips, sort_by="occurred_at", sort_dir=direction) == read(lips)


@pytest.mark.parametrize(("direction", "first"), [(None, False), ("asc", False), ("desc", True)])
def test_by_importance_the_latest_come_first_within_each(
    lips: httpx.Client, direction: str | None, first: bool
) -> None:
    given = {"sort_by": "important"} | ({"sort_dir": direction} if direction else {})
    found = whole(lips, **given)
    plain = whole(lips)
    assert found == [r for r in plain if r["important"] is first] + [r for r in plain if r["important"] is not first]


def test_a_null_time_can_come_first_instead(lips: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.faults["LIPS"].set(null_times="first")
    assert read(lips)["contact_interactions"][0]["occurred_at"] is None


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2021-09-06", "2021-09-06", {4314774}),
        ("2021-09-06T16:16:08Z", "2021-09-06T16:16:08.000Z", {4314774}),
        ("2021-09-06T18:16:08+02:00", "2021-09-06T18:16:08+02:00", {4314774}),
        ("2021-09-06T16:16:08.001Z", "2021-09-06", set()),
        ("2021-09-06", "2021-09-06T16:16:07Z", set()),
        ("2021-08-25", "2021-09-06", {4314774, 3871993}),
    ],
)
def test_dates_are_inclusive_and_a_day_is_all_of_itself(
    lips: httpx.Client, start: str, end: str, expected: set[int]
) -> None:
    found = read(lips, start_date=start, end_date=end, per_page=1000)["contact_interactions"]
    assert set(ids(found)) & {4314774, 3871993} == expected


def test_a_date_restricts_as_the_records_say(lips: httpx.Client) -> None:
    every = whole(lips)
    start, end = "2023-01-01T00:00:00.000Z", "2024-12-31T23:59:59.999Z"
    expected = [r for r in every if r["occurred_at"] and start <= r["occurred_at"] <= end]
    assert whole(lips, start_date="2023-01-01", end_date="2024-12-31") == expected != []


def test_the_other_reading_cuts_instants_to_days(lips: httpx.Client, sandbox: Sandbox) -> None:
    instants = {"start_date": "2021-09-06T20:00:00Z", "end_date": "2021-09-06T20:00:00Z", "per_page": 1000}
    assert 4314774 not in ids(read(lips, **instants)["contact_interactions"])
    sandbox.faults["LIPS"].set(date_reading="day")
    assert 4314774 in ids(read(lips, **instants)["contact_interactions"])


@pytest.mark.parametrize(
    "bad",
    [
        {"start_date": "yesterday"},
        {"end_date": "2021-13-01"},
        {"page": "0"},
        {"page": "x"},
        {"per_page": "-1"},
        {"per_page": "0"},
        {"sort_by": "display_name"},
        {"sort_by": "important", "sort_dir": "up"},
    ],
)
def test_a_bad_parameter_is_refused_by_name(lips: httpx.Client, bad: dict[str, str]) -> None:
    answer = lips.get(URL, params={**ALL, **bad})
    assert answer.status_code == 400
    assert list(bad)[-1] in answer.json()["error"]


def test_a_page_past_the_end_is_empty(lips: httpx.Client) -> None:
    body = read(lips, page=10_000)
    assert body["contact_interactions"] == []
    assert body["page"] == 10_000


def test_pages_cut_the_same_list(lips: httpx.Client) -> None:
    every = whole(lips)
    parts = [read(lips, page=page, per_page=7)["contact_interactions"] for page in (1, 2, 3)]
    assert list(chain.from_iterable(parts)) == every[:21]


def test_put_marks_an_interaction(lips: httpx.Client) -> None:
    body = {"contact_interaction": {"important": False, "read": False}}
    answer = lips.put(f"{URL}/4314774", json=body)
    assert answer.status_code == 200
    assert answer.json() == {"contact_interaction": "successfully updated!"}
    [record] = read(lips, start_date="2021-09-06T16:16:08Z", end_date="2021-09-06T16:16:08Z")["contact_interactions"]
    assert (record["important"], record["read"]) == (False, False)


def test_put_moves_an_interaction_in_the_order_by_importance(lips: httpx.Client) -> None:
    before = whole(lips, sort_by="important")
    assert lips.put(f"{URL}/4314774", json={"contact_interaction": {"important": False}}).is_success
    after = whole(lips, sort_by="important")
    assert ids(after).index(4314774) < ids(before).index(4314774)


def test_the_double_slash_of_the_document_reaches_put(lips: httpx.Client, sandbox: Sandbox) -> None:
    answer = lips.request(
        "PUT", sandbox.urls["LIPS"] + f"/{URL}/4314774", json={"contact_interaction": {"read": False}}
    )
    assert answer.status_code == 200
    assert sandbox.requests[-1].path == "//contact_interactions/4314774"


@pytest.mark.parametrize(
    ("number", "content", "status"),
    [
        ("1", '{"contact_interaction": {"read": true}}', 404),
        ("4314774", "not json", 400),
        ("4314774", "[]", 400),
        ("4314774", '{"read": true}', 400),
        ("4314774", '{"contact_interaction": {}}', 400),
        ("4314774", '{"contact_interaction": {"channel": "x"}}', 400),
        ("4314774", '{"contact_interaction": {"read": "true"}}', 422),
    ],
)
def test_a_bad_put_is_a_4xx_that_says_why(lips: httpx.Client, number: str, content: str, status: int) -> None:
    answer = lips.put(f"{URL}/{number}", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert answer.json()["error"]


def test_call_keys_are_there_for_calls_only(sandbox: Sandbox) -> None:
    generated = [record for record in sandbox.lips.records if "event_type" in record]
    assert {record["event_type"] for record in generated} == {"call", "chat", "form"}
    for record in generated:
        keys = {"call_recording_url", "call_duration"} & record.keys()
        assert len(keys) == (2 if record["event_type"] == "call" else 0)


def test_generated_contacts_are_as_varied_as_the_tables_allow(sandbox: Sandbox) -> None:
    records = sandbox.lips.records
    for name in ("created_at", "occurred_at", "display_name", "channel", "influencing_campaign"):
        assert any(record[name] is None for record in records), name
    contacts = [record["contact"] for record in records]
    for name in ("first_name", "last_name", "email", "company", "title", "phone_numbers"):
        assert any(contact[name] is None for contact in contacts), name
    counts = [ids(contacts).count(number) for number in set(ids(contacts))]
    assert max(counts) > 100
    text = json.dumps([contact["first_name"] for contact in contacts], ensure_ascii=False)
    assert "Zoë" in text
    assert "Łukasz" in text

"""SaleMove, held against "Engagements"."""

from typing import Any

import httpx
import pytest

from app.sandbox.server import Sandbox
from tests.sandbox.conftest import ids

EXAMPLE = "65f68744-40c5-4278-968a-6ee33df0722a"
Record = dict[str, Any]


def scope(sandbox: Sandbox) -> Record:
    given = sandbox.environment()
    return {
        "operator_ids[]": given["TOUCHPOINT_SALEMOVE__OPERATOR_IDS"].split(","),
        "site_ids[]": given["TOUCHPOINT_SALEMOVE__SITE_IDS"].split(","),
    }


def read(client: httpx.Client, sandbox: Sandbox, **parameters: Any) -> Record:
    answer = client.get("/engagements", params={**scope(sandbox), **parameters})
    assert answer.status_code == 200, answer.text
    body: Record = answer.json()
    return body


def whole(client: httpx.Client, sandbox: Sandbox, **parameters: Any) -> list[Record]:
    found: list[Record] = []
    for page in range(1, 1000):
        body = read(client, sandbox, per_page=100, page=page, **parameters)
        found += body["engagements"]
        if "next_page" not in body:
            break
    return found


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [("authorization", "Token other", 401), ("accept", "application/json", 406), ("accept", "*/*", 406)],
)
@pytest.mark.parametrize("path", ["/engagements", f"/engagements/{EXAMPLE}"])
def test_token_and_accept_header_are_required(
    salemove: httpx.Client, sandbox: Sandbox, path: str, header: str, value: str, status: int
) -> None:
    answer = salemove.get(path, params=scope(sandbox), headers={header: value})
    assert answer.status_code == status
    assert answer.json()["error"]


@pytest.mark.parametrize("name", ["operator_ids[]", "site_ids[]"])
def test_operators_and_sites_are_required(salemove: httpx.Client, sandbox: Sandbox, name: str) -> None:
    given = scope(sandbox)
    del given[name]
    answer = salemove.get("/engagements", params=given)
    assert answer.status_code == 422
    assert name.removesuffix("[]") in answer.json()["error"]


@pytest.mark.parametrize("name", ["operator_ids[]", "site_ids[]"])
def test_an_operator_or_site_without_access_is_refused(salemove: httpx.Client, sandbox: Sandbox, name: str) -> None:
    answer = salemove.get("/engagements", params={**scope(sandbox), name: "other"})
    assert answer.status_code == 403


def test_the_request_of_the_document_is_answered(salemove: httpx.Client) -> None:
    answer = salemove.get(
        "/engagements?operator_ids[]=e1c6bd0b-aef2-4948-8182-85a075f419e0"
        "&site_ids[]=18529853-4487-4234-be0b-7ca94e1e06bf&start_date=2015-10-01T13"
    )
    assert answer.status_code == 200


def test_the_latest_come_first_and_asc_turns_them(salemove: httpx.Client, sandbox: Sandbox) -> None:
    down = whole(salemove, sandbox)
    times = [record["created_at"] for record in down]
    assert times == sorted(times, reverse=True)
    assert sorted(ids(down)) == sorted(ids(sandbox.salemove.records))
    assert whole(salemove, sandbox, order="desc") == down
    assert whole(salemove, sandbox, order="asc") == down[::-1]
    crowd = max(set(times), key=times.count)
    tied = [record["id"] for record in down if record["created_at"] == crowd]
    assert len(tied) >= 40
    assert tied not in (sorted(tied), sorted(tied, reverse=True))


def test_the_other_order_of_the_document_is_by_id(salemove: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.faults["SALEMOVE"].set(engagement_order="id")
    found = ids(whole(salemove, sandbox, start_date="2020-01-01", end_date="2024-12-31"))
    assert found == sorted(found, reverse=True)
    sandbox.faults["SALEMOVE"].set(engagement_order="created_at")
    assert sorted(ids(whole(salemove, sandbox, start_date="2020-01-01", end_date="2024-12-31"))) == found[::-1]


def test_the_examples_of_the_document_are_there(salemove: httpx.Client, sandbox: Sandbox) -> None:
    day = read(salemove, sandbox, start_date="2016-07-06", end_date="2016-07-06")["engagements"]
    assert ids(day) == [
        "52f8e590-72af-4f20-8428-dfaf95de889e",
        "37e9f0f4-c62e-4103-8ff6-f4e8024a4204",
        "98ad3576-849f-48e0-b456-a5bddfd83055",
    ]
    assert "audio_used" not in day[1]


def test_operators_and_sites_restrict(salemove: httpx.Client, sandbox: Sandbox) -> None:
    operator, site = (values[-1] for values in scope(sandbox).values())
    one = whole(salemove, sandbox, **{"operator_ids[]": operator})
    assert {record["id"] for record in one} == {
        record["id"]
        for record in sandbox.salemove.records
        if any(each["href"].endswith(operator) for each in record["operators"])
    }
    here = set(ids(whole(salemove, sandbox, **{"site_ids[]": site})))
    elsewhere = set(ids(whole(salemove, sandbox, **{"site_ids[]": scope(sandbox)["site_ids[]"][:-1]})))
    assert here
    assert not here & elsewhere
    assert len(here | elsewhere) == len(sandbox.salemove)


def test_links_are_absolute_and_lose_the_filters(salemove: httpx.Client, sandbox: Sandbox) -> None:
    body = read(salemove, sandbox, per_page=3)
    last = -(-len(sandbox.salemove) // 3)
    assert body["next_page"] == f"{sandbox.urls['SALEMOVE']}/engagements?page=2&per_page=3"
    assert body["last_page"] == f"{sandbox.urls['SALEMOVE']}/engagements?page={last}&per_page=3"
    assert salemove.get(body["next_page"]).status_code == 422


def test_the_last_page_has_no_next(salemove: httpx.Client, sandbox: Sandbox) -> None:
    last = -(-len(sandbox.salemove) // 100)
    assert "next_page" in read(salemove, sandbox, per_page=100, page=last - 1)
    assert "next_page" not in read(salemove, sandbox, per_page=100, page=last)
    beyond = read(salemove, sandbox, per_page=100, page=last + 1)
    assert beyond["engagements"] == []
    assert "next_page" not in beyond


def test_the_page_size_has_a_default_and_a_maximum(salemove: httpx.Client, sandbox: Sandbox) -> None:
    assert len(read(salemove, sandbox)["engagements"]) == 30
    body = read(salemove, sandbox, per_page=5000)
    assert len(body["engagements"]) == 100
    assert body["next_page"].endswith("page=2&per_page=100")


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("2016-07-07", "2016-07-07", True),
        ("2016-07-07T13:47:21.150Z", "2016-07-07T13:47:21.150Z", True),
        ("2016-07-07T13", "2016-07-08", True),
        ("2016-07-07T14", "2016-07-08", False),
        ("2016-07-06", "2016-07-07T13:47:21Z", False),
        ("2016-07-07T15:47:21.15+02:00", "2016-07-07", True),
    ],
)
def test_dates_are_inclusive(salemove: httpx.Client, sandbox: Sandbox, start: str, end: str, found: bool) -> None:
    body = read(salemove, sandbox, start_date=start, end_date=end)
    assert (EXAMPLE in ids(body["engagements"])) is found


def test_the_other_reading_cuts_instants_to_days(salemove: httpx.Client, sandbox: Sandbox) -> None:
    dates = {"start_date": "2016-07-07T20:00:00Z", "end_date": "2016-07-07T20:00:00Z"}
    assert read(salemove, sandbox, **dates)["engagements"] == []
    sandbox.faults["SALEMOVE"].set(date_reading="day")
    assert ids(read(salemove, sandbox, **dates)["engagements"]) == [EXAMPLE]


@pytest.mark.parametrize(
    ("bad", "status"),
    [
        ({"page": "0"}, 400),
        ({"per_page": "x"}, 400),
        ({"order": "up"}, 400),
        ({"start_date": "x"}, 422),
        ({"end_date": "2016-02-30"}, 422),
    ],
)
def test_a_bad_parameter_is_refused(salemove: httpx.Client, sandbox: Sandbox, bad: dict[str, str], status: int) -> None:
    answer = salemove.get("/engagements", params={**scope(sandbox), **bad})
    assert answer.status_code == status
    assert next(iter(bad)) in answer.json()["error"]


@pytest.mark.parametrize("path", ["engagements", "engagement"])
def test_one_engagement_under_both_spellings(salemove: httpx.Client, path: str) -> None:
    record = salemove.get(f"/{path}/{EXAMPLE}").json()
    assert record["engagement_type"] == "proactive"
    assert record["operators"][0]["href"].endswith("f8769233-937d-4550-bdd3-8613027b2729")


def test_the_transcript_of_the_document(salemove: httpx.Client) -> None:
    messages = salemove.get(f"/engagements/{EXAMPLE}/chat_transcript").json()
    assert [message["sender"]["type"] for message in messages] == ["visitor", "operator", "system", "system"]
    assert messages[0]["message"] == "Hi, can u please help me get a quote?"
    assert messages[1]["sender"]["name"] == "Alex Raffa"
    assert "href" not in messages[2]["sender"]


def test_generated_transcripts_stay_and_some_are_empty(salemove: httpx.Client, sandbox: Sandbox) -> None:
    paths = [f"/engagements/{record['id']}/chat_transcript" for record in sandbox.salemove.records[4:60]]
    first = [salemove.get(path).json() for path in paths]
    sandbox.reset()
    assert [salemove.get(path).json() for path in paths] == first
    assert [] in first
    kinds = {message["sender"]["type"] for messages in first for message in messages}
    assert kinds == {"visitor", "operator", "system"}
    assert all(messages[0]["created_at"] > "2019" for messages in first if messages)


def test_a_test_can_set_a_transcript(salemove: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.salemove.set_transcript(EXAMPLE, [{"message": "hello"}])
    assert salemove.get(f"/engagements/{EXAMPLE}/chat_transcript").json() == [{"message": "hello"}]


def test_export(salemove: httpx.Client, sandbox: Sandbox) -> None:
    answer = salemove.post(f"/engagements/{EXAMPLE}/export")
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert sandbox.salemove.exported == [EXAMPLE]


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("GET", "/chat_transcript"), ("POST", "/export")])
def test_an_unknown_engagement_is_not_found(salemove: httpx.Client, method: str, path: str) -> None:
    assert salemove.request(method, f"/engagements/nothing{path}").status_code == 404


def test_generated_engagements_know_all_kinds(sandbox: Sandbox) -> None:
    records = sandbox.salemove.records
    assert {record["engagement_type"] for record in records} == {"reactive", "proactive"}
    assert {len(record["operators"]) for record in records} == {1, 2, 3}
    assert {bool(record["audio_recording_urls"]) for record in records} == {True, False}

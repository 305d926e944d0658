"""Procurios, held against "Contact moments"."""

from typing import Any

import httpx
import pytest

from app.sandbox.server import Sandbox
from tests.sandbox.conftest import PROCURIOS_TYPE, ids

URL = "/l/contact_moment_api/contact_moment"
PHONE = f"{URL}/type/ContactMomentPhone"
CALL = {
    "subject": "Retention call",
    "dateTime": "2018-11-13T20:20:39+02:00",
    "senderId": 1516,
    "recipients": [429000],
    "contents": "We had a good call and the person decided to stay a member",
    "action_code": 2,
    "reference": "MyRefernce0123",
}
Record = dict[str, Any]


def whole(client: httpx.Client, query: str = "") -> list[Record]:
    found: list[Record] = []
    for page in range(1, 1000):
        answer = client.get(f"{URL}?page={page}&{query}")
        assert answer.status_code == 200, answer.text
        if not answer.json():
            break
        found += answer.json()
    return found


def concerned(record: Record) -> set[int]:
    return {record["senderId"], *(number for number in record["recipients"] if isinstance(number, int))}


@pytest.mark.parametrize(
    "accept",
    ["application/json", "*/*", PROCURIOS_TYPE.replace("=1", "=2"), "application/vnd.procurios.contact_moment+json"],
)
def test_the_accept_header_is_required(procurios: httpx.Client, accept: str) -> None:
    answer = procurios.get(URL, headers={"accept": accept})
    assert answer.status_code == 406
    assert answer.json()["errors"]


def test_the_accept_header_may_be_spelled_otherwise(procurios: httpx.Client) -> None:
    accept = "text/html, application/vnd.procurios.contact_moment+json;version=1;q=0.9"
    assert procurios.get(URL, headers={"accept": accept}).status_code == 200


def test_a_bearer_token_is_required(procurios: httpx.Client) -> None:
    assert procurios.get(URL, headers={"authorization": "Bearer other"}).status_code == 401


def test_a_page_is_a_bare_array_of_25(procurios: httpx.Client, sandbox: Sandbox) -> None:
    first = procurios.get(URL).json()
    assert len(first) == 25
    assert procurios.get(f"{URL}?page=1").json() == first
    found = whole(procurios)
    assert found[:25] == first
    assert sorted(ids(found)) == sorted(ids(sandbox.procurios.records))


def test_the_order_means_nothing_and_stays(procurios: httpx.Client) -> None:
    found = whole(procurios)
    for by in ("id", "dateTime"):
        values = [record[by] for record in found]
        assert values not in (sorted(values), sorted(values, reverse=True))
    assert whole(procurios) == found


def test_the_example_of_the_document_is_verbatim(procurios: httpx.Client) -> None:
    [found] = [record for record in whole(procurios, "relationIds=42") if record["id"] == 12345]
    assert found["recipients"] == [123, 124, 126, "other relation ids as int"]
    assert found["tags"] == {"99": "Tag name"}
    assert found["dateTime"] == "2020-01-01T01:23:45"


@pytest.mark.parametrize(
    "query",
    [
        "relationIds=42,1516",
        "relationIds[]=42&relationIds[]=1516",
        "relationIds[0]=42&relationIds[1]=1516",
        "relationIds=42&relationIds=1516",
    ],
)
def test_relation_ids_are_senders_or_recipients(procurios: httpx.Client, sandbox: Sandbox, query: str) -> None:
    expected = [record for record in sandbox.procurios.records if concerned(record) & {42, 1516}]
    assert sorted(ids(whole(procurios, query))) == sorted(ids(expected)) != []


def test_one_relation_id_is_enough(procurios: httpx.Client, sandbox: Sandbox) -> None:
    expected = [record for record in sandbox.procurios.records if 429000 in concerned(record)]
    assert sorted(ids(whole(procurios, "relationIds=429000"))) == sorted(ids(expected))


def test_since_is_about_the_last_change_not_about_the_date(procurios: httpx.Client, sandbox: Sandbox) -> None:
    sandbox.procurios.add({"id": 1, "dateTime": "2001-01-01T00:00:00"}, changed="2030-01-01T00:00:00")
    sandbox.procurios.add({"id": 2, "dateTime": "2031-01-01T00:00:00"}, changed="2029-12-31T23:59:59")
    assert ids(whole(procurios, "since=2030-01-01T00:00:00")) == [1]
    assert sorted(ids(whole(procurios, "since=2029-12-31T23:59:59"))) == [1, 2]


@pytest.mark.parametrize(
    "query",
    [
        "since=2020-01-01",
        "since=2020-01-01 00:00:00",
        "since=2020-01-01T00:00:00Z",
        "since=x",
        "page=0",
        "page=x",
        "relationIds=a",
        "relationIds=1,-2",
    ],
)
def test_a_bad_parameter_is_refused(procurios: httpx.Client, query: str) -> None:
    answer = procurios.get(f"{URL}?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.json()["errors"]


def test_no_tags_are_an_empty_list_as_php_has_it(procurios: httpx.Client) -> None:
    found = [record["tags"] for record in whole(procurios)]
    assert {type(tags) for tags in found} == {list, dict}
    assert {} not in found


def test_tags(procurios: httpx.Client) -> None:
    tags = procurios.get(f"{URL}/tags").json()
    assert {"3": "Label 1", "4": "Label 2", "5": "Label 3", "99": "Tag name"}.items() <= tags.items()


def test_types(procurios: httpx.Client) -> None:
    types = procurios.get(f"{URL}/types").json()
    assert types[0]["id"] == "ContactMomentPhone"
    assert types[0]["title"] == "Telephone call"
    assert {each["addable"] for each in types} == {True, False}
    for each in types:
        assert procurios.get(each["_links"]["schema"]["href"]).status_code == 200


def test_contents_belong_to_the_phone_schema_alone(procurios: httpx.Client) -> None:
    [phone] = procurios.get(f"{PHONE}/schema").json()
    [visit] = procurios.get(f"{URL}/type/ContactMomentVisit/schema").json()
    assert phone["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert phone["required"] == ["subject", "senderId", "recipients"]
    assert phone["properties"].keys() - visit["properties"].keys() == {"contents"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_type_is_not_found(procurios: httpx.Client, method: str) -> None:
    path = f"{URL}/type/Nothing" + ("/schema" if method == "GET" else "")
    assert procurios.request(method, path).status_code == 404


def test_post_of_the_document(procurios: httpx.Client) -> None:
    """Its time has an offset; the record has the vendor's local one without."""
    answer = procurios.post(PHONE, json=CALL)
    assert answer.status_code == 200
    number = answer.json()["contactMomentId"]
    assert isinstance(number, int)
    [record] = [r for r in whole(procurios, "relationIds=1516") if r["id"] == number]
    assert record["dateTime"] == "2018-11-13T19:20:39"
    assert record["type"] == "ContactMomentPhone"
    assert record["action"] == 2
    assert record["recipients"] == [429000]


def test_post_with_tags_and_the_date_of_the_schema(procurios: httpx.Client) -> None:
    body = {**CALL, "tagIds": [3, 99], "dateTime": "2018-11-13 20:20:39"}
    number = procurios.post(PHONE, json=body).json()["contactMomentId"]
    [record] = [r for r in whole(procurios, "relationIds=1516") if r["id"] == number]
    assert record["tags"] == {"3": "Label 1", "99": "Tag name"}
    assert record["dateTime"] == "2018-11-13T20:20:39"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"senderId": 9999}, "Sender is not available in CRM"),
        ({"recipients": [9999]}, "Not all recipients are available in CRM"),
        ({"recipients": [429000, 9999]}, "Not all recipients are available in CRM"),
        ({"tagIds": [1]}, "Not all tags are available in CRM"),
        ({"recipients": []}, "recipients is not valid"),
        ({"recipients": [1516, 1516]}, "recipients is not valid"),
        ({"senderId": "1516"}, "senderId is not valid"),
        ({"subject": 1}, "subject is not valid"),
        ({"reference": "x" * 256}, "reference is not valid"),
        ({"dateTime": "soon"}, "dateTime is not valid"),
    ],
)
def test_a_bad_post_is_refused_in_words(procurios: httpx.Client, sandbox: Sandbox, change: Record, words: str) -> None:
    before = len(sandbox.procurios)
    answer = procurios.post(PHONE, json={**CALL, **change})
    assert (answer.status_code, answer.json()) == (400, {"errors": words})
    assert len(sandbox.procurios) == before


@pytest.mark.parametrize("name", ["subject", "senderId", "recipients"])
def test_post_without_what_is_required_is_refused(procurios: httpx.Client, name: str) -> None:
    answer = procurios.post(PHONE, json={key: value for key, value in CALL.items() if key != name})
    assert (answer.status_code, answer.json()) == (400, {"errors": f"{name} is required"})


def test_a_type_that_is_not_addable_takes_no_post(procurios: httpx.Client) -> None:
    assert procurios.post(f"{URL}/type/ContactMomentMailing", json=CALL).status_code == 400


def test_one_instant_is_shared_by_a_crowd(sandbox: Sandbox) -> None:
    times = [record["dateTime"] for record in sandbox.procurios.records]
    assert max(map(times.count, set(times))) >= 40

"""What a second query costs where the first one read what seldom changes; and names of operators, and moments by id.

Each test has a server of its own that has read nothing yet.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from resolvers.model.enums import Source
from resolvers.model.ids import Kind, encode_id
from tests.graph.client import ask
from tests.graph.worlds import World, world

CATALOGUE = "{ contactMomentTypes { id title schema } contactMomentTags { id name } }"
TRANSCRIPTS = "{ engagements(first: 20) { nodes { sourceId chatTranscript { message } } } }"
NAMES = "operators { sourceId name }"
LINES = "chatTranscript { message sender { operator { sourceId name } } }"


@pytest.fixture
def fresh() -> Iterator[World]:
    """Small, and as if it had just been started."""
    with world(contacts=5, canvasses=5, contact_moments=30, engagements=40, operators=6) as made:
        yield made


def asked(made: World, source: str, end: str) -> list[str]:
    """The paths with that end that a vendor was asked for since the last time, in order; the log is cleared."""
    paths = sorted(request.path for request in made.asked(source) if request.path.endswith(end))
    made.sandbox.clear_requests()
    return paths


# ---------------------------------------------------------------- kept between queries


def test_the_catalogue_costs_nothing_the_second_time(fresh: World) -> None:
    """Types, tags, and the schema of each type: one request each, and then none."""
    first = ask(fresh.graph, CATALOGUE)
    assert len(fresh.asked("PROCURIOS")) == 2 + len(first["contactMomentTypes"])
    fresh.sandbox.clear_requests()
    assert ask(fresh.graph, CATALOGUE) == first
    assert fresh.sandbox.requests == []


def test_titles_of_types_in_a_list_cost_nothing_the_second_time(fresh: World) -> None:
    """From whichever field they were read."""
    ask(fresh.graph, "{ contactMomentTypes { id } }")
    assert len(asked(fresh, "PROCURIOS", "/types")) == 1
    ask(fresh.graph, "{ contactMoments(first: 25) { nodes { type { title } } } }")
    assert asked(fresh, "PROCURIOS", "/types") == []


def test_a_catalogue_that_failed_is_asked_for_again(fresh: World) -> None:
    """And kept from then on."""
    fresh.sandbox.faults["PROCURIOS"].set(error_rate=1, error_status=400, path_contains="/tags")
    assert "errors" in fresh.graph.query("{ contactMomentTags { id } }")
    fresh.calm()
    fresh.sandbox.clear_requests()
    for requests in (1, 0):
        assert ask(fresh.graph, "{ contactMomentTags { id } }")["contactMomentTags"]
        assert len(asked(fresh, "PROCURIOS", "/tags")) == requests


def test_transcripts_of_ended_engagements_cost_nothing_the_second_time(fresh: World) -> None:
    """One request each the first time; only the list is read each time."""
    first = ask(fresh.graph, TRANSCRIPTS)
    ids = sorted(node["sourceId"] for node in first["engagements"]["nodes"])
    assert asked(fresh, "SALEMOVE", "/chat_transcript") == [f"/engagements/{one}/chat_transcript" for one in ids]
    assert ask(fresh.graph, TRANSCRIPTS) == first
    assert {request.path for request in fresh.asked("SALEMOVE")} == {"/engagements"}


@pytest.mark.parametrize(
    ("age", "changes", "requests"),
    [
        (dt.timedelta(days=2), {}, 1),
        (dt.timedelta(minutes=5), {}, 2),
        (dt.timedelta(hours=23), {}, 2),
        (dt.timedelta(days=2), {"duration": 86_400}, 1),
        (dt.timedelta(days=2), {"duration": 2 * 86_400}, 2),
        (dt.timedelta(days=2), {"duration": None}, 2),
        (dt.timedelta(days=2), {"created_at": None}, 2),
    ],
)
def test_a_transcript_is_read_each_time_until_its_engagement_is_known_to_have_ended(
    fresh: World, age: dt.timedelta, changes: Mapping[str, Any], requests: int
) -> None:
    """More than a day ago; what is said meanwhile is told."""
    seen = put(fresh, "e", age, changes)
    document = '{ engagement(by: { sourceKey: { source: SALEMOVE, sourceId: "e" } }) { chatTranscript { message } } }'
    told = []
    for word in ("first", "second"):
        fresh.sandbox.salemove.set_transcript("e", [{**seen, "message": word}])
        told += [line["message"] for line in ask(fresh.graph, document)["engagement"]["chatTranscript"]]
    assert len(asked(fresh, "SALEMOVE", "/chat_transcript")) == requests
    assert told == (["first", "second"] if requests == 2 else ["first", "first"])


def test_a_transcript_that_failed_is_asked_for_again(fresh: World) -> None:
    """Its siblings are not."""
    ids = [
        node["sourceId"]
        for node in ask(fresh.graph, "{ engagements(first: 20) { nodes { sourceId } } }")["engagements"]["nodes"]
    ]
    fresh.sandbox.faults["SALEMOVE"].set(error_rate=1, error_status=400, path_contains=f"{ids[7]}/chat_transcript")
    assert len(fresh.graph.query(TRANSCRIPTS)["errors"]) == 1
    fresh.calm()
    fresh.sandbox.clear_requests()
    ask(fresh.graph, TRANSCRIPTS)
    assert asked(fresh, "SALEMOVE", "/chat_transcript") == [f"/engagements/{ids[7]}/chat_transcript"]


def test_one_engagement_in_two_fields_has_its_transcript_read_once(fresh: World) -> None:
    """Whether it has ended or not."""
    put(fresh, "e", dt.timedelta(minutes=5))
    by = '{ sourceKey: { source: SALEMOVE, sourceId: "e" } }'
    ask(
        fresh.graph,
        f"{{ engagement(by: {by}) {{ {LINES} }} engagements(first: 1) {{ nodes {{ {LINES} }} }}"
        f" touchpoints(first: 1) {{ nodes {{ ... on Engagement {{ {LINES} }} }} }} }}",
    )
    assert asked(fresh, "SALEMOVE", "/chat_transcript") == ["/engagements/e/chat_transcript"]


def put(made: World, source_id: str, age: dt.timedelta, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Add an engagement that began so long ago, the newest one; and a message for its transcript."""
    began = dt.datetime.now(dt.UTC) - age
    some = made.sandbox.salemove.records[0]
    record = {**some, "id": source_id, "created_at": began.isoformat(timespec="milliseconds"), "duration": 10}
    made.sandbox.salemove.add({**record, **(changes or {})})
    operator = some["operators"][0]["href"]
    sender = {"type": "operator", "name": "Kim", "href": operator}
    return {"message": "hello", "created_at": record["created_at"], "sender": sender}


# ---------------------------------------------------------------- names of operators


def names_in(nodes: list[dict[str, Any]]) -> dict[str, str]:
    """The names that the transcripts of these engagements tell."""
    lines = [line["sender"]["operator"] for node in nodes for line in node["chatTranscript"] or ()]
    return {operator["sourceId"]: operator["name"] for operator in lines if operator is not None}


def assert_named(nodes: list[dict[str, Any]], told: Mapping[str, str]) -> None:
    """Every operator has the name that is told, and none where none is."""
    found = {operator["sourceId"]: operator["name"] for node in nodes for operator in node["operators"]}
    assert found == {key: told.get(key) for key in found}
    assert any(found.values())


@pytest.mark.parametrize(
    "selection",
    [
        f"nodes {{ {NAMES} {LINES} }}",
        f"nodes {{ {LINES} {NAMES} }}",
        f"nodes {{ {NAMES} }} edges {{ node {{ {LINES} }} }}",
        f"nodes {{ {LINES} }} edges {{ node {{ {NAMES} }} }}",
    ],
)
def test_operators_have_their_names_beside_the_transcripts_on_the_first_query(fresh: World, selection: str) -> None:
    """In whatever order they are selected; and the names cost nothing."""
    page = ask(fresh.graph, f"{{ engagements(first: 30) {{ {selection} }} }}")["engagements"]
    nodes = page["nodes"]
    if "edges" in page:
        nodes = [node | edge["node"] for node, edge in zip(nodes, page["edges"], strict=True)]
    assert_named(nodes, names_in(nodes))
    assert len(fresh.asked("SALEMOVE")) == 1 + 30


def test_names_in_one_field_come_of_the_transcripts_in_another(fresh: World) -> None:
    """Of the same list."""
    names, lines = (f"engagements(first: 30) {{ nodes {{ {what} }} }}" for what in (NAMES, LINES))
    data = ask(fresh.graph, f"{{ a: {names} b: {lines} }}")
    assert_named(data["a"]["nodes"], names_in(data["b"]["nodes"]))


def test_a_name_without_a_transcript_is_null_and_costs_nothing(fresh: World) -> None:
    """Nothing was read that tells one."""
    nodes = ask(fresh.graph, f"{{ engagements(first: 30) {{ nodes {{ {NAMES} }} }} }}")["engagements"]["nodes"]
    assert {operator["name"] for node in nodes for operator in node["operators"]} == {None}
    assert len(fresh.asked("SALEMOVE")) == 1


def test_a_name_that_an_earlier_query_read_is_known(fresh: World) -> None:
    """And costs nothing."""
    told = names_in(ask(fresh.graph, f"{{ engagements(first: 30) {{ nodes {{ {LINES} }} }} }}")["engagements"]["nodes"])
    fresh.sandbox.clear_requests()
    assert_named(
        ask(fresh.graph, f"{{ engagements(first: 30) {{ nodes {{ {NAMES} }} }} }}")["engagements"]["nodes"], told
    )
    assert len(fresh.asked("SALEMOVE")) == 1


def test_a_transcript_that_fails_fails_no_name(fresh: World) -> None:
    """Those that the others tell are told; where all fail, names are null."""
    document = f"{{ engagements(first: 30) {{ nodes {{ sourceId {NAMES} {LINES} }} }} }}"
    fresh.sandbox.faults["SALEMOVE"].set(error_rate=1, error_status=400, path_contains="/chat_transcript")
    answer = fresh.graph.query(document)
    assert {error["path"][-1] for error in answer["errors"]} == {"chatTranscript"}
    nodes = answer["data"]["engagements"]["nodes"]
    assert {operator["name"] for node in nodes for operator in node["operators"]} == {None}
    victim = nodes[3]["sourceId"]
    fresh.sandbox.faults["SALEMOVE"].set(error_rate=1, error_status=400, path_contains=f"{victim}/chat_transcript")
    answer = fresh.graph.query(document)
    assert [error["path"] for error in answer["errors"]] == [["engagements", "nodes", 3, "chatTranscript"]]
    assert_named(answer["data"]["engagements"]["nodes"], names_in(answer["data"]["engagements"]["nodes"]))


# ---------------------------------------------------------------- contact moments by id


@pytest.mark.parametrize(("count", "requests"), [(30, 2), (130, 6)])
def test_moments_by_id_cost_the_pages_of_one_list_for_each_hundred_senders(
    fresh: World, count: int, requests: int
) -> None:
    """Of 25 each; the list of everything is not read."""
    ids = []
    for number in range(count):
        record = {"id": 800_000 + number, "senderId": 900_000 + number, "recipients": [7], "subject": str(number)}
        fresh.sandbox.procurios.add({**record, "dateTime": "2024-01-01T00:00:00", "type": "ContactMomentVisit"})
        ids.append(encode_id(Kind.CONTACT_MOMENT, Source.PROCURIOS, str(record["id"]), str(record["senderId"])))
    document = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on ContactMoment { subject } } }"
    found = ask(fresh.graph, document, {"ids": ids})["nodes"]
    assert [node["subject"] for node in found] == [str(number) for number in range(count)]
    assert len(fresh.asked("PROCURIOS")) == requests
    assert all(dict(request.query).get("relationIds") for request in fresh.asked("PROCURIOS"))

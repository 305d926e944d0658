"""A contact moment registered in Procurios lands exactly once, and what is wrong is told at its field."""

import copy
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from app.sandbox.data import procurios as data
from app.sandbox.requestlog import LoggedRequest
from resolvers.model.enums import Source
from resolvers.model.ids import Kind, encode_id
from tests.graph.client import Walk, key, walked
from tests.graph.worlds import World, world
from tests.graph.writes.mutating import nested
from tests.vendors.documents import parsed

SIZES: dict[str, Any] = {"contact_moments": 60, "contacts": 5, "canvasses": 5, "engagements": 5}
PATH = "/l/contact_moment_api/contact_moment"
MOMENT = "sourceId subject occurredAt type { id } sender { sourceId } recipients { sourceId } tags { id } action"
CREATE = f"""
mutation($input: CreateContactMomentInput!) {{
  made: createContactMoment(input: $input) {{
    contactMomentId contactMoment {{ {MOMENT} }} userErrors {{ field message code }}
  }}
}}
"""
LEAST: dict[str, Any] = {
    "type": "ContactMomentPhone",
    "subject": "Retention call",
    "sender": key("PROCURIOS", "1516"),
    "recipients": [key("PROCURIOS", "429000")],
}
DOCUMENTED: dict[str, Any] = {
    **LEAST,
    "occurredAt": "2018-11-13T20:20:39+02:00",
    "contents": "We had a good call and the person decided to stay a member",
    "actionCode": 2,
    "reference": "MyRefernce0123",
}
CONTENTS = DOCUMENTED["contents"]
ALL = Walk(connection="contactMoments")
OF_SENDER = Walk(connection="contactMoments", filter={"contacts": [key("PROCURIOS", "1516")]})


@pytest.fixture(scope="module")
def served() -> Iterator[World]:
    with world(**SIZES) as made:
        yield made


@pytest.fixture
def eastern() -> Iterator[World]:
    """The graph takes the vendor's clocks for two hours ahead of Greenwich, as they are in the document's example."""
    with world({"TOUCHPOINT_PROCURIOS__TIMEZONE": "Europe/Sofia"}, **SIZES) as made:
        yield made


@pytest.fixture
def made(served: World) -> World:
    """As seeded, no faults, nothing logged. What the graph has kept of the catalogue, it keeps."""
    served.sandbox.reset()
    return served


@pytest.fixture
def fresh() -> Iterator[World]:
    """A graph that has read nothing yet."""
    with world(**SIZES) as made:
        yield made


def create(made: World, **changes: Any) -> dict[str, Any]:
    """The whole answer to one registration."""
    return made.graph.query(CREATE, {"input": {**LEAST, **changes}})


def payload(made: World, **changes: Any) -> dict[str, Any]:
    """The payload of one registration that raises no error."""
    answer = create(made, **changes)
    assert "errors" not in answer, answer["errors"]
    found: dict[str, Any] = answer["data"]["made"]
    return found


def failure(made: World, **changes: Any) -> dict[str, Any]:
    """The one error of a registration that fails."""
    (error,) = create(made, **changes)["errors"]
    found: dict[str, Any] = error["extensions"]
    return found


def refused(made: World, **changes: Any) -> list[tuple[list[str], str]]:
    """The user errors, in order of their paths, less the argument's name."""
    found = payload(made, **changes)
    assert (found["contactMomentId"], found["contactMoment"]) == (None, None)
    assert all(error["field"][0] == "input" for error in found["userErrors"])
    return sorted((error["field"][1:], error["code"]) for error in found["userErrors"])


def posts(made: World) -> list[LoggedRequest]:
    return [request for request in made.asked("PROCURIOS") if request.method == "POST"]


def landed(made: World) -> list[dict[str, Any]]:
    """What came to what was seeded."""
    return made.sandbox.procurios.records[SIZES["contact_moments"] + 1 :]


# ---------------------------------------------------------------- it lands once


def test_the_document_s_registration_lands_once_with_the_body_that_the_document_shows(eastern: World) -> None:
    made = eastern
    told = payload(made, **{**DOCUMENTED, "occurredAt": "2018-11-13T18:20:39.500Z"})
    (request,) = posts(made)
    assert msgspec.json.decode(request.body) == parsed("procurios/create_request.json")
    assert list(msgspec.json.decode(request.body)) == list(parsed("procurios/create_request.json"))
    assert request.path == f"{PATH}/type/ContactMomentPhone"
    assert request.headers["accept"] == "application/vnd.procurios.contact_moment+json; version=1"
    assert request.headers["content-type"] == "application/json"
    (record,) = landed(made)
    assert (told["contactMomentId"], told["userErrors"]) == (str(record["id"]), [])


def test_what_lands_is_read_back(made: World) -> None:
    told = payload(made, **DOCUMENTED, tagIds=["3", "99"])
    assert told["contactMoment"] == {
        "sourceId": told["contactMomentId"],
        "subject": "Retention call",
        "occurredAt": "2018-11-13T18:20:39.000Z",
        "type": {"id": "ContactMomentPhone"},
        "sender": {"sourceId": "1516"},
        "recipients": [{"sourceId": "429000"}],
        "tags": [{"id": "3"}, {"id": "99"}],
        "action": 2,
    }


def test_nothing_that_is_unset_or_null_is_sent(made: World) -> None:
    names = ("occurredAt", "contents", "actionCode", "reference", "tagIds", "extra")
    payload(made, **dict.fromkeys(names))
    (request,) = posts(made)
    assert msgspec.json.decode(request.body) == {
        "subject": "Retention call",
        "senderId": 1516,
        "recipients": [429000],
    }


def test_further_properties_are_sent_as_they_are(made: World) -> None:
    """The type's schema does not forbid what it does not name."""
    extra = {"duration": 5, "where": {"room": [1.5, None, "Zoë"]}}
    assert payload(made, extra=extra)["userErrors"] == []
    (request,) = posts(made)
    sent = msgspec.json.decode(request.body)
    assert {name: sent[name] for name in extra} == extra


def test_each_registration_lands_whatever_becomes_of_the_others(made: World) -> None:
    document = """
    mutation($one: CreateContactMomentInput!, $two: CreateContactMomentInput!) {
      one: createContactMoment(input: $one) { contactMomentId }
      two: createContactMoment(input: $two) { contactMomentId }
      three: createContactMoment(input: $one) { contactMomentId }
    }
    """
    data = made.graph.query(document, {"one": LEAST, "two": {**LEAST, "type": "Fax"}})["data"]
    told = [data[name]["contactMomentId"] for name in ("one", "two", "three")]
    assert told == [str(landed(made)[0]["id"]), None, str(landed(made)[1]["id"])]


# ---------------------------------------------------------------- reads see it


@pytest.mark.parametrize("walk", [ALL, OF_SENDER])
def test_the_next_reads_see_it_whether_everything_was_read_before_or_not(fresh: World, walk: Walk) -> None:
    first = payload(fresh, subject="before anything was read")
    assert first["contactMoment"]["subject"] == "before anything was read"
    assert ("PROCURIOS", first["contactMomentId"]) in walked(fresh.graph, walk)
    second = payload(fresh, subject="right after everything was read")
    assert second["contactMoment"]["subject"] == "right after everything was read"
    assert {("PROCURIOS", told["contactMomentId"]) for told in (first, second)} <= set(walked(fresh.graph, walk))


def test_a_registration_costs_the_catalogue_once_itself_and_one_read(fresh: World) -> None:
    """Whether everything was read before or not."""
    payload(fresh)
    asked = [(request.method, request.path.removeprefix(PATH)) for request in fresh.asked("PROCURIOS")]
    phone = "/type/ContactMomentPhone"
    assert asked == [("GET", "/types"), ("GET", f"{phone}/schema"), ("POST", phone), ("GET", "")]
    (read,) = [request for request in fresh.asked("PROCURIOS") if request.path == PATH]
    assert dict(read.query).keys() == {"page", "since", "relationIds"}
    walked(fresh.graph, ALL)
    before = len(fresh.asked("PROCURIOS"))
    payload(fresh)
    asked = [(request.method, request.path.removeprefix(PATH)) for request in fresh.asked("PROCURIOS")[before:]]
    assert asked == [("POST", phone), ("GET", "")]


@pytest.mark.parametrize(
    ("selection", "reads"),
    [
        ("contactMomentId", 0),
        ("__typename", 0),
        ("contactMoment { subject }", 1),
        ("shown: contactMoment { subject }", 1),
        ("... on CreateContactMomentPayload { ... { contactMoment { subject } } }", 1),
        ("...Shown", 1),
        ("userErrors { code } contactMoment @include(if: true) { subject }", 1),
    ],
)
def test_it_is_read_back_only_where_it_is_asked_for(made: World, selection: str, reads: int) -> None:
    payload(made)
    before = len(made.asked("PROCURIOS"))
    document = f"mutation($input: CreateContactMomentInput!) {{ createContactMoment(input: $input) {{ {selection} }} }}"
    if "Shown" in selection:
        document += "fragment Shown on CreateContactMomentPayload { contactMoment { subject } }"
    answer = made.graph.query(document, {"input": LEAST})
    assert "errors" not in answer
    assert "null" not in str(answer)
    asked = [request.method for request in made.asked("PROCURIOS")[before:]]
    assert asked == ["POST", *["GET"] * reads]


@pytest.mark.parametrize("walk", [ALL, OF_SENDER])
def test_one_that_was_not_read_back_is_seen_by_the_next_reads(fresh: World, walk: Walk) -> None:
    walked(fresh.graph, walk)
    document = "mutation($input: CreateContactMomentInput!) { createContactMoment(input: $input) { contactMomentId } }"
    told = fresh.graph.query(document, {"input": LEAST})["data"]["createContactMoment"]["contactMomentId"]
    assert ("PROCURIOS", told) in walked(fresh.graph, walk)


def test_a_read_in_the_same_operation_sees_it(fresh: World) -> None:
    """Each payload is told after its own write: the second one's sender has both."""
    document = f"""
    mutation($input: CreateContactMomentInput!) {{
      one: createContactMoment(input: $input) {{ contactMomentId contactMoment {{ {MOMENT} }} }}
      two: createContactMoment(input: $input) {{
        contactMomentId
        contactMoment {{ sender {{ contactMoments(first: 100) {{ nodes {{ sourceId }} }} }} }}
      }}
    }}
    """
    walked(fresh.graph, ALL)
    answer = fresh.graph.query(document, {"input": LEAST})
    assert "errors" not in answer, answer
    one, two = answer["data"]["one"], answer["data"]["two"]
    seen = {node["sourceId"] for node in two["contactMoment"]["sender"]["contactMoments"]["nodes"]}
    assert {one["contactMomentId"], two["contactMomentId"]} <= seen


def test_what_cannot_be_read_back_is_registered_all_the_same(fresh: World) -> None:
    payload(fresh)
    decide = fresh.sandbox.faults["PROCURIOS"].outcome

    def outcome(path: str, *, write: bool) -> Any:
        return decide(path, write=write) if write else "drop"

    fresh.sandbox.faults["PROCURIOS"].outcome = outcome  # type: ignore[method-assign]
    answer = create(fresh)
    told = answer["data"]["made"]
    assert told["contactMomentId"] == str(landed(fresh)[1]["id"])
    assert (told["contactMoment"], told["userErrors"]) == (None, [])
    (error,) = answer["errors"]
    assert error["path"] == ["made", "contactMoment"]
    assert (error["extensions"]["code"], error["extensions"]["outcome"]) == ("SOURCE_UNAVAILABLE", "APPLIED")
    assert error["extensions"]["retryable"] is False


# ---------------------------------------------------------------- the way fails


@pytest.mark.parametrize(
    ("faults", "code", "outcome", "records"),
    [
        ({"drop_after_apply_rate": 1.0}, "SOURCE_UNAVAILABLE", "UNKNOWN", 1),
        ({"drop_rate": 1.0}, "SOURCE_UNAVAILABLE", "UNKNOWN", 0),
        ({"error_rate": 1.0}, "SOURCE_UNAVAILABLE", "UNKNOWN", 0),
        ({"malformed_rate": 1.0}, "SOURCE_BAD_RESPONSE", "UNKNOWN", 0),
        ({"error_rate": 1.0, "error_status": 401}, "SOURCE_UNAUTHENTICATED", "NOT_APPLIED", 0),
        ({"error_rate": 1.0, "error_status": 429}, "SOURCE_RATE_LIMITED", "NOT_APPLIED", 0),
    ],
)
def test_a_registration_is_never_sent_twice(
    made: World, faults: dict[str, Any], code: str, outcome: str, records: int
) -> None:
    payload(made)
    made.sandbox.reset()
    made.sandbox.faults["PROCURIOS"].set(**faults)
    told = failure(made)
    assert (told["code"], told["outcome"]) == (code, outcome)
    assert len(posts(made)) == 1
    assert len(landed(made)) == records


def test_what_landed_without_an_answer_is_seen_by_the_next_read(fresh: World) -> None:
    before = set(walked(fresh.graph, ALL))
    fresh.sandbox.faults["PROCURIOS"].set(drop_after_apply_rate=1.0)
    failure(fresh)
    fresh.calm()
    (record,) = landed(fresh)
    assert set(walked(fresh.graph, ALL)) - before == {("PROCURIOS", str(record["id"]))}


@pytest.mark.parametrize("path", ["/types", "/schema"])
def test_without_the_catalogue_nothing_is_sent(fresh: World, path: str) -> None:
    fresh.sandbox.faults["PROCURIOS"].set(error_rate=1.0, path_contains=path)
    told = failure(fresh)
    assert (told["code"], told["outcome"]) == ("SOURCE_UNAVAILABLE", "NOT_APPLIED")
    assert posts(fresh) == []


def test_bad_input_is_told_also_without_the_catalogue(fresh: World) -> None:
    fresh.sandbox.faults["PROCURIOS"].set(error_rate=1.0)
    assert refused(fresh, tagIds=["x"]) == [(["tagIds", "0"], "INVALID")]


@pytest.mark.parametrize("schema", [{"type": "nope"}, {"$ref": "http://127.0.0.1:9/elsewhere"}])
def test_a_schema_that_cannot_be_used_is_a_bad_response_and_nothing_is_sent(
    fresh: World, schema: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.sandbox.data.procurios.schema", lambda _: schema)
    told = failure(fresh)
    assert (told["code"], told["outcome"]) == ("SOURCE_BAD_RESPONSE", "NOT_APPLIED")
    assert posts(fresh) == []


def test_without_a_procurios_nothing_is_sent() -> None:
    with world(without=("TOUCHPOINT_PROCURIOS__BASE_URL",), **SIZES) as made:
        told = failure(made)
    assert (told["code"], told["outcome"]) == ("SOURCE_NOT_CONFIGURED", "NOT_APPLIED")


# ---------------------------------------------------------------- the input is wrong


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"type": "Fax"}, [(["type"], "NOT_FOUND")]),
        ({"type": "../types"}, [(["type"], "NOT_FOUND")]),
        ({"type": "ContactMomentMailing"}, [(["type"], "INVALID")]),
        ({"sender": key("PROCURIOS", "Douglas")}, [(["sender"], "INVALID")]),
        ({"recipients": [key("PROCURIOS", "7"), key("PROCURIOS", "x")]}, [(["recipients", "1"], "INVALID")]),
        ({"recipients": []}, [(["recipients"], "INVALID")]),
        ({"recipients": [key("PROCURIOS", "7")] * 2}, [(["recipients"], "DUPLICATE")]),
        ({"reference": "x" * 256}, [(["reference"], "TOO_LONG")]),
        ({"tagIds": ["3", "x"]}, [(["tagIds", "1"], "INVALID")]),
        ({"tagIds": ["3", "3"]}, [(["tagIds"], "DUPLICATE")]),
        ({"extra": ["x"]}, [(["extra"], "INVALID")]),
        ({"extra": {"senderId": 42}}, [(["extra", "senderId"], "INVALID")]),
        ({"extra": {"contactMomentId": 42}}, [(["extra", "contactMomentId"], "INVALID")]),
        ({"occurredAt": "9999-12-31T23:59:59Z"}, [(["occurredAt"], "INVALID")]),
        (
            {
                "sender": key("PROCURIOS", "x"),
                "recipients": [],
                "reference": "x" * 256,
                "tagIds": ["x"],
                "extra": {"subject": 1},
            },
            [
                (["extra", "subject"], "INVALID"),
                (["recipients"], "INVALID"),
                (["reference"], "TOO_LONG"),
                (["sender"], "INVALID"),
                (["tagIds", "0"], "INVALID"),
            ],
        ),
    ],
)
def test_bad_input_is_told_at_its_field_all_at_once_and_nothing_is_sent(
    made: World, changes: dict[str, Any], expected: list[tuple[list[str], str]]
) -> None:
    assert refused(made, **changes) == expected
    assert posts(made) == []


KEYS: dict[str, Any] = {
    "sender": key("POLIS", "p-1"),
    "recipients": [
        key("PROCURIOS", "7"),
        {"id": encode_id(Kind.CONTACT_MOMENT, Source.PROCURIOS, "1")},
        key("PROCURIOS", "x"),
        key("PROCURIOS", " "),
    ],
}
WRONG_KEYS = [
    (["recipients", "1", "id"], "WRONG_TYPE"),
    (["recipients", "2"], "INVALID"),
    (["recipients", "3", "sourceKey", "sourceId"], "REQUIRED"),
    (["sender", "sourceKey", "source"], "WRONG_SOURCE"),
]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"reference": "x" * 256}, [(["reference"], "TOO_LONG")]),
        ({"tagIds": ["x"]}, [(["tagIds", "0"], "INVALID")]),
        ({"type": "Fax"}, [(["type"], "NOT_FOUND")]),
        ({"type": "ContactMomentMailing"}, [(["type"], "INVALID")]),
        ({"extra": {"a": [1, nested(70)]}}, [(["extra"], "INVALID")]),
        ({"extra": {"senderId": 1}}, [(["extra", "senderId"], "INVALID")]),
    ],
)
def test_wrong_keys_are_told_once_each_with_everything_else_that_is_wrong(
    made: World, changes: dict[str, Any], expected: list[tuple[list[str], str]]
) -> None:
    assert refused(made, **KEYS, **changes) == sorted([*WRONG_KEYS, *expected])
    assert posts(made) == []


def test_wrong_keys_are_told_also_without_the_catalogue(fresh: World) -> None:
    fresh.sandbox.faults["PROCURIOS"].set(error_rate=1.0)
    assert refused(fresh, **KEYS) == WRONG_KEYS


def test_the_type_s_own_rules_are_those_that_the_vendor_serves(fresh: World, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = copy.deepcopy(data.schema("ContactMomentVisit"))
    rules |= {"additionalProperties": False, "required": ["dateTime", "room"]}
    rules["properties"]["room"] = {"type": "object", "properties": {"number": {"type": "integer"}}}
    monkeypatch.setattr("app.sandbox.data.procurios.schema", lambda _: rules)
    assert refused(fresh, contents=CONTENTS) == [
        (["contents"], "INVALID"),
        (["extra", "room"], "REQUIRED"),
        (["occurredAt"], "REQUIRED"),
    ]
    dated = {"occurredAt": DOCUMENTED["occurredAt"]}
    assert refused(fresh, **dated, extra={"room": {"number": "x"}}) == [(["extra", "room", "number"], "INVALID")]
    assert posts(fresh) == []
    assert payload(fresh, **dated, extra={"room": {"number": 5}})["userErrors"] == []


# ---------------------------------------------------------------- Procurios refuses


@pytest.mark.parametrize(
    ("changes", "field", "sample"),
    [
        ({"sender": key("PROCURIOS", "9999")}, "sender", "create_unknown_sender"),
        ({"recipients": [key("PROCURIOS", "9999")]}, "recipients", "create_unknown_recipient"),
    ],
)
def test_the_document_s_refusals_are_user_errors_at_their_fields(
    eastern: World, changes: dict[str, Any], field: str, sample: str
) -> None:
    assert payload(eastern, **{**DOCUMENTED, **changes}) == {
        "contactMomentId": None,
        "contactMoment": None,
        "userErrors": [
            {
                "field": ["input", field],
                "message": parsed(f"procurios/{sample}.json")["errors"],
                "code": "REJECTED",
            }
        ],
    }
    (request,) = posts(eastern)
    assert msgspec.json.decode(request.body) == parsed(f"procurios/{sample}_request.json")
    assert landed(eastern) == []


@pytest.mark.parametrize(
    ("complaint", "expected"),
    [
        ("Come back tomorrow", [([], "Come back tomorrow")]),
        (["Subject is odd", "Contents are odd"], [(["subject"], "Subject is odd"), (["contents"], "Contents are odd")]),
        ({"action_code": ["is odd"], "x": "y"}, [(["actionCode"], "is odd"), ([], "x: y")]),
        ("The token sandbox-procurios-token is odd", [([], "The token *** is odd")]),
    ],
)
def test_any_refusal_is_told_in_the_vendor_s_words(
    made: World, monkeypatch: pytest.MonkeyPatch, complaint: Any, expected: list[tuple[list[str], str]]
) -> None:
    monkeypatch.setattr("app.sandbox.vendors.procurios.problem", lambda *_: complaint)
    told = payload(made)["userErrors"]
    assert [(error["field"][1:], error["message"]) for error in told] == expected


def test_a_refusal_without_a_word_is_told_all_the_same(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sandbox.vendors.procurios.problem", lambda *_: "")
    assert refused(made) == [([], "REJECTED")]

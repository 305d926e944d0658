"""A vendor's 400 and 422 are user errors at every source alike; its other refusals are errors."""

import pytest

from tests.graph.client import key
from tests.graph.worlds import World
from tests.graph.writes.mutating import Answer, failure, methods, mutate, writes
from tests.graph.writes.test_polis import NEW

RELATION = key("PROCURIOS", "1516")
MOMENT = {"type": "ContactMomentPhone", "subject": "s", "sender": RELATION, "recipients": [RELATION]}
CALIQ = {"channelId": 2, "customerId": 3, "contactId": 5, "kind": "CALL", "contactedBy": "E7"}
WRITES: dict[str, tuple[str, str, list[str]]] = {
    "create polis": ("createInteraction", "POLIS", ["polis"]),
    "create caliq": ("createInteraction", "CALIQ", ["caliq"]),
    "update polis": ("updateInteraction", "POLIS", ["polis"]),
    "update lips": ("updateInteraction", "LIPS", ["lips"]),
    "delete polis": ("deleteInteraction", "POLIS", []),
    "create moment": ("createContactMoment", "PROCURIOS", []),
    "export": ("exportEngagement", "SALEMOVE", []),
}


def given(made: World, write: str) -> Answer:
    """An input that nothing is wrong with, of a kind that needs one request."""
    box = made.sandbox
    canvass = box.polis.records[0]
    by_canvass: Answer = {"by": key("POLIS", canvass["id"]), "ifMatch": canvass["meta"]["etag"]}
    inputs: dict[str, Answer] = {
        "create polis": {"polis": NEW},
        "create caliq": {"caliq": CALIQ},
        "update polis": {**by_canvass, "polis": {"campaignId": "c-9"}},
        "update lips": {"by": key("LIPS", str(box.lips.records[0]["id"])), "lips": {"read": True}},
        "delete polis": by_canvass,
        "create moment": MOMENT,
        "export": {"by": key("SALEMOVE", box.salemove.records[0]["id"])},
    }
    return inputs[write]


def refuse(made: World, source: str, status: int) -> None:
    """Writes only: the catalogue of Procurios stays."""
    path = "ContactMomentPhone" if source == "PROCURIOS" else ""
    made.graph.query("{ contactMomentTypes { id schema } }")
    made.sandbox.faults[source].set(error_rate=1, error_status=status, path_contains=path)


@pytest.mark.parametrize("status", [400, 422])
@pytest.mark.parametrize("write", WRITES)
def test_what_a_vendor_refuses_of_an_input_is_a_user_error_in_its_words(made: World, write: str, status: int) -> None:
    field, source, branch = WRITES[write]
    refuse(made, source, status)
    answer = mutate(made, field, given(made, write))
    assert "errors" not in answer, answer
    assert answer["data"][field]["userErrors"] == [
        {"field": ["input", *branch], "message": "Injected by the sandbox", "code": "REJECTED"}
    ]
    assert len(writes(made, source)) == 1


@pytest.mark.parametrize("write", ["update polis", "delete polis"])
def test_a_key_that_the_read_before_a_write_is_refused_for_is_a_user_error(made: World, write: str) -> None:
    """Nothing else than the key was sent."""
    field, source, branch = WRITES[write]
    refuse(made, source, 400)
    unguarded = {**given(made, write), "ifMatch": None}
    (error,) = mutate(made, field, unguarded)["data"][field]["userErrors"]
    assert (error["field"], error["code"]) == (["input", *branch], "REJECTED")
    assert methods(made, source)[-1] == "GET"
    assert writes(made, source) == []


@pytest.mark.parametrize("status", [401, 403, 406, 409, 412, 428])
@pytest.mark.parametrize("write", WRITES)
def test_what_a_vendor_refuses_for_another_reason_is_an_error(made: World, write: str, status: int) -> None:
    field, source, _ = WRITES[write]
    refuse(made, source, status)
    told = failure(made, field, given(made, write))
    assert (told["httpStatus"], told["outcome"], told["source"]) == (status, "NOT_APPLIED", source)

"""Several mutations in one operation: one after the other, and none at another's expense."""

from itertools import pairwise
from typing import Any

import pytest

from tests.graph.worlds import World
from tests.graph.writes.mutating import Answer, methods


def marking(alias: str, record: Answer, read: bool, selection: str = "interaction { read }") -> str:
    """A mutation of LIPS."""
    by = f'by: {{ sourceKey: {{ source: LIPS, sourceId: "{record["id"]}" }} }}'
    return (
        f"{alias}: updateInteraction(input: {{ {by}, lips: {{ read: {str(read).lower()} }} }}) "
        f"{{ {selection} userErrors {{ code }} }}"
    )


def deleting(alias: str, identifier: str, version: str) -> str:
    """A mutation of Polis."""
    by = f'by: {{ sourceKey: {{ source: POLIS, sourceId: "{identifier}" }} }}'
    return f'{alias}: deleteInteraction(input: {{ {by}, ifMatch: "{version}" }}) {{ deletedId userErrors {{ code }} }}'


def run(made: World, *mutations: str) -> Answer:
    return made.graph.query(f"mutation {{ {' '.join(mutations)} }}")


@pytest.fixture
def records(made: World) -> list[dict[str, Any]]:
    """Unread interactions of LIPS."""
    for record in made.sandbox.lips.records[:4]:
        row = made.sandbox.lips.get(record["id"])
        assert row is not None
        made.sandbox.lips.mark(row, {"read": False})
    return made.sandbox.lips.records[:4]


def is_read(made: World, record: Answer) -> bool:
    row = made.sandbox.lips.get(record["id"])
    assert row is not None
    return bool(row.record["read"])


def test_they_run_in_their_order_and_each_sees_those_before(made: World, records: list[dict[str, Any]]) -> None:
    """The same record changed three times: the last one stays, and each shows what it left."""
    one = records[0]
    answer = run(made, *(marking(alias, one, read) for alias, read in (("a", True), ("b", False), ("c", True))))
    assert "errors" not in answer
    shown = {alias: found["interaction"] for alias, found in answer["data"].items()}
    assert shown == {"a": {"read": True}, "b": {"read": False}, "c": {"read": True}}
    sent = methods(made, "LIPS")
    assert sent.count("PUT") == 3
    # The next one begins when the one before has been read back.
    assert ("PUT", "PUT") not in pairwise(sent)
    assert is_read(made, one)


def test_a_failed_one_neither_stops_nor_undoes_nor_hides_the_others(made: World, records: list[dict[str, Any]]) -> None:
    canvass = made.sandbox.polis.records[0]
    answer = run(
        made,
        marking("a", records[0], read=True),
        deleting("b", canvass["id"], "stale"),
        marking("c", records[1], read=True),
    )
    (error,) = answer["errors"]
    assert error["path"] == ["b"]
    assert error["extensions"]["code"] == "SOURCE_CONFLICT"
    assert error["extensions"]["outcome"] == "NOT_APPLIED"
    done = {"interaction": {"read": True}, "userErrors": []}
    assert answer["data"] == {"a": done, "b": None, "c": done}
    assert [is_read(made, record) for record in records] == [True, True, False, False]
    assert made.sandbox.polis.get(canvass["id"]) is not None


def test_every_failure_is_told_with_its_own_path_and_outcome(made: World, records: list[dict[str, Any]]) -> None:
    canvass = made.sandbox.polis.records[0]
    made.sandbox.faults["LIPS"].set(drop_after_apply_rate=1)
    answer = run(
        made,
        deleting("a", canvass["id"], "stale"),
        marking("b", records[0], read=True),
        deleting("c", canvass["id"], canvass["meta"]["etag"]),
    )
    told = [(error["path"], error["extensions"]["outcome"]) for error in answer["errors"]]
    assert told == [(["a"], "NOT_APPLIED"), (["b"], "UNKNOWN")]
    assert [alias for alias, payload in answer["data"].items() if payload is not None] == ["c"]
    assert is_read(made, records[0])
    assert made.sandbox.polis.get(canvass["id"]) is None


def test_where_all_fail_each_is_null(made: World) -> None:
    canvass = made.sandbox.polis.records[0]
    answer = run(made, deleting("a", canvass["id"], "stale"), deleting("b", canvass["id"], "stale"))
    assert [error["path"] for error in answer["errors"]] == [["a"], ["b"]]
    assert answer["data"] == {"a": None, "b": None}
    assert len(methods(made, "POLIS")) == 4


def test_what_the_caller_can_put_right_leaves_the_others_where_they_are(
    made: World, records: list[dict[str, Any]]
) -> None:
    answer = run(
        made,
        marking("a", {"id": " "}, read=True),
        marking("b", records[0], read=True),
        marking("c", {"id": "404"}, read=True),
    )
    assert "errors" not in answer
    codes = [[error["code"] for error in found["userErrors"]] for found in answer["data"].values()]
    assert codes == [["REQUIRED"], [], ["NOT_FOUND"]]
    assert is_read(made, records[0])


def test_reads_below_a_mutation_see_what_it_wrote(made: World, records: list[dict[str, Any]]) -> None:
    """Through the contact of the changed record, before the next mutation begins."""
    one = records[0]
    selection = "interaction { contact { interactions(first: 100) { nodes { sourceId read } } } }"
    answer = run(made, marking("a", one, True, selection), marking("b", one, False, selection))
    assert "errors" not in answer
    shown = {
        alias: next(
            node["read"]
            for node in found["interaction"]["contact"]["interactions"]["nodes"]
            if node["sourceId"] == str(one["id"])
        )
        for alias, found in answer["data"].items()
    }
    assert shown == {"a": True, "b": False}

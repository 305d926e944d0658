"""A new contact moment held against the schema that Procurios serves for its type."""

from pathlib import Path
from typing import Any

import pytest

from resolvers.vendors.procurios import draft as drafts
from resolvers.vendors.procurios.json_schema import UnusableSchema, violations
from tests.vendors.documents import parsed
from tests.vendors.test_procurios_writes import draft, faults, relation

SCHEMA = parsed("procurios/schema.json")[0]


def checked(schema: dict[str, Any], **changes: Any) -> list[tuple[tuple[str, ...], str | None]]:
    """What a schema has against a creation, at the input's fields."""
    made = draft(**changes)
    return faults(drafts.schema_problems(violations(schema, made.body), made.errors))


def test_the_document_s_own_schema_takes_the_document_s_own_example() -> None:
    """It does not name `contents`, and forbids nothing that it does not name."""
    assert violations(SCHEMA, parsed("procurios/create_request.json")) == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"recipients": ()}, [(("recipients",), "INVALID")]),
        ({"recipients": tuple(map(relation, "787"))}, [(("recipients",), "DUPLICATE")]),
        ({"tag_ids": ("3", "3")}, [(("tagIds",), "DUPLICATE")]),
        ({"reference": "x" * 256}, [(("reference",), "TOO_LONG")]),
        ({"reference": "x" * 255}, []),
        (
            {"recipients": (), "tag_ids": ("3", "3"), "reference": "x" * 256},
            [(("recipients",), "INVALID"), (("reference",), "TOO_LONG"), (("tagIds",), "DUPLICATE")],
        ),
    ],
)
def test_what_the_document_s_schema_forbids_is_told_at_the_input_s_fields(
    changes: dict[str, Any], expected: list[Any]
) -> None:
    assert sorted(checked(SCHEMA, **changes)) == expected


@pytest.mark.parametrize(
    ("rules", "changes", "expected"),
    [
        ({"required": ["contents"]}, {}, [(("contents",), "REQUIRED")]),
        ({"required": ["dateTime", "room"]}, {}, [(("extra", "room"), "REQUIRED"), (("occurredAt",), "REQUIRED")]),
        (
            {"additionalProperties": False, "properties": {"subject": {}, "senderId": {}, "recipients": {}}},
            {"contents": "x", "extra": {"a": 1}},
            [(("contents",), "INVALID"), (("extra", "a"), "INVALID")],
        ),
        ({"properties": {"senderId": {"type": "string"}}}, {}, [(("sender",), "INVALID")]),
        (
            {"properties": {"recipients": {"items": {"maximum": 5}}}},
            {"recipients": (relation("5"), relation("6"))},
            [(("recipients", "1"), "INVALID")],
        ),
        (
            {"properties": {"dateTime": {"pattern": "^x"}}},
            {"occurred_at": "2026-01-01T00:00:00.000Z"},
            [(("occurredAt",), "INVALID")],
        ),
        ({"properties": {"action_code": {"enum": [1, 2]}}}, {"action_code": 3}, [(("actionCode",), "INVALID")]),
        (
            {"properties": {"address": {"properties": {"street": {"type": "string"}}}}},
            {"extra": {"address": {"street": 5}}},
            [(("extra", "address", "street"), "INVALID")],
        ),
        ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {}, [((), "INVALID")]),
        (
            {"definitions": {"t": {"maxLength": 3}}, "properties": {"subject": {"$ref": "#/definitions/t"}}},
            {},
            [(("subject",), "TOO_LONG")],
        ),
        ({"properties": []}, {}, []),
        ({"properties": {"subject": {"properties": [], "definitions": []}}}, {}, []),
        ({"properties": {"subject": {"format": "email"}}}, {}, []),
        ({}, {}, []),
    ],
)
def test_whatever_a_type_s_schema_forbids_is_told_at_the_input_s_fields(
    rules: dict[str, Any], changes: dict[str, Any], expected: list[Any]
) -> None:
    assert sorted(checked(rules, **changes)) == expected


def test_a_field_of_which_a_problem_is_known_is_not_told_twice() -> None:
    assert checked(
        SCHEMA, sender=relation("x"), recipients=(relation("x"),), tag_ids=("x", "3", "3"), reference="x" * 256
    ) == [(("reference",), "TOO_LONG")]


@pytest.mark.parametrize(
    "rule",
    [
        {"type": ["null", "integer"]},
        {"maxLength": 1},
        {"minLength": 99},
        {"enum": ["x"]},
        {"const": "x"},
        {"pattern": "^x$"},
        {"not": {}},
        {"oneOf": []} | {"oneOf": [{"type": "null"}]},
    ],
)
def test_no_message_repeats_the_value(rule: dict[str, Any]) -> None:
    found = violations({"properties": {"subject": rule}}, {"subject": "Ada Lovelace"})
    assert found
    assert all("Ada" not in violation.message for violation in found)


@pytest.mark.parametrize("pattern", ["(", "^\\p{L}+$"])
def test_a_pattern_that_cannot_be_tried_here_is_left_to_the_vendor(pattern: str) -> None:
    schema = {"properties": {"subject": {"pattern": pattern, "maxLength": 3}}}
    assert violations(schema, {"subject": "1"}) == ()
    assert [told.code for told in violations(schema, {"subject": "long"})] == ["TOO_LONG"]


def deep(levels: int) -> dict[str, Any]:
    """A schema within a schema, and so on."""
    schema: dict[str, Any] = {}
    for _ in range(levels):
        schema = {"properties": {"subject": schema}}
    return schema


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nope"},
        {"properties": {"subject": {"$ref": "http://127.0.0.1:9/elsewhere"}}},
        {"properties": {"subject": {"$ref": "file:///etc/passwd"}}},
        {"properties": {"subject": {"$ref": "#/nowhere"}}},
        {"$ref": "#"},
        # Where a reference leads, nobody has checked whether it is a schema.
        {"$ref": "#/type", "type": "object"},
        {"$ref": "#/a", "a": {"required": 5}},
        {"$ref": "#/a", "a": {"properties": [1]}},
        {"$ref": "#/a", "a": {"patternProperties": 5}},
        {"$ref": "#/a", "a": {"enum": 5}},
        {"$ref": "#/a", "a": {"required": [[]]}},
        deep(5000),
        {"properties": {"subject": 5}},
        {"required": "subject"},
        5,
        None,
    ],
)
def test_a_schema_that_cannot_be_used_says_so_and_nothing_is_fetched(schema: object) -> None:
    with pytest.raises(UnusableSchema):
        violations(schema, {"subject": "x"})


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_not_even_what_is_there_is_fetched(tmp_path: Path) -> None:
    """The library would, with no more than a warning."""
    elsewhere = tmp_path / "schema.json"
    elsewhere.write_text("{}")
    with pytest.raises(UnusableSchema, match="does not hold"):
        violations({"properties": {"subject": {"$ref": elsewhere.as_uri()}}}, {"subject": "x"})

"""The sentences of a refusal are found in any of the usual shapes, each at the field that it speaks of."""

from typing import Any

import pytest

from resolvers.transport.error_bodies import DEEPEST, ErrorBody, Sentence

FIELDS = {"subject": ("subject",), "data.subject": ("subject",), "size": ("size",)}


def named(text: str) -> tuple[str, ...]:
    return FIELDS.get(text.lower(), ())


BODY = ErrorBody(("errors", "message", "detail"), ("errors",), named)


def sentences(value: Any, body: ErrorBody = BODY) -> list[Sentence]:
    return list(body.sentences(value))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("odd", [((), "odd")]),
        (["one", "two"], [((), "one"), ((), "two")]),
        ({"message": "odd"}, [((), "odd")]),
        ({"Message": "odd"}, [((), "odd")]),
        ({"detail": "less", "message": "more"}, [((), "more")]),
        ({"errors": [], "message": "odd"}, [((), "odd")]),
        ({"errors": {"subject": ["is odd", "is long"]}}, [(("subject",), "is odd"), (("subject",), "is long")]),
        ({"errors": {"mood": "is bad"}}, [((), "mood: is bad")]),
        ({"errors": {"message": "odd"}}, [((), "odd")]),
        ({"errors": [{"field": "subject", "message": "is odd"}]}, [(("subject",), "is odd")]),
        ({"errors": [{"path": ["data", "subject"], "detail": "is odd"}]}, [(("subject",), "is odd")]),
        ({"errors": [{"source": {"pointer": "size"}, "detail": "is odd"}]}, [(("size",), "is odd")]),
        ({"errors": [{"field": "mood", "name": "size", "detail": "is odd"}]}, [(("size",), "is odd")]),
        ({"errors": {"subject": [{"field": "size", "message": "is odd"}]}}, [(("size",), "is odd")]),
        ("subject", [(("subject",), "subject")]),
        ({"other": "unrelated"}, []),
        ({"message": 5}, []),
        (None, []),
        (5, []),
        ([], []),
    ],
)
def test_what_explains_is_found_at_its_field(value: Any, expected: list[Sentence]) -> None:
    assert sentences(value) == expected


def test_what_is_nested_too_deep_is_not_looked_at() -> None:
    value: Any = "deep"
    for _ in range(DEEPEST - 1):
        value = [value]
    assert sentences(value) == [((), "deep")]
    assert sentences([value]) == []


def test_who_knows_no_fields_is_told_their_names_in_the_sentence() -> None:
    body = ErrorBody(("errors",), ("errors",))
    assert sentences({"errors": {"subject": "is odd"}}, body) == [((), "subject: is odd")]


def test_a_map_of_fields_counts_only_where_one_is_said_to_be() -> None:
    body = ErrorBody(("errors", "message"), (), named)
    assert sentences({"errors": {"subject": "is odd"}, "message": "odd"}, body) == [((), "odd")]

"""All that is wrong with an input is found at once, each at its place, in the order in which it was looked for."""

import math
from typing import Any

import pytest

from resolvers.model.enums import Source
from resolvers.model.findings import DEEPEST, Findings
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.keys import RecordKey
from resolvers.model.sizes import MOST_ITEMS, MOST_TEXT
from resolvers.model.user_errors import INVALID, OUT_OF_RANGE, REQUIRED, TOO_LONG, UserError

AT = ("field",)


def nested(levels: int) -> Any:
    """Lists in lists."""
    value: Any = 1
    for _ in range(levels - 1):
        value = [value]
    return value


def codes(found: Findings) -> list[str | None]:
    assert all(error.path == AT for error in found.errors)
    return [error.code for error in found.errors]


def test_findings_stand_in_the_order_of_looking() -> None:
    found = Findings()
    found.add(("b",), "second", INVALID)
    found.filled(("a",), "")
    assert found.errors == [UserError(("b",), "second", INVALID), UserError(("a",), "must not be empty", REQUIRED)]


@pytest.mark.parametrize(
    ("value", "code"), [("a", None), ("", REQUIRED), (" \n", REQUIRED), (None, REQUIRED), (5, REQUIRED)]
)
def test_a_text_that_is_needed_says_something(value: object, code: str | None) -> None:
    found = Findings()
    found.filled(AT, value)
    assert codes(found) == [code][: code is not None]


@pytest.mark.parametrize(("value", "code"), [("", None), ("a", None), ("\ud800", INVALID)])
def test_a_text_that_is_not_needed_can_be_written_down(value: str, code: str | None) -> None:
    found = Findings()
    found.text(AT, value)
    assert codes(found) == [code][: code is not None]


@pytest.mark.parametrize(
    ("value", "code"), [(90, None), (-90, None), (90.01, OUT_OF_RANGE), (-91, OUT_OF_RANGE), (math.nan, OUT_OF_RANGE)]
)
def test_a_number_is_no_further_from_nought_than_its_limit(value: float, code: str | None) -> None:
    found = Findings()
    found.within(AT, value, 90)
    assert codes(found) == [code][: code is not None]


@pytest.mark.parametrize(
    ("value", "code"),
    [('"etag"', None), ("", REQUIRED), (" ", REQUIRED), (" 1", INVALID), ("é", INVALID), ("a\r\nb", INVALID)],
)
def test_a_version_can_stand_in_a_header(value: str, code: str | None) -> None:
    found = Findings()
    found.version(AT, value)
    assert codes(found) == [code][: code is not None]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"a": [1, 2.5, True, None, "x"]}, None),
        (2**64 - 1, None),
        (-(2**63), None),
        (2**64, OUT_OF_RANGE),
        (-(2**63) - 1, OUT_OF_RANGE),
        ([math.inf], OUT_OF_RANGE),
        ({"a": {"b": math.nan}}, OUT_OF_RANGE),
        (["\ud800"], INVALID),
        ({"\ud800": 1}, INVALID),
        ([0] * MOST_ITEMS, None),
        ([0] * (MOST_ITEMS + 1), TOO_LONG),
        ({"a": {str(number): 0 for number in range(MOST_ITEMS + 1)}}, TOO_LONG),
        (["x" * MOST_TEXT], None),
        (["x" * (MOST_TEXT + 1)], TOO_LONG),
        ({"x" * (MOST_TEXT + 1): 0}, TOO_LONG),
        (nested(DEEPEST), None),
        (nested(DEEPEST + 1), INVALID),
    ],
)
def test_a_json_value_is_one_that_every_library_reads(value: object, code: str | None) -> None:
    found = Findings()
    found.json(AT, value)
    assert codes(found) == [code][: code is not None]


def test_a_key_is_the_record_that_it_names_or_is_found_wrong() -> None:
    found = Findings()
    good = RecordKey(source=Source.POLIS, source_id="1")
    assert found.key(AT, good, Kind.CONTACT, [Source.POLIS]) == RecordRef(Kind.CONTACT, Source.POLIS, "1")
    assert found.errors == []
    assert found.key(AT, RecordKey(), Kind.CONTACT, [Source.POLIS]) is None
    assert found.errors == [UserError(AT, "needs an id or a sourceKey", REQUIRED)]

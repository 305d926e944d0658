"""Reading answers: all at once where they are as documented, field by field where they are not."""

import contextlib
from typing import Any, Generic, TypeVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.sources import decode
from tests.vendors.documents import warnings_of

T = TypeVar("T")


class Inner(msgspec.Struct):
    number: int | None = None
    word: str | None = None


class Row(msgspec.Struct):
    id: decode.Key
    count: decode.Int32 | None = None
    degrees: decode.Finite | None = None
    flag: bool | None = None
    inner: Inner | None = None
    inners: list[Inner] | None = None
    by_name: dict[str, Inner] | None = None


class Page(msgspec.Struct, Generic[T]):
    rows: list[T]


EXACT = msgspec.json.Decoder(Page[Row], strict=False)
LOOSE = msgspec.json.Decoder(Page[Any], strict=False)


def page(body: bytes) -> list[Row | None]:
    return decode.page(Source.LIPS, body, EXACT, LOOSE, Row, lambda page: page.rows)[1]


def test_a_page_as_documented_is_decoded_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "one", None)
    assert page(b'{"rows": [{"id": 1, "flag": "true"}]}') == [Row(1, flag=True)]


def test_a_row_that_cannot_be_read_leaves_null_in_its_place() -> None:
    assert page(b'{"rows": [{"id": 1}, {}, {"id": "b", "flag": []}]}') == [Row(1), None, Row("b")]


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"rows": [}', b"<html>", b"[]", b"{}", b'{"rows": {}}', b'{"rows": ["\xff"']
)
def test_what_is_no_page_is_a_bad_response_that_may_be_tried_again(body: bytes) -> None:
    with pytest.raises(SourceFailure) as caught:
        page(body)
    assert caught.value.code is ErrorCode.SOURCE_BAD_RESPONSE
    assert caught.value.error.retryable
    assert caught.value.source is Source.LIPS


def test_a_document_is_of_its_shape_or_a_bad_response() -> None:
    decoder = msgspec.json.Decoder(list[int])
    assert decode.document(Source.POLIS, b"[1]", decoder) == [1]
    with pytest.raises(SourceFailure, match=r"POLIS: the answer is not what is documented"):
        decode.document(Source.POLIS, b'["x"]', decoder)


@pytest.mark.parametrize(
    ("raw", "field", "left"),
    [
        ({"id": 1, "flag": "perhaps"}, "$.flag", Row(1)),
        ({"id": 1, "inner": {"number": "x", "word": "w"}}, "$.inner.number", Row(1, inner=Inner(None, "w"))),
        ({"id": 1, "inner": "x", "flag": True}, "$.inner", Row(1, flag=True)),
        (
            {"id": 1, "inners": [{"word": "a"}, {"word": 5}]},
            "$.inners[].word",
            Row(1, inners=[Inner(word="a"), Inner()]),
        ),
        ({"id": 1, "inners": [{"word": "a"}, 5]}, "$.inners[]", Row(1)),
        ({"id": 1, "by_name": {"a": {"number": []}}}, "$.by_name[...].number", Row(1)),
    ],
)
def test_the_innermost_named_field_that_is_odd_is_dropped_and_named(
    raw: dict[str, Any], field: str, left: Row, caplog: pytest.LogCaptureFixture
) -> None:
    assert decode.one(Source.LIPS, raw, Row) == left
    (said,) = warnings_of(caplog)
    assert said.startswith("LIPS: odd field in a record:")
    assert f"`{field}`" in said


@pytest.mark.parametrize("raw", [{}, {"id": None}, {"id": ""}, {"id": 1.5}, None, "x", [], 5])
def test_without_an_identity_there_is_no_record(raw: object, caplog: pytest.LogCaptureFixture) -> None:
    assert decode.one(Source.LIPS, raw, Row) is None
    assert warnings_of(caplog)[-1] == "LIPS: a record was left out"


def test_a_page_says_once_for_each_field_and_reason_how_often_it_was_odd(caplog: pytest.LogCaptureFixture) -> None:
    odd = {"id": 1, "flag": "perhaps", "inners": [{"word": 5}, {"word": 6}]}
    assert page(msgspec.json.encode({"rows": [odd, {**odd, "flag": []}, {}, "x", odd]})).count(None) == 2
    assert warnings_of(caplog) == [
        "LIPS: odd field in records, 2 times: Expected `bool | null`, got `str` - at `$.flag`",
        "LIPS: odd field in records, 6 times: Expected `str | null`, got `int` - at `$.inners[].word`",
        "LIPS: odd field in a record: Expected `bool | null`, got `array` - at `$.flag`",
        "LIPS: odd field in a record: Object missing required field `id`",
        "LIPS: odd field in a record: Expected `object`, got `str`",
        "LIPS: 2 records were left out",
    ]


def test_rows_may_tell_what_in_them_is_of_no_use(caplog: pytest.LogCaptureFixture) -> None:
    class Doubtful(Row):
        def useless(self) -> list[str]:
            return [f"nothing in it - at `$.inners[{n}]`" for n, _ in enumerate(self.inners or ())]

    exact = msgspec.json.Decoder(Page[Doubtful], strict=False)
    body = b'{"rows": [{"id": 1, "inners": [{}, {}]}, {}, {"id": 2}, {"id": 3, "inners": [{}]}]}'
    assert len(decode.page(Source.LIPS, body, exact, LOOSE, Doubtful, lambda page: page.rows)[1]) == 4
    assert "LIPS: odd field in records, 3 times: nothing in it - at `$.inners[]`" in warnings_of(caplog)


@pytest.mark.parametrize("number", [2**31, -(2**31) - 1, 10**30, 10**400, "2147483648", 1e300])
def test_a_number_that_does_not_fit_an_int_of_the_contract_is_an_odd_field(number: object) -> None:
    assert decode.one(Source.LIPS, {"id": 1, "count": number, "flag": True}, Row) == Row(1, flag=True)


@pytest.mark.parametrize("number", [2**31 - 1, -(2**31), "-5", 0])
def test_a_number_that_fits_comes_as_it_is(number: int | str) -> None:
    assert decode.one(Source.LIPS, {"id": 1, "count": number}, Row) == Row(1, count=int(number))


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan"), "NaN", "-Infinity", "1e400", 10**400])
def test_a_number_that_is_not_finite_is_an_odd_field(number: object) -> None:
    assert decode.one(Source.LIPS, {"id": 1, "degrees": number, "flag": True}, Row) == Row(1, flag=True)


@pytest.mark.parametrize("number", [b"1e400", b"NaN", b"-Infinity", b"9" * 400])
def test_also_where_it_makes_the_body_no_json_that_can_be_decoded_in_one_go(number: bytes) -> None:
    body = b'{"rows": [{"id": 1, "degrees": ' + number + b', "flag": true}, {"id": 2}]}'
    assert page(body) == [Row(1, flag=True), Row(2)]


def deep(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


@pytest.mark.parametrize("levels", [950, 5000, 500_000])
@pytest.mark.parametrize("body", [b"%b", b'{"rows": [{"id": 1, "new": %b}]}', b'{"rows": %b}', b'["\\ud800", %b]'])
def test_however_deep_an_answer_is_nested_it_is_read_or_a_bad_response(body: bytes, levels: int) -> None:
    body = body % deep(levels)
    for read in (page, lambda body: decode.plain(Source.LIPS, body), lambda body: decode.document(*documented(body))):
        with contextlib.suppress(SourceFailure):
            read(body)


def documented(body: bytes) -> tuple[Source, bytes, msgspec.json.Decoder[list[int]]]:
    return Source.LIPS, body, msgspec.json.Decoder(list[int])


def test_a_mark_before_the_text_is_no_part_of_it() -> None:
    assert page(b'\xef\xbb\xbf{"rows": [{"id": 1}]}') == [Row(1)]


@pytest.mark.parametrize(("levels", "passes"), [(0, True), (63, True), (64, False), (5000, False)])
def test_a_json_value_is_passed_on_unless_it_is_nested_too_deep(levels: int, passes: bool) -> None:
    value: Any = 1
    for level in range(levels):
        value = {"a": value} if level % 2 else [value]
    if passes:
        decode.check_depth(value)
    else:
        with pytest.raises(ValueError, match=r"^More than 64 levels$"):
            decode.check_depth(value)


def test_a_record_with_no_end_of_odd_fields_is_left_out() -> None:
    inners = [{"number": "x"} for _ in range(100)]
    assert decode.one(Source.LIPS, {"id": 1, "inners": inners}, Row) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "word", "a.b"]), inner),
    max_leaves=5,
)
raws = st.dictionaries(st.sampled_from([*Row.__struct_fields__, "other"]), json_values)


@given(raws)
def test_whatever_comes_a_record_is_read_or_left_out_but_nothing_fails(raw: dict[str, Any]) -> None:
    key = raw.get("id")
    readable = isinstance(key, str | int) and not isinstance(key, bool) and key != ""
    row = decode.one(Source.LIPS, raw, Row)
    assert (row is not None) == readable
    if row is not None:
        assert row.id == key

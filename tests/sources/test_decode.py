"""Reading answers: all at once where they are as documented, field by field where they are not."""

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
            "$.inners[1].word",
            Row(1, inners=[Inner(word="a"), Inner()]),
        ),
        ({"id": 1, "inners": [{"word": "a"}, 5]}, "$.inners[1]", Row(1)),
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

"""Opaque ids name a record, and nothing else is taken for one."""

import base64
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.model.enums import Source
from resolvers.model.errors import BadInput, ErrorCode
from resolvers.model.ids import Kind, RecordRef, decode_id, encode_id

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=50)
refs = st.builds(RecordRef, st.sampled_from(Kind), st.sampled_from(Source), texts, st.one_of(st.none(), texts))


@given(refs)
def test_an_id_names_the_record_it_was_made_of_and_is_safe_in_an_address(ref: RecordRef) -> None:
    text = encode_id(ref.kind, ref.source, ref.source_id, ref.locator)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", text)
    assert decode_id(text) == ref


@given(refs, refs)
def test_different_records_have_different_ids(one: RecordRef, other: RecordRef) -> None:
    ids = [encode_id(ref.kind, ref.source, ref.source_id, ref.locator) for ref in (one, other)]
    assert (ids[0] == ids[1]) == (one == other)


def test_an_id_never_changes() -> None:
    text = "WzEsIkludGVyYWN0aW9uIiwiTElQUyIsIjQzMTQ3NzQiLCIyMDIxLTA5LTA2VDE2OjE2OjA4LjAwMFoiXQ"
    assert encode_id(Kind.INTERACTION, Source.LIPS, "4314774", "2021-09-06T16:16:08.000Z") == text
    ref = RecordRef(Kind.INTERACTION, Source.LIPS, "4314774", "2021-09-06T16:16:08.000Z")
    assert decode_id(text) == ref


def made(value: object) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(value)).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!",
        "4314774",
        "Zoë",
        "a" * 5,
        made({}),
        made([]),
        made(["Contact", "LIPS", "1"]),
        made([2, "Contact", "LIPS", "1"]),
        made(["1", "Contact", "LIPS", "1"]),
        made([1, "Contact", "LIPS"]),
        made([1, "Contact", "LIPS", ""]),
        made([1, "Contact", "LIPS", 1]),
        made([1, "Contact", "LIPS", "1", None]),
        made([1, "Contact", "LIPS", "1", "a", "b"]),
        made([1, "Operator", "LIPS", "1"]),
        made([1, "Contact", "SALESFORCE", "1"]),
    ],
)
def test_what_is_no_id_of_this_graph_is_bad_input(text: str) -> None:
    with pytest.raises(BadInput, match=r"^not an id of this graph") as caught:
        decode_id(text)
    assert caught.value.code is ErrorCode.BAD_USER_INPUT


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_any_other_text_is_bad_input_and_nothing_worse(text: str) -> None:
    with pytest.raises(BadInput):
        decode_id(text)

"""A cursor goes on where it was made, for the list that it was made for, and nowhere else."""

import base64
import datetime as dt
import re
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.model import timestamps
from resolvers.model.enums import OrderDirection, Source
from resolvers.model.errors import BadInput, ErrorCode
from resolvers.model.filters import ContactFilter, EngagementFilter, InstantRange, InteractionFilter, TouchpointFilter
from resolvers.model.signer import Signer
from resolvers.timeline import cursor
from resolvers.timeline.cursor import CursorState, StreamState, Subject
from resolvers.timeline.order import SortKeyBound
from resolvers.timeline.watermark import ResumeHint

PLAIN = Signer()
TIME = "2024-01-01T00:00:00.000Z"
OLD = "dHABmcQEwvmWgsQIVWHpedDmrsPDuDIwMjQtMDEtMDFUMDA6MDA6MDAuMDAwWqRMSVBTpzQzMTQ3NzSBozAuMJQHAQBjkaFtkGt82rM3AQ"
"""A cursor from before there were secrets."""
LIST = Subject("interactions", InteractionFilter(read=True), OrderDirection.DESC)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
numbers = st.integers(0, cursor.MOST_RECORDS)
bounds = st.builds(
    SortKeyBound,
    st.one_of(st.none(), st.datetimes(timezones=st.just(dt.UTC)).map(timestamps.canonical)),
    st.one_of(st.none(), st.sampled_from(Source)),
    texts,
)
places = st.builds(ResumeHint, numbers, numbers, numbers, numbers)
streams = st.one_of(
    st.builds(StreamState, places),
    st.builds(lambda hint, bound: StreamState(hint, bound, own=True), places, st.one_of(st.none(), bounds)),
)
positions = st.builds(
    CursorState,
    st.one_of(st.none(), bounds),
    st.dictionaries(st.sampled_from([f"{rank}.{n}" for rank in range(5) for n in range(8)]), streams, max_size=6),
    st.lists(texts, max_size=4).map(tuple),
)
filters = st.one_of(
    st.builds(InteractionFilter, read=st.sampled_from([None, True]), campaign_ids=st.sampled_from([None, ("a", "b")])),
    st.builds(TouchpointFilter, sources=st.sampled_from([None, (Source.LIPS,)])),
    st.builds(EngagementFilter, occurred_at=st.sampled_from([None, InstantRange("2024", None)])),
)
subjects = st.builds(
    Subject,
    st.sampled_from(["interactions", "touchpoints"]),
    filters,
    st.sampled_from(OrderDirection),
    st.sampled_from([(), (("LIPS", "1"),), (("LIPS", "1"), ("POLIS", "1"))]),
)


@given(subjects, positions)
def test_what_was_put_in_comes_out(subject: Subject, position: CursorState) -> None:
    text = cursor.encode(subject, position)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", text)
    assert cursor.decode(subject, text) == position


@given(positions, st.text(max_size=4))
def test_a_stream_is_found_again_by_its_key_and_a_new_one_starts_at_the_common_mark(
    position: CursorState, key: str
) -> None:
    again = cursor.decode(LIST, cursor.encode(LIST, position))
    for name in (*position.streams, key):
        assert again.of(name) == position.of(name)
    if key not in position.streams:
        assert again.of(key) == (position.bound, ResumeHint())


@given(subjects, subjects, positions)
def test_a_cursor_of_another_list_is_refused(made_for: Subject, used_for: Subject, position: CursorState) -> None:
    text = cursor.encode(made_for, position)
    same = msgspec.json.encode(made_for.filter) == msgspec.json.encode(used_for.filter)
    if (made_for.connection, made_for.of) != (used_for.connection, used_for.of):
        reason = "another connection"
    elif not same:
        reason = "another filter"
    elif made_for.direction is not used_for.direction:
        reason = "another order"
    else:
        assert cursor.decode(used_for, text) == position
        return
    with pytest.raises(BadInput, match=f"^after: the cursor was made for {reason}$"):
        cursor.decode(used_for, text)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"connection": "engagements"}, "another connection"),
        ({"of": (("LIPS", "7"),)}, "another connection"),
        ({"filter": InteractionFilter(read=False)}, "another filter"),
        ({"filter": InteractionFilter()}, "another filter"),
        ({"direction": OrderDirection.ASC}, "another order"),
    ],
)
def test_the_refusal_says_what_is_another(changed: dict[str, Any], reason: str) -> None:
    text = cursor.encode(LIST, CursorState())
    with pytest.raises(BadInput, match=reason) as caught:
        cursor.decode(msgspec.structs.replace(LIST, **changed), text)
    assert caught.value.code is ErrorCode.BAD_USER_INPUT


@given(positions, st.data())
def test_a_cursor_with_one_character_changed_is_refused(position: CursorState, data: st.DataObject) -> None:
    text = cursor.encode(LIST, position)
    index = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("ABCabc019-_").filter(lambda letter: letter != text[index]))
    broken = text[:index] + other + text[index + 1 :]
    if raw(broken) != raw(text):
        with pytest.raises(BadInput, match=r"^after: "):
            cursor.decode(LIST, broken)


@given(positions, st.data())
def test_a_cursor_that_was_cut_is_refused(position: CursorState, data: st.DataObject) -> None:
    text = cursor.encode(LIST, position)
    with pytest.raises(BadInput, match=r"^after: "):
        cursor.decode(LIST, text[: data.draw(st.integers(0, len(text) - 1))])


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda value: base64.urlsafe_b64encode(value).decode()))
def test_any_other_text_is_bad_input_and_nothing_worse(text: str) -> None:
    with pytest.raises(BadInput, match=r"^after: not a cursor of this graph$"):
        cursor.decode(LIST, text)


@given(st.binary(max_size=80))
def test_a_forged_cursor_is_bad_input_and_nothing_worse(inside: bytes) -> None:
    with pytest.raises(BadInput, match=r"^after: the cursor is damaged$"):
        cursor.decode(LIST, signed(bytes([1]) + inside))


@pytest.mark.parametrize(
    "parts",
    [
        [TIME, "SALESFORCE", "1", {}],
        ["2024", None, "1", {}],
        ["tomorrow", None, "1", {}],
        [5, None, "1", {}],
        [TIME, None, "1", {"0.0": [1, 2, 3, 4, 9]}],
        [TIME, None, "1", {"0.0": [1, 2, 3, 4, 0]}, [], [[TIME, "SALESFORCE", "1"]]],
        [TIME, None, "1", {"0.0": [1, 2, 3, 4, 0]}, [], [["", None, ""]]],
        *([TIME, None, "1", {"0.0": numbers}] for numbers in ([], [1], [1, 2, 3], [1, 2, 3, 4, 0, 0], ["x", 2, 3, 4])),
        *(
            [TIME, None, "1", {"0.0": [*[0] * place, number, *[0] * (3 - place)]}]
            for number in (-1, 10_000_001, 2**62, 2**64 - 1, 1.0, True, None)
            for place in range(4)
        ),
        *(
            [TIME, None, "1", {key: [0, 0, 0, 0]}]
            for key in ("", "x", "0.", ".0", "0.0.0", "-1.0", "0.0\n", "٣", "00000")
        ),
        [TIME, None, "1", {"0.0": [0, 0, 0, 0, -1]}, [], [[TIME, None, ""]]],
    ],
)
def test_a_forged_position_is_bad_input_and_nothing_worse(parts: list[Any]) -> None:
    wire = msgspec.msgpack.encode([*LIST.fingerprints(), True, *parts])
    with pytest.raises(BadInput, match=r"^after: the cursor is damaged$"):
        cursor.decode(LIST, signed(bytes([1]) + wire))


def test_a_list_too_long_for_a_cursor_is_gone_on_with_all_the_same() -> None:
    """An offset is a hint."""
    position = CursorState(None, {"0.0": StreamState(ResumeHint(2**40, 1, 2, 2**40))})
    hint = cursor.decode(LIST, cursor.encode(LIST, position)).streams["0.0"].hint
    assert hint == ResumeHint(cursor.MOST_RECORDS, 1, 2, cursor.MOST_RECORDS)


def test_without_a_secret_a_cursor_is_what_it_was_to_the_byte() -> None:
    """Those that are out there go on."""
    hint = ResumeHint(7, 1, 0, 99)
    position = CursorState(SortKeyBound(TIME, Source.LIPS, "4314774"), {"0.0": StreamState(hint)}, ("m",))
    assert cursor.encode(LIST, position) == OLD
    assert cursor.decode(LIST, OLD) == position


@given(positions, st.sampled_from(["s", "x" * 200, "é"]), st.sampled_from(["", "t", "x" * 199]))
def test_with_a_secret_nobody_else_can_make_a_cursor(position: CursorState, secret: str, other: str) -> None:
    """Nor can anybody take one that was made without it, or with another."""
    ours, theirs = (msgspec.structs.replace(LIST, signer=Signer(key)) for key in (secret, other))
    text = cursor.encode(ours, position)
    assert cursor.decode(ours, text) == position
    for subject, made in ((theirs, text), (ours, cursor.encode(theirs, position))):
        with pytest.raises(BadInput, match=r"^after: the cursor is damaged$"):
            cursor.decode(subject, made)


def test_the_secret_stands_in_no_representation() -> None:
    subject = msgspec.structs.replace(LIST, signer=Signer("topsecret"))
    assert "topsecret" not in repr(subject) + str(subject.signer)


def test_a_cursor_of_another_version_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as later:
        later.setattr(cursor, "_VERSION", 2)
        text = cursor.encode(LIST, CursorState())
    with pytest.raises(BadInput, match="another version of this graph"):
        cursor.decode(LIST, text)


def test_with_long_ids_and_every_source_behind_on_its_own_a_cursor_is_no_longer_than_1024() -> None:
    hint = ResumeHint(10**6, 100, 100, 10**6)
    time = "2018-07-17T18:40:53.526Z"

    def own(source: Source, size: int) -> StreamState:
        return StreamState(hint, SortKeyBound(time, source, source.name[0] * size), own=True)

    subject = Subject("touchpoints", TouchpointFilter(), OrderDirection.DESC)
    each = {f"{rank}.0": own(source, 64) for rank, source in enumerate(Source)}
    assert len(cursor.encode(subject, CursorState(SortKeyBound(time, Source.LIPS, "x" * 64), each))) <= 1024
    fanned = {f"{rank}.0": own(source, 36) for rank, source in enumerate(Source)}
    fanned.update((f"1.{n}", own(Source.POLIS, 36)) for n in range(8))
    assert len(cursor.encode(subject, CursorState(SortKeyBound(time, Source.POLIS, "x" * 36), fanned))) <= 1024


def test_a_walk_that_remembers_as_many_contacts_as_it_may_has_a_cursor_no_longer_than_1024() -> None:
    subject = Subject("contacts", ContactFilter(), OrderDirection.DESC)
    memo = ("2018-07-17T18:40:53.526Z", *(str(2_197_617 + n) for n in range(60)), "*")
    position = CursorState(
        SortKeyBound(memo[0], Source.LIPS, "2197617"), {"0": StreamState(ResumeHint(10**6, 100, 100))}, memo
    )
    assert len(cursor.encode(subject, position)) <= 1024


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def signed(payload: bytes, signer: Signer = PLAIN) -> str:
    """A cursor with the right check sum, whatever is in it: the check guards against accidents only."""
    made = b"tp" + payload + signer.digest(payload, 6)
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()

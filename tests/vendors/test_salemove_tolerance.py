"""Every reading that SaleMove's document allows is accepted, and one odd record costs no other."""

from typing import Any

import pytest

from resolvers.model.enums import ChatSenderKind, EngagementKind, OrderDirection
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.records import ChatMessage, Engagement, EngagementFeatures
from resolvers.vendors.salemove import transcripts as salemove
from resolvers.vendors.salemove.configuration import Configuration
from resolvers.vendors.salemove.records import key_of
from resolvers.vendors.salemove.requests import Query
from resolvers.vendors.salemove.source import SaleMoveSource
from tests.vendors.documents import parsed, sample, warnings_of
from tests.vendors.fetches import encoded, none_asked, scripted

QUERY = Query(("o",), ("s",))


def source() -> SaleMoveSource:
    return SaleMoveSource(Configuration(base_url="http://salemove.example"), none_asked)


async def rows_of(body: bytes) -> list[Engagement | None]:
    return (await source().page(scripted(body), QUERY, 1, 25, OrderDirection.DESC)).rows


async def read(**fields: Any) -> Engagement:
    (row,) = await rows_of(encoded({"engagements": [{"id": "1", **fields}]}))
    assert row is not None
    return row


async def message_of(**fields: Any) -> ChatMessage:
    (message,) = await source().transcript(scripted(encoded([fields])), "1")
    return message


async def test_a_record_needs_nothing_but_its_id() -> None:
    row = await read()
    assert (row.visitor, row.operators, row.audio_recording_urls) == (None, (), ())
    assert (row.kind, row.kind_name, row.features) == (EngagementKind.OTHER, None, EngagementFeatures())


async def test_an_unknown_engagement_type_is_other_and_keeps_its_word() -> None:
    row = await read(engagement_type="scheduled")
    assert (row.kind, row.kind_name) == (EngagementKind.OTHER, "scheduled")
    assert (await read(engagement_type="Reactive")).kind is EngagementKind.REACTIVE


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"visitor_id": "v"}, "v"),
        ({"visitor_id": 7}, "7"),
        ({"visitor": {"href": "https://api.salemove.com/visitors/v%2F1/"}}, "v/1"),
        ({"visitor_id": "", "visitor": {"href": "https://api.salemove.com/visitors/v"}}, "v"),
        ({"visitor_name": "Visitor #8"}, None),
        ({"visitor_id": None, "visitor": None}, None),
        ({"visitor": {"href": "https://[broken"}}, None),
    ],
)
async def test_a_visitor_is_known_by_id_or_by_link(fields: dict[str, Any], key: str | None) -> None:
    visitor = (await read(**fields)).visitor
    assert (visitor.source_id if visitor else None) == key


@pytest.mark.parametrize("href", [None, "", "/", "https://api.salemove.com", "https://[broken"])
def test_a_link_that_names_nobody_has_no_key(href: str | None) -> None:
    assert key_of(href) is None


async def test_links_that_name_nobody_are_left_out_of_the_operators() -> None:
    links = [None, {}, {"href": None}, {"href": "https://api.salemove.com/operators/o"}]
    assert [operator.source_id for operator in (await read(operators=links)).operators] == ["o"]


async def test_empty_recording_links_are_left_out() -> None:
    assert (await read(audio_recording_urls=["https://a.example/1", None, ""])).audio_recording_urls == (
        "https://a.example/1",
    )


async def test_an_odd_field_is_lost_alone_and_named_without_what_it_held(caplog: pytest.LogCaptureFixture) -> None:
    fields = parsed("salemove/one.json")
    fields.update(visitor_name={"first": "Ada"}, operators=["Ada Lovelace"], duration="ten", new=[{}])
    row = await read(**fields)
    assert (row.visitor_name, row.operators, row.duration_seconds) == (None, (), None)
    assert row.features == EngagementFeatures(cobrowsing=True, video=True, audio=True)
    assert row.visitor is not None
    said = " ".join(warnings_of(caplog))
    assert all(name in said for name in ("$.visitor_name", "$.operators", "$.duration"))
    assert "Ada" not in said


async def test_a_record_without_an_identity_is_left_out_and_its_offset_still_counts() -> None:
    rows = await rows_of(encoded({"engagements": [{"id": "a"}, {"flagged": True}, None, {"id": 5}]}))
    assert [None if row is None else row.source_id for row in rows] == ["a", None, None, "5"]


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"engagements": [', b"[]", b"{}", b'{"engagements": "none"}'])
async def test_an_answer_that_is_no_list_is_a_bad_response(body: bytes) -> None:
    with pytest.raises(SourceFailure) as caught:
        await rows_of(body)
    assert caught.value.code is ErrorCode.SOURCE_BAD_RESPONSE


@pytest.mark.parametrize("word", ["bot", "", None])
async def test_an_unknown_sender_is_other(word: str | None) -> None:
    message = await message_of(message="hello", sender={"type": word, "name": "R2"})
    assert (message.sender.kind, message.sender.name) == (ChatSenderKind.OTHER, "R2")
    assert (message.sender.contact, message.sender.operator) == (None, None)


async def test_a_message_may_lack_anything() -> None:
    message = await message_of()
    assert (message.message, message.created_at, message.sender.kind) == ("", None, ChatSenderKind.OTHER)
    assert (await message_of(message="x", sender={"type": "operator"})).sender.operator is None


async def test_a_message_that_cannot_be_read_costs_no_other() -> None:
    messages = await source().transcript(scripted(encoded([{"message": "a"}, "b", {"message": ["c"]}])), "1")
    assert [message.message for message in messages] == ["a", ""]


@pytest.mark.parametrize("body", [b"", b"{}", b'{"messages": []}'])
async def test_a_transcript_that_is_no_list_is_a_bad_response(body: bytes) -> None:
    with pytest.raises(SourceFailure) as caught:
        await source().transcript(scripted(body), "1")
    assert caught.value.code is ErrorCode.SOURCE_BAD_RESPONSE


async def test_names_of_operators_are_forgotten_the_oldest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(salemove, "MOST_OPERATORS", 2)
    known = source()
    senders = [{"type": "operator", "name": f"n{n}", "href": f"https://a.example/operators/{n}"} for n in range(3)]
    await known.transcript(scripted(encoded([{"message": "", "sender": sender} for sender in senders])), "1")
    assert [known.operator_name(str(n)) for n in range(3)] == [None, "n1", "n2"]


async def test_the_document_s_own_example_is_read_without_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    assert None not in await rows_of(sample("salemove/list.json"))
    assert warnings_of(caplog) == []


@pytest.mark.parametrize(("seconds", "kept"), [(2**31, None), (2**31 - 1, 2**31 - 1), (-5, -5), (10**30, None)])
async def test_a_duration_is_kept_where_it_fits_the_contract(seconds: int, kept: int | None) -> None:
    row = await read(duration=seconds, visitor_name="Ada")
    assert (row.duration_seconds, row.visitor_name) == (kept, "Ada")


async def test_many_odd_messages_are_one_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    messages = await source().transcript(scripted(encoded([{"message": [], "sender": {}}] * 50)), "1")
    assert len(messages) == 50
    assert warnings_of(caplog) == [
        "SALEMOVE: odd field in records, 50 times: Expected `str | null`, got `array` - at `$.message`"
    ]

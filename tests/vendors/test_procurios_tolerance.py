"""Every reading that Procurios' document allows is accepted, and one odd record costs no other."""

from typing import Any

import pytest

from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.records import ContactMoment, Tag
from resolvers.vendors.procurios.configuration import Configuration
from resolvers.vendors.procurios.requests import Query
from resolvers.vendors.procurios.source import ProcuriosSource
from tests.vendors.documents import parsed, warnings_of
from tests.vendors.fetches import encoded, none_asked, scripted


def source(zone: str = "UTC") -> ProcuriosSource:
    return ProcuriosSource(Configuration(base_url="http://procurios.example", timezone=zone), none_asked)


async def moments_of(value: object, zone: str = "UTC") -> list[ContactMoment]:
    return (await source(zone).moments.page(scripted(encoded(value)), Query(), 1)).moments


async def read(zone: str = "UTC", /, **fields: Any) -> ContactMoment:
    (moment,) = await moments_of([{"id": 1, **fields}], zone)
    return moment


async def test_a_record_needs_nothing_but_its_id() -> None:
    moment = await read()
    assert (moment.source_id, moment.sender, moment.recipients, moment.tags) == ("1", None, (), ())
    assert (moment.type.id, moment.occurred_at) == ("", None)


@pytest.mark.parametrize(
    ("zone", "text", "expected"),
    [
        ("UTC", "2020-01-01T01:23:45", "2020-01-01T01:23:45.000Z"),
        ("Europe/Amsterdam", "2020-01-01T01:23:45", "2020-01-01T00:23:45.000Z"),
        ("Europe/Amsterdam", "2020-07-01 01:23:45", "2020-06-30T23:23:45.000Z"),
        ("Europe/Amsterdam", "2018-11-13T20:20:39+02:00", "2018-11-13T18:20:39.000Z"),
        ("Europe/Amsterdam", "2018-11-13T20:20:39Z", "2018-11-13T20:20:39.000Z"),
        ("Europe/Amsterdam", "2024-10-27T02:30:00", "2024-10-27T00:30:00.000Z"),
        ("Europe/Amsterdam", "2024-03-31T02:30:00", "2024-03-31T01:30:00.000Z"),
        ("UTC", "0000-00-00 00:00:00", None),
        ("UTC", "", None),
    ],
)
async def test_a_time_without_an_offset_is_read_on_the_vendor_s_clocks(
    zone: str, text: str, expected: str | None
) -> None:
    assert (await read(zone, dateTime=text)).occurred_at == expected


@pytest.mark.parametrize("empty", [[], {}, None])
async def test_no_tags_may_be_an_empty_list_an_empty_map_or_null(empty: object) -> None:
    assert (await read(tags=empty)).tags == ()


async def test_a_tag_s_name_may_be_a_number_and_one_without_a_name_is_none() -> None:
    assert (await read(tags={"3": 4, "4": "007", "5": None})).tags == (Tag("3", "4"), Tag("4", "007"))


@pytest.mark.parametrize(
    "recipients",
    [
        [123, 124],
        ["123", "124"],
        ["123", " 124 ", "other relation ids as int", "", None, "-1"],
        {"0": 123, "1": "124"},
    ],
)
async def test_recipients_may_be_numbers_text_or_a_map_and_words_are_nobody(recipients: object) -> None:
    moment = await read(recipients=recipients)
    assert [contact.source_id for contact in moment.recipients] == ["123", "124"]


@pytest.mark.parametrize(("sender_id", "key"), [(42, "42"), ("42", "42"), ("", None), ("x", None), (None, None)])
async def test_a_sender_is_known_by_a_number_only(sender_id: object, key: str | None) -> None:
    moment = await read(senderId=sender_id, sender="Douglas Adams")
    assert (moment.sender.source_id if moment.sender else None) == key


async def test_a_sender_may_have_no_name() -> None:
    moment = await read(senderId=42, sender="")
    assert moment.sender is not None
    assert moment.sender.display_name is None


async def test_an_odd_field_is_lost_alone_and_named_without_what_it_held(caplog: pytest.LogCaptureFixture) -> None:
    record = {**parsed("procurios/list.json")[0], "subject": {"to": "Ada Lovelace"}, "action": "call", "new": 1}
    (moment,) = await moments_of([record])
    assert (moment.subject, moment.action) == (None, None)
    assert moment.tags == (Tag("99", "Tag name"),)
    said = " ".join(warnings_of(caplog))
    assert "$.subject" in said
    assert "$.action" in said
    assert "Ada" not in said


async def test_records_without_an_identity_are_left_out_and_count_as_rows_of_a_full_page() -> None:
    rows: list[Any] = [{"id": n} for n in range(1, 24)]
    page = await source().moments.page(scripted(encoded([*rows, {"subject": "x"}, "word"])), Query(), 1)
    assert len(page.moments) == 23
    assert page.last is False


@pytest.mark.parametrize("body", [b"", b"<br/>", b"[{", b"{}", b'{"errors": "x"}', b"null"])
async def test_an_answer_that_is_no_list_is_a_bad_response(body: bytes) -> None:
    with pytest.raises(SourceFailure) as caught:
        await source().moments.page(scripted(body), Query(), 1)
    assert caught.value.code is ErrorCode.SOURCE_BAD_RESPONSE


async def test_no_tags_at_all_may_be_an_empty_list() -> None:
    assert await source().catalogue.tags(scripted(b"[]")) == ()


async def test_a_schema_may_stand_without_a_list_around_it() -> None:
    assert await source().catalogue.type_schema(scripted(b'{"type": "object"}'), "x") == {"type": "object"}


@pytest.mark.parametrize("body", [b"[]", b"[{}, {}]", b'"x"', b"[1]"])
async def test_what_is_no_schema_is_a_bad_response(body: bytes) -> None:
    with pytest.raises(SourceFailure) as caught:
        await source().catalogue.type_schema(scripted(body), "x")
    assert caught.value.code is ErrorCode.SOURCE_BAD_RESPONSE


async def test_a_type_that_cannot_be_read_is_left_out() -> None:
    types = await source().catalogue.types(scripted(encoded([{"id": "A", "addable": "maybe"}, {"title": "B"}])))
    assert [(kind.id, kind.addable) for kind in types] == [("A", None)]


@pytest.mark.parametrize(("action", "kept"), [(2**31, None), (2**31 - 1, 2**31 - 1), (-(2**31) - 1, None)])
async def test_an_action_is_kept_where_it_fits_the_contract(action: int, kept: int | None) -> None:
    moment = await read(action=action, subject="s")
    assert (moment.action, moment.subject) == (kept, "s")

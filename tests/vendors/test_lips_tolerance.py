"""Every reading that LIPS' document allows is accepted, and one odd record costs no other."""

from typing import Any

import pytest

from resolvers.model.enums import InteractionKind
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.records import Call, Interaction, PhoneNumber
from resolvers.vendors.lips.configuration import Configuration
from resolvers.vendors.lips.requests import Query
from resolvers.vendors.lips.source import LipsSource
from tests.vendors.documents import parsed, sample, warnings_of
from tests.vendors.fetches import encoded, none_asked, scripted

QUERY = Query(("USA_1",))


async def rows_of(body: bytes) -> list[Interaction | None]:
    source = LipsSource(Configuration(base_url="http://lips.example"), none_asked)
    return (await source.page(scripted(body), QUERY, 1, 25)).rows


async def read(record: dict[str, Any]) -> Interaction:
    (row,) = await rows_of(encoded({"contact_interactions": [record]}))
    assert row is not None
    return row


async def test_the_time_may_be_misspelt_as_in_the_table() -> None:
    row = await read({"id": 1, "occured_at": "2021-09-06T16:16:08.000Z"})
    assert row.occurred_at == row.locator == "2021-09-06T16:16:08.000Z"


async def test_the_right_spelling_wins_where_both_are_sent() -> None:
    row = await read({"id": 1, "occurred_at": "2021-01-01T00:00:00Z", "occured_at": "2020-01-01T00:00:00Z"})
    assert row.occurred_at == "2021-01-01T00:00:00.000Z"


async def test_a_time_that_is_none_is_null_and_the_record_has_no_locator() -> None:
    row = await read({"id": 1, "occurred_at": "yesterday"})
    assert (row.occurred_at, row.locator) == (None, None)


async def test_a_record_needs_nothing_but_its_id() -> None:
    row = await read({"id": 1})
    assert (row.source_id, row.contact, row.call, row.kind) == ("1", None, None, InteractionKind.OTHER)


@pytest.mark.parametrize("key", [2197617, "2197617"])
async def test_ids_may_be_numbers_or_text(key: object) -> None:
    row = await read({"id": key, "contact_id": key, "contact": None, "display_name": "S ELIGIO"})
    assert row.source_id == "2197617"
    assert row.contact is not None
    assert (row.contact.source_id, row.contact.display_name) == ("2197617", "S ELIGIO")


async def test_a_contact_without_an_id_of_its_own_has_the_interaction_s() -> None:
    row = await read({"id": 1, "contact_id": "7", "contact": {"first_name": "Ada"}})
    assert row.contact is not None
    assert (row.contact.source_id, row.contact.display_name) == ("7", "Ada")


@pytest.mark.parametrize("key", [None, ""])
async def test_a_contact_without_any_id_is_no_contact(key: str | None) -> None:
    assert (await read({"id": 1, "contact_id": key, "contact": {"first_name": "Ada"}})).contact is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("+13184227453", [PhoneNumber("+13184227453")]),
        ("0612345678", [PhoneNumber("0612345678")]),
        (None, []),
        ("", []),
        ([], []),
        (["+1", None, "+2"], [PhoneNumber("+1"), PhoneNumber("+2")]),
        ({"phone_type": "home", "phone_number": "+1"}, [PhoneNumber("+1", "home")]),
        ([{"phone_number": 31612345678}], [PhoneNumber("31612345678")]),
        ([{"phone_type": "home", "phone_number": None}], []),
        ([{"phone_type": "home"}, {"phone_number": ""}], []),
        ([1318, "+1319"], [PhoneNumber("1318"), PhoneNumber("+1319")]),
        (1318, [PhoneNumber("1318")]),
        # The String of the table.
        ('[{"phone_type": "work", "phone_number": "+1318"}]', [PhoneNumber("+1318", "work")]),
        (' {"phone_type": "work", "phone_number": 1318}', [PhoneNumber("1318", "work")]),
        ('["+1318", null, "+1319", {"phone_type": "home"}]', [PhoneNumber("+1318"), PhoneNumber("+1319")]),
        ('"+1318"', [PhoneNumber("+1318")]),
        ("[]", []),
        ("{}", []),
        ("null", []),
        ('[{"phone_number": {"a": 1}}, [true], true]', []),
        ("[" * 5000, [PhoneNumber("[" * 5000)]),
        ('[{"phone_number": "+1318"', [PhoneNumber('[{"phone_number": "+1318"')]),
        ("+1318, (319) 422-7453,,", [PhoneNumber("+1318"), PhoneNumber("(319) 422-7453")]),
        ("422-7453, ext. 5", [PhoneNumber("422-7453, ext. 5")]),
    ],
)
async def test_phone_numbers_may_take_any_of_the_shapes(value: object, expected: list[PhoneNumber]) -> None:
    row = await read({"id": 1, "contact": {"id": 7, "phone_numbers": value}})
    assert row.contact is not None
    assert list(row.contact.phone_numbers) == expected


@pytest.mark.parametrize(
    ("contact", "name"),
    [
        ({"first_name": " Ada ", "last_name": "Lovelace", "company": "A"}, "Ada Lovelace"),
        ({"first_name": "", "last_name": "null", "company": "A"}, "null"),
        ({"company": "A", "email": "a@b.example", "phone_numbers": "+1"}, "A"),
        ({"email": "a@b.example", "phone_numbers": "+1"}, "a@b.example"),
        ({"phone_numbers": "+1"}, "+1"),
        ({}, None),
    ],
)
async def test_a_contact_is_shown_by_name_then_company_then_email_then_number(
    contact: dict[str, str], name: str | None
) -> None:
    row = await read({"id": 1, "contact": {"id": 7, **contact}})
    assert row.contact is not None
    assert row.contact.display_name == name


@pytest.mark.parametrize(
    ("word", "kind"),
    [("call", InteractionKind.CALL), ("Chat", InteractionKind.CHAT), ("form", InteractionKind.FORM)],
)
async def test_the_documented_event_types_are_known_in_any_case(word: str, kind: InteractionKind) -> None:
    row = await read({"id": 1, "event_type": word})
    assert (row.kind, row.kind_name) == (kind, word)


async def test_an_unknown_event_type_is_other_and_keeps_its_word() -> None:
    row = await read({"id": 1, "event_type": "fax", "call_duration": 3})
    assert (row.kind, row.kind_name, row.call) == (InteractionKind.OTHER, "fax", None)


async def test_a_call_without_details_is_a_call_all_the_same() -> None:
    assert (await read({"id": 1, "event_type": "call"})).call == Call(None, None)


async def test_a_call_is_known_by_its_duration_alone() -> None:
    assert (await read({"id": 1, "call_duration": "44"})).call == Call(None, 44)


async def test_extra_keys_and_repeated_keys_do_no_harm() -> None:
    body = b'{"contact_interactions": [{"id": 1, "new": {"a": []}, "channel": "x", "channel": "search"}], "more": 1}'
    (row,) = await rows_of(body)
    assert row is not None
    assert row.attribution is not None
    assert row.attribution.channel == "search"


async def test_an_odd_field_is_lost_alone_and_named_without_what_it_held(caplog: pytest.LogCaptureFixture) -> None:
    record = parsed("lips/list.json")["contact_interactions"][0]
    record["important"] = {"secret": "Ada Lovelace"}
    record["contact"]["email"] = ["ada@example.org"]
    row = await read(record)
    assert row.important is None
    assert (row.read, row.display_name) == (True, "S ELIGIO")
    assert row.contact is not None
    assert (row.contact.email, row.contact.first_name) == (None, "S")
    said = " ".join(warnings_of(caplog))
    assert "$.important" in said
    assert "$.contact.email" in said
    assert "Ada" not in said
    assert "ada@example.org" not in said


@pytest.mark.parametrize("odd", [{}, {"id": None}, {"id": ""}, {"id": [1]}, "word", None, 7])
async def test_a_record_without_an_identity_is_left_out_and_its_offset_still_counts(
    odd: object, caplog: pytest.LogCaptureFixture
) -> None:
    rows = await rows_of(encoded({"contact_interactions": [{"id": 1}, odd, {"id": 3}]}))
    assert [None if row is None else row.source_id for row in rows] == ["1", None, "3"]
    assert any("left out" in said for said in warnings_of(caplog))


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b'{"contact_interactions": [', b"[]", b"{}", b'{"contact_interactions": null}', b'"\xff"'],
)
async def test_an_answer_that_is_no_list_is_a_bad_response(body: bytes) -> None:
    with pytest.raises(SourceFailure) as caught:
        await rows_of(body)
    assert caught.value.code is ErrorCode.SOURCE_BAD_RESPONSE
    assert caught.value.error.retryable


async def test_the_document_s_own_example_is_read_without_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    rows = await rows_of(sample("lips/list.json"))
    assert None not in rows
    assert warnings_of(caplog) == []


@pytest.mark.parametrize(("given", "last"), [(0, True), (10, True), (25, False), (50, False), (100, False)])
async def test_a_page_shorter_than_asked_for_is_the_last_only_where_no_vendor_would_give_fewer(
    given: int, last: bool
) -> None:
    """Where it tells neither how many pages there are nor how large."""
    source = LipsSource(Configuration(base_url="http://lips.example"), none_asked)
    body = encoded({"contact_interactions": [{"id": key} for key in range(given)]})
    assert (await source.page(scripted(body), QUERY, 1, 100)).last is last


async def test_a_list_is_read_to_its_end_where_the_vendor_gives_fewer_than_asked_for_without_a_word() -> None:
    source = LipsSource(Configuration(base_url="http://lips.example"), none_asked)
    pages = [encoded({"contact_interactions": [{"id": key} for key in range(start, start + 30)]}) for start in (0, 30)]
    fetch = scripted(pages[0], pages[1], encoded({"contact_interactions": [{"id": 60}]}))
    assert len(await source.snapshot(fetch, QUERY)) == 61


async def test_a_duration_that_does_not_fit_the_contract_is_lost_alone() -> None:
    row = await read({"id": 1, "event_type": "call", "call_duration": 2**31, "call_recording_url": "u"})
    assert row.call == Call("u", None)


async def test_many_odd_records_are_one_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    rows = [{"id": number, "call_duration": 2**31 + number} for number in range(200)]
    await rows_of(encoded({"contact_interactions": rows}))
    assert warnings_of(caplog) == [
        "LIPS: odd field in records, 200 times: Expected `int` <= 2147483647 - at `$.call_duration`"
    ]

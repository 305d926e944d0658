"""Every reading that Polis' document allows is accepted, and one odd record costs no other."""

from typing import Any

import pytest

from resolvers.model.enums import OrderDirection
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.records import Canvass, Interaction, Location, Survey, SurveyField, SurveyResponse
from resolvers.vendors.polis.configuration import Configuration
from resolvers.vendors.polis.requests import Query
from resolvers.vendors.polis.source import PolisSource
from tests.vendors.documents import parsed, sample, warnings_of
from tests.vendors.fetches import encoded, none_asked, scripted


async def rows_of(body: bytes) -> list[Interaction | None]:
    source = PolisSource(Configuration(base_url="http://polis.example"), none_asked)
    return (await source.page(scripted(body), Query(), 0, 25, OrderDirection.DESC)).rows


async def read(record: dict[str, Any]) -> Interaction:
    (row,) = await rows_of(encoded({"data": [record]}))
    assert row is not None
    return row


async def canvass_of(**data: Any) -> Canvass:
    canvass = (await read({"id": "1", "data": data})).canvass
    assert canvass is not None
    return canvass


async def test_a_record_needs_nothing_but_its_id() -> None:
    row = await read({"id": 7})
    assert (row.source_id, row.contact, row.occurred_at, row.version) == ("7", None, None, None)
    assert row.canvass == Canvass()


@pytest.mark.parametrize(("key", "expected"), [(5, "5"), ("5", "5"), ("", None), (None, None)])
async def test_ids_may_be_numbers_or_text_and_an_empty_one_is_none(key: object, expected: str | None) -> None:
    row = await read({"id": "1", "data": {"contactId": key, "campaignId": key, "householdId": key}})
    assert (row.contact.source_id if row.contact else None) == expected
    assert row.attribution is not None
    assert row.attribution.campaign_id == expected
    assert row.canvass is not None
    assert row.canvass.household_id == expected


async def test_responses_may_be_a_list_instead_of_a_map() -> None:
    responses = [{"questionId": "q1", "fields": {"a": 1}}, None, {"fields": {"b": [True, {"c": None}]}}]
    survey = (await canvass_of(survey={"surveyId": "s", "responses": responses})).survey
    first = SurveyResponse("q1", (SurveyField("a", 1),))
    assert survey == Survey("s", (first, SurveyResponse("", (SurveyField("b", [True, {"c": None}]),))))


async def test_a_response_without_a_question_has_its_key_in_the_map() -> None:
    survey = (await canvass_of(survey={"surveyId": 5, "responses": {"q1": {"fields": None}, "q2": None}})).survey
    assert survey == Survey("5", (SurveyResponse("q1", ()),))


async def test_a_survey_may_have_no_responses() -> None:
    assert (await canvass_of(survey={"surveyId": "s"})).survey == Survey("s", ())


async def test_a_location_may_lack_any_of_its_numbers_and_spell_them_as_text() -> None:
    assert (await canvass_of(location={"lat": "33.5", "confidence": 1})).location == Location(33.5, None, 1.0)
    assert (await canvass_of(location=None)).location is None


async def test_extra_keys_do_no_harm() -> None:
    row = await read({"id": "1", "data": {"new": {}, "successful": False}, "meta": {"resource": "x"}, "also": []})
    assert row.canvass is not None
    assert row.canvass.successful is False


@pytest.mark.parametrize("part", ["data", "meta"])
async def test_a_record_whose_part_is_null_keeps_the_other_part(part: str) -> None:
    record = parsed("polis/object.json")
    record[part] = None
    row = await read(record)
    assert row.source_id == record["id"]
    assert (row.version is None) == (part == "meta")
    assert (row.contact is None) == (part == "data")


async def test_an_odd_field_is_lost_alone_and_named_without_what_it_held(caplog: pytest.LogCaptureFixture) -> None:
    record = parsed("polis/object.json")
    record["data"]["distance"] = "about a mile from Ada's"
    record["data"]["survey"]["responses"] = {"Ada Lovelace": "yes"}
    row = await read(record)
    assert row.canvass is not None
    assert row.canvass.distance_miles is None
    assert row.canvass.survey == Survey("375d437b-3b47-4940-b43d-be8daec4afff", ())
    assert row.canvass.unavailable_reason == "Come Back"
    said = " ".join(warnings_of(caplog))
    assert "$.data.distance" in said
    assert "$.data.survey.responses" in said
    assert "Ada" not in said


async def test_a_record_without_an_identity_is_left_out_and_its_offset_still_counts() -> None:
    rows = await rows_of(encoded({"data": [{"id": "a"}, {"data": {}}, {"id": ""}, "x", {"id": "b"}]}))
    assert [None if row is None else row.source_id for row in rows] == ["a", None, None, None, "b"]


@pytest.mark.parametrize("body", [b"", b"not found", b'{"data": [', b"[]", b"{}", b'{"data": {}}'])
async def test_an_answer_that_is_no_list_is_a_bad_response(body: bytes) -> None:
    with pytest.raises(SourceFailure) as caught:
        await rows_of(body)
    assert caught.value.code is ErrorCode.SOURCE_BAD_RESPONSE


async def test_the_document_s_own_example_is_read_without_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    assert None not in await rows_of(sample("polis/list.json"))
    assert warnings_of(caplog) == []


@pytest.mark.parametrize("number", [b"1e400", b"-1e400", b"NaN", b'"Infinity"', b"9" * 400])
async def test_a_number_that_no_float_holds_is_lost_alone(number: bytes) -> None:
    body = b'{"data": [{"id": "1", "data": {"distance": %b, "location": {"lat": %b, "lng": 5}}}]}' % (number, number)
    (row,) = await rows_of(body)
    assert row is not None
    assert row.canvass == Canvass(location=Location(None, 5.0))


async def test_an_answer_that_is_nested_too_deep_to_be_passed_on_is_lost_with_the_other_answers() -> None:
    value: Any = 1
    for _ in range(100):
        value = [value]
    canvass = await canvass_of(survey={"surveyId": "s", "responses": {"q": {"fields": {"a": value}}}}, turfId="t")
    assert (canvass.survey, canvass.turf_id) == (Survey("s"), "t")

"""A vendor's words name a field of the input where they name one, and none where that cannot be told."""

import pytest

from resolvers.sources.field_names import FieldNames

NAMES = FieldNames(
    {
        "campaignId": ("campaignId",),
        "turfID": ("turfId",),
        "survey": ("survey",),
        "surveyId": ("survey", "surveyId"),
        "notes": ("notes",),
        "at": ("at",),
        "lat": ("location", "latitude"),
    },
    english=("notes",),
    exact=("at",),
    spellings={"lat": "lat(?:itude)?"},
)


@pytest.mark.parametrize(
    "text",
    [
        "campaignId",
        "campaign_id is odd",
        "The Campaign ID is odd",
        "CAMPAIGNID",
        "data.campaignId: odd",
        "[campaignid]",
    ],
)
def test_a_name_counts_in_any_spelling_of_its_parts(text: str) -> None:
    assert NAMES(text) == ("campaignId",)


@pytest.mark.parametrize("text", ["", "campaign", "mycampaignId", "campaignIds", "campaign-id", "no id"])
def test_what_only_resembles_a_name_is_none(text: str) -> None:
    assert NAMES(text) == ()


@pytest.mark.parametrize("text", ["turfID", "turf_id", "turfId", "turf id"])
def test_capitals_in_a_row_are_one_part(text: str) -> None:
    assert NAMES(text) == ("turfId",)


def test_one_field_and_what_holds_it_is_that_field() -> None:
    assert NAMES("survey.surveyId is odd") == ("survey", "surveyId")
    assert NAMES("the survey is odd") == ("survey",)


def test_several_fields_are_none() -> None:
    assert NAMES("campaignId and turfId are odd") == ()
    assert NAMES("surveyId or turfId") == ()


def test_the_same_field_twice_is_one() -> None:
    assert NAMES("campaignId: the campaign ID is odd") == ("campaignId",)


@pytest.mark.parametrize("text", ["notes", "Notes are long", "'notes' is long", "data.notes", "data/notes", "`notes`"])
def test_a_word_of_english_counts_in_quotes_in_a_path_or_at_the_beginning(text: str) -> None:
    assert NAMES(text) == ("notes",)


def test_a_word_of_english_within_a_sentence_is_a_word() -> None:
    assert NAMES("it notes that all is well") == ()


def test_an_exact_name_counts_in_the_vendors_own_spelling_only() -> None:
    assert NAMES("at is odd") == ("at",)
    assert NAMES("At is odd") == ()


@pytest.mark.parametrize("text", ["lat", "Latitude", "the latitude"])
def test_a_name_may_be_written_in_other_ways(text: str) -> None:
    assert NAMES(text) == ("location", "latitude")


def test_the_longer_of_two_names_is_meant_where_one_begins_the_other() -> None:
    names = FieldNames({"campaign": ("campaign",), "campaignId": ("campaignId",)})
    assert names("the Campaign ID is odd") == ("campaignId",)

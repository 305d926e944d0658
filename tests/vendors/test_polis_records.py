"""Every field of Polis' examples arrives in the record under the contract's name."""

import msgspec
import pytest

from resolvers.model.enums import InteractionKind, Source
from resolvers.model.records import (
    Attribution,
    Canvass,
    Contact,
    Interaction,
    Location,
    Survey,
    SurveyField,
    SurveyResponse,
)
from resolvers.vendors.polis import records, wire
from tests.vendors.documents import read_as


def survey(available: str) -> Survey:
    return Survey(
        "375d437b-3b47-4940-b43d-be8daec4afff",
        (
            SurveyResponse("9826940d-76a8-4700-8c92-5743ce7bb728", (SurveyField("available", available),)),
            SurveyResponse("f386f88a-61f1-4f0d-b3d9-ba97e8238444", (SurveyField("dogliker", "true"),)),
        ),
    )


CANVASS = Canvass(
    successful=True,
    unavailable=True,
    unavailable_reason="Come Back",
    distance_miles=936.2361,
    status_id=None,
    walklist_id=None,
    turf_id=None,
    household_id="c15e3515-aabf-42da-8d1b-31679f738eae",
    contact_household_id="d070b1dc-9611-4f29-9300-a32160d21baa",
    survey=survey("false"),
    location=Location(33.43174362182617, -84.18405151367188, 0.0),
    customer_id="cfa8df1b-baf1-446b-b06c-3177063faed7",
    security_group_id="e822d07f-5972-4ff2-bc75-dbd68d6d79bf",
    created_by="0651e380-d556-49bd-acdd-2bd813b16430",
    modified_by="0651e380-d556-49bd-acdd-2bd813b16430",
    is_deleted=False,
)
FIRST = Interaction(
    source=Source.POLIS,
    source_id="7da76f74-7951-423a-be41-85a2551d16e7",
    locator=None,
    occurred_at="2018-07-17T18:40:53.526Z",
    kind=InteractionKind.CANVASS,
    kind_name=None,
    contact=Contact(source=Source.POLIS, source_id="0478dbbf-b6eb-4168-afa9-5ebab6fef4b6"),
    display_name=None,
    created_at="2019-04-22T19:43:06.475Z",
    updated_at="2019-04-22T19:43:06.475Z",
    attribution=Attribution(campaign_id="61fbfbaa-5de8-4d17-ac2b-c47f2376265a"),
    call=None,
    canvass=CANVASS,
    version="47a-h6vIm4ttg8qp/cFMmsY+JtWtBsc",
)


@pytest.mark.parametrize("name", ["object", "one", "create"])
def test_the_example_interaction_is_a_canvass_with_all_its_fields(name: str) -> None:
    assert records.interaction(read_as(wire.Interaction, f"polis/{name}.json")) == FIRST


def test_the_list_example_holds_two() -> None:
    page = read_as(wire.Page[wire.Interaction], "polis/list.json")
    second = msgspec.structs.replace(
        FIRST,
        source_id="2f79b11e-e23c-4305-ba72-32d97311d053",
        occurred_at="2018-07-18T18:40:53.526Z",
        created_at="2019-04-22T19:45:44.659Z",
        updated_at="2019-04-22T19:45:44.659Z",
        canvass=msgspec.structs.replace(CANVASS, unavailable=False, survey=survey("true")),
        version="47a-wHD832ZEORk838ByTovnIQVEMrA",
    )
    assert [records.interaction(row) for row in page.data] == [FIRST, second]


def test_the_patch_example_answers_with_what_was_set() -> None:
    patched = records.interaction(read_as(wire.Interaction, "polis/patch.json"))
    canvass = msgspec.structs.replace(CANVASS, successful=False, unavailable=False)
    assert patched == msgspec.structs.replace(FIRST, canvass=canvass)


def test_the_fields_that_no_example_shows_have_the_table_s_names() -> None:
    body = b'{"id": "1", "data": {"statusId": "s", "walklistId": "w", "turfId": 3}}'
    canvass = records.interaction(msgspec.json.decode(body, type=wire.Interaction)).canvass
    assert canvass is not None
    assert (canvass.status_id, canvass.walklist_id, canvass.turf_id) == ("s", "w", "3")


def test_created_and_modified_are_two_times_by_two_people() -> None:
    meta = b'{"created": "2020-01-01T00:00:00Z", "modified": "2021-01-01T00:00:00Z", "createdBy": 1, "modifiedBy": 2}'
    row = records.interaction(msgspec.json.decode(b'{"id": "1", "meta": ' + meta + b"}", type=wire.Interaction))
    assert (row.created_at, row.updated_at) == ("2020-01-01T00:00:00.000Z", "2021-01-01T00:00:00.000Z")
    assert row.canvass is not None
    assert (row.canvass.created_by, row.canvass.modified_by) == ("1", "2")

"""The two interactions that Polis' document shows ("Get many interactions", "Get an interaction")."""

from typing import Any

import pytest

from tests.graph.client import Walk, walked
from tests.graph.reading import assert_everywhere, by_key, every_way
from tests.graph.worlds import World

FIELDS = """occurredAt kind kindName displayName createdAt updatedAt externalSource read important version
    attribution { campaignId campaignName channel referrerType referrerSource influencingCampaign }
    call { durationSeconds }
    canvass {
        successful unavailable unavailableReason distanceMiles statusId walklistId turfId householdId
        contactHouseholdId customerId securityGroupId createdBy modifiedBy isDeleted
        survey { surveyId responses { questionId fields { name value } } }
        location { latitude longitude confidence }
    }
    contact { source sourceId displayName firstName phoneNumbers { number } }
    contacts { source sourceId }"""

CONTACT_ID = "0478dbbf-b6eb-4168-afa9-5ebab6fef4b6"
FIRST = "7da76f74-7951-423a-be41-85a2551d16e7"
SECOND = "2f79b11e-e23c-4305-ba72-32d97311d053"


def canvass(*, unavailable: bool, available: str) -> dict[str, Any]:
    """The two differ in whether somebody was there."""
    return {
        "successful": True,
        "unavailable": unavailable,
        "unavailableReason": "Come Back",
        "distanceMiles": 936.2361,
        "statusId": None,
        "walklistId": None,
        "turfId": None,
        "householdId": "c15e3515-aabf-42da-8d1b-31679f738eae",
        "contactHouseholdId": "d070b1dc-9611-4f29-9300-a32160d21baa",
        "customerId": "cfa8df1b-baf1-446b-b06c-3177063faed7",
        "securityGroupId": "e822d07f-5972-4ff2-bc75-dbd68d6d79bf",
        "createdBy": "0651e380-d556-49bd-acdd-2bd813b16430",
        "modifiedBy": "0651e380-d556-49bd-acdd-2bd813b16430",
        "isDeleted": False,
        "survey": {
            "surveyId": "375d437b-3b47-4940-b43d-be8daec4afff",
            "responses": [
                {
                    "questionId": "9826940d-76a8-4700-8c92-5743ce7bb728",
                    "fields": [{"name": "available", "value": available}],
                },
                {
                    "questionId": "f386f88a-61f1-4f0d-b3d9-ba97e8238444",
                    "fields": [{"name": "dogliker", "value": "true"}],
                },
            ],
        },
        "location": {"latitude": 33.43174362182617, "longitude": -84.18405151367188, "confidence": 0},
    }


COMMON: dict[str, Any] = {
    "kind": "CANVASS",
    "kindName": None,
    "displayName": None,
    "externalSource": None,
    "read": None,
    "important": None,
    "attribution": {
        "campaignId": "61fbfbaa-5de8-4d17-ac2b-c47f2376265a",
        "campaignName": None,
        "channel": None,
        "referrerType": None,
        "referrerSource": None,
        "influencingCampaign": None,
    },
    "call": None,
    "contact": {
        "source": "POLIS",
        "sourceId": CONTACT_ID,
        "displayName": None,
        "firstName": None,
        "phoneNumbers": [],
    },
    "contacts": [{"source": "POLIS", "sourceId": CONTACT_ID}],
}
EXPECTED = {
    FIRST: {
        **COMMON,
        "occurredAt": "2018-07-17T18:40:53.526Z",
        "createdAt": "2019-04-22T19:43:06.475Z",
        "updatedAt": "2019-04-22T19:43:06.475Z",
        "version": "47a-h6vIm4ttg8qp/cFMmsY+JtWtBsc",
        "canvass": canvass(unavailable=True, available="false"),
    },
    SECOND: {
        **COMMON,
        "occurredAt": "2018-07-18T18:40:53.526Z",
        "createdAt": "2019-04-22T19:45:44.659Z",
        "updatedAt": "2019-04-22T19:45:44.659Z",
        "version": "47a-wHD832ZEORk838ByTovnIQVEMrA",
        "canvass": canvass(unavailable=False, available="true"),
    },
}


@pytest.mark.parametrize("source_id", [FIRST, SECOND])
def test_every_field_of_an_interaction_has_the_documents_value(still: World, source_id: str) -> None:
    """By key, by id and in lists; what the examples lack (status, walklist, turf) is null."""
    key = ("POLIS", source_id)
    assert_everywhere(every_way(still.graph, "interactions", key, FIELDS), key, EXPECTED[source_id])


@pytest.mark.parametrize("connection", ["interactions", "touchpoints"])
def test_a_contact_known_by_reference_has_its_interactions(still: World, connection: str) -> None:
    """Both examples are of one contact."""
    keys = walked(still.graph, Walk(connection=connection, of=("POLIS", CONTACT_ID)))
    assert keys == [("POLIS", SECOND), ("POLIS", FIRST)]


@pytest.mark.parametrize(("source_id", "reason"), [(FIRST, "Come Back"), (SECOND, "successful")])
def test_a_summary_tells_what_came_of_the_visit(still: World, source_id: str, reason: str) -> None:
    """Never empty, and never a raw id alone."""
    summary = by_key(still.graph, "interaction", ("POLIS", source_id), "summary")["summary"]
    assert reason in summary
    assert source_id not in summary

"""What Polis is sent for a new canvass, and for changes to one (sections Post to interactions, Patch an item)."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from msgspec import UNSET

from resolvers.model.records import Location, Survey
from resolvers.vendors.polis.inputs import PolisCreation, PolisPatch

REQUIRED: Mapping[str, str] = {
    "campaign_id": "campaignId",
    "contact_id": "contactId",
    "household_id": "householdId",
    "contact_household_id": "contactHouseholdId",
    "occurred_at": "timestamp",
    "survey": "survey",
    "unavailable": "unavailable",
}
"""What every record has (section data, column Required), by our names and the vendor's. None of it can be null."""

OPTIONAL: Mapping[str, str] = {
    "unavailable_reason": "unavailableReason",
    "successful": "successful",
    "location": "location",
    "status_id": "statusId",
    "walklist_id": "walklistId",
    "turf_id": "turfId",
}

Json = Any


def attributes(given: PolisCreation | PolisPatch) -> dict[str, Json]:
    """What was given, as the document spells it; null where it was given as null."""
    names = {**REQUIRED, **OPTIONAL}
    values = {theirs: getattr(given, ours) for ours, theirs in names.items()}
    return {name: _spelled(value) for name, value in values.items() if value is not UNSET}


def body(creation: PolisCreation) -> dict[str, Json]:
    """The body of a creation: what is null is left out, as it is in the example."""
    return {name: value for name, value in attributes(creation).items() if value is not None}


def operations(changes: Mapping[str, Json], members: Collection[str] | None) -> list[dict[str, Json]]:
    """The JSON Patch (RFC 6902) that makes the changes to `data` with those members.

    `replace` and `remove` need a member that exists (4.2, 4.3). Null `members`: the record was not read, and all the
    changes are to attributes that it must have.
    """
    return list(_operations(changes, members))


def needs_reading(changes: Mapping[str, Json]) -> bool:
    """Whether the operations depend on what the record holds."""
    return any(name in OPTIONAL.values() for name in changes)


def _operations(changes: Mapping[str, Json], members: Collection[str] | None) -> Iterator[dict[str, Json]]:
    for name, value in changes.items():
        there = members is None or name in members
        if value is not None:
            yield {"op": "replace" if there else "add", "path": f"/{name}", "value": value}
        elif there:
            yield {"op": "remove", "path": f"/{name}"}


def _spelled(value: Json) -> Json:
    if isinstance(value, Survey):
        return _survey(value)
    if isinstance(value, Location):
        named = {"lat": value.latitude, "lng": value.longitude, "confidence": value.confidence}
        return {name: number for name, number in named.items() if number is not None}
    return value


def _survey(survey: Survey) -> dict[str, Json]:
    """Section data/survey; the examples key the responses by their question, and the fields by their name."""
    responses = {
        response.question_id: {
            "fields": {field.name: field.value for field in response.fields},
            "questionId": response.question_id,
        }
        for response in survey.responses
    }
    return {**({"responses": responses} if responses else {}), "surveyId": survey.survey_id}

"""What is wrong with a canvass, or with changes to one, before it is sent (section data; README.md)."""

from typing import Any

from msgspec import UNSET

from resolvers.model.findings import Findings
from resolvers.model.records import Location, Survey
from resolvers.model.user_errors import DUPLICATE, REQUIRED, Path
from resolvers.vendors.polis import patches
from resolvers.vendors.polis.inputs import PolisCreation, PolisPatch

_POLIS = ("polis",)
_FIELDS = {
    "campaign_id": "campaignId",
    "contact_id": "contactId",
    "household_id": "householdId",
    "contact_household_id": "contactHouseholdId",
    "occurred_at": "occurredAt",
    "unavailable": "unavailable",
    "unavailable_reason": "unavailableReason",
    "successful": "successful",
    "survey": "survey",
    "location": "location",
    "status_id": "statusId",
    "walklist_id": "walklistId",
    "turf_id": "turfId",
}
"""The fields of the inputs, as the contract spells them."""


def check(given: PolisCreation | PolisPatch, found: Findings) -> None:
    """Everything that was given."""
    for name, value in _given(given).items():
        path = (*_POLIS, _FIELDS[name])
        if value is None:
            if name in patches.REQUIRED:
                found.add(path, "every canvass of Polis has one: it cannot be taken away", REQUIRED)
        elif name.endswith("_id"):
            found.filled(path, value)
        elif isinstance(value, Survey):
            _check_survey(path, value, found)
        elif isinstance(value, Location):
            _check_location(path, value, found)
        elif isinstance(value, str):
            found.text(path, value)


def check_patch(patch: PolisPatch, found: Findings) -> None:
    """The same, and that it changes something."""
    check(patch, found)
    if not _given(patch):
        found.add(_POLIS, "must change something", REQUIRED)


def _given(given: PolisCreation | PolisPatch) -> dict[str, Any]:
    """What was given, null or not, in the order of the fields."""
    return {name: getattr(given, name) for name in given.__struct_fields__ if getattr(given, name) is not UNSET}


def _check_survey(path: Path, survey: Survey, found: Findings) -> None:
    found.filled((*path, "surveyId"), survey.survey_id)
    questions: set[str] = set()
    for number, response in enumerate(survey.responses):
        here = (*path, "responses", str(number))
        _check_new((*here, "questionId"), response.question_id, questions, found)
        names: set[str] = set()
        for index, field in enumerate(response.fields):
            _check_new((*here, "fields", str(index), "name"), field.name, names, found)
            found.json((*here, "fields", str(index), "value"), field.value)


def _check_new(path: Path, key: str, seen: set[str], found: Findings) -> None:
    """The document keys answers by their question, and fields by their name: a second one would replace the first."""
    found.filled(path, key)
    if key in seen:
        found.add(path, "comes twice", DUPLICATE)
    seen.add(key)


def _check_location(path: Path, location: Location, found: Findings) -> None:
    if location == Location():
        found.add(path, "must say something", REQUIRED)
    for name, degrees, limit in (("latitude", location.latitude, 90), ("longitude", location.longitude, 180)):
        if degrees is not None:
            found.within((*path, name), degrees, limit)

"""Writing to Polis (sections Post to interactions, Patch an item, Delete an interactions)."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import UNSET

from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, Failure, SourceFailure
from resolvers.model.http import Fetch, VendorRequest
from resolvers.model.inputs import Path, PolisCreation, PolisPatch
from resolvers.model.records import Interaction, Location, Survey
from resolvers.model.write_outcome import Outcome, WriteFailure, is_refusal, known
from resolvers.sources import decode
from resolvers.sources.field_names import FieldNames
from resolvers.vendors.polis import records, requests, wire

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

_PATHS: Mapping[str, Path] = {
    **{name: ("polis", name) for name in (*REQUIRED.values(), *OPTIONAL.values())},
    "timestamp": ("polis", "occurredAt"),
    "surveyId": ("polis", "survey", "surveyId"),
    "responses": ("polis", "survey", "responses"),
    "lat": ("polis", "location", "latitude"),
    "lng": ("polis", "location", "longitude"),
    "confidence": ("polis", "location", "confidence"),
}
_ENGLISH = ("timestamp", "survey", "responses", "unavailable", "successful", "location", "lat", "lng", "confidence")
_KEYS: Mapping[str, Path] = {"id": ("by",), "interactionId": ("by",), "etag": ("ifMatch",)}

CREATED = FieldNames(_PATHS, _ENGLISH)
"""The input's fields by the names of a creation."""
CHANGED = FieldNames({**_PATHS, **_KEYS}, _ENGLISH)
"""The same for a patch."""
DELETED = FieldNames(_KEYS)
"""The same for a deletion."""

_REFUSED_VERSIONS = (409, 412, 428)
"""How HTTP says that a precondition does not hold, or is missing; the document does not say (RFC 9110, RFC 6585)."""

Json = Any


class Current(msgspec.Struct, frozen=True):
    """A record as it stands, and which members its `data` has, null or not."""

    record: Interaction
    members: frozenset[str]


# ---------------------------------------------------------------- pure


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


# ---------------------------------------------------------------- asking


async def create(fetch: Fetch, creation: PolisCreation) -> Interaction:
    """The new record, as the vendor answers with it."""
    answer = await fetch(requests.create_interaction(body(creation)))
    return _current(answer.body).record


async def update(fetch: Fetch, key: str, patch: PolisPatch, if_match: str | None) -> Interaction | None:
    """The record after the change; null where there is none. Nothing is sent where nothing would change."""
    changes = attributes(patch)
    etag, members = if_match, None
    if etag is None or needs_reading(changes):
        current = await _read_for(fetch, key, if_match)
        if current is None:
            return None
        etag, members = _etag(current), current.members
        if not operations(changes, members):
            return current.record
    request = requests.patch_interaction(key, etag, operations(changes, members))
    answer = await _guarded(fetch, key, request)
    return None if answer is None else _current(answer).record


async def delete(fetch: Fetch, key: str, if_match: str | None) -> bool:
    """Whether it is gone; false where there is none."""
    etag = if_match
    if etag is None:
        current = await _read_for(fetch, key, None)
        if current is None:
            return False
        etag = _etag(current)
    answer = await _guarded(fetch, key, requests.delete_interaction(key, etag))
    if answer is not None and answer.startswith((b"{", b"[")):
        # No body is documented. One that breaks off comes from somebody who may not have deleted anything.
        decode.plain(Source.POLIS, answer)
    return answer is not None


async def _read_for(fetch: Fetch, key: str, if_match: str | None) -> Current | None:
    """The record before a change; null where there is none. A version that is not the one wanted is a conflict."""
    try:
        with known(Outcome.NOT_APPLIED):
            current = await _read(fetch, key)
    except WriteFailure as failed:
        failure = failed.cause
        if isinstance(failure, SourceFailure) and failure.error.http_status == 404:
            return None
        if isinstance(failure, SourceFailure) and is_refusal(failure):
            raise failure from None
        raise
    if if_match is not None and current.record.version != if_match:
        conflict = SourceFailure.of(
            Source.POLIS, ErrorCode.SOURCE_CONFLICT, "the interaction is not of the version that ifMatch names"
        )
        raise WriteFailure(conflict, Outcome.NOT_APPLIED, version=current.record.version)
    return current


async def _guarded(fetch: Fetch, key: str, request: VendorRequest) -> bytes | None:
    """The answer to a write under an etag; null where there is no such record."""
    try:
        return (await fetch(request)).body
    except SourceFailure as failure:
        if failure.error.http_status == 404:
            return None
        if failure.error.http_status in _REFUSED_VERSIONS:
            error = msgspec.structs.replace(failure.error, code=ErrorCode.SOURCE_CONFLICT)
            conflict = SourceFailure(Source.POLIS, error)
            raise WriteFailure(conflict, Outcome.NOT_APPLIED, version=await _version(fetch, key)) from failure
        raise


async def _version(fetch: Fetch, key: str) -> str | None:
    """The etag as it is now; null where it cannot be read: the conflict is told all the same."""
    try:
        return (await _read(fetch, key)).record.version
    except Failure:
        return None


async def _read(fetch: Fetch, key: str) -> Current:
    return _current((await fetch(requests.get_interaction(key))).body)


def _current(answer: bytes) -> Current:
    raw = decode.plain(Source.POLIS, answer)
    data = raw.get("data") if isinstance(raw, dict) else None
    # Before odd members are dropped in the reading: they are there all the same.
    members = frozenset(data if isinstance(data, dict) else ())
    row = decode.one(Source.POLIS, raw, wire.Interaction)
    if row is None:
        raise decode.bad_response(Source.POLIS, "the record cannot be read")
    return Current(records.interaction(row), members)


def _etag(current: Current) -> str:
    if not current.record.version:
        failure = decode.bad_response(Source.POLIS, "the record has no etag, and nothing is changed without one")
        raise WriteFailure(failure, Outcome.NOT_APPLIED)
    return current.record.version

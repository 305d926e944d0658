"""Polis interactions: the document's two, and generated ones."""

import base64
import hashlib
from typing import Any, Final

import msgspec

from app.sandbox.data.people import SENTENCES
from app.sandbox.data.polis_quirks import add_quirks
from app.sandbox.data.seeds import Seeds
from app.sandbox.options import SandboxOptions
from app.sandbox.store import Record, Seeded
from app.sandbox.times import DAY, iso

CUSTOMER: Final = "cfa8df1b-baf1-446b-b06c-3177063faed7"
SECURITY_GROUP: Final = "e822d07f-5972-4ff2-bc75-dbd68d6d79bf"
USER: Final = "0651e380-d556-49bd-acdd-2bd813b16430"
_CAMPAIGN: Final = "61fbfbaa-5de8-4d17-ac2b-c47f2376265a"
_CONTACT: Final = "0478dbbf-b6eb-4168-afa9-5ebab6fef4b6"
_HOUSEHOLD: Final = "c15e3515-aabf-42da-8d1b-31679f738eae"
_CONTACT_HOUSEHOLD: Final = "d070b1dc-9611-4f29-9300-a32160d21baa"
_SURVEY: Final = "375d437b-3b47-4940-b43d-be8daec4afff"
_QUESTIONS: Final = ("9826940d-76a8-4700-8c92-5743ce7bb728", "f386f88a-61f1-4f0d-b3d9-ba97e8238444")

_REASONS: Final = (
    "Come Back",
    "Not Home",
    "Moved",
    "Refused",
    "Deceased",
    "Nie ma w domu",
    "不在",
    "",
    "x" * 500,
)


def _document_record(
    record_id: str, available: str, timestamp: str, unavailable: bool, etag: str, changed: str
) -> Record:
    answers = (("available", available), ("dogliker", "true"))
    return {
        "id": record_id,
        "data": {
            "survey": {
                "surveyId": _SURVEY,
                "responses": {
                    question: {"fields": {name: value}, "questionId": question}
                    for question, (name, value) in zip(_QUESTIONS, answers, strict=True)
                },
            },
            "distance": 936.2361,
            "location": {"lat": 33.43174362182617, "lng": -84.18405151367188, "confidence": 0},
            "contactId": _CONTACT,
            "timestamp": timestamp,
            "campaignId": _CAMPAIGN,
            "successful": True,
            "householdId": _HOUSEHOLD,
            "unavailable": unavailable,
            "unavailableReason": "Come Back",
            "contactHouseholdId": _CONTACT_HOUSEHOLD,
        },
        "meta": {
            "etag": etag,
            "created": changed,
            "modified": changed,
            "resource": "interactions",
            "createdBy": USER,
            "isDeleted": False,
            "modifiedBy": USER,
        },
        "customerId": CUSTOMER,
        "securityGroupId": SECURITY_GROUP,
    }


# "Get many interactions", example response; the two differ only in what is spelled out here.
DOCUMENT_RECORDS: Final = (
    _document_record(
        "7da76f74-7951-423a-be41-85a2551d16e7",
        "false",
        "2018-07-17T18:40:53.526Z",
        True,
        "47a-h6vIm4ttg8qp/cFMmsY+JtWtBsc",
        "2019-04-22T19:43:06.475Z",
    ),
    _document_record(
        "2f79b11e-e23c-4305-ba72-32d97311d053",
        "true",
        "2018-07-18T18:40:53.526Z",
        False,
        "47a-wHD832ZEORk838ByTovnIQVEMrA",
        "2019-04-22T19:45:44.659Z",
    ),
)


def etag(record: Record) -> str:
    """In the form of the document's: length in hexadecimal, a dash, a base64 digest of 27 characters."""
    content = msgspec.json.encode(record)
    digest = base64.b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()
    return f"{len(content):x}-{digest[:27]}"


def seeded(options: SandboxOptions) -> list[Seeded]:
    records = _Generator(options).records(options.canvasses)
    if options.quirks:
        add_quirks(records)
    return [Seeded(record) for record in (*DOCUMENT_RECORDS, *records)]


class _Generator:
    """A contact lives in one household; every tenth record is one of a small, busy group of contacts."""

    def __init__(self, options: SandboxOptions) -> None:
        seeds = self._seeds = Seeds(options.seed, "polis")
        households = max(1, options.canvasses // 8)
        self._campaigns = [_CAMPAIGN, *(seeds.uuid() for _ in range(5))]
        self._users = [USER, seeds.uuid(), seeds.uuid()]
        self._ids = [seeds.uuid() for _ in range(6)]
        self._homes = [
            (seeds.uuid(), household, seeds.uuid())
            for household in (seeds.uuid() for _ in range(households))
            for _ in range(seeds.between(1, 4))
        ]

    def records(self, count: int) -> list[Record]:
        moments = self._seeds.moments(count, step=1000)
        return [self._record(moment) for moment in moments]

    def _record(self, moment: int) -> Record:
        seeds = self._seeds
        created = moment + seeds.below(3 * DAY) // 1000 * 1000
        modified = created + (seeds.below(30 * DAY) // 1000 * 1000 if seeds.chance(0.3) else 0)
        record = {"id": seeds.uuid(), "data": self._data(moment)}
        user = seeds.pick(self._users)
        record["meta"] = {
            "etag": etag(record),
            "created": iso(created),
            "modified": iso(modified),
            "resource": "interactions",
            "createdBy": user,
            "isDeleted": False,
            "modifiedBy": seeds.pick(self._users),
        }
        record["customerId"] = CUSTOMER
        record["securityGroupId"] = SECURITY_GROUP
        return record

    def _data(self, moment: int) -> Record:
        seeds = self._seeds
        busy = seeds.chance(0.1)
        contact, household, contact_household = seeds.pick(self._homes[:3] if busy else self._homes)
        unavailable = seeds.chance(0.3)
        optional = {
            "distance": round(seeds.fraction() * 1000, 4),
            "location": self._location(),
            "successful": not unavailable and seeds.chance(0.7),
            "statusId": seeds.pick(self._ids[:2]),
            "walklistId": seeds.pick(self._ids[2:4]),
            "turfId": seeds.pick(self._ids[4:]),
        }
        if unavailable:
            optional["unavailableReason"] = seeds.pick(_REASONS)
        return {
            "survey": self._survey(),
            "contactId": contact,
            "timestamp": iso(moment),
            "campaignId": seeds.pick(self._campaigns),
            "householdId": household,
            "unavailable": unavailable,
            "contactHouseholdId": contact_household,
            **{name: value for name, value in optional.items() if seeds.chance(0.8)},
        }

    def _location(self) -> Record:
        """Each part is optional."""
        seeds = self._seeds
        whole = {
            "lat": round(seeds.fraction() * 170 - 85, 6),
            "lng": round(seeds.fraction() * 360 - 180, 6),
            "confidence": seeds.between(0, 10) / 10,
        }
        return {name: value for name, value in whole.items() if seeds.chance(0.95)}

    def _survey(self) -> Record:
        """Responses are optional."""
        seeds = self._seeds
        survey: Record = {"surveyId": _SURVEY}
        if seeds.chance(0.85):
            values: tuple[Any, ...] = ("true", "false", "", "tak", 3, None, seeds.pick(SENTENCES))
            survey["responses"] = {
                question: {
                    "fields": {name: seeds.pick(values) for name in ("available", "remarks")[: seeds.between(0, 2)]},
                    "questionId": question,
                }
                for question in _QUESTIONS[: seeds.between(0, 2)]
            }
        return survey

"""Procurios relations, types, tags and contact moments: the document's own, and generated ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.sandbox.data.people import FIRST_NAMES, LAST_NAMES, SUBJECTS
from app.sandbox.data.seeds import Seeds
from app.sandbox.options import SandboxOptions
from app.sandbox.store import Record, Seeded
from app.sandbox.times import DAY

TIMEZONE: Final = ZoneInfo("Europe/Amsterdam")
"""The document's times have no offset, so a vendor has a time zone."""


@dataclass(frozen=True, slots=True)
class MomentType:
    title: str
    addable: bool
    extra: Record
    """Properties of the type's schema beyond the common ones."""


# "Schema for a certain type": what every type has.
_INTEGERS: Final[Record] = {"type": "array", "uniqueItems": True, "items": {"type": "integer"}}
_COMMON: Final[Record] = {
    "contactMomentId": {
        "title": "Contact moment ID",
        "description": "The unique ID for the contact moment",
        "type": "integer",
    },
    "subject": {
        "title": "Subject",
        "description": "What the contact moment was about",
        "type": "string",
    },
    "dateTime": {"title": "Date and time", "description": "yyyy-mm-dd hh:mm:ss", "type": "string"},
    "senderId": {
        "title": "Sender ID",
        "description": "The Procurios ID of the relation that initiated contact",
        "type": "integer",
    },
    "recipients": {
        "title": "Recipient",
        "description": "The Procurios IDs of the relations that were contacted",
        "minItems": 1,
        **_INTEGERS,
    },
    "action_code": {"title": "Entered via action", "type": "integer"},
    "reference": {
        "title": "A reference for this contact moment in the calling system.",
        "type": "string",
        "maxLength": 255,
    },
    "tagIds": {
        "title": "Tag Ids",
        "description": "The ids of the labels attached to the contact moment for extra information",
        "minItems": 0,
        **_INTEGERS,
    },
}
_CONTENTS: Final[Record] = {"contents": {"title": "Contents", "description": "What was said", "type": "string"}}

# The document shows the first; that "contents" belongs to it alone is its own remark.
TYPES: Final[dict[str, MomentType]] = {
    "ContactMomentPhone": MomentType("Telephone call", True, _CONTENTS),
    "ContactMomentVisit": MomentType("Visit", True, {}),
    "ContactMomentEmail": MomentType("E-mail", True, {}),
    "ContactMomentLetter": MomentType("Brief per post (aangetekend)", True, {}),
    "ContactMomentMailing": MomentType("Mass mailing", False, {}),
}

# "Tags available to contact moments", and the tag of the document's contact moment.
TAGS: Final[dict[str, str]] = {
    "3": "Label 1",
    "4": "Label 2",
    "5": "Label 3",
    "12": "Klacht",
    "13": "Łódź / 北京",
    "99": "Tag name",
}

# "Get contact moments". The last recipient is the document's own word.
DOCUMENT_RECORD: Final[Record] = {
    "id": 12345,
    "subject": "Test contact moment",
    "senderId": 42,
    "sender": "Douglas Adams",
    "type": "ContactMomentVisit",
    "dateTime": "2020-01-01T01:23:45",
    "action": 1234,
    "tags": {"99": "Tag name"},
    "recipients": [123, 124, 126, "other relation ids as int"],
}

# Named in the document's examples; 9999 is the one that is not available.
_DOCUMENT_RELATIONS: Final = (42, 123, 124, 126, 1516, 429000)
_FIRST_GENERATED_RELATION: Final = 20_000


def schema(type_id: str) -> Record:
    """The draft-07 schema of a type ("Schema for a certain type")."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Contact moment",
        "type": "object",
        "properties": {**_COMMON, **TYPES[type_id].extra},
        "required": ["subject", "senderId", "recipients"],
    }


def local(microseconds: int) -> str:
    """The vendor's local time without an offset, as its records spell it."""
    moment = datetime.fromtimestamp(microseconds // 1_000_000, UTC).astimezone(TIMEZONE)
    return moment.strftime("%Y-%m-%dT%H:%M:%S")


def relations(options: SandboxOptions) -> dict[int, str]:
    """Every relation in the CRM with its name."""
    seeds = Seeds(options.seed, "procurios-relations")
    ids = (
        *_DOCUMENT_RELATIONS,
        *range(_FIRST_GENERATED_RELATION, _FIRST_GENERATED_RELATION + options.relations),
    )
    names = {number: f"{seeds.pick(FIRST_NAMES)} {seeds.pick(LAST_NAMES)}" for number in ids}
    return {**names, 42: "Douglas Adams"}


def seeded(options: SandboxOptions) -> list[Seeded]:
    """Records, and when each was changed last, which the vendor does not show."""
    seeds = Seeds(options.seed, "procurios")
    known = relations(options)
    ids = list(known)
    generated = []
    for number, moment in enumerate(seeds.moments(options.contact_moments)):
        record = _record(seeds, 50_000 + number, moment, ids, known)
        changed = moment + seeds.below(20 * DAY)
        generated.append(Seeded(record, {"changed": local(changed)}))
    if options.quirks:
        _add_quirks([entry.record for entry in generated])
    document = Seeded(DOCUMENT_RECORD, {"changed": "2020-01-01T01:23:45"})
    return [document, *generated]


def _record(seeds: Seeds, number: int, moment: int, ids: Sequence[int], known: dict[int, str]) -> Record:
    # A fifth of all moments concern the first few relations, so that some have many.
    crowd = ids[:10] if seeds.chance(0.2) else ids
    sender = seeds.pick(crowd)
    recipients = {seeds.pick(crowd): None for _ in range(seeds.between(1, 4))}
    tags = {seeds.pick(list(TAGS)): None for _ in range(seeds.between(0, 2))}
    return {
        "id": number,
        "subject": seeds.pick(SUBJECTS),
        "senderId": sender,
        "sender": known[sender],
        "type": seeds.pick(list(TYPES)),
        "dateTime": local(moment),
        "action": seeds.pick((1234, 2, 3, 7)),
        "tags": {tag: TAGS[tag] for tag in tags},
        "recipients": list(recipients),
    }


def _recipients_as_strings(record: Record) -> None:
    record["recipients"] = [str(recipient) for recipient in record["recipients"]]


def _space_in_date(record: Record) -> None:
    """The schema describes dateTime with a space, the example has a T."""
    record["dateTime"] = record["dateTime"].replace("T", " ")


def _offset_in_date(record: Record) -> None:
    moment = datetime.fromisoformat(record["dateTime"]).replace(tzinfo=TIMEZONE)
    record["dateTime"] = moment.isoformat()


def _tags_as_list(record: Record) -> None:
    record["tags"] = []


def _unknown_type(record: Record) -> None:
    record["type"] = "ContactMomentWhatsApp"
    record["channel"] = {"number": 1}


def _missing_keys(record: Record) -> None:
    for name in ("sender", "action", "tags", "subject"):
        del record[name]


def _numbers_as_strings(record: Record) -> None:
    record["id"] = str(record["id"])
    record["senderId"] = str(record["senderId"])


def _odd_action(record: Record) -> None:
    record["action"] = "manual"


_QUIRKS: Final[Sequence[Callable[[Record], Any]]] = (
    _recipients_as_strings,
    _space_in_date,
    _offset_in_date,
    _tags_as_list,
    _unknown_type,
    _missing_keys,
    _numbers_as_strings,
)
_EVERY: Final = 25


def _add_quirks(records: Sequence[Record]) -> None:
    for index, record in enumerate(records):
        if index % _EVERY < len(_QUIRKS):
            _QUIRKS[index % _EVERY](record)
    if len(records) >= _EVERY:
        _odd_action(records[_EVERY - 1])

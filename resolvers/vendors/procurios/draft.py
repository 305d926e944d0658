"""A new contact moment in Procurios' terms: its body, and what is wrong with it before it is sent.

Sections Schema for a certain type, and Contact moment, of the document.
"""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from resolvers.model import timestamps
from resolvers.model.enums import Source
from resolvers.model.findings import Findings
from resolvers.model.ids import Kind
from resolvers.model.inputs import ContactMomentCreation, or_none
from resolvers.model.keys import RecordKey
from resolvers.model.records import ContactMomentType
from resolvers.model.user_errors import INVALID, NOT_FOUND, Path, UserError
from resolvers.vendors.procurios.json_schema import Violation

PATHS: dict[str, Path] = {
    "subject": ("subject",),
    "dateTime": ("occurredAt",),
    "senderId": ("sender",),
    "recipients": ("recipients",),
    "contents": ("contents",),
    "action_code": ("actionCode",),
    "reference": ("reference",),
    "tagIds": ("tagIds",),
}
"""The input's field for each property that has one of its own; the others are under `extra`."""

_OWN = "contactMomentId"
"""A property of the schema that Procurios gives: sent, it might name a moment that is there already."""

_MOST_DIGITS = 18


class Draft(msgspec.Struct, frozen=True):
    """The body, as far as it can be made of the input, and why not further. `sender_id` is a relation's."""

    body: dict[str, Any]
    sender_id: str
    errors: tuple[UserError, ...] = ()


def draft(creation: ContactMomentCreation, zone: ZoneInfo) -> Draft:
    """The body in the order of the document's example. What is unset or null is left out."""
    found = Findings()
    sender = _relation(("sender",), creation.sender, found)
    recipients = [_relation(("recipients", str(at)), key, found) for at, key in enumerate(creation.recipients)]
    found.json(("extra",), or_none(creation.extra))
    usable = not any(error.path == ("extra",) for error in found.errors)
    values: dict[str, Any] = {
        "subject": creation.subject,
        "dateTime": _moment(or_none(creation.occurred_at), zone, found),
        "senderId": _number(sender, ("sender",), "a relation of Procurios", found),
        "recipients": _numbers(recipients, "recipients", "a relation of Procurios", found),
        "contents": or_none(creation.contents),
        "action_code": or_none(creation.action_code),
        "reference": or_none(creation.reference),
        "tagIds": _numbers(or_none(creation.tag_ids), "tagIds", "a tag of Procurios", found),
    }
    body = {name: value for name, value in values.items() if value is not None}
    extra = _extra(or_none(creation.extra), found) if usable else {}
    for name, value in body.items():
        if not _sendable(value):
            found.add(PATHS[name], _UNSENDABLE, INVALID)
    return Draft({**body, **extra}, sender or "", tuple(found.errors))


def _relation(path: Path, key: RecordKey, found: Findings) -> str | None:
    ref = found.key(path, key, Kind.CONTACT, (Source.PROCURIOS,))
    return None if ref is None else ref.source_id


_UNSENDABLE = "it has a character or a number that cannot be sent"


def _moment(text: str | None, zone: ZoneInfo, found: Findings) -> str | None:
    """On the clocks of the zone, with their offset, in whole seconds, as the document's example writes it.

    The schema describes `yyyy-mm-dd hh:mm:ss` and holds nobody to it; that form tells no instant where clocks are
    put back, the example's does. Clocks that were once off by odd seconds are left alone: UTC.
    """
    if text is None:
        return None
    try:
        moment = timestamps.parse(text).replace(microsecond=0).astimezone(zone)
        odd = (moment.utcoffset() or dt.timedelta(0)).seconds % 60
        return (moment.astimezone(dt.UTC) if odd else moment).isoformat()
    except OverflowError:
        found.add(("occurredAt",), "occurredAt is beyond what a calendar can hold", INVALID)
        return None


def _number(text: str | None, path: Path, what: str, found: Findings) -> int | None:
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        return int(text)
    found.add(path, f"{'.'.join(path)} must be {what}, by its number", INVALID)
    return None


def _numbers(texts: Sequence[str | None] | None, name: str, what: str, found: Findings) -> list[int] | None:
    if texts is None:
        return None
    numbers = [_number(text, (name, str(index)), what, found) for index, text in enumerate(texts)]
    return [number for number in numbers if number is not None]


def _extra(given: object, found: Findings) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        found.add(("extra",), "extra must be an object of properties", INVALID)
        return {}
    kept = {}
    for name, value in given.items():
        path = ("extra", name)
        if name in PATHS:
            message = f"extra.{name} has a field of its own: {'.'.join(PATHS[name])}"
            found.add(path, message, INVALID)
        elif name == _OWN:
            found.add(path, f"extra.{name} is given by Procurios", INVALID)
        elif not (_sendable(name) and _sendable(value)):
            found.add(path, _UNSENDABLE, INVALID)
        else:
            kept[name] = value
    return kept


def _sendable(value: object) -> bool:
    """Whether JSON brings it over unchanged: half a character, or a number that is none, it does not."""
    try:
        return bool(json.loads(msgspec.json.encode(value)) == value)
    except (TypeError, ValueError, RecursionError, msgspec.MsgspecError):
        return False


def type_problems(type_id: str, listed: Sequence[ContactMomentType]) -> tuple[UserError, ...]:
    """Whether the vendor lists the type as one to register moments of."""
    found = next((type_ for type_ in listed if type_.id == type_id), None)
    if found is None:
        return (UserError(("type",), "type must be one that contactMomentTypes lists", NOT_FOUND),)
    if not found.addable:
        return (UserError(("type",), "type must be one that contactMomentTypes lists as addable", INVALID),)
    return ()


def schema_problems(found: Sequence[Violation], known: Sequence[UserError]) -> tuple[UserError, ...]:
    """Violations of the type's schema at the input's fields, but for the fields of which a problem is known."""
    problems = [UserError(path_of(violation.path), violation.message, violation.code) for violation in found]
    told = {error.path[:1] for error in known if error.path[:1] != ("extra",)} | {error.path for error in known}
    fresh = (problem for problem in problems if problem.path[:1] not in told and problem.path not in told)
    return tuple(dict.fromkeys(fresh))


def path_of(path: Sequence[str | int]) -> Path:
    """The input's field for a place in the body; empty for the body as a whole."""
    if not path:
        return ()
    name, *rest = map(str, path)
    return (*PATHS.get(name, ("extra", name)), *rest)

"""A new contact moment in Procurios' terms: its body, what is wrong with it, and what Procurios says against it.

Sections Schema for a certain type, and Contact moment, of the document.
"""

import datetime as dt
import json
import re
from collections.abc import Sequence
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UnsetType

from resolvers.model import codes, timestamps
from resolvers.model.inputs import MomentCreation, Path, UserError
from resolvers.model.records import ContactMomentType
from resolvers.vendors.procurios.json_schema import Violation

T = TypeVar("T")

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

_NAMES = {
    "subject": r"subject",
    "dateTime": r"date[ _]?(?:and[ ])?time",
    "senderId": r"sender(?:[ _]?id)?",
    "recipients": r"recipients?",
    "contents": r"contents?",
    "action_code": r"action(?:[ _]?code)?",
    "reference": r"reference",
    "tagIds": r"tags?(?:[ _]?ids?)?",
}
_NAMED = re.compile("|".join(rf"(?P<{name}>\b{pattern}\b)" for name, pattern in _NAMES.items()), re.IGNORECASE)
_MOST_DIGITS = 18


class Draft(msgspec.Struct, frozen=True):
    """The body, as far as it can be made of the input, and why not further."""

    body: dict[str, Any]
    errors: tuple[UserError, ...] = ()


# ---------------------------------------------------------------- before it is sent


def draft(creation: MomentCreation, zone: ZoneInfo, found: Sequence[UserError] = ()) -> Draft:
    """The body in the order of the document's example. What is unset or null is left out.

    `found` comes first among the errors; at the places where it found something, nothing else is told.
    """
    errors: list[UserError] = []
    values: dict[str, Any] = {
        "subject": creation.subject,
        "dateTime": _moment(_value(creation.occurred_at), zone, errors),
        "senderId": _number(creation.sender_id, ("sender",), "a relation of Procurios", errors),
        "recipients": _numbers(creation.recipient_ids, "recipients", "a relation of Procurios", errors),
        "contents": _value(creation.contents),
        "action_code": _value(creation.action_code),
        "reference": _value(creation.reference),
        "tagIds": _numbers(_value(creation.tag_ids), "tagIds", "a tag of Procurios", errors),
    }
    body = {name: value for name, value in values.items() if value is not None}
    extra = _extra(_value(creation.extra), errors)
    errors += (UserError(PATHS[name], _UNSENDABLE, codes.INVALID) for name in body if not _sendable(body[name]))
    fresh = (error for error in errors if not any(_overlap(error.field, known.field) for known in found))
    return Draft({**body, **extra}, (*found, *fresh))


def _overlap(one: Path, other: Path) -> bool:
    """Whether one of them is the other, or holds it."""
    return all(mine == theirs for mine, theirs in zip(one, other, strict=False))


_UNSENDABLE = "it has a character or a number that cannot be sent"


def _value(given: T | UnsetType | None) -> T | None:
    return None if isinstance(given, UnsetType) else given


def _moment(text: str | None, zone: ZoneInfo, errors: list[UserError]) -> str | None:
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
        errors.append(UserError(("occurredAt",), "occurredAt is beyond what a calendar can hold", codes.INVALID))
        return None


def _number(text: str, path: Path, what: str, errors: list[UserError]) -> int | None:
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        return int(text)
    errors.append(UserError(path, f"{'.'.join(path)} must be {what}, by its number", codes.INVALID))
    return None


def _numbers(texts: Sequence[str] | None, name: str, what: str, errors: list[UserError]) -> list[int] | None:
    if texts is None:
        return None
    found = [_number(text, (name, str(index)), what, errors) for index, text in enumerate(texts)]
    return [number for number in found if number is not None]


def _extra(given: object, errors: list[UserError]) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        errors.append(UserError(("extra",), "extra must be an object of properties", codes.INVALID))
        return {}
    kept = {}
    for name, value in given.items():
        path = ("extra", name)
        if name in PATHS:
            message = f"extra.{name} has a field of its own: {'.'.join(PATHS[name])}"
            errors.append(UserError(path, message, codes.INVALID))
        elif name == _OWN:
            errors.append(UserError(path, f"extra.{name} is given by Procurios", codes.INVALID))
        elif not (_sendable(name) and _sendable(value)):
            errors.append(UserError(path, _UNSENDABLE, codes.INVALID))
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
        return (UserError(("type",), "type must be one that contactMomentTypes lists", codes.NOT_FOUND),)
    if not found.addable:
        return (UserError(("type",), "type must be one that contactMomentTypes lists as addable", codes.INVALID),)
    return ()


def schema_problems(found: Sequence[Violation], known: Sequence[UserError]) -> tuple[UserError, ...]:
    """Violations of the type's schema at the input's fields, but for the fields of which a problem is known."""
    problems = [UserError(path_of(violation.path), violation.message, violation.code) for violation in found]
    told = {error.field[:1] for error in known if error.field[:1] != ("extra",)} | {error.field for error in known}
    fresh = (problem for problem in problems if problem.field[:1] not in told and problem.field not in told)
    return tuple(dict.fromkeys(fresh))


def path_of(path: Sequence[str | int]) -> Path:
    """The input's field for a place in the body; empty for the body as a whole."""
    if not path:
        return ()
    name, *rest = map(str, path)
    return (*PATHS.get(name, ("extra", name)), *rest)


# ---------------------------------------------------------------- after it was answered


def field_named(text: str) -> Path:
    """The field whose property the text names, if it is one; empty where there is none, or several."""
    named = {match.lastgroup for match in _NAMED.finditer(text)}
    return PATHS[str(named.pop())] if len(named) == 1 else ()

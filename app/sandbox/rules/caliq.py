"""What Caliq asks of the parameters of a new interaction ("Body Parameters")."""

import re
from typing import Any, Final

from app.sandbox.options import RequiredReading
from app.sandbox.store import Record
from app.sandbox.times import instant

_GUID: Final = re.compile(r"\{?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?", re.ASCII | re.IGNORECASE)
_INTEGERS: Final = ("ChannelID", "CustomerID", "ContactID")
_LENGTHS: Final = {
    "AccountNo": 10,
    "Kind": 1,
    "ContactedBy": 10,
    "ContactedFirstName": 50,
    "ContactedSurname": 50,
    "FollowUpBy": 10,
}
_STRINGS: Final = ("UniqueID", "OnDateTime", "Notes", "FollowUpDateTime", "FollowUpNotes", *_LENGTHS)
_ALWAYS: Final = ("ChannelID", "UniqueID", "Kind", "ContactedBy")
# The table says Required of these, too; their wording says when.
_CONDITIONAL: Final = ("AccountNo", "ContactedFirstName", "ContactedSurname", "FollowUpBy")


def problem(given: Record, reading: RequiredReading) -> str | None:
    """The first rule that the parameters break; None where they keep all."""
    named = _ALWAYS + _CONDITIONAL if reading == "column" else _ALWAYS
    for name in named:
        if given.get(name) is None:
            return f"{name} is required"
    return _wrong_type(given) or _wrong_value(given) or _missing(given)


def unique_id(given: Record) -> str:
    """The GUID in one spelling."""
    text: str = given["UniqueID"]
    return text.strip("{}").lower()


def _wrong_type(given: Record) -> str | None:
    for name in _INTEGERS:
        value = given.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            return f"{name} must be an integer"
    for name in _STRINGS:
        value = given.get(name)
        if value is not None and not isinstance(value, str):
            return f"{name} must be a string"
    return None


def _wrong_value(given: Record) -> str | None:
    for name, longest in _LENGTHS.items():
        if len(given.get(name) or "") > longest:
            return f"{name} must be at most {longest} characters"
    if _GUID.fullmatch(given["UniqueID"]) is None:
        return "UniqueID must be a GUID"
    if given["Kind"] not in ("C", "E", "V"):
        return "Kind must be C, E or V"
    for name in ("OnDateTime", "FollowUpDateTime"):
        text = given.get(name)
        if text and instant(text) is None:
            return f"{name} must be a date and time"
    return None


def _missing(given: Record) -> str | None:
    """What the wording requires: an empty text counts as not given."""

    def has(name: str) -> bool:
        value: Any = given.get(name)
        return value is not None and value != ""

    if not has("ContactedBy"):
        return "ContactedBy is required"
    if not has("CustomerID") and not has("AccountNo"):
        return "CustomerID or AccountNo is required"
    if not has("ContactID") and not (has("ContactedFirstName") and has("ContactedSurname")):
        return "ContactID or ContactedFirstName and ContactedSurname are required"
    if has("FollowUpDateTime") != has("FollowUpBy"):
        return "FollowUpDateTime and FollowUpBy belong together"
    return None

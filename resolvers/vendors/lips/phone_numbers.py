"""A contact's telephone numbers (section Contact): a string after the table, a list of objects after the example.

The string may be what the example shows, as JSON; or numbers between commas; or one number.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from resolvers.model.records import PhoneNumber
from resolvers.vendors.lips import wire

_NUMBER = re.compile(r"\s*(?:\+[0-9]|[0-9(][0-9 ()./-])[0-9 ()./-]*\s*")
"""What is taken for a number of its own between commas; a comma may also stand in front of an extension."""


def read(value: object) -> tuple[PhoneNumber, ...]:
    """The numbers with their types, in the vendor's order; entries without a number are left out."""
    return tuple(_written(value) if isinstance(value, str) else _entries(value))


def _written(text: str) -> Iterator[PhoneNumber]:
    """The numbers of the string."""
    if text.lstrip()[:1] in {"[", "{", '"'} or text.strip() == "null":
        try:
            return _entries(msgspec.json.decode(text))
        except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
            return _entries(text)
    parts = text.split(",")
    return _entries([part.strip() for part in parts] if all(map(_NUMBER.fullmatch, filter(str.strip, parts))) else text)


def _entries(value: object) -> Iterator[PhoneNumber]:
    """Of a list, or of one entry in its place: an object, or the bare number."""
    for entry in value if isinstance(value, list) else [value]:
        number, type_ = _parts(entry)
        if isinstance(number, str | int) and not isinstance(number, bool) and number != "":
            yield PhoneNumber(str(number), type_ if isinstance(type_, str) else None)


def _parts(entry: Any) -> tuple[object, object]:
    if isinstance(entry, wire.PhoneNumber):
        return entry.phone_number, entry.phone_type
    if isinstance(entry, dict):
        return entry.get("phone_number"), entry.get("phone_type")
    return entry, None

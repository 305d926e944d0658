"""Deviations of LIPS records that a tolerant reader must survive."""

from collections.abc import Callable, Sequence
from typing import Final

from app.sandbox.store import Record


def _other_spelling(record: Record) -> None:
    """The field table says occured_at, the example occurred_at."""
    record["occured_at"] = record.pop("occurred_at")


def _no_contact(record: Record) -> None:
    record["contact"] = None


def _ids_as_strings(record: Record) -> None:
    """The field table calls contact_id a String."""
    record["id"] = str(record["id"])
    record["contact_id"] = str(record["contact_id"])
    record["contact"] = {**record["contact"], "id": str(record["contact"]["id"])}


def _only_contact_id_as_string(record: Record) -> None:
    record["contact_id"] = str(record["contact_id"])


def _first_number(record: Record) -> str:
    numbers = record["contact"]["phone_numbers"] or [{"phone_number": "+13184227453"}]
    return str(numbers[0]["phone_number"])


def _spaced_number(record: Record) -> None:
    digits = _first_number(record).lstrip("+")
    spaced = f"+{digits[:1]} ({digits[1:4]}) {digits[4:7]}-{digits[7:]}"
    record["contact"] = {
        **record["contact"],
        "phone_numbers": [{"phone_type": "work", "phone_number": spaced}],
    }


def _number_without_plus(record: Record) -> None:
    number = {"phone_type": None, "phone_number": _first_number(record).lstrip("+")}
    record["contact"] = {**record["contact"], "phone_numbers": [number]}


def _numbers_as_string(record: Record) -> None:
    """The field table calls phone_numbers a String."""
    record["contact"] = {**record["contact"], "phone_numbers": _first_number(record)}


def _numbers_null(record: Record) -> None:
    record["contact"] = {**record["contact"], "phone_numbers": None}


def _missing_keys(record: Record) -> None:
    for name in ("event_type", "channel", "display_name", "external_source", "read", "created_at"):
        record.pop(name, None)
    record["contact"] = {"id": record["contact"]["id"]}


def _unknown_event_type(record: Record) -> None:
    record["event_type"] = "sms"


def _extra_keys(record: Record) -> None:
    record["sentiment"] = {"score": 0.5, "labels": ["new"]}
    record["contact"] = {**record["contact"], "loyalty": None}


def _odd_types(record: Record) -> None:
    """Optional fields that hold something else than the field table says."""
    record["call_duration"] = "n/a"
    record["channel"] = ["search"]
    record["important"] = "true"


_QUIRKS: Final[Sequence[Callable[[Record], None]]] = (
    _other_spelling,
    _no_contact,
    _ids_as_strings,
    _only_contact_id_as_string,
    _spaced_number,
    _number_without_plus,
    _numbers_as_string,
    _numbers_null,
    _missing_keys,
    _unknown_event_type,
    _extra_keys,
)
_EVERY: Final = 40


def add_quirks(records: Sequence[Record]) -> None:
    """Give about a quarter of the records one quirk each, and a single record the odd types."""
    for index, record in enumerate(records):
        if index % _EVERY < len(_QUIRKS):
            _QUIRKS[index % _EVERY](record)
    if len(records) >= _EVERY:
        _odd_types(records[_EVERY - 1])

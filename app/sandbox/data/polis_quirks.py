"""Deviations of Polis records that a tolerant reader must survive."""

from collections.abc import Callable, Sequence
from typing import Final

from app.sandbox.store import Record


def _unknown_extras(record: Record) -> None:
    record["data"]["mood"] = {"value": 4}
    record["links"] = []


def _missing_optionals(record: Record) -> None:
    for name in (
        "location",
        "distance",
        "successful",
        "unavailableReason",
        "statusId",
        "walklistId",
        "turfId",
    ):
        record["data"].pop(name, None)
    for name in ("created", "createdBy", "isDeleted"):
        record["meta"].pop(name)


def _missing_survey(record: Record) -> None:
    del record["data"]["survey"]


def _null_survey(record: Record) -> None:
    record["data"]["survey"] = None


def _odd_location(record: Record) -> None:
    record["data"]["location"] = {"lat": "33.4", "lng": None}


_QUIRKS: Final[Sequence[Callable[[Record], None]]] = (
    _unknown_extras,
    _missing_optionals,
    _missing_survey,
    _null_survey,
)
_EVERY: Final = 20


def add_quirks(records: Sequence[Record]) -> None:
    """Give a fifth of the records one quirk each, and a single record an odd location."""
    for index, record in enumerate(records):
        if index % _EVERY < len(_QUIRKS):
            _QUIRKS[index % _EVERY](record)
    if len(records) >= _EVERY:
        _odd_location(records[_EVERY - 1])

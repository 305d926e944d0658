"""What Polis asks of the attributes of an interaction's data ("data", "data/survey", "data/location")."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.sandbox.times import instant


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_timestamp(value: Any) -> bool:
    return instant(value) is not None


def _is_survey(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and _is_id(value.get("surveyId"))
        and isinstance(value.get("responses", {}), dict)
        and all(isinstance(response, dict) for response in value.get("responses", {}).values())
    )


def _is_location(value: Any) -> bool:
    return isinstance(value, dict) and all(
        name in ("lat", "lng", "confidence") and _is_number(part) for name, part in value.items()
    )


ATTRIBUTES: Final[Mapping[str, tuple[str, Callable[[Any], bool]]]] = {
    "campaignId": ("an identifier", _is_id),
    "contactId": ("an identifier", _is_id),
    "householdId": ("an identifier", _is_id),
    "contactHouseholdId": ("an identifier", _is_id),
    "timestamp": ("an ISO 8601 timestamp", _is_timestamp),
    "survey": ("an object with a surveyId, and responses by question", _is_survey),
    "location": ("an object of the numbers lat, lng and confidence", _is_location),
    "successful": ("a boolean", _is_flag),
    "unavailable": ("a boolean", _is_flag),
    "unavailableReason": ("a string", _is_text),
    "distance": ("a number", _is_number),
    "statusId": ("an identifier", _is_id),
    "walklistId": ("an identifier", _is_id),
    "turfId": ("an identifier", _is_id),
}

REQUIRED: Final = (
    "campaignId",
    "contactId",
    "householdId",
    "contactHouseholdId",
    "timestamp",
    "survey",
    "unavailable",
)


def problem(name: str, value: Any) -> str | None:
    """What is wrong with the value of an attribute; None where nothing is."""
    wanted, fits = ATTRIBUTES[name]
    return None if fits(value) else f"{name} must be {wanted}"

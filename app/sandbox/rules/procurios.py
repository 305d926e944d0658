"""What Procurios asks of a new contact moment ("Schema for a certain type", "Contact moment")."""

from collections.abc import Container
from datetime import datetime
from typing import Any, Final

from app.sandbox.data.procurios import TAGS, TIMEZONE, schema
from app.sandbox.store import Record

_LOCAL: Final = "%Y-%m-%dT%H:%M:%S"


def problem(type_id: str, body: object, relations: Container[int]) -> str | None:
    """The first complaint, in the document's words where it has any; None where there is none."""
    if not isinstance(body, dict):
        return "The body must be an object"
    rules = schema(type_id)
    for name in rules["required"]:
        if name not in body:
            return f"{name} is required"
    for name, rule in rules["properties"].items():
        if name in body and not _fits(body[name], rule):
            return f"{name} is not valid"
    if "dateTime" in body and local_time(body["dateTime"]) is None:
        return "dateTime is not valid"
    if body["senderId"] not in relations:
        return "Sender is not available in CRM"
    if any(recipient not in relations for recipient in body["recipients"]):
        return "Not all recipients are available in CRM"
    if any(str(tag) not in TAGS for tag in body.get("tagIds", ())):
        return "Not all tags are available in CRM"
    return None


def local_time(text: str) -> str | None:
    """The vendor's local time of a dateTime.

    The example sends ISO 8601 with an offset, the schema describes yyyy-mm-dd hh:mm:ss: without an offset the
    time is the vendor's own.
    """
    if len(text) < len("yyyy-mm-dd hh:mm:ss"):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is not None:
        moment = moment.astimezone(TIMEZONE)
    return moment.strftime(_LOCAL)


def since_time(text: str) -> str | None:
    """The parameter `since`, which has one form only; None where the text has another."""
    try:
        moment = datetime.strptime(text, _LOCAL)  # noqa: DTZ007 the vendor's times have no offset
    except ValueError:
        return None
    return text if moment.strftime(_LOCAL) == text else None


def _fits(value: Any, rule: Record) -> bool:
    """Whether a value has the type and the size that a property's schema asks for."""
    match rule["type"]:
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "string":
            return isinstance(value, str) and len(value) <= rule.get("maxLength", len(value))
        case _:
            return (
                isinstance(value, list)
                and len(value) >= rule["minItems"]
                and all(_fits(item, rule["items"]) for item in value)
                and len(set(value)) == len(value)
            )

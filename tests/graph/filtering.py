"""What the contract's filters mean, by brute force over the facts of `oracle`."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from tests.graph.oracle import AMSTERDAM, Fact, digits

Filter = Mapping[str, Any]

_BOTH = {"occurredAt", "kinds", "contact"}
_LIPS = {"phoneNumbers", "campaignNames", "channels", "read", "important", "advertiserIds", "masterCampaignIds"}
_POLIS = {"campaignIds", "householdIds", "contactHouseholdIds", "successful", "unavailable"}

FIELDS: Mapping[tuple[str, str], frozenset[str]] = {
    ("interactions", "LIPS"): frozenset(_BOTH | _LIPS),
    ("interactions", "POLIS"): frozenset(_BOTH | _POLIS),
    ("engagements", "SALEMOVE"): frozenset(
        ["occurredAt", "kinds", "operatorIds", "siteIds", "visitor", "flagged", "hasVideo", "hasAudio", "hasCobrowsing"]
    ),
    ("contactMoments", "PROCURIOS"): frozenset(["occurredAt", "changedSince", "contacts", "types", "tagIds"]),
    **{
        ("touchpoints", source): frozenset({"occurredAt", "contacts"})
        for source in ("LIPS", "POLIS", "PROCURIOS", "SALEMOVE")
    },
}
"""Which fields of a connection's filter a source can answer; one that sets another field leaves the source out."""


def sources(connection: str) -> list[str]:
    """The sources that a connection reads."""
    return [source for name, source in FIELDS if name == connection]


def told(connection: str, source: str, filter_: Filter) -> set[str] | None:
    """The fields that the source's report names; null where the filter excludes the source."""
    if filter_.get("sources") is not None and source not in filter_["sources"]:
        return None
    names = {name for name, value in filter_.items() if value is not None} - {"sources"}
    return None if names - FIELDS[connection, source] else names


def matching(connection: str, facts: Iterable[Fact], filter_: Filter) -> list[Fact]:
    """The facts of which every field of the filter holds."""
    fields = {name: value for name, value in filter_.items() if value is not None}
    return [
        fact
        for fact in facts
        if (connection, fact.source) in FIELDS
        and told(connection, fact.source, fields) is not None
        and all(_holds(fact, name, value) for name, value in fields.items())
    ]


def _holds(fact: Fact, name: str, value: Any) -> bool:
    match name:
        case "sources":
            return fact.source in value
        case "occurredAt":
            return within(fact.time, value)
        case "contact" | "visitor":
            return _names(fact, value)
        case "contacts":
            return any(_names(fact, key) for key in value)
        case "phoneNumbers":
            return bool({digits(number) for number in value} & fact.values[name])
        case "changedSince":
            since = moment(value).astimezone(AMSTERDAM).strftime("%Y-%m-%dT%H:%M:%S")
            return any(str(changed) >= since for changed in fact.values[name])
    wanted = set(value) if isinstance(value, list) else {value}
    return bool(wanted & fact.values[name])


def _names(fact: Fact, key: Mapping[str, Any]) -> bool:
    source_key = key["sourceKey"]
    return fact.source == source_key["source"] and source_key["sourceId"] in fact.contacts


def within(time: datetime | None, span: Mapping[str, str | None]) -> bool:
    """Both ends included; a record without a time is in no range."""
    start, end = span.get("from"), span.get("to")
    if start is None and end is None:
        return True
    if time is None:
        return False
    return (start is None or time >= moment(start)) and (end is None or time <= moment(end))


def moment(text: str) -> datetime:
    """An instant of a filter, as exact as it is written."""
    return datetime.fromisoformat(text).astimezone(UTC)


def contacts_seen(facts: Iterable[Fact], filter_: Filter) -> list[Fact]:
    """The contacts of LIPS that a filter lets through, each at the time it was seen last."""
    fields = {name: value for name, value in filter_.items() if value is not None}
    scope = {name: value for name, value in fields.items() if name in FIELDS["interactions", "LIPS"]}
    newest: dict[str, Fact] = {}
    for fact in matching("interactions", facts, scope):
        for contact_id in fact.contacts if fact.source == "LIPS" else ():
            best = newest.get(contact_id)
            if best is None or (fact.time is not None and (best.time is None or fact.time > best.time)):
                newest[contact_id] = Fact(
                    source="LIPS", source_id=contact_id, time=fact.time, contacts=frozenset(), raw=fact.raw
                )
    found = list(newest.values())
    if "lastSeen" in fields:
        found = [seen for seen in found if within(seen.time, fields["lastSeen"])]
    if "emails" in fields:
        wanted = {email.casefold() for email in fields["emails"]}
        found = [seen for seen in found if _email(seen) in wanted]
    return found


def _email(seen: Fact) -> str:
    return str((seen.raw.get("contact") or {}).get("email") or "").casefold()

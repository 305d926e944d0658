"""What the vendors' stores hold, read by rules of its own: the truth that walks of the graph are compared with."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cmp_to_key
from typing import Any
from zoneinfo import ZoneInfo

from app.sandbox.server import Sandbox

Raw = dict[str, Any]
RANK = {"LIPS": 0, "POLIS": 1, "PROCURIOS": 2, "SALEMOVE": 3, "CALIQ": 4}
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One record of a vendor: where it stands in the order, and what filters look at.

    `values` holds, by the names of the filters' fields, the set of values that the record has.
    """

    source: str
    source_id: str
    time: datetime | None
    contacts: frozenset[str]
    values: Mapping[str, frozenset[object]] = field(default_factory=dict)
    raw: Raw = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """What tells it apart."""
        return self.source, self.source_id


def moment(text: object, zone: ZoneInfo | None = None) -> datetime | None:
    """An instant cut to the millisecond, as the contract emits it."""
    if not isinstance(text, str):
        return None
    found = datetime.fromisoformat(text)
    found = found.replace(tzinfo=zone or UTC) if found.tzinfo is None else found
    found = found.astimezone(UTC)
    return found.replace(microsecond=found.microsecond // 1000 * 1000)


def digits(text: object) -> str:
    """A telephone number without what people write between."""
    return "".join(letter for letter in str(text) if letter in "0123456789")


def one(value: object) -> frozenset[object]:
    """The value as a set; null is no value."""
    return frozenset() if value is None or isinstance(value, list | dict) else frozenset({value})


def lips(sandbox: Sandbox) -> list[Fact]:
    """Contact interactions."""
    return [_lips(row.record, row.advertiser, row.campaign) for row in sandbox.lips.rows()]


def _lips(raw: Raw, advertiser: str, campaign: str) -> Fact:
    contact = raw.get("contact") or {}
    contact_id = contact.get("id", raw.get("contact_id"))
    word = raw.get("event_type")
    called = raw.get("call_recording_url") is not None or raw.get("call_duration") is not None
    kind = {"call": "CALL", "chat": "CHAT", "form": "FORM", None: "CALL" if called else "OTHER"}.get(word, "OTHER")
    numbers = contact.get("phone_numbers")
    listed = numbers if isinstance(numbers, list) else [numbers]
    texts = [entry["phone_number"] if isinstance(entry, dict) else entry for entry in listed]
    return Fact(
        source="LIPS",
        source_id=str(raw["id"]),
        time=moment(raw.get("occurred_at") or raw.get("occured_at")),
        contacts=frozenset() if contact_id is None else frozenset({str(contact_id)}),
        values={
            "kinds": one(kind),
            "phoneNumbers": frozenset(digits(text) for text in texts if text),
            "campaignNames": one(raw.get("campaign_name")),
            "channels": one(raw.get("channel")),
            "read": one(raw.get("read")),
            "important": one({"true": True}.get(raw.get("important"), raw.get("important"))),  # type: ignore[arg-type]
            "advertiserIds": one(advertiser),
            "masterCampaignIds": one(campaign),
        },
        raw=raw,
    )


def polis(sandbox: Sandbox) -> list[Fact]:
    """Canvasses."""
    return [_polis(raw) for raw in sandbox.polis.records]


def _polis(raw: Raw) -> Fact:
    data = raw["data"]
    return Fact(
        source="POLIS",
        source_id=raw["id"],
        time=moment(data.get("timestamp")),
        contacts=frozenset({data["contactId"]}),
        values={
            "kinds": one("CANVASS"),
            "campaignIds": one(data.get("campaignId")),
            "householdIds": one(data.get("householdId")),
            "contactHouseholdIds": one(data.get("contactHouseholdId")),
            "successful": one(data.get("successful")),
            "unavailable": one(data.get("unavailable")),
        },
        raw=raw,
    )


def procurios(sandbox: Sandbox) -> list[Fact]:
    """Contact moments, their times in the vendor's zone."""
    return [_procurios(row.record, row.changed) for row in sandbox.procurios.rows()]


def _procurios(raw: Raw, changed: str) -> Fact:
    relations = [str(value) for value in (raw.get("senderId"), *raw.get("recipients", ()))]
    tags = raw.get("tags")
    return Fact(
        source="PROCURIOS",
        source_id=str(raw["id"]),
        time=moment(raw.get("dateTime"), AMSTERDAM),
        contacts=frozenset(text for text in relations if text.isdigit()),
        values={
            "types": one(raw.get("type")),
            "tagIds": frozenset(tags if isinstance(tags, dict) else ()),
            "changedSince": one(changed),
        },
        raw=raw,
    )


def salemove(sandbox: Sandbox) -> list[Fact]:
    """Engagements."""
    return [_salemove(row.record, row.site) for row in sandbox.salemove.rows()]


def _salemove(raw: Raw, site: str) -> Fact:
    kind = {"reactive": "REACTIVE", "proactive": "PROACTIVE"}.get(raw["engagement_type"], "OTHER")
    return Fact(
        source="SALEMOVE",
        source_id=raw["id"],
        time=moment(raw.get("created_at")),
        contacts=one(raw.get("visitor_id")),  # type: ignore[arg-type]
        values={
            "kinds": one(kind),
            "operatorIds": frozenset(link["href"].rpartition("/")[2] for link in raw["operators"]),
            "siteIds": one(site),
            "flagged": one(raw.get("flagged")),
            "hasVideo": one(raw.get("video_used")),
            "hasAudio": one(raw.get("audio_used")),
            "hasCobrowsing": one(raw.get("cobrowsing_used")),
        },
        raw=raw,
    )


READERS: Mapping[str, Callable[[Sandbox], list[Fact]]] = {
    "LIPS": lips,
    "POLIS": polis,
    "PROCURIOS": procurios,
    "SALEMOVE": salemove,
}


def compare(left: Fact, right: Fact, *, descending: bool) -> int:
    """The contract's total order, written out."""
    if (left.time is None) != (right.time is None):
        return 1 if left.time is None else -1
    sign = -1 if descending else 1
    if left.time is not None and right.time is not None and left.time != right.time:
        return sign if left.time > right.time else -sign
    if left.source != right.source:
        return sign * (RANK[left.source] - RANK[right.source])
    return sign * _compare_ids(left.source_id, right.source_id)


def _compare_ids(left: str, right: str) -> int:
    if left.isdigit() != right.isdigit():
        return -1 if left.isdigit() else 1
    if left.isdigit() and int(left) != int(right):
        return int(left) - int(right)
    return (left > right) - (left < right)


def ordered(facts: Iterable[Fact], *, descending: bool) -> list[Fact]:
    """In the contract's total order."""

    def by_contract(left: Fact, right: Fact) -> int:
        return compare(left, right, descending=descending)

    return sorted(facts, key=cmp_to_key(by_contract))

"""LIPS contact interactions: the document's two, and generated ones."""

from typing import Any, Final

from app.sandbox.data.lips_quirks import add_quirks
from app.sandbox.data.people import COMPANIES, FIRST_NAMES, LAST_NAMES, TITLES
from app.sandbox.data.seeds import Seeds
from app.sandbox.options import SandboxOptions
from app.sandbox.store import Record, Seeded
from app.sandbox.times import DAY, instant, iso

_DOCUMENT_CONTACT: Final[Record] = {
    "id": 2197617,
    "first_name": "S",
    "last_name": "ELIGIO",
    "email": None,
    "company": None,
    "title": None,
    "phone_numbers": [{"phone_type": "work", "phone_number": "+13184227453"}],
    "created_at": "2021-09-04T01:21:27.394Z",
}

# "Example Response". Repaired: the commas missing after call_recording_url and call_duration, the comma too
# many after the first contact, and the second "channel" of each record, which says the same as the first.
DOCUMENT_RECORDS: Final[tuple[Record, ...]] = (
    {
        "id": 4314774,
        "contact_id": 2197617,
        "campaign_name": "LSS Test Campaign",
        "channel": "search",
        "referrer_type": "UNKNOWN",
        "referrer_source": "PAID",
        "influencing_campaign": "",
        "created_at": "2021-09-06T16:18:42.505Z",
        "occurred_at": "2021-09-06T16:16:08.000Z",
        "display_name": "S ELIGIO",
        "external_source": "capture",
        "important": True,
        "read": True,
        "call_recording_url": "https://webservice.telmetrics.com/filedownload.ashx/"
        "a6426573-5120-4077-9d71-ac5e7f65bccd/220384.mp3",
        "call_duration": 44,
        "contact": {
            **_DOCUMENT_CONTACT,
            "contact_external_source": "a6426573-5120-4077-9d71-ac5e7f65bccd",
            "interaction_external_source": "capture",
        },
    },
    {
        "id": 3871993,
        "contact_id": 2197617,
        "campaign_name": "LSS Test Campaign",
        "channel": "search",
        "referrer_type": "UNKNOWN",
        "referrer_source": "PAID",
        "influencing_campaign": "",
        "created_at": "2021-09-04T01:21:26.881Z",
        "occurred_at": "2021-08-25T14:50:34.000Z",
        "display_name": "S ELIGIO",
        "external_source": "capture",
        "important": False,
        "read": True,
        "contact": {
            **_DOCUMENT_CONTACT,
            "contact_external_source": "fe9a4888-c6f3-4f13-91d9-f932e1c888fb",
            "interaction_external_source": "capture",
        },
    },
)

_CHANNELS: Final = ("search", "display", "social", "email", "direct")
_REFERRERS: Final = ("google.com", "bing.com", "facebook.com", "PAID", "über-uns.example", "")
_SOURCES: Final = ("capture", "FPD", "Yardi", "import")
_CAMPAIGNS: Final = (
    "LSS Test Campaign",
    "Spring Sale",
    "Żółw & Söhne",
    "北京 春节",
    "Retarget",
    "Brand",
    "X" * 250,
)


def advertiser_ids(options: SandboxOptions) -> list[str]:
    """USA_1 is the document's; its two examples belong to it."""
    return [f"USA_{number}" for number in range(1, max(1, options.advertisers) + 1)]


def campaign_ids(options: SandboxOptions) -> list[str]:
    """Campaign n belongs to advertiser (n - 1) modulo their number."""
    return [f"USA_C{number}" for number in range(1, max(1, options.campaigns) + 1)]


def seeded(options: SandboxOptions) -> list[Seeded]:
    document = [Seeded(record, {"advertiser_id": "USA_1", "campaign_id": "USA_C1"}) for record in DOCUMENT_RECORDS]
    return document + _Generator(options).interactions()


class _Generator:
    def __init__(self, options: SandboxOptions) -> None:
        self._options = options
        self._seeds = Seeds(options.seed, "lips")
        self._phones: list[str] = []

    def interactions(self) -> list[Seeded]:
        contacts = [self._contact(number) for number in range(self._options.contacts)]
        owners = self._owners()
        moments = self._seeds.moments(len(owners))
        advertisers, campaigns = advertiser_ids(self._options), campaign_ids(self._options)
        result = []
        for number, (owner, moment) in enumerate(zip(owners, moments, strict=True)):
            # A contact stays with one advertiser, save for one in twenty of its interactions.
            home = owner if self._seeds.chance(0.95) else self._seeds.below(1 << 16)
            own = campaigns[home % len(advertisers) :: len(advertisers)] or campaigns
            campaign = own[(home + number) % len(own)]
            record = self._interaction(4_400_000 + number * 3, contacts[owner], moment, campaign)
            about = {"advertiser_id": advertisers[home % len(advertisers)], "campaign_id": campaign}
            result.append(Seeded(record, about))
        if self._options.quirks:
            add_quirks([seeded.record for seeded in result])
        return result

    def _owners(self) -> list[int]:
        """Which contact each interaction belongs to: one contact in a hundred has 110 to 140 of them."""
        contacts = self._options.contacts
        if not contacts:
            return []
        total = round(contacts * self._options.interactions_per_contact)
        owners: list[int] = []
        for heavy in range(max(1, contacts // 100)):
            share = self._seeds.between(110, 140)
            if len(owners) + share < total // 2:
                owners += [heavy] * share
        owners += [self._seeds.below(contacts) for _ in range(total - len(owners))]
        return self._seeds.shuffled(owners)

    def _contact(self, number: int) -> Record:
        seeds = self._seeds
        first = seeds.maybe(0.85, lambda: seeds.pick(FIRST_NAMES))
        last = seeds.maybe(0.85, lambda: seeds.pick(LAST_NAMES))
        return {
            "id": 2_200_000 + number,
            "first_name": first,
            "last_name": last,
            "email": seeds.maybe(0.7, lambda: f"person{number}@example.{seeds.pick(('com', 'nl', 'pl'))}"),
            "company": seeds.maybe(0.4, lambda: seeds.pick(COMPANIES)),
            "title": seeds.maybe(0.3, lambda: seeds.pick(TITLES)),
            "phone_numbers": self._numbers(number),
            "created_at": iso(seeds.moments(1, step=1000)[0]),
            "contact_external_source": seeds.uuid(),
            "interaction_external_source": seeds.pick(_SOURCES),
        }

    def _numbers(self, number: int) -> list[dict[str, str]] | None:
        """Null, or none to three numbers; one contact in thirty shares the number of another."""
        seeds = self._seeds
        if seeds.chance(0.04):
            return None
        numbers = []
        for index in range(seeds.pick((0, 1, 1, 1, 1, 2, 3))):
            shared = self._phones and seeds.chance(1 / 30)
            phone = seeds.pick(self._phones) if shared else f"+1318{number:06d}{index}"
            self._phones.append(phone)
            numbers.append({"phone_type": seeds.pick(("work", "mobile", "home")), "phone_number": phone})
        return numbers

    def _interaction(self, record_id: int, contact: Record, moment: int, campaign: str) -> Record:
        seeds = self._seeds
        kind = seeds.pick(("call", "call", "form", "chat"))
        created = moment + seeds.below(DAY) // 1000 * 1000
        record: Record = {
            "id": record_id,
            "contact_id": contact["id"],
            "campaign_name": _CAMPAIGNS[int(campaign.rpartition("C")[2]) % len(_CAMPAIGNS)],
            "channel": seeds.maybe(0.9, lambda: seeds.pick(_CHANNELS)),
            "referrer_type": seeds.pick(("PAID", "ORGANIC", "UNKNOWN")),
            "referrer_source": seeds.pick(_REFERRERS),
            "influencing_campaign": seeds.maybe(0.8, lambda: seeds.pick(("", "Brand", "Spring Sale"))),
            "created_at": seeds.maybe(0.97, lambda: iso(created)),
            "occurred_at": seeds.maybe(0.99, lambda: iso(moment)),
            "display_name": seeds.maybe(0.95, lambda: _display_name(contact)),
            "event_type": kind,
            "external_source": seeds.pick(_SOURCES),
            "important": seeds.chance(0.2),
            "read": seeds.chance(0.6),
        }
        if kind == "call":
            url = f"https://recordings.example/{seeds.hexadecimal(12)}.mp3"
            record["call_recording_url"] = seeds.maybe(0.8, lambda: url)
            record["call_duration"] = seeds.maybe(0.9, lambda: seeds.below(3600))
        record["contact"] = contact
        return record


def _display_name(contact: Record) -> str | None:
    """As the field table describes it: the names, else the e-mail address or the number."""
    names = " ".join(name for name in (contact["first_name"], contact["last_name"]) if name)
    numbers: list[dict[str, Any]] = contact["phone_numbers"] or []
    return names or contact["email"] or (numbers[0]["phone_number"] if numbers else None)


def occurred(record: Record) -> int | None:
    """The time by which LIPS sorts, under either of the document's two spellings."""
    return instant(record.get("occurred_at") or record.get("occured_at"))

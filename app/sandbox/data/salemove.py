"""SaleMove operators, sites, engagements and transcripts: the document's own, and generated ones."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from app.sandbox.data.people import FIRST_NAMES, LAST_NAMES, SENTENCES
from app.sandbox.data.salemove_document import (
    DOCUMENT_RECORDS,
    DOCUMENT_TRANSCRIPT,
    DOCUMENT_TRANSCRIPT_OF,
    HOST,
)
from app.sandbox.data.seeds import Seeds
from app.sandbox.options import SandboxOptions
from app.sandbox.store import Record, Seeded
from app.sandbox.times import instant, iso

# The curl example has e1c6… as operator and 1852… as site, the ruby example the other way round; in the
# records 1852… and f876… are operators.
_OPERATORS: Final = (
    "18529853-4487-4234-be0b-7ca94e1e06bf",
    "f8769233-937d-4550-bdd3-8613027b2729",
    "e1c6bd0b-aef2-4948-8182-85a075f419e0",
)
_SITES: Final = ("e1c6bd0b-aef2-4948-8182-85a075f419e0", "18529853-4487-4234-be0b-7ca94e1e06bf")

_SYSTEM: Final[Record] = {"type": "system", "name": "system"}
_EVENTS: Final = ("CoBrowsing Started", "Upgraded to One-Way Video", "Upgraded to Audio", "Operator joined")


def operators(options: SandboxOptions) -> dict[str, str]:
    """Every operator's id with its name; Alex Raffa is the document's."""
    seeds = Seeds(options.seed, "salemove-operators")
    ids = [*_OPERATORS, *(seeds.uuid() for _ in range(options.operators - len(_OPERATORS)))]
    names = {number: f"{seeds.pick(FIRST_NAMES)} {seeds.pick(LAST_NAMES)}" for number in ids}
    return {**names, _OPERATORS[1]: "Alex Raffa"}


def sites(options: SandboxOptions) -> list[str]:
    seeds = Seeds(options.seed, "salemove-sites")
    return [*_SITES, *(seeds.uuid() for _ in range(options.sites - len(_SITES)))]


def seeded(options: SandboxOptions) -> list[Seeded]:
    """Engagements, and the site of each, which the vendor does not show."""
    generated = _Generator(options).engagements()
    document = [Seeded(record, {"site_id": _SITES[0]}) for record in DOCUMENT_RECORDS]
    return document + generated


def transcript(record: Record, seed: int, names: dict[str, str], *, quirks: bool) -> list[Record]:
    """The transcript of an engagement, made when it is asked for: the same each time.

    One in six has no messages.
    """
    if record["id"] == DOCUMENT_TRANSCRIPT_OF:
        return list(DOCUMENT_TRANSCRIPT)
    seeds = Seeds(seed, f"transcript:{record['id']}")
    moment = instant(record.get("created_at")) or 0
    messages = []
    for _ in range(0 if seeds.chance(1 / 6) else seeds.between(1, 14)):
        moment += seeds.between(1, 90) * 1_000_000
        messages.append(_message(seeds, record, moment, names))
    if quirks and messages and seeds.chance(0.5):
        messages[0]["sender"] = {"type": "bot", "name": "Robo"}
        del messages[-1]["created_at"]
    return messages


def _message(seeds: Seeds, record: Record, moment: int, names: dict[str, str]) -> Record:
    """System senders have no href, visitors no name ("GET /engagements/:engagement_id/chat_transcript")."""
    hrefs: list[str] = [operator["href"] for operator in record.get("operators", ())]
    kind = seeds.pick(("visitor", "visitor", "operator", "operator", "system"))
    if kind == "system" or not hrefs:
        return {"message": seeds.pick(_EVENTS), "created_at": iso(moment), "sender": dict(_SYSTEM)}
    if kind == "visitor":
        sender: Record = {
            "href": f"{HOST}/visitors/{record.get('visitor_id')}",
            "name": None,
            "type": "visitor",
        }
    else:
        href = seeds.pick(hrefs)
        sender = {"href": href, "name": names.get(href.rpartition("/")[2]), "type": "operator"}
    return {"message": seeds.pick(SENTENCES), "created_at": iso(moment), "sender": sender}


class _Generator:
    def __init__(self, options: SandboxOptions) -> None:
        self._options = options
        self._seeds = Seeds(options.seed, "salemove")
        self._operators = list(operators(options))
        self._sites = sites(options)

    def engagements(self) -> list[Seeded]:
        seeds = self._seeds
        visitors = [self._visitor(number) for number in range(max(1, self._options.visitors))]
        moments = seeds.moments(self._options.engagements, step=1000)
        records = [self._engagement(seeds.pick(visitors), moment) for moment in moments]
        result = [Seeded(record, {"site_id": seeds.pick(self._sites)}) for record in records]
        if self._options.quirks:
            _add_quirks(records)
        return result

    def _visitor(self, number: int) -> tuple[str, str]:
        seeds = self._seeds
        named = f"{seeds.pick(FIRST_NAMES)} {seeds.pick(LAST_NAMES)}"
        return seeds.uuid(), named if seeds.chance(0.4) else f"Visitor #{number + 9}"

    def _engagement(self, visitor: tuple[str, str], moment: int) -> Record:
        seeds = self._seeds
        engagement_id = seeds.uuid()
        visitor_id, visitor_name = visitor
        audio = seeds.chance(0.4)
        recordings = seeds.between(0, 2) if audio else 0
        present = {seeds.pick(self._operators): None for _ in range(seeds.pick((1, 1, 1, 1, 2, 3)))}
        return {
            "id": engagement_id,
            "engagement_type": seeds.pick(("reactive", "proactive")),
            "created_at": iso(moment),
            "duration": seeds.pick((0, 1, 10, seeds.below(7200))),
            "visitor_name": visitor_name,
            "visitor_id": visitor_id,
            "cobrowsing_used": seeds.chance(0.3),
            "video_used": seeds.chance(0.3),
            "audio_used": audio,
            "flagged": seeds.chance(0.1),
            "audio_recording_urls": [
                f"{HOST}/sub_engagements/{seeds.below(1 << 20)}/recordings/{seeds.hexadecimal(7)}"
                for _ in range(recordings)
            ],
            "crm_forwarded": seeds.chance(0.5),
            "summary_forwarded": seeds.chance(0.5),
            "visitor": {"href": f"{HOST}/visitors/{visitor_id}"},
            "chat_transcript": {"href": f"{HOST}/engagements/{engagement_id}/chat_transcript"},
            "operators": [{"href": f"{HOST}/operators/{operator}"} for operator in present],
        }


def _unknown_type(record: Record) -> None:
    record["engagement_type"] = "callback"


def _missing_keys(record: Record) -> None:
    for name in (
        "duration",
        "audio_used",
        "video_used",
        "flagged",
        "audio_recording_urls",
        "visitor",
        "crm_forwarded",
    ):
        del record[name]


def _no_visitor_name(record: Record) -> None:
    record["visitor_name"] = None


def _extra_keys(record: Record) -> None:
    record["csat"] = {"score": 5}


def _odd_duration(record: Record) -> None:
    record["duration"] = "10s"


_QUIRKS: Final[Sequence[Callable[[Record], Any]]] = (
    _unknown_type,
    _missing_keys,
    _no_visitor_name,
    _extra_keys,
)
_EVERY: Final = 20


def _add_quirks(records: Sequence[Record]) -> None:
    for index, record in enumerate(records):
        if index % _EVERY < len(_QUIRKS):
            _QUIRKS[index % _EVERY](record)
    if len(records) >= _EVERY:
        _odd_duration(records[_EVERY - 1])

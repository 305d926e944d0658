"""The four engagements and the transcript that SaleMove's document shows."""

from typing import Any

import pytest

from tests.graph.client import Walk, walked
from tests.graph.reading import assert_everywhere, by_key, every_way
from tests.graph.worlds import World

FIELDS = """occurredAt kind kindName createdAt durationSeconds visitorName flagged audioRecordingUrls crmForwarded
    summaryForwarded features { cobrowsing video audio }
    visitor { source sourceId displayName firstName phoneNumbers { number } }
    contacts { source sourceId displayName } operators { source sourceId url }"""
VISITOR_8 = "4cb42417-f153-4209-b885-757f87237b8b"
OPERATOR = "18529853-4487-4234-be0b-7ca94e1e06bf"
ALEX = "f8769233-937d-4550-bdd3-8613027b2729"
REACTIVE = {"52f8e590-72af-4f20-8428-dfaf95de889e", "37e9f0f4-c62e-4103-8ff6-f4e8024a4204"}
LONGEST = "65f68744-40c5-4278-968a-6ee33df0722a"


def engagement(
    created: str,
    seconds: int,
    visitor: tuple[str, str],
    operator: str,
    features: tuple[bool, bool, bool | None],
    recordings: list[str],
    *,
    kind: str = "reactive",
    summary_forwarded: bool = True,
) -> dict[str, Any]:
    """What the graph makes of one example."""
    contact = {"source": "SALEMOVE", "sourceId": visitor[0], "displayName": visitor[1]}
    return {
        "occurredAt": created,
        "kind": kind.upper(),
        "kindName": kind,
        "createdAt": created,
        "durationSeconds": seconds,
        "visitorName": visitor[1],
        "flagged": False,
        "audioRecordingUrls": recordings,
        "crmForwarded": False,
        "summaryForwarded": summary_forwarded,
        "features": dict(zip(("cobrowsing", "video", "audio"), features, strict=True)),
        "visitor": {**contact, "firstName": None, "phoneNumbers": []},
        "contacts": [contact],
        "operators": [
            {"source": "SALEMOVE", "sourceId": operator, "url": f"https://api.salemove.com/operators/{operator}"}
        ],
    }


EXPECTED = {
    "52f8e590-72af-4f20-8428-dfaf95de889e": engagement(
        "2016-07-06T11:57:47.656Z", 0, (VISITOR_8, "Visitor #8"), OPERATOR, (False, False, False), []
    ),
    # This one has no audio_used.
    "37e9f0f4-c62e-4103-8ff6-f4e8024a4204": engagement(
        "2016-07-06T11:46:37.569Z",
        1,
        (VISITOR_8, "Visitor #8"),
        OPERATOR,
        (False, False, None),
        ["https://api.salemove.com/sub_engagements/1120220/twilio_recordings/4994"],
    ),
    "98ad3576-849f-48e0-b456-a5bddfd83055": engagement(
        "2016-07-06T11:23:54.508Z",
        0,
        ("2bf17d2a-4dd1-43f2-b27b-f48e159e6721", "Visitor #7"),
        OPERATOR,
        (True, False, False),
        [],
    ),
    LONGEST: engagement(
        "2016-07-07T13:47:21.150Z",
        10,
        ("88cf925d-d606-46d6-bdf0-0715e7bb963d", "Visitor #7"),
        ALEX,
        (True, True, True),
        ["https://api.salemove.com/sub_engagements/1122834/recordings/XaMiTQI"],
        kind="proactive",
        summary_forwarded=False,
    ),
}


@pytest.mark.parametrize("source_id", EXPECTED)
def test_every_field_of_an_engagement_has_the_documents_value(still: World, source_id: str) -> None:
    """By key, by id and in lists; what a record does not say is null."""
    key = ("SALEMOVE", source_id)
    assert_everywhere(every_way(still.graph, "engagements", key, FIELDS), key, EXPECTED[source_id])


def test_a_transcript_has_the_documents_messages(still: World) -> None:
    """In the vendor's order; the visitor bears the engagement's name for it, system senders are nobody."""
    selection = """chatTranscript { message createdAt sender {
        kind name contact { source sourceId displayName } operator { source sourceId name url } } }"""
    found = by_key(still.graph, "engagement", ("SALEMOVE", LONGEST), selection)["chatTranscript"]
    system = {"kind": "SYSTEM", "name": "system", "contact": None, "operator": None}
    visitor = {
        "kind": "VISITOR",
        "name": None,
        "contact": {
            "source": "SALEMOVE",
            "sourceId": "88cf925d-d606-46d6-bdf0-0715e7bb963d",
            "displayName": "Visitor #7",
        },
        "operator": None,
    }
    operator = {
        "kind": "OPERATOR",
        "name": "Alex Raffa",
        "contact": None,
        "operator": {
            "source": "SALEMOVE",
            "sourceId": ALEX,
            "name": "Alex Raffa",
            "url": f"https://api.salemove.com/operators/{ALEX}",
        },
    }
    assert [(line["message"], line["createdAt"], line["sender"]) for line in found] == [
        ("Hi, can u please help me get a quote?", "2016-07-07T13:47:28.000Z", visitor),
        ("Sure, Ill take you there", "2016-07-07T13:47:34.000Z", operator),
        ("CoBrowsing Started", "2016-07-07T13:47:41.000Z", system),
        ("Upgraded to One-Way Video", "2016-07-07T13:48:13.000Z", system),
    ]


@pytest.mark.parametrize("connection", ["engagements", "touchpoints"])
def test_a_visitor_has_its_engagements(still: World, connection: str) -> None:
    """Two examples are of one visitor."""
    assert {key for _, key in walked(still.graph, Walk(connection=connection, of=("SALEMOVE", VISITOR_8)))} == REACTIVE


@pytest.mark.parametrize("source_id", EXPECTED)
def test_a_summary_is_a_line_for_people(still: World, source_id: str) -> None:
    """It names the visitor, and not the id."""
    summary = by_key(still.graph, "engagement", ("SALEMOVE", source_id), "summary")["summary"]
    assert "Visitor #" in summary
    assert source_id not in summary

"""Every field of SaleMove's examples arrives in the record under the contract's name."""

from typing import Any

import msgspec

from resolvers.model.enums import ChatSenderKind, EngagementKind, Source
from resolvers.model.records import ChatMessage, ChatSender, Contact, Engagement, EngagementFeatures, Operator
from resolvers.vendors.salemove import records, wire
from resolvers.vendors.salemove.configuration import Configuration
from resolvers.vendors.salemove.source import SaleMoveSource
from tests.vendors.documents import read_as, sample
from tests.vendors.fetches import none_asked, scripted


def visitor(source_id: str, name: str | None) -> Contact:
    return Contact(source=Source.SALEMOVE, source_id=source_id, display_name=name)


def operator(source_id: str, name: str | None = None) -> Operator:
    return Operator(Source.SALEMOVE, source_id, name, f"https://api.salemove.com/operators/{source_id}")


FIRST = Engagement(
    source=Source.SALEMOVE,
    source_id="52f8e590-72af-4f20-8428-dfaf95de889e",
    kind=EngagementKind.REACTIVE,
    kind_name="reactive",
    created_at="2016-07-06T11:57:47.656Z",
    duration_seconds=0,
    visitor=visitor("4cb42417-f153-4209-b885-757f87237b8b", "Visitor #8"),
    visitor_name="Visitor #8",
    operators=(operator("18529853-4487-4234-be0b-7ca94e1e06bf"),),
    features=EngagementFeatures(cobrowsing=False, video=False, audio=False),
    flagged=False,
    audio_recording_urls=(),
    crm_forwarded=False,
    summary_forwarded=True,
)


def test_the_list_example_holds_three_engagements() -> None:
    page = read_as(wire.Page[wire.Engagement], "salemove/list.json")
    second = msgspec.structs.replace(
        FIRST,
        source_id="37e9f0f4-c62e-4103-8ff6-f4e8024a4204",
        created_at="2016-07-06T11:46:37.569Z",
        duration_seconds=1,
        features=EngagementFeatures(cobrowsing=False, video=False, audio=None),
        audio_recording_urls=("https://api.salemove.com/sub_engagements/1120220/twilio_recordings/4994",),
    )
    third = msgspec.structs.replace(
        FIRST,
        source_id="98ad3576-849f-48e0-b456-a5bddfd83055",
        created_at="2016-07-06T11:23:54.508Z",
        visitor=visitor("2bf17d2a-4dd1-43f2-b27b-f48e159e6721", "Visitor #7"),
        visitor_name="Visitor #7",
        features=EngagementFeatures(cobrowsing=True, video=False, audio=False),
    )
    assert [records.engagement(row) for row in page.engagements] == [FIRST, second, third]


def test_the_links_of_the_list_example_tell_pages_and_size() -> None:
    page = read_as(wire.Page[Any], "salemove/list.json")
    assert page.next_page == "https://api.salemove.com/engagements?page=2&per_page=3"
    assert page.last_page == "https://api.salemove.com/engagements?page=22&per_page=3"


def test_the_single_example_is_an_engagement_with_all_its_fields() -> None:
    assert records.engagement(read_as(wire.Engagement, "salemove/one.json")) == Engagement(
        source=Source.SALEMOVE,
        source_id="65f68744-40c5-4278-968a-6ee33df0722a",
        kind=EngagementKind.PROACTIVE,
        kind_name="proactive",
        created_at="2016-07-07T13:47:21.150Z",
        duration_seconds=10,
        visitor=visitor("88cf925d-d606-46d6-bdf0-0715e7bb963d", "Visitor #7"),
        visitor_name="Visitor #7",
        operators=(operator("f8769233-937d-4550-bdd3-8613027b2729"),),
        features=EngagementFeatures(cobrowsing=True, video=True, audio=True),
        flagged=False,
        audio_recording_urls=("https://api.salemove.com/sub_engagements/1122834/recordings/XaMiTQI",),
        crm_forwarded=False,
        summary_forwarded=False,
    )


def test_an_engagement_occurs_when_it_is_created_with_its_visitor() -> None:
    assert FIRST.occurred_at == "2016-07-06T11:57:47.656Z"
    assert FIRST.contacts == (FIRST.visitor,)


async def test_the_example_of_a_transcript_is_read_in_the_vendor_s_order() -> None:
    source = SaleMoveSource(Configuration(base_url="http://salemove.example"), none_asked)
    system = ChatSender(ChatSenderKind.SYSTEM, "system")
    alex = operator("f8769233-937d-4550-bdd3-8613027b2729", "Alex Raffa")
    assert await source.transcript(scripted(sample("salemove/transcript.json")), "x") == (
        ChatMessage(
            "Hi, can u please help me get a quote?",
            ChatSender(ChatSenderKind.VISITOR, None, contact=visitor("88cf925d-d606-46d6-bdf0-0715e7bb963d", None)),
            "2016-07-07T13:47:28.000Z",
        ),
        ChatMessage(
            "Sure, Ill take you there",
            ChatSender(ChatSenderKind.OPERATOR, "Alex Raffa", operator=alex),
            "2016-07-07T13:47:34.000Z",
        ),
        ChatMessage("CoBrowsing Started", system, "2016-07-07T13:47:41.000Z"),
        ChatMessage("Upgraded to One-Way Video", system, "2016-07-07T13:48:13.000Z"),
    )
    assert source.operator_name("f8769233-937d-4550-bdd3-8613027b2729") == "Alex Raffa"
    assert source.operator_name("another") is None


def test_the_answer_to_an_export_tells_its_success() -> None:
    assert read_as(wire.Exported, "salemove/export.json").success is True
    assert msgspec.json.decode(b"{}", type=wire.Exported).success is False

"""The examples of SaleMove's document, verbatim."""

from typing import Final

from app.sandbox.store import Record

HOST: Final = "https://api.salemove.com"

# "GET /engagements", three; "GET /engagement/:engagement_id", the last.
DOCUMENT_RECORDS: Final[tuple[Record, ...]] = (
    {
        "id": "52f8e590-72af-4f20-8428-dfaf95de889e",
        "engagement_type": "reactive",
        "created_at": "2016-07-06T11:57:47.656Z",
        "duration": 0,
        "visitor_name": "Visitor #8",
        "visitor_id": "4cb42417-f153-4209-b885-757f87237b8b",
        "cobrowsing_used": False,
        "video_used": False,
        "audio_used": False,
        "flagged": False,
        "audio_recording_urls": [],
        "crm_forwarded": False,
        "summary_forwarded": True,
        "visitor": {"href": "https://api.salemove.com/visitors/4cb42417-f153-4209-b885-757f87237b8b"},
        "chat_transcript": {
            "href": "https://api.salemove.com/engagements/52f8e590-72af-4f20-8428-dfaf95de889e/chat_transcript"
        },
        "operators": [{"href": "https://api.salemove.com/operators/18529853-4487-4234-be0b-7ca94e1e06bf"}],
    },
    {
        "id": "37e9f0f4-c62e-4103-8ff6-f4e8024a4204",
        "engagement_type": "reactive",
        "created_at": "2016-07-06T11:46:37.569Z",
        "duration": 1,
        "visitor_name": "Visitor #8",
        "visitor_id": "4cb42417-f153-4209-b885-757f87237b8b",
        "cobrowsing_used": False,
        "video_used": False,
        "flagged": False,
        "audio_recording_urls": ["https://api.salemove.com/sub_engagements/1120220/twilio_recordings/4994"],
        "crm_forwarded": False,
        "summary_forwarded": True,
        "visitor": {"href": "https://api.salemove.com/visitors/4cb42417-f153-4209-b885-757f87237b8b"},
        "chat_transcript": {
            "href": "https://api.salemove.com/engagements/37e9f0f4-c62e-4103-8ff6-f4e8024a4204/chat_transcript"
        },
        "operators": [{"href": "https://api.salemove.com/operators/18529853-4487-4234-be0b-7ca94e1e06bf"}],
    },
    {
        "id": "98ad3576-849f-48e0-b456-a5bddfd83055",
        "engagement_type": "reactive",
        "created_at": "2016-07-06T11:23:54.508Z",
        "duration": 0,
        "visitor_name": "Visitor #7",
        "visitor_id": "2bf17d2a-4dd1-43f2-b27b-f48e159e6721",
        "cobrowsing_used": True,
        "video_used": False,
        "audio_used": False,
        "flagged": False,
        "audio_recording_urls": [],
        "crm_forwarded": False,
        "summary_forwarded": True,
        "visitor": {"href": "https://api.salemove.com/visitors/2bf17d2a-4dd1-43f2-b27b-f48e159e6721"},
        "chat_transcript": {
            "href": "https://api.salemove.com/engagements/98ad3576-849f-48e0-b456-a5bddfd83055/chat_transcript"
        },
        "operators": [{"href": "https://api.salemove.com/operators/18529853-4487-4234-be0b-7ca94e1e06bf"}],
    },
    {
        "id": "65f68744-40c5-4278-968a-6ee33df0722a",
        "engagement_type": "proactive",
        "created_at": "2016-07-07T13:47:21.150Z",
        "duration": 10,
        "visitor_name": "Visitor #7",
        "visitor_id": "88cf925d-d606-46d6-bdf0-0715e7bb963d",
        "cobrowsing_used": True,
        "video_used": True,
        "audio_used": True,
        "flagged": False,
        "audio_recording_urls": ["https://api.salemove.com/sub_engagements/1122834/recordings/XaMiTQI"],
        "crm_forwarded": False,
        "summary_forwarded": False,
        "visitor": {"href": "https://api.salemove.com/visitors/88cf925d-d606-46d6-bdf0-0715e7bb963d"},
        "chat_transcript": {
            "href": "https://api.salemove.com/engagements/65f68744-40c5-4278-968a-6ee33df0722a/chat_transcript"
        },
        "operators": [{"href": "https://api.salemove.com/operators/f8769233-937d-4550-bdd3-8613027b2729"}],
    },
)

# "GET /engagements/:engagement_id/chat_transcript": its visitor and operator are those of this engagement.
DOCUMENT_TRANSCRIPT_OF: Final = "65f68744-40c5-4278-968a-6ee33df0722a"
DOCUMENT_TRANSCRIPT: Final[tuple[Record, ...]] = (
    {
        "message": "Hi, can u please help me get a quote?",
        "created_at": "2016-07-07T13:47:28.000Z",
        "sender": {
            "href": "https://api.salemove.com/visitors/88cf925d-d606-46d6-bdf0-0715e7bb963d",
            "name": None,
            "type": "visitor",
        },
    },
    {
        "message": "Sure, Ill take you there",
        "created_at": "2016-07-07T13:47:34.000Z",
        "sender": {
            "href": "https://api.salemove.com/operators/f8769233-937d-4550-bdd3-8613027b2729",
            "name": "Alex Raffa",
            "type": "operator",
        },
    },
    {
        "message": "CoBrowsing Started",
        "created_at": "2016-07-07T13:47:41.000Z",
        "sender": {"type": "system", "name": "system"},
    },
    {
        "message": "Upgraded to One-Way Video",
        "created_at": "2016-07-07T13:48:13.000Z",
        "sender": {"type": "system", "name": "system"},
    },
)

"""Records in which every field has a value, so that a view that misses one shows null."""

from typing import Final

import msgspec

from resolvers.model import records
from resolvers.model.connection import Connection, Edge, PageInfo, SourceReport
from resolvers.model.enums import (
    ChatSenderKind,
    CircuitState,
    EngagementKind,
    InteractionKind,
    Source,
    SourceStatus,
)
from resolvers.model.errors import ErrorCode, SourceError
from resolvers.model.records import Touchpoint
from resolvers.queries.sources import SourceInfo

CONTACT: Final = records.Contact(
    source=Source.LIPS,
    source_id="2197617",
    display_name="Ada Lovelace",
    first_name="Ada",
    last_name="Lovelace",
    email="ada@example.org",
    company="Analytical Engines",
    title="Countess",
    phone_numbers=(records.PhoneNumber("+13184227453", "work"),),
    created_at="2021-09-04T01:21:27.394Z",
    external_source="capture",
    interaction_external_source="yardi",
)

INTERACTION: Final = records.Interaction(
    source=Source.LIPS,
    source_id="4314774",
    locator="2021-09-06T16:16:08.000Z",
    occurred_at="2021-09-06T16:16:08.000Z",
    kind=InteractionKind.CALL,
    kind_name="call",
    contact=CONTACT,
    display_name="Ada Lovelace",
    created_at="2021-09-06T16:18:42.505Z",
    updated_at="2021-09-06T16:18:43.000Z",
    external_source="capture",
    read=True,
    important=False,
    attribution=records.Attribution(
        campaign_id="c1",
        campaign_name="Spring",
        channel="search",
        referrer_type="PAID",
        referrer_source="example.org",
        influencing_campaign="Winter",
    ),
    call=records.Call("https://example.org/220384.mp3", 44),
    canvass=records.Canvass(
        successful=True,
        unavailable=False,
        unavailable_reason="none",
        distance_miles=0.5,
        status_id="s1",
        walklist_id="w1",
        turf_id="t1",
        household_id="h1",
        contact_household_id="ch1",
        survey=records.Survey(
            "sv1", (records.SurveyResponse("q1", (records.SurveyField("answer", {"yes": [1, "two"]}),)),)
        ),
        location=records.Location(52.1, 4.3, 5.0),
        customer_id="cu1",
        security_group_id="sg1",
        created_by="u1",
        modified_by="u2",
        is_deleted=False,
    ),
    version="47a-h6vIm4",
)

VISITOR: Final = msgspec.structs.replace(CONTACT, source=Source.SALEMOVE, source_id="v1")
OPERATOR: Final = records.Operator(Source.SALEMOVE, "o1", "Kim", "https://example.org/operators/o1")

ENGAGEMENT: Final = records.Engagement(
    source=Source.SALEMOVE,
    source_id="e1",
    kind=EngagementKind.REACTIVE,
    kind_name="reactive",
    created_at="2026-01-02T03:04:05.006Z",
    duration_seconds=10,
    visitor=VISITOR,
    visitor_name="Grace",
    operators=(OPERATOR,),
    features=records.EngagementFeatures(True, False, True),
    flagged=False,
    audio_recording_urls=("https://example.org/e1.wav",),
    crm_forwarded=True,
    summary_forwarded=False,
)

TRANSCRIPT: Final = (
    records.ChatMessage(
        "Hello",
        records.ChatSender(ChatSenderKind.VISITOR, "Grace", VISITOR, OPERATOR),
        "2026-01-02T03:04:06.000Z",
    ),
)

RELATION: Final = msgspec.structs.replace(CONTACT, source=Source.PROCURIOS, source_id="42")

CONTACT_MOMENT: Final = records.ContactMoment(
    source=Source.PROCURIOS,
    source_id="7",
    occurred_at="2026-02-03T04:05:06.007Z",
    subject="Towels",
    type=records.ContactMomentType("ContactMomentPhone", "Telephone", True, listed=True),
    sender=RELATION,
    recipients=(RELATION,),
    action=1234,
    tags=(records.Tag("99", "Tag name"),),
)

REPORT: Final = SourceReport(
    source=Source.LIPS,
    status=SourceStatus.FAILED,
    error=SourceError(ErrorCode.SOURCE_UNAVAILABLE, "LIPS is down", True, 1.5, 503),
    requests=2,
    scanned=3,
    returned=1,
    pushed_down=("occurredAt",),
    residual=("channels",),
)

SOURCE_INFO: Final = SourceInfo(
    source=Source.LIPS,
    configured=True,
    operations=("interactions",),
    pushdown=("occurredAt",),
    circuit=CircuitState.CLOSED,
)


def page_of(*nodes: records.Contact | Touchpoint) -> Connection[records.Contact | Touchpoint]:
    """A page of those records, with one source that failed."""
    edges = tuple(Edge(node, f"cursor-{index}".__str__) for index, node in enumerate(nodes))
    info = PageInfo(True, False, "cursor-0".__str__, "cursor-9".__str__)
    return Connection(edges, info, (REPORT,), lambda: 17)

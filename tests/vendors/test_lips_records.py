"""Every field of LIPS' examples arrives in the record under the contract's name."""

from typing import Any

from resolvers.model.enums import InteractionKind, Source
from resolvers.model.records import Attribution, Call, Contact, Interaction, PhoneNumber
from resolvers.vendors.lips import records, wire
from tests.vendors.documents import parsed, read_as


def example() -> list[Interaction]:
    page = read_as(wire.Page[wire.Interaction], "lips/list.json")
    return [records.interaction(row) for row in page.contact_interactions]


def contact(external_source: str) -> Contact:
    return Contact(
        source=Source.LIPS,
        source_id="2197617",
        display_name="S ELIGIO",
        first_name="S",
        last_name="ELIGIO",
        email=None,
        company=None,
        title=None,
        phone_numbers=(PhoneNumber("+13184227453", "work"),),
        created_at="2021-09-04T01:21:27.394Z",
        external_source=external_source,
        interaction_external_source="capture",
    )


ATTRIBUTION = Attribution(
    campaign_id=None,
    campaign_name="LSS Test Campaign",
    channel="search",
    referrer_type="UNKNOWN",
    referrer_source="PAID",
    influencing_campaign="",
)


def test_the_first_example_is_a_call_with_its_recording() -> None:
    assert example()[0] == Interaction(
        source=Source.LIPS,
        source_id="4314774",
        locator="2021-09-06T16:16:08.000Z",
        occurred_at="2021-09-06T16:16:08.000Z",
        kind=InteractionKind.CALL,
        kind_name=None,
        contact=contact("a6426573-5120-4077-9d71-ac5e7f65bccd"),
        display_name="S ELIGIO",
        created_at="2021-09-06T16:18:42.505Z",
        updated_at=None,
        external_source="capture",
        read=True,
        important=True,
        attribution=ATTRIBUTION,
        call=Call(
            "https://webservice.telmetrics.com/filedownload.ashx/a6426573-5120-4077-9d71-ac5e7f65bccd/220384.mp3", 44
        ),
        canvass=None,
        version=None,
    )


def test_the_second_example_tells_no_kind_and_no_call() -> None:
    assert example()[1] == Interaction(
        source=Source.LIPS,
        source_id="3871993",
        locator="2021-08-25T14:50:34.000Z",
        occurred_at="2021-08-25T14:50:34.000Z",
        kind=InteractionKind.OTHER,
        kind_name=None,
        contact=contact("fe9a4888-c6f3-4f13-91d9-f932e1c888fb"),
        display_name="S ELIGIO",
        created_at="2021-09-04T01:21:26.881Z",
        external_source="capture",
        read=True,
        important=False,
        attribution=ATTRIBUTION,
        call=None,
    )


def test_the_envelope_tells_the_page_the_pages_and_the_size() -> None:
    page = read_as(wire.Page[Any], "lips/list.json")
    assert (page.page, page.total_pages, page.per_page) == (1, 1, 25)


def test_the_answer_to_an_update_is_a_sentence_and_no_record() -> None:
    assert parsed("lips/update.json") == {"contact_interaction": "successfully updated!"}


def test_a_record_s_id_is_the_same_whenever_it_is_read() -> None:
    assert [row.id for row in example()] == [row.id for row in example()]
    assert example()[0].contacts == (example()[0].contact,)

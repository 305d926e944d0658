"""What is sent to Caliq is what its document's examples send, in either format."""

from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest

from resolvers.vendors.caliq.requests import create_interaction
from resolvers.vendors.caliq.wire import Parameters
from tests.vendors.documents import parsed, sample

EXAMPLE = Parameters(
    api_key="sample string 1",
    channel_id=2,
    customer_id=3,
    account_no="sample string 4",
    contact_id=5,
    unique_id="sample string 6",
    kind="sample string 7",
    contacted_by="sample string 8",
    contacted_first_name="sample string 9",
    contacted_surname="sample string 10",
    on_date_time="sample string 11",
    notes="sample string 12",
    follow_up_date_time="sample string 13",
    follow_up_by="sample string 14",
    follow_up_notes="sample string 15",
)
LEAST: dict[str, Any] = {
    "api_key": "key",
    "channel_id": 2,
    "account_no": "A1",
    "unique_id": "guid",
    "kind": "C",
    "contacted_by": "emp",
}


def elements(body: bytes | None) -> list[tuple[str, str | None]]:
    return [(node.tag, node.text) for node in ElementTree.fromstring(body or b"")]  # noqa: S314 - made here


@pytest.mark.parametrize("body_format", ["json", "xml"])
def test_both_formats_are_posted_to_one_path_and_ask_for_their_own_kind_of_answer(body_format: str) -> None:
    request = create_interaction(EXAMPLE, body_format)
    assert (request.method, request.path, request.query) == ("POST", "/api/v1/InteractionCreate", ())
    media_type = f"application/{body_format}"
    assert request.headers == (("content-type", media_type), ("accept", media_type))
    assert not request.safe


def test_the_json_example_is_sent_as_documented_in_its_order() -> None:
    body = create_interaction(EXAMPLE, "json").body or b""
    assert msgspec.json.decode(body) == parsed("caliq/request.json")
    assert list(msgspec.json.decode(body)) == list(parsed("caliq/request.json"))


def test_the_xml_example_is_sent_as_documented_in_its_order() -> None:
    body = create_interaction(EXAMPLE, "xml").body or b""
    assert elements(body) == elements(sample("caliq/request.xml"))
    assert ElementTree.fromstring(body).tag == "InteractionCreateParams"  # noqa: S314 - made here
    opening = sample("caliq/request.xml").split(b">")[0]
    assert opening + b">" in body
    assert body.startswith(b"<?xml version='1.0' encoding='utf-8'?>")


def test_what_is_not_set_is_not_sent() -> None:
    parameters = Parameters(**LEAST)
    sent = {"apiKey": "key", "ChannelID": 2, "AccountNo": "A1", "UniqueID": "guid", "Kind": "C", "ContactedBy": "emp"}
    assert msgspec.json.decode(create_interaction(parameters, "json").body or b"") == sent
    assert dict(elements(create_interaction(parameters, "xml").body)) == {**sent, "ChannelID": "2"}


@pytest.mark.parametrize(
    "notes", ["a < b & c > d", '"quoted"', "</Notes><apiKey>x</apiKey>", "]]>", "Zoë ☎ 😀", " a\nb "]
)
def test_whatever_a_note_holds_is_a_note(notes: str) -> None:
    parameters = Parameters(**LEAST, notes=notes)
    sent = elements(create_interaction(parameters, "xml").body)
    assert sent[-1] == ("Notes", notes)
    assert [name for name, _ in sent].count("apiKey") == 1
    assert msgspec.json.decode(create_interaction(parameters, "json").body or b"")["Notes"] == notes

"""Caliq is written to and never read."""

from typing import Literal

import pytest

from resolvers.model.enums import Source
from resolvers.model.http import VendorResponse
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact
from resolvers.vendors.caliq.configuration import Configuration
from resolvers.vendors.caliq.source import CaliqSource
from resolvers.vendors.caliq.wire import Parameters
from tests.vendors.documents import sample
from tests.vendors.fetches import none_asked, scripted


def caliq(body_format: Literal["json", "xml"] = "json") -> CaliqSource:
    configuration = Configuration(base_url="http://caliq.example", api_key="secret", format=body_format)
    return CaliqSource(configuration, none_asked)


@pytest.mark.parametrize("body_format", ["json", "xml"])
async def test_an_interaction_is_registered_in_one_request_of_the_configured_format(
    body_format: Literal["json", "xml"],
) -> None:
    media_type = f"application/{body_format}"
    answer = VendorResponse(200, {"content-type": media_type}, sample(f"caliq/answer.{body_format}"))
    fetch = scripted(answer)
    parameters = Parameters(api_key="secret", channel_id=2, unique_id="guid", kind="C", contacted_by="emp")
    result = await caliq(body_format).send(fetch, parameters)
    assert result.ok
    assert [request.headers[0] for request in fetch.sent] == [("content-type", media_type)]


async def test_the_sign_in_travels_in_the_body_and_in_no_header() -> None:
    source = caliq()
    assert source.sign_in == ()
    assert source.api_key == "secret"


async def test_nothing_is_sent_to_probe_it_or_to_find_a_contact() -> None:
    source = caliq()
    fetch = scripted()
    await source.probe(fetch)
    known = RecordRef(Kind.CONTACT, Source.CALIQ, "5")
    unknown = RecordRef(Kind.INTERACTION, Source.CALIQ, "5")
    assert await source.find(fetch, [known, unknown]) == {known: Contact(source=Source.CALIQ, source_id="5", bare=True)}
    assert fetch.requests == 0
    assert source.lists == {}

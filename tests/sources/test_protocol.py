"""A source that says nothing of itself does what can be relied on everywhere."""

from typing import Any

import pytest

from resolvers.model.configuration import SourceConfiguration
from resolvers.model.enums import OrderDirection, Source
from resolvers.model.filters import Filter, InteractionFilter
from resolvers.model.http import Fetch
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact, Interaction
from resolvers.sources.protocol import RecordList, VendorSource
from resolvers.timeline.plan import BatchGroup, ContactScope, Plan
from resolvers.timeline.snapshot import SortedSnapshot
from resolvers.timeline.watermark import START
from tests.vendors.fetches import none_asked, scripted

CONTACTS = [Contact(source=Source.CALIQ, source_id=key) for key in "12"]


class Plainest(RecordList[Interaction, str]):
    """Only what it must say."""

    source = Source.CALIQ

    def plan(self, filter_: Filter, of: ContactScope | None) -> Plan[str]:
        raise NotImplementedError

    async def snapshot(self, fetch: Fetch, query: str) -> SortedSnapshot[Interaction]:
        raise NotImplementedError


class Silent(VendorSource):
    """Only what it must say."""

    source = Source.CALIQ

    async def probe(self, fetch: Fetch) -> None:
        raise NotImplementedError


@pytest.fixture
def silent() -> Silent:
    return Silent(SourceConfiguration(base_url="http://vendor.example"), none_asked)


def test_a_list_has_no_order_and_each_contact_its_own() -> None:
    plainest = Plainest()
    assert plainest.reader("q", OrderDirection.ASC, START) is None
    assert plainest.paged_list("q", OrderDirection.ASC) is None
    assert plainest.batch_groups(InteractionFilter(), CONTACTS) == [
        BatchGroup((contact,), narrowed=True) for contact in CONTACTS
    ]
    assert not plainest.cannot_be_empty(InteractionFilter(), CONTACTS[0])


async def test_contacts_are_references_and_nothing_else_is_found(silent: Silent) -> None:
    contact = RecordRef(Kind.CONTACT, Source.CALIQ, "1")
    found = await silent.find(scripted(), [contact, RecordRef(Kind.INTERACTION, Source.CALIQ, "2")])
    assert found == {contact: Contact(source=Source.CALIQ, source_id="1", bare=True)}


async def test_no_names_are_known_and_nothing_goes_on_in_the_background(silent: Silent) -> None:
    assert silent.known_contact_name("1") is None
    assert await silent.contact_names(scripted(), ["1"]) == {}
    await silent.aclose()
    assert silent.lists == {}
    assert silent.secrets == ()


@pytest.mark.parametrize("kind", [RecordList, VendorSource])
def test_what_a_source_must_say_it_must(kind: type[Any]) -> None:
    with pytest.raises(TypeError, match="abstract"):
        kind()

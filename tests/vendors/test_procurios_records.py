"""Every field of Procurios' examples arrives in the record under the contract's name."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from resolvers.model.enums import Source
from resolvers.model.records import Contact, ContactMoment, ContactMomentType, Tag
from resolvers.vendors.procurios import records, wire
from resolvers.vendors.procurios.configuration import Configuration
from resolvers.vendors.procurios.requests import Query
from resolvers.vendors.procurios.source import ProcuriosSource
from tests.vendors.documents import parsed, read_as, sample, warnings_of
from tests.vendors.fetches import encoded, none_asked, scripted

UTC = ZoneInfo("UTC")


def relation(source_id: str, name: str | None = None) -> Contact:
    return Contact(source=Source.PROCURIOS, source_id=source_id, display_name=name)


def source() -> ProcuriosSource:
    return ProcuriosSource(Configuration(base_url="http://procurios.example"), none_asked)


def test_the_example_is_a_contact_moment_with_all_its_fields() -> None:
    (row,) = read_as(list[wire.Moment], "procurios/list.json")
    assert records.moment(row, UTC) == ContactMoment(
        source=Source.PROCURIOS,
        source_id="12345",
        occurred_at="2020-01-01T01:23:45.000Z",
        subject="Test contact moment",
        type=ContactMomentType("ContactMomentVisit", title=None, addable=None, listed=False),
        sender=relation("42", "Douglas Adams"),
        recipients=(relation("123"), relation("124"), relation("126")),
        action=1234,
        tags=(Tag("99", "Tag name"),),
    )


async def test_recipients_that_are_no_relation_ids_are_told_once_a_page_without_what_they_hold(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The example's own "other relation" is one."""
    (example,) = parsed("procurios/list.json")
    await source().moments.page(scripted(encoded([example, {**example, "id": 2}])), Query(), 1)
    (said,) = warnings_of(caplog)
    assert said == "PROCURIOS: odd field in records, 2 times: Expected a relation id - at `$.recipients[]`"


def test_its_contacts_are_the_recipients_without_the_sender() -> None:
    (row,) = read_as(list[wire.Moment], "procurios/list.json")
    assert [contact.source_id for contact in records.moment(row, UTC).contacts] == ["123", "124", "126"]


async def test_the_example_of_the_types_is_read() -> None:
    types = await source().catalogue.types(scripted(sample("procurios/types.json")))
    assert types == (ContactMomentType("ContactMomentPhone", "Telephone call", addable=True, listed=True),)


async def test_the_example_of_the_tags_is_read() -> None:
    tags = await source().catalogue.tags(scripted(sample("procurios/tags.json")))
    assert tags == (Tag("3", "Label 1"), Tag("4", "Label 2"), Tag("5", "Label 3"))


async def test_the_example_of_a_schema_is_the_one_element_of_its_list() -> None:
    schema: Any = await source().catalogue.type_schema(scripted(sample("procurios/schema.json")), "ContactMomentPhone")
    assert schema == parsed("procurios/schema.json")[0]
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert schema["required"] == ["subject", "senderId", "recipients"]


def test_the_answer_to_a_registration_tells_the_new_id() -> None:
    assert read_as(wire.Created, "procurios/create.json").contact_moment_id == 42


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("sender", "Sender is not available in CRM"),
        ("recipient", "Not all recipients are available in CRM"),
    ],
)
def test_the_refusals_say_why_under_errors(name: str, message: str) -> None:
    assert parsed(f"procurios/create_unknown_{name}.json") == {"errors": message}
    assert 9999 in {
        parsed(f"procurios/create_unknown_{name}_request.json")["senderId"],
        *parsed(f"procurios/create_unknown_{name}_request.json")["recipients"],
    }

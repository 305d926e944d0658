"""Each type shows its record: plain fields by name, the others through the resolvers."""

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
)

from resolvers.model import records
from resolvers.model.enums import Source
from resolvers.queries import contact_moments, contacts, engagements, interactions, nodes, sources
from schema.schema import schema
from tests.schema import samples
from tests.schema.conftest import Answer, Execute

TYPES = schema._schema.type_map


def _selection(name: str, above: tuple[str, ...] = ()) -> str:
    """Every field of a type that needs no argument, down to where a type would hold itself."""
    type_ = TYPES[name]
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
    chosen = ["__typename"]
    for field, definition in type_.fields.items():
        of = get_named_type(definition.type)
        if is_leaf_type(of):
            chosen.append(field)
        elif not definition.args and of.name not in above:
            chosen.append(f"{field} {{ {_selection(of.name, (*above, name))} }}")
    return " ".join(chosen)


def _nulls(value: Any, path: str = "") -> Iterator[str]:
    if value is None:
        yield path
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _nulls(item, f"{path}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _nulls(item, f"{path}.{index}")


@pytest.mark.parametrize("record", [samples.CONTACT, samples.INTERACTION, samples.ENGAGEMENT, samples.CONTACT_MOMENT])
async def test_every_field_of_a_full_record_is_shown(
    execute: Execute, answer: Answer, record: records.Contact | records.Touchpoint
) -> None:
    """No field is null that the record, or the resolver behind the field, has a value for."""
    answer(nodes, "node", record)
    answer(contacts, "display_name", "Ada")
    answer(engagements, "transcript", samples.TRANSCRIPT)
    answer(engagements, "operator_name", "Kim")
    answer(contact_moments, "type_schema", {"type": "object"})
    name = type(record).__name__
    document = f"query ($id: ID!) {{ node(id: $id) {{ ... on {name} {{ {_selection(name)} }} }} }}"
    result = await execute(document, id=record.id)
    assert result.errors is None
    assert result.data
    assert list(_nulls(result.data)) == []
    assert result.data["node"]["__typename"] == name


async def test_an_interaction_is_shown_with_the_values_of_its_record(execute: Execute, answer: Answer) -> None:
    """Enumerations by name, times and JSON untouched."""
    answer(interactions, "lookup", samples.INTERACTION)
    document = """query ($id: ID!) { interaction(by: {id: $id}) {
      id source sourceId occurredAt summary kind kindName read important version
      contacts { id } contact { id firstName phoneNumbers { type number } createdAt }
      attribution { campaignId influencingCampaign }
      call { recordingUrl durationSeconds }
      canvass { distanceMiles isDeleted survey { surveyId responses { questionId fields { name value } } } }
    } }"""
    result = await execute(document, id=samples.INTERACTION.id)
    assert result.errors is None
    contact = {"id": samples.CONTACT.id}
    assert result.data == {
        "interaction": {
            "id": samples.INTERACTION.id,
            "source": "LIPS",
            "sourceId": "4314774",
            "occurredAt": "2021-09-06T16:16:08.000Z",
            "summary": samples.INTERACTION.summary,
            "kind": "CALL",
            "kindName": "call",
            "read": True,
            "important": False,
            "version": "47a-h6vIm4",
            "contacts": [contact],
            "contact": {
                **contact,
                "firstName": "Ada",
                "phoneNumbers": [{"type": "work", "number": "+13184227453"}],
                "createdAt": "2021-09-04T01:21:27.394Z",
            },
            "attribution": {"campaignId": "c1", "influencingCampaign": "Winter"},
            "call": {"recordingUrl": "https://example.org/220384.mp3", "durationSeconds": 44},
            "canvass": {
                "distanceMiles": 0.5,
                "isDeleted": False,
                "survey": {
                    "surveyId": "sv1",
                    "responses": [{"questionId": "q1", "fields": [{"name": "answer", "value": {"yes": [1, "two"]}}]}],
                },
            },
        }
    }


async def test_a_bare_record_is_shown_with_nulls_and_empty_lists(execute: Execute, answer: Answer) -> None:
    """Nothing that a vendor may leave out breaks a page."""
    bare = records.Engagement(source=Source.SALEMOVE, source_id="e2")
    answer(nodes, "node", bare)
    answer(engagements, "transcript", ())
    document = f"query ($id: ID!) {{ node(id: $id) {{ ... on Engagement {{ {_selection('Engagement')} }} }} }}"
    result = await execute(document, id=bare.id)
    assert result.errors is None
    assert result.data
    shown = result.data["node"]
    assert shown["kind"] == "OTHER"
    assert shown["occurredAt"] is shown["visitor"] is shown["flagged"] is None
    assert shown["operators"] == shown["contacts"] == shown["chatTranscript"] == []


@pytest.mark.parametrize(("listed", "title"), [(True, "Telephone"), (False, "Described")])
async def test_a_type_that_is_a_mere_reference_is_described_when_asked(
    execute: Execute, answer: Answer, listed: bool, title: str
) -> None:
    """One that the vendor's list gave needs nothing more."""
    kind = records.ContactMomentType("T", "Telephone", True, listed=listed)
    described = answer(contact_moments, "describe", records.ContactMomentType("T", "Described", True, listed=True))
    answer(contact_moments, "types", (kind,))
    result = await execute("{ contactMomentTypes { id title } }")
    assert result.errors is None
    assert result.data == {"contactMomentTypes": [{"id": "T", "title": title}]}
    assert described == ([] if listed else [((kind,), {})])


async def test_the_schema_of_a_type_is_read_by_its_id(execute: Execute, answer: Answer) -> None:
    """Only when asked for."""
    answer(contact_moments, "types", (records.ContactMomentType("T", listed=True),))
    calls = answer(contact_moments, "type_schema", {"type": "object"})
    await execute("{ contactMomentTypes { id addable } }")
    assert calls == []
    result = await execute("{ contactMomentTypes { schema } }")
    assert result.data == {"contactMomentTypes": [{"schema": {"type": "object"}}]}
    assert calls == [(("T",), {})]


async def test_tags_and_sources_are_listed(execute: Execute, answer: Answer) -> None:
    """As their records say."""
    answer(contact_moments, "tags", (records.Tag("99", "Tag name"),))
    answer(sources, "sources", (samples.SOURCE_INFO,))
    result = await execute(
        "{ contactMomentTags { id name } sources { source configured operations pushdown circuit } }"
    )
    assert result.errors is None
    assert result.data == {
        "contactMomentTags": [{"id": "99", "name": "Tag name"}],
        "sources": [
            {
                "source": "LIPS",
                "configured": True,
                "operations": ["interactions"],
                "pushdown": ["occurredAt"],
                "circuit": "CLOSED",
            }
        ],
    }

"""The schema as a subgraph: what a gateway reads and asks."""

from typing import Any

import pytest

from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.ids import Kind, RecordRef, encode_id
from resolvers.model.sizes import MOST_ITEMS
from resolvers.queries import contact_moments, contacts, engagements, interactions
from schema.schema import sdl
from tests.schema import samples
from tests.schema.conftest import Answer, Execute, only_error

ENTITIES = """query ($of: [_Any!]!) { _entities(representations: $of) {
  __typename ... on Node { id } ... on Operator { sourceId name url }
} }"""


async def test_a_gateway_reads_the_committed_sdl(execute: Execute) -> None:
    """Directives included."""
    result = await execute("{ _service { sdl } }")
    assert result.data
    assert result.data["_service"]["sdl"].rstrip("\n") == sdl().rstrip("\n")
    assert "https://specs.apollo.dev/federation/v2.11" in sdl()


@pytest.mark.parametrize(
    ("module", "record", "kind"),
    [
        (contacts, samples.CONTACT, Kind.CONTACT),
        (interactions, samples.INTERACTION, Kind.INTERACTION),
        (engagements, samples.ENGAGEMENT, Kind.ENGAGEMENT),
        (contact_moments, samples.CONTACT_MOMENT, Kind.CONTACT_MOMENT),
    ],
)
async def test_an_entity_is_found_by_either_key(
    execute: Execute, answer: Answer, module: Any, record: Any, kind: Kind
) -> None:
    """By the same lookup as a query; fields besides the keys are not looked at."""
    calls = answer(module, "lookup", record)
    by_id = {"__typename": kind.value, "id": record.id, "somethingElse": 1}
    by_key = {"__typename": kind.value, "source": record.source.name, "sourceId": record.source_id}
    result = await execute(ENTITIES, of=[by_id, by_key])
    assert result.errors is None
    assert result.data == {"_entities": [{"__typename": kind.value, "id": record.id}] * 2}
    locator = getattr(record, "locator", None)
    assert [arguments for arguments, _ in calls] == [
        (RecordRef(kind, record.source, record.source_id, locator),),
        (RecordRef(kind, record.source, record.source_id),),
    ]


async def test_an_operator_is_its_own_reference(execute: Execute, answer: Answer) -> None:
    """No source describes operators; a name comes from transcripts only."""
    answer(engagements, "operator_name", None)
    of = [{"__typename": "Operator", "source": "SALEMOVE", "sourceId": 5}]
    result = await execute(ENTITIES, of=of)
    assert result.errors is None
    assert result.data == {"_entities": [{"__typename": "Operator", "sourceId": "5", "name": None, "url": None}]}


async def test_a_record_that_does_not_exist_is_null(execute: Execute, answer: Answer) -> None:
    """Not an error."""
    answer(contacts, "lookup", None)
    result = await execute(ENTITIES, of=[{"__typename": "Contact", "source": "LIPS", "sourceId": "0"}])
    assert result.errors is None
    assert result.data == {"_entities": [None]}


@pytest.mark.parametrize(
    "representation",
    [
        {},
        5,
        None,
        "Contact",
        {"id": samples.CONTACT.id},
        {"__typename": "Nonsense", "id": "x"},
        {"__typename": "PhoneNumber", "number": "x"},
        {"__typename": "Contact"},
        {"__typename": "Contact", "id": "garbage"},
        {"__typename": "Contact", "id": 5},
        {"__typename": "Contact", "id": samples.INTERACTION.id},
        {"__typename": "Contact", "source": "LIPS"},
        {"__typename": "Contact", "source": "NOBODY", "sourceId": "1"},
        {"__typename": "Contact", "source": "LIPS", "sourceId": ""},
        {"__typename": "Contact", "source": "LIPS", "sourceId": True},
        {"__typename": "Contact", "source": "LIPS", "sourceId": 1.5},
        {"__typename": "Engagement", "source": "LIPS", "sourceId": "1"},
        {"__typename": "Operator", "source": "LIPS", "sourceId": "1"},
        {"__typename": "Operator", "source": "SALEMOVE", "sourceId": ""},
        {"__typename": "Engagement", "id": encode_id(Kind.ENGAGEMENT, Source.LIPS, "1")},
    ],
    ids=str,
)
async def test_a_bad_representation_costs_only_its_own_place(
    execute: Execute, answer: Answer, representation: object
) -> None:
    """The others are answered, and its error has a code and its place."""
    answer(contacts, "lookup", samples.CONTACT)
    good = {"__typename": "Contact", "id": samples.CONTACT.id}
    result = await execute(ENTITIES, of=[good, representation, good])
    if representation is None:  # a list of non-null items: refused as a whole, before execution
        assert result.data is None
    else:
        shown = {"__typename": "Contact", "id": samples.CONTACT.id}
        assert result.data == {"_entities": [shown, None, shown]}
        assert [error.path for error in result.errors or ()] == [["_entities", 1]]
    assert [(error.extensions or {})["code"] for error in result.errors or ()] == ["BAD_USER_INPUT"]


async def test_more_representations_than_a_list_may_have_are_refused(execute: Execute) -> None:
    result = await execute(ENTITIES, of=[{"__typename": "Contact", "id": samples.CONTACT.id}] * (MOST_ITEMS + 1))
    error = only_error(result)
    assert error.message == "representations: at most 1000 items"
    assert (error.extensions or {})["code"] == "BAD_USER_INPUT"


async def test_a_source_that_fails_fails_its_own_entities(execute: Execute, answer: Answer) -> None:
    """With the code of the failure."""
    answer(contacts, "lookup", SourceFailure.of(Source.LIPS, ErrorCode.SOURCE_TIMEOUT, "no answer"))
    answer(engagements, "lookup", samples.ENGAGEMENT)
    of = [
        {"__typename": "Contact", "source": "LIPS", "sourceId": "1"},
        {"__typename": "Engagement", "id": samples.ENGAGEMENT.id},
    ]
    result = await execute(ENTITIES, of=of)
    assert result.data == {"_entities": [None, {"__typename": "Engagement", "id": samples.ENGAGEMENT.id}]}
    error = only_error(result)
    assert (error.extensions or {})["code"] == "SOURCE_TIMEOUT"


async def test_the_callers_variables_are_left_as_they_were(execute: Execute, answer: Answer) -> None:
    """A server may log or repeat them."""
    answer(contacts, "lookup", None)
    of = [{"__typename": "Contact", "source": "LIPS", "sourceId": "1"}]
    await execute(ENTITIES, of=of)
    assert of == [{"__typename": "Contact", "source": "LIPS", "sourceId": "1"}]

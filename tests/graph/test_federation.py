"""Entities over real HTTP, as a gateway asks for them: by id, and by source and sourceId."""

from typing import Any

import pytest

from tests.graph.client import ask
from tests.graph.reading import by_key
from tests.graph.worlds import World

ENTITIES = {
    "Interaction of LIPS": ("Interaction", "interaction", "LIPS", "4314774"),
    "Interaction of Polis": ("Interaction", "interaction", "POLIS", "7da76f74-7951-423a-be41-85a2551d16e7"),
    "Engagement": ("Engagement", "engagement", "SALEMOVE", "65f68744-40c5-4278-968a-6ee33df0722a"),
    "ContactMoment": ("ContactMoment", "contactMoment", "PROCURIOS", "12345"),
    "Contact of LIPS": ("Contact", "contact", "LIPS", "2197617"),
    "Contact of Polis": ("Contact", "contact", "POLIS", "0478dbbf-b6eb-4168-afa9-5ebab6fef4b6"),
    "Contact of Procurios": ("Contact", "contact", "PROCURIOS", "42"),
    "Contact of SaleMove": ("Contact", "contact", "SALEMOVE", "88cf925d-d606-46d6-bdf0-0715e7bb963d"),
    "Contact of Caliq": ("Contact", "contact", "CALIQ", "5"),
}
DOCUMENT = "query($of: [_Any!]!) { _entities(representations: $of) { __typename %s } }"


def entities(still: World, representations: list[dict[str, Any]], selection: str) -> list[dict[str, Any] | None]:
    """What a gateway gets."""
    found: list[dict[str, Any] | None] = ask(still.graph, DOCUMENT % selection, {"of": representations})["_entities"]
    return found


@pytest.mark.parametrize("name", ENTITIES)
def test_an_entity_comes_by_either_of_its_keys(still: World, name: str) -> None:
    """The same record."""
    type_name, field, source, source_id = ENTITIES[name]
    identifier = by_key(still.graph, field, (source, source_id), "id")["id"]
    representations = [
        {"__typename": type_name, "id": identifier},
        {"__typename": type_name, "source": source, "sourceId": source_id},
    ]
    found = entities(still, representations, f"... on {type_name} {{ id source sourceId }}")
    whole = {"__typename": type_name, "id": identifier, "source": source, "sourceId": source_id}
    assert found == [whole, whole]


def test_an_operator_is_an_entity_without_an_id(still: World) -> None:
    """Known by source and sourceId alone."""
    of = {"__typename": "Operator", "source": "SALEMOVE", "sourceId": "f8769233-937d-4550-bdd3-8613027b2729"}
    assert entities(still, [of], "... on Operator { source sourceId }") == [of]


def test_entities_of_all_kinds_come_in_the_order_asked_for(still: World) -> None:
    """Each in its own place, null where there is none."""
    representations = [
        {"__typename": type_name, "source": source, "sourceId": source_id}
        for type_name, _, source, source_id in ENTITIES.values()
    ]
    missing = {"__typename": "Engagement", "source": "SALEMOVE", "sourceId": "nobody"}
    selection = "... on Touchpoint { sourceId } ... on Contact { sourceId }"
    found = entities(still, [*representations, missing], selection)
    assert found[-1] is None
    assert [entity and entity["sourceId"] for entity in found[:-1]] == [one["sourceId"] for one in representations]


def test_the_service_tells_its_schema(still: World) -> None:
    """With the keys of its entities."""
    sdl = ask(still.graph, "{ _service { sdl } }")["_service"]["sdl"]
    for type_name in ("Contact", "Interaction", "Engagement", "ContactMoment"):
        line = next(line for line in sdl.splitlines() if line.startswith(f"type {type_name} "))
        assert '@key(fields: "id")' in line
        assert '@key(fields: "source sourceId")' in line

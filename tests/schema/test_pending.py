"""Every field that can lead to a transcript is one that names of operators wait for."""

import inspect
from typing import Any

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType, get_named_type

from schema.schema import schema

GRAPH = schema._schema


def fields_below(name: str) -> set[str]:
    """The names of all fields that a selection on a type can come to."""
    kind: Any = GRAPH.type_map[name]
    found: set[str] = set()
    todo, done = [kind], set()
    while todo:
        kind = todo.pop()
        if kind.name in done:
            continue
        done.add(kind.name)
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            todo += GRAPH.get_possible_types(kind)
        if isinstance(kind, GraphQLInterfaceType | GraphQLObjectType):
            found |= kind.fields.keys()
            todo += [get_named_type(field.type) for field in kind.fields.values()]
    return found


def asynchronous() -> list[tuple[str, str]]:
    """The fields that an `async def` resolves as it is, by type and name."""
    found = []
    for name, kind in GRAPH.type_map.items():
        definition = (kind.extensions or {}).get("strawberry-definition")
        for field in getattr(definition, "fields", ()):
            resolver = getattr(field, "base_resolver", None)
            if resolver is not None and inspect.iscoroutinefunction(resolver.wrapped_func):
                found.append((name, schema.config.name_converter.get_graphql_name(field)))
    return found


@pytest.mark.parametrize("of", asynchronous(), ids=".".join)
def test_a_field_that_is_not_waited_for_leads_to_no_transcript(of: tuple[str, str]) -> None:
    """Unless it is a mutation; those run one after the other, so that the next one is not asked for yet."""
    kind: Any = GRAPH.type_map[of[0]]
    leads_to = get_named_type(kind.fields[of[1]].type).name
    assert of[0] == "Mutation" or (of[1] != "chatTranscript" and "chatTranscript" not in fields_below(leads_to))


def test_there_are_such_fields_and_others() -> None:
    """So that the test above looks at something."""
    found = asynchronous()
    assert ("Operator", "name") in found
    assert ("Contact", "engagements") not in found
    assert "chatTranscript" in fields_below("ContactConnection")

"""What the schema promises: the committed SDL, descriptions everywhere, entities with their keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    is_specified_scalar_type,
    parse,
)
from graphql.language import InputObjectTypeDefinitionNode, ObjectTypeDefinitionNode

import schema.schema as assembled

COMMITTED = Path(assembled.__file__).with_name("schema.graphql")


def _own_types() -> dict[str, object]:
    """All but those of GraphQL and Federation, whose names hold an underscore."""
    types = assembled.schema._schema.type_map
    return {name: type_ for name, type_ in types.items() if "_" not in name and not is_specified_scalar_type(type_)}


def _described() -> Iterator[tuple[str, str | None]]:
    for name, type_ in _own_types().items():
        yield name, getattr(type_, "description", None)
        if isinstance(type_, GraphQLEnumType):
            yield from ((f"{name}.{word}", value.description) for word, value in type_.values.items())
        if isinstance(type_, GraphQLInputObjectType):
            yield from ((f"{name}.{field}", what.description) for field, what in type_.fields.items())
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field, definition in type_.fields.items():
                if field.startswith("_"):
                    continue
                yield f"{name}.{field}", definition.description
                for argument, what in definition.args.items():
                    yield f"{name}.{field}({argument})", what.description


def test_the_committed_sdl_is_the_schema_that_is_served() -> None:
    """Whoever reads the file reads what runs."""
    assert COMMITTED.read_text(encoding="utf-8") == assembled.sdl(), (
        "schema/schema.graphql is out of date: touchpoint schema > schema/schema.graphql"
    )


def test_the_sdl_ends_in_one_line_break() -> None:
    """It can be written to a file as it is."""
    assert assembled.sdl().endswith("}\n")


def test_everything_has_a_description() -> None:
    """Types, fields, arguments, input fields and enum values, in the playground and in the SDL."""
    described = dict(_described())
    assert len(described) > 400
    assert [name for name, text in described.items() if not (text or "").strip()] == []


def test_every_description_is_a_sentence() -> None:
    """It begins with a capital or code, and ends with a full stop."""
    odd = [
        name
        for name, text in _described()
        if not text or not text.endswith(".") or not (text[0].isupper() or text[0] == "`")
    ]
    assert odd == []


@pytest.mark.parametrize("name", ["Contact", "Interaction", "Engagement", "ContactMoment"])
def test_records_with_an_id_are_entities_by_id_and_by_source_key(name: str) -> None:
    """A gateway can join on either."""
    assert _keys(name) == {"id", "source sourceId"}


def test_operators_are_entities_by_source_key_only() -> None:
    """They have no id of the graph."""
    assert _keys("Operator") == {"source sourceId"}


def test_page_info_is_shareable() -> None:
    """Other subgraphs have a PageInfo too."""
    assert "shareable" in _directives("PageInfo")


@pytest.mark.parametrize("name", ["RecordKey", "CreateInteractionInput"])
def test_choices_are_one_of_inputs(name: str) -> None:
    """Exactly one of their fields has to be given."""
    assert "oneOf" in _directives(name)


def _definition(name: str) -> ObjectTypeDefinitionNode | InputObjectTypeDefinitionNode:
    for node in parse(assembled.sdl()).definitions:
        if isinstance(node, ObjectTypeDefinitionNode | InputObjectTypeDefinitionNode) and node.name.value == name:
            return node
    raise AssertionError(f"no type {name}")


def _directives(name: str) -> set[str]:
    return {directive.name.value for directive in _definition(name).directives or ()}


def _keys(name: str) -> set[str]:
    return {
        str(getattr(argument.value, "value", ""))
        for directive in _definition(name).directives or ()
        if directive.name.value == "key"
        for argument in directive.arguments or ()
        if argument.name.value == "fields"
    }

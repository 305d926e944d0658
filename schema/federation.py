"""How a gateway names entities of this graph, and what a representation leads to."""

from collections.abc import Mapping
from typing import Final

from resolvers.model.enums import Source
from resolvers.model.errors import BadInput
from resolvers.model.ids import Kind, RecordRef
from schema.keys import id_ref, source_ref

SOURCE_KEY: Final = "source sourceId"
NODE_KEYS: Final = ["id", SOURCE_KEY]

Representation = Mapping[str, object]


def representation_of(value: object) -> tuple[str, Representation]:
    """The type name and the fields of what a gateway sent."""
    if not isinstance(value, Mapping) or not isinstance(value.get("__typename"), str):
        raise BadInput("representations: each is an object with a __typename")
    return value["__typename"], value


def entity_ref(representation: Representation, kind: Kind) -> RecordRef:
    """The record of a representation by `id`, or by `source` and `sourceId`; other fields do not matter."""
    path = f"representations: {kind.value}"
    identifier = representation.get("id")
    if identifier is not None:
        if not isinstance(identifier, str):
            raise BadInput(f"{path}.id: must be a string")
        return id_ref(identifier, kind, f"{path}.id")
    source, source_id = entity_source_key(representation, kind.value)
    return source_ref(source, source_id, kind, path)


def entity_source_key(representation: Representation, type_name: str) -> tuple[Source, str]:
    """`source` and `sourceId` of a representation; as an ID, `sourceId` may come as an integer."""
    path = f"representations: {type_name}"
    source, source_id = representation.get("source"), representation.get("sourceId")
    if source is None or source_id is None:
        raise BadInput(f"{path}: has none of its keys")
    if not isinstance(source, str) or source not in Source.__members__:
        raise BadInput(f"{path}.source: no such source")
    if isinstance(source_id, bool) or not isinstance(source_id, str | int):
        raise BadInput(f"{path}.sourceId: must be a string")
    return Source[source], str(source_id)

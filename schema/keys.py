"""From the keys that callers give to references to records, checked for kind and source."""

from resolvers.model.enums import Source
from resolvers.model.errors import BadInput
from resolvers.model.ids import Kind, RecordRef, decode_id
from resolvers.queries.lookups import SOURCES_OF
from schema import inputs


def record_ref(key: inputs.RecordKey, kind: Kind, path: str) -> RecordRef:
    """The record of that kind that the key names; `path` is where the key stands in the arguments."""
    if isinstance(key.id, str):
        return id_ref(key.id, kind, f"{path}.id")
    if not key.source_key:
        raise BadInput(f"{path}: needs an id or a sourceKey")
    return source_ref(key.source_key.source, key.source_key.source_id, kind, f"{path}.sourceKey")


def any_ref(text: str, path: str) -> RecordRef:
    """The record of an opaque id, of whatever kind."""
    try:
        ref = decode_id(text)
    except BadInput as error:
        raise BadInput(f"{path}: {error.message.removeprefix('id: ')}") from error
    if ref.source not in SOURCES_OF[ref.kind]:
        raise BadInput(f"{path}: not an id of this graph")
    return ref


def id_ref(text: str, kind: Kind, path: str) -> RecordRef:
    """The record of an opaque id, which has to be of that kind."""
    ref = any_ref(text, path)
    if ref.kind is not kind:
        raise BadInput(f"{path}: names a record of type {ref.kind.value}, not {kind.value}")
    return ref


def source_ref(source: Source, source_id: str, kind: Kind, path: str) -> RecordRef:
    """The record by its key in a source, which has to be one that has such records."""
    if source not in SOURCES_OF[kind]:
        raise BadInput(f"{path}.source: {source.name} has no {kind.value} that can be read")
    if not source_id.strip():
        raise BadInput(f"{path}.sourceId: must not be empty")
    return RecordRef(kind, source, source_id)

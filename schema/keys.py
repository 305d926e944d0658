"""From the keys that callers give to references to records; `BadInput` names what is wrong with one, and where."""

from resolvers.model import keys
from resolvers.model.enums import Source
from resolvers.model.errors import BadInput
from resolvers.model.ids import Kind, RecordRef, decode_id
from resolvers.model.sizes import text_excess
from resolvers.registry import sources_of
from schema import inputs


def record_key(given: inputs.RecordKey) -> keys.RecordKey:
    """The key as a record."""
    if isinstance(given.id, str):
        return keys.RecordKey(id=given.id)
    if given.source_key:
        return keys.RecordKey(source=given.source_key.source, source_id=given.source_key.source_id)
    return keys.RecordKey()


def record_ref(key: inputs.RecordKey, kind: Kind, path: str) -> RecordRef:
    """The record of that type that the key names; `path` is where the key stands in the arguments."""
    return _resolved(record_key(key), kind, path)


def any_ref(text: str, path: str) -> RecordRef:
    """The record of an opaque id, of whatever type."""
    excess = text_excess(text)
    if excess is not None:
        raise BadInput(f"{path}: {excess}")
    try:
        kind = decode_id(text).kind
    except BadInput as error:
        raise BadInput(f"{path}: {error.message}") from error
    return id_ref(text, kind, path)


def id_ref(text: str, kind: Kind, path: str) -> RecordRef:
    """The record of an opaque id, which has to be of that type; `path` is that of the id."""
    found = keys.resolve(keys.RecordKey(id=text), kind, sources_of(kind))
    if isinstance(found, RecordRef):
        return found
    raise BadInput(f"{path}: {found[0].message}")


def source_ref(source: Source, source_id: str, kind: Kind, path: str) -> RecordRef:
    """The record by its key in a source, which has to be one that has such records."""
    found = keys.resolve(keys.RecordKey(source=source, source_id=source_id), kind, sources_of(kind))
    if isinstance(found, RecordRef):
        return found
    raise BadInput(f"{path}.{found[0].path[-1]}: {found[0].message}")


def _resolved(key: keys.RecordKey, kind: Kind, path: str) -> RecordRef:
    found = keys.resolve(key, kind, sources_of(kind))
    if isinstance(found, RecordRef):
        return found
    raise BadInput(f"{'.'.join((path, *found[0].path))}: {found[0].message}")

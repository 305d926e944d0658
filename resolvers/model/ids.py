"""Opaque ids: what a record is, which system recorded it, its key there, and how to find it again.

An id is a function of the record alone, so that caches and gateways can rely on it. It may carry a locator,
an immutable attribute by which a vendor that has no read by id finds the record again.
"""

import base64
import binascii
import enum

import msgspec

from resolvers.model.enums import Source
from resolvers.model.errors import BadInput

_VERSION = 1


class Kind(enum.Enum):
    """The entity behind an id; the values are the contract's type names."""

    CONTACT = "Contact"
    INTERACTION = "Interaction"
    ENGAGEMENT = "Engagement"
    CONTACT_MOMENT = "ContactMoment"


class RecordRef(msgspec.Struct, frozen=True):
    """A record by the key of the system that holds it, with the locator where an id carried one."""

    kind: Kind
    source: Source
    source_id: str
    locator: str | None = None


_KINDS = {kind.value: kind for kind in Kind}
_SOURCES = {source.name: source for source in Source}


def encode_id(kind: Kind, source: Source, source_id: str, locator: str | None = None) -> str:
    """The opaque id: base64url, without padding, of a JSON array."""
    parts = (_VERSION, kind.value, source.name, source_id)
    raw = msgspec.json.encode(parts if locator is None else (*parts, locator))
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def decode_id(text: str) -> RecordRef:
    """The record an opaque id names; `BadInput` for anything that `encode_id` did not make."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        parts = msgspec.json.decode(raw, type=tuple[object, ...])
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise BadInput("not an id of this graph") from error
    version, *rest = parts or (None,)
    if version != _VERSION:
        raise BadInput("not an id of this graph, or of another version of it")
    if len(rest) not in {3, 4} or not all(isinstance(part, str) for part in rest):
        raise BadInput("not an id of this graph")
    kind, source, source_id, *locator = (str(part) for part in rest)
    if kind not in _KINDS or source not in _SOURCES or not source_id:
        raise BadInput("not an id of this graph")
    return RecordRef(_KINDS[kind], _SOURCES[source], source_id, *locator)

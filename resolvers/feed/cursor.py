"""Cursors: opaque, versioned, bound to one connection, filter and order, with a check sum.

A cursor holds no secret and nothing of a record but its time and its key.
"""

import base64
import binascii
import hashlib

import msgspec

from resolvers.failures import BadInput
from resolvers.feed.order import Mark
from resolvers.feed.run import Place
from resolvers.filters import Filter
from resolvers.vocabulary import OrderDirection, Source

_MAGIC = b"tp"
_VERSION = 1
_CHECK_BYTES = 6


class Subject(msgspec.Struct, frozen=True):
    """What a list is of: which connection, of which contacts, narrowed by what, in which direction."""

    connection: str
    filter: Filter
    direction: OrderDirection
    of: tuple[tuple[str, str], ...] = ()

    def fingerprints(self) -> tuple[bytes, bytes]:
        """Of the connection, and of its filter."""
        return _digest([self.connection, self.of], 4), _digest(self.filter, 8)


class StreamPosition(msgspec.Struct, frozen=True, array_like=True):
    """Where one stream goes on; `mark` only where it is not the one of all."""

    place: Place
    mark: Mark | None = None
    own: bool = False


class Position(msgspec.Struct, frozen=True, array_like=True):
    """Where a list goes on: the point that all streams have passed, the streams by their keys, and what else a walk
    has to remember, as text.
    """

    mark: Mark | None = None
    streams: dict[str, StreamPosition] = {}
    memo: tuple[str, ...] = ()

    def of(self, key: str) -> tuple[Mark | None, Place]:
        """The mark and the place of one stream; one that is new starts at the common mark."""
        found = self.streams.get(key)
        if found is None:
            return self.mark, Place()
        return (found.mark if found.own else self.mark), found.place


class _Wire(msgspec.Struct, frozen=True, array_like=True):
    connection: bytes
    filter: bytes
    descending: bool
    time: str | None
    source: str | None
    source_id: str
    streams: dict[str, list[object]]
    memo: tuple[str, ...] = ()


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Wire)


def encode(subject: Subject, position: Position) -> str:
    """The cursor for a position in a list."""
    mark = position.mark or Mark("")
    connection, narrowed = subject.fingerprints()
    streams = {key: _packed(stream) for key, stream in position.streams.items()}
    wire = _Wire(
        connection,
        narrowed,
        subject.direction is OrderDirection.DESC,
        mark.time,
        mark.source.name if mark.source else None,
        mark.source_id,
        streams,
        position.memo,
    )
    payload = bytes([_VERSION]) + _encoder.encode(wire)
    raw = _MAGIC + payload + _digest_bytes(payload, _CHECK_BYTES)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def decode(subject: Subject, text: str) -> Position:
    """The position of a cursor; `BadInput` that says why where it is none for this list."""
    wire = _unwrapped(text)
    connection, narrowed = subject.fingerprints()
    if wire.connection != connection:
        raise BadInput("after: the cursor was made for another connection")
    if wire.filter != narrowed:
        raise BadInput("after: the cursor was made for another filter")
    if wire.descending != (subject.direction is OrderDirection.DESC):
        raise BadInput("after: the cursor was made for another order")
    try:
        source = Source(wire.source) if wire.source else None
        streams = {key: _unpacked(values) for key, values in wire.streams.items()}
    except (ValueError, TypeError, IndexError, msgspec.ValidationError) as error:
        raise BadInput("after: the cursor is damaged") from error
    started = wire.time != ""
    return Position(Mark(wire.time, source, wire.source_id) if started else None, streams, wire.memo)


def _unwrapped(text: str) -> _Wire:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInput("after: not a cursor of this graph") from error
    if not raw.startswith(_MAGIC) or len(raw) < len(_MAGIC) + 1 + _CHECK_BYTES:
        raise BadInput("after: not a cursor of this graph")
    payload, check = raw[len(_MAGIC) : -_CHECK_BYTES], raw[-_CHECK_BYTES:]
    if payload[0] != _VERSION:
        raise BadInput("after: the cursor was made by another version of this graph; start over without it")
    if _digest_bytes(payload, _CHECK_BYTES) != check:
        raise BadInput("after: the cursor is damaged")
    try:
        return _decoder.decode(payload[1:])
    except msgspec.MsgspecError as error:
        raise BadInput("after: the cursor is damaged") from error


def _packed(stream: StreamPosition) -> list[object]:
    place = stream.place
    numbers: list[object] = [place.offset, place.passed, place.leading, place.length]
    if not stream.own:
        return numbers
    mark = stream.mark
    if mark is None:
        return [*numbers, None]
    return [*numbers, [mark.time, mark.source.name if mark.source else None, mark.source_id]]


def _unpacked(values: list[object]) -> StreamPosition:
    place = msgspec.convert(values[:4], Place)
    if len(values) == 4:
        return StreamPosition(place)
    if values[4] is None:
        return StreamPosition(place, None, own=True)
    time, source, source_id = msgspec.convert(values[4], tuple[str | None, str | None, str])
    return StreamPosition(place, Mark(time, Source(source) if source else None, source_id), own=True)


def _digest(value: object, size: int) -> bytes:
    return _digest_bytes(msgspec.json.encode(value), size)


def _digest_bytes(value: bytes, size: int) -> bytes:
    return hashlib.blake2b(value, digest_size=size).digest()

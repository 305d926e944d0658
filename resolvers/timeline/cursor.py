"""Cursors: opaque, versioned, bound to one connection, filter and order, with a check sum.

A cursor holds no secret and nothing of a record but its time and its key. Where the check sum is not keyed, anybody can
make one: so nothing in it is taken for more than it can be.
"""

import base64
import binascii
import hmac
from typing import Annotated

import msgspec

from resolvers.model import timestamps
from resolvers.model.enums import OrderDirection, Source
from resolvers.model.errors import BadInput
from resolvers.model.filters import Filter
from resolvers.model.signer import Signer
from resolvers.timeline.order import SortKeyBound
from resolvers.timeline.watermark import ResumeHint

_MAGIC = b"tp"
_VERSION = 1
_CHECK_BYTES = 6
_PLAIN = Signer()

MOST_RECORDS = 10_000_000
"""More records no list of a source has."""


class Subject(msgspec.Struct, frozen=True):
    """What a list is of: which connection, of which contacts, narrowed by what, in which direction."""

    connection: str
    filter: Filter
    direction: OrderDirection
    of: tuple[tuple[str, str], ...] = ()
    signer: Signer = _PLAIN

    def fingerprints(self) -> tuple[bytes, bytes]:
        """Of the connection, and of its filter."""
        return _digest([self.connection, self.of], 4), _digest(self.filter, 8)


class StreamState(msgspec.Struct, frozen=True, array_like=True):
    """Where one stream goes on; `bound` only where it is not the one of all."""

    hint: ResumeHint
    bound: SortKeyBound | None = None
    own: bool = False


class CursorState(msgspec.Struct, frozen=True, array_like=True):
    """Where a list goes on: the point that all streams have passed, the streams by their keys, and what else a walk
    has to remember, as text.
    """

    bound: SortKeyBound | None = None
    streams: dict[str, StreamState] = {}
    memo: tuple[str, ...] = ()

    def of(self, key: str) -> tuple[SortKeyBound | None, ResumeHint]:
        """The bound and the hint of one stream; one that is new starts at the common bound."""
        found = self.streams.get(key)
        if found is None:
            return self.bound, ResumeHint()
        return (found.bound if found.own else self.bound), found.hint


_Number = Annotated[int, msgspec.Meta(ge=0, le=MOST_RECORDS)]
_Numbers = Annotated[list[_Number], msgspec.Meta(min_length=4, max_length=5)]
_StreamKey = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{1,3}(\.[0-9]{1,3})?\Z")]
_FlatMark = tuple[str | None, str | None, str]


class _Wire(msgspec.Struct, frozen=True, array_like=True):
    connection: bytes
    filter: bytes
    descending: bool
    time: str | None
    source: str | None
    source_id: str
    streams: dict[_StreamKey, _Numbers]
    memo: tuple[str, ...] = ()
    bounds: list[_FlatMark | None] = []
    """The streams' own marks, each once: those of one source are mostly the same."""


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Wire)


def encode(subject: Subject, position: CursorState) -> str:
    """The cursor for a position in a list."""
    time, source, source_id = _flat(position.bound or SortKeyBound(""))
    connection, narrowed = subject.fingerprints()
    bounds = list(dict.fromkeys(stream.bound for stream in position.streams.values() if stream.own))
    wire = _Wire(
        connection,
        narrowed,
        subject.direction is OrderDirection.DESC,
        time,
        source,
        source_id,
        {key: _packed(stream, bounds) for key, stream in position.streams.items()},
        position.memo,
        [None if bound is None else _flat(bound) for bound in bounds],
    )
    payload = bytes([_VERSION]) + _encoder.encode(wire)
    raw = _MAGIC + payload + subject.signer.digest(payload, _CHECK_BYTES)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def decode(subject: Subject, text: str) -> CursorState:
    """The position of a cursor; `BadInput` that says why where it is none for this list."""
    wire = _unwrapped(text, subject.signer)
    connection, narrowed = subject.fingerprints()
    if wire.connection != connection:
        raise BadInput("after: the cursor was made for another connection")
    if wire.filter != narrowed:
        raise BadInput("after: the cursor was made for another filter")
    if wire.descending != (subject.direction is OrderDirection.DESC):
        raise BadInput("after: the cursor was made for another order")
    try:
        bound = _bound((wire.time, wire.source, wire.source_id)) if wire.time != "" else None
        bounds = [None if flat is None else _bound(flat) for flat in wire.bounds]
        streams = {key: _unpacked(numbers, bounds) for key, numbers in wire.streams.items()}
    except (ValueError, IndexError) as error:
        raise BadInput("after: the cursor is damaged") from error
    return CursorState(bound, streams, wire.memo)


def _unwrapped(text: str, signer: Signer) -> _Wire:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInput("after: not a cursor of this graph") from error
    if not raw.startswith(_MAGIC) or len(raw) < len(_MAGIC) + 1 + _CHECK_BYTES:
        raise BadInput("after: not a cursor of this graph")
    payload, check = raw[len(_MAGIC) : -_CHECK_BYTES], raw[-_CHECK_BYTES:]
    if payload[0] != _VERSION:
        raise BadInput("after: the cursor was made by another version of this graph; start over without it")
    if not hmac.compare_digest(signer.digest(payload, _CHECK_BYTES), check):
        raise BadInput("after: the cursor is damaged")
    try:
        return _decoder.decode(payload[1:])
    except msgspec.MsgspecError as error:
        raise BadInput("after: the cursor is damaged") from error


def _packed(stream: StreamState, bounds: list[SortKeyBound | None]) -> list[int]:
    hint = stream.hint
    numbers = [min(number, MOST_RECORDS) for number in (hint.offset, hint.passed, hint.leading, hint.length)]
    return [*numbers, bounds.index(stream.bound)] if stream.own else numbers


def _unpacked(numbers: list[int], bounds: list[SortKeyBound | None]) -> StreamState:
    hint = ResumeHint(*numbers[:4])
    return StreamState(hint) if len(numbers) <= 4 else StreamState(hint, bounds[numbers[4]], own=True)


def _flat(bound: SortKeyBound) -> _FlatMark:
    return bound.time, bound.source.name if bound.source else None, bound.source_id


def _bound(flat: _FlatMark) -> SortKeyBound:
    time, source, source_id = flat
    if time is not None and timestamps.read(time) != time:
        raise ValueError("no time as records have it")
    return SortKeyBound(time, Source(source) if source else None, source_id)


def _digest(value: object, size: int) -> bytes:
    return _PLAIN.digest(msgspec.json.encode(value), size)

"""Reading single records of vendors that have a read by id, and references to what cannot be read at all."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from resolvers.model.enums import Source
from resolvers.model.errors import BudgetExhausted, Failure, SourceFailure
from resolvers.model.http import Fetch, VendorRequest
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact
from resolvers.sources import decode
from resolvers.timeline.order import R

T = TypeVar("T")
W = TypeVar("W")

_ANY = msgspec.json.Decoder()


def references(refs: Iterable[RecordRef]) -> dict[RecordRef, Any]:
    """The contacts among `refs`, by their keys alone."""
    return {
        ref: Contact(source=ref.source, source_id=ref.source_id, bare=True) for ref in refs if ref.kind is Kind.CONTACT
    }


async def each(
    refs: Sequence[RecordRef], read: Callable[[RecordRef], Awaitable[T | Failure | None]]
) -> dict[RecordRef, T | Failure]:
    """The answers to one reading for each ref, all at once; those without an answer are left out."""
    answers = await asyncio.gather(*(read(ref) for ref in refs))
    return {ref: answer for ref, answer in zip(refs, answers, strict=True) if answer is not None}


async def one(
    ref: RecordRef, fetch: Fetch, request: VendorRequest, kind: type[W], record: Callable[[W], R]
) -> R | Failure | None:
    """The record that a request by id answers with; null where the vendor does not find it."""
    source = ref.source
    try:
        answer = await fetch(request)
        raw = decode.document(source, answer.body, _ANY)
    except BudgetExhausted as error:
        return error.not_found(source)
    except SourceFailure as failure:
        return None if failure.error.http_status == 404 else failure
    row = decode.one(source, raw, kind)
    if row is None:
        return decode.bad_response(source, "the record cannot be read")
    found = record(row)
    return found if is_same(found.source_id, ref.source_id) else another(source)


def is_same(key: str, asked: str) -> bool:
    """Whether a record has the key that was asked for; a GUID may be written in upper or lower case (RFC 9562, 4)."""
    return key.casefold() == asked.casefold()


def another(source: Source) -> SourceFailure:
    """What a read by id says that was given the record of another id."""
    return decode.bad_response(source, "the record is not the one that was asked for")

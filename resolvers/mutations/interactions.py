"""Writing interactions: canvasses of Polis, the marks of LIPS."""

import msgspec

from resolvers.context import RequestContext
from resolvers.model import codes
from resolvers.model.enums import Source
from resolvers.model.errors import Failure, SourceFailure
from resolvers.model.ids import RecordRef, encode_id
from resolvers.model.inputs import LipsPatch, PolisCreation, PolisPatch, UserError
from resolvers.model.records import Interaction
from resolvers.model.write_outcome import Outcome, WriteFailure
from resolvers.sources import refusals
from resolvers.vendors.lips import writes as lips
from resolvers.vendors.lips.source import LipsSource
from resolvers.vendors.polis import writes as polis


class Created(msgspec.Struct, frozen=True):
    """The new record (Polis), the GUID it was taken under (Caliq), or what the caller can put right."""

    interaction: Interaction | None = None
    unique_id: str | None = None
    user_errors: tuple[UserError, ...] = ()


class Updated(msgspec.Struct, frozen=True):
    """The record after the change, or what the caller can put right.

    A failure in the place of the record says that the change is made, and why the record cannot be shown.
    """

    interaction: Interaction | WriteFailure | None = None
    user_errors: tuple[UserError, ...] = ()


class Deleted(msgspec.Struct, frozen=True):
    """The opaque id of what is gone, or what the caller can put right."""

    deleted_id: str | None = None
    user_errors: tuple[UserError, ...] = ()


def not_found(ref: RecordRef) -> UserError:
    """What is said of a key that its source does not know; the path is that of the inputs, `by`."""
    return UserError(("by",), f"{ref.source.name} has no such {ref.kind.value}", codes.NOT_FOUND)


async def create_polis(context: RequestContext, creation: PolisCreation) -> Created:
    """A new canvass."""
    try:
        return Created(await polis.create(context.access.fetch(Source.POLIS), creation))
    except SourceFailure as failure:
        return Created(user_errors=refusals.user_errors(context, failure, polis.CREATED, ("polis",)))


async def update_polis(context: RequestContext, ref: RecordRef, patch: PolisPatch, if_match: str | None) -> Updated:
    """Change a canvass that is still of the version named, or of the one that a fresh read shows."""
    try:
        changed = await polis.update(context.access.fetch(Source.POLIS), ref.source_id, patch, if_match)
    except SourceFailure as failure:
        return Updated(user_errors=refusals.user_errors(context, failure, polis.CHANGED, ("polis",)))
    return Updated(user_errors=(not_found(ref),)) if changed is None else Updated(changed)


async def delete_polis(context: RequestContext, ref: RecordRef, if_match: str | None) -> Deleted:
    """Delete a canvass, under the same condition."""
    try:
        gone = await polis.delete(context.access.fetch(Source.POLIS), ref.source_id, if_match)
    except SourceFailure as failure:
        return Deleted(user_errors=refusals.user_errors(context, failure, polis.DELETED))
    if not gone:
        return Deleted(user_errors=(not_found(ref),))
    return Deleted(encode_id(ref.kind, ref.source, ref.source_id))


async def update_lips(context: RequestContext, ref: RecordRef, patch: LipsPatch, *, read_back: bool = True) -> Updated:
    """Set the marks of a lead's interaction, then read it, if that is wanted: the vendor's answer holds no record."""
    source = context.registry.vendor(Source.LIPS, LipsSource)
    try:
        known = await lips.update(context.access.fetch(Source.LIPS), ref.source_id, patch)
    except SourceFailure as failure:
        return Updated(user_errors=refusals.user_errors(context, failure, lips.CHANGED, ("lips",)))
    if not known:
        return Updated(user_errors=(not_found(ref),))
    if not read_back:
        return Updated()
    try:
        # What one lookup may cost, and the second look that is taken at most.
        fetch = context.access.budgeted(Source.LIPS, spare=1)
        return Updated(await lips.read_back(source, fetch, ref, patch))
    except Failure as failure:
        return Updated(WriteFailure(failure, Outcome.APPLIED))

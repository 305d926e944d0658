"""Registering a contact moment in Procurios, which honours no key: it is sent once."""

from collections.abc import Sequence

import msgspec

from resolvers.context import RequestContext
from resolvers.model.enums import Source
from resolvers.model.errors import Failure, SourceFailure
from resolvers.model.inputs import MomentCreation, UserError
from resolvers.model.records import ContactMoment
from resolvers.model.write_outcome import Outcome, WriteFailure, known, writing
from resolvers.queries import contact_moments
from resolvers.sources import refusals
from resolvers.sources.decode import bad_response
from resolvers.vendors.procurios import writes
from resolvers.vendors.procurios.json_schema import UnusableSchema, Violation, violations
from resolvers.vendors.procurios.source import NewMoment, ProcuriosSource


class MomentCreated(msgspec.Struct, frozen=True):
    """What came of it: the vendor's id, and the record where it shows already; or what the caller can put right."""

    contact_moment_id: str | None
    contact_moment: ContactMoment | None
    user_errors: tuple[UserError, ...] = ()


async def create(
    context: RequestContext, creation: MomentCreation, *, found: Sequence[UserError] = (), read_back: bool = True
) -> MomentCreated:
    """Register a contact moment, after everything that can be known before was checked.

    `found` is what is wrong already; it is told together with what else is, and nothing is sent.
    """
    async with writing(context):
        source = context.registry.vendor(Source.PROCURIOS, ProcuriosSource)
        draft = writes.draft(creation, source.zone, found)
        errors = (*draft.errors, *await _problems(context, source, creation.type_id, draft))
        if errors:
            return MomentCreated(None, None, errors)
        try:
            fetch = context.access.fetch(Source.PROCURIOS)
            new = await source.create_moment(fetch, creation.type_id, draft.body)
        except SourceFailure as failure:
            # The schema that it was held against may be out of date.
            source.catalogue.forget()
            return MomentCreated(None, None, refusals.user_errors(context, failure, writes.field_named))
        shown = await _read_back(context, source, new, creation.sender_id) if read_back else None
        return MomentCreated(new.source_id, shown)


async def _problems(
    context: RequestContext, source: ProcuriosSource, type_id: str, draft: writes.Draft
) -> tuple[UserError, ...]:
    """What the catalogue forbids. What is kept of it may be out of date: it refuses nothing, the vendor is asked."""
    asked = len(context.access.calls)
    failure: WriteFailure | None = None
    problems: tuple[UserError, ...] = ()
    try:
        problems = await _against_catalogue(context, type_id, draft)
    except WriteFailure as error:
        failure = error
    kept = any(call.cached for call in context.access.calls[asked:])
    if failure is not None or (problems and kept):
        source.catalogue.forget()
    if failure is not None and not kept:
        raise failure
    if (problems or failure is not None) and kept:
        context.renew()
        problems = await _against_catalogue(context, type_id, draft)
    return problems


async def _against_catalogue(context: RequestContext, type_id: str, draft: writes.Draft) -> tuple[UserError, ...]:
    """What the list of types and the type's schema forbid. Where they cannot be read, nothing is sent."""
    try:
        with known(Outcome.NOT_APPLIED):
            problems = writes.type_problems(type_id, await contact_moments.types(context))
            if problems:
                return problems
            schema = await contact_moments.type_schema(context, type_id)
            return writes.schema_problems(_violations(schema, draft.body), draft.errors)
    except WriteFailure:
        if draft.errors:
            # They have to be put right whatever the vendor would say.
            return ()
        raise


def _violations(schema: object, body: object) -> tuple[Violation, ...]:
    try:
        return violations(schema, body)
    except UnusableSchema as error:
        raise bad_response(Source.PROCURIOS, f"the schema of the type cannot be used: {error}") from error


async def _read_back(
    context: RequestContext, source: ProcuriosSource, new: NewMoment, sender_id: str
) -> ContactMoment | None:
    """The record as it reads now; null where that cannot be told, for it is registered all the same."""
    fetch = context.access.budgeted(Source.PROCURIOS)
    try:
        return await source.read_back(fetch, new, sender_id)
    except Failure:
        return None

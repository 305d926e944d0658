"""Registering an interaction in Caliq, which takes one interaction for each GUID, however often it is sent."""

import logging

import msgspec

from resolvers.context import RequestContext
from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.http import Fetch
from resolvers.model.inputs import CaliqCreation, UserError
from resolvers.model.write_outcome import Outcome, WriteFailure, is_refusal, outcome_of, writing
from resolvers.sources import refusals, vendor_words
from resolvers.vendors.caliq import wire, writes
from resolvers.vendors.caliq.source import CaliqSource

_log = logging.getLogger("touchpoint.caliq")


class CaliqCreated(msgspec.Struct, frozen=True):
    """What came of it. `unique_id` is the GUID, given or made; null only where the one given is none."""

    unique_id: str | None
    user_errors: tuple[UserError, ...] = ()


async def create_interaction(context: RequestContext, creation: CaliqCreation) -> CaliqCreated:
    """Register an interaction.

    What fails tells the GUID as `extensions.uniqueId`: with it, the caller may try again whatever the outcome was.
    """
    async with writing(context):
        source = context.registry.vendor(Source.CALIQ, CaliqSource)
        unique_id = writes.unique_id(creation)
        problems = writes.problems(creation)
        if problems or unique_id is None:
            return CaliqCreated(unique_id, problems)
        fetch = context.access.fetch(Source.CALIQ)
        try:
            result = await _send(source, fetch, writes.parameters(creation, unique_id, source.api_key))
        except SourceFailure as failure:
            # Of several attempts an earlier one may have been done, whatever became of the last.
            several = fetch.requests > 1 and failure.sent
            if is_refusal(failure) and not several:
                return CaliqCreated(unique_id, refusals.user_errors(context, failure, writes.field_named))
            outcome = Outcome.UNKNOWN if several else outcome_of(failure)
            raise WriteFailure(failure, outcome, uniqueId=unique_id) from failure
        if fetch.requests > 1 and writes.taken_already(result, unique_id):
            # The attempt whose answer was lost had been done; nobody else sends this GUID while we do.
            return CaliqCreated(unique_id)
        _note(result)
        return CaliqCreated(unique_id, _cleaned(context, writes.complaints(result)))


async def _send(source: CaliqSource, fetch: Fetch, parameters: wire.Parameters) -> wire.Result:
    """Once more where the answer cannot be read, which is as good as lost."""
    try:
        return await source.create_interaction(fetch, parameters)
    except SourceFailure as failure:
        if failure.code is not ErrorCode.SOURCE_BAD_RESPONSE or failure.error.http_status is not None:
            raise
    return await source.create_interaction(fetch, parameters)


def _cleaned(context: RequestContext, errors: tuple[UserError, ...]) -> tuple[UserError, ...]:
    return tuple(
        msgspec.structs.replace(error, message=vendor_words.cleaned(context, Source.CALIQ, error.message))
        for error in errors
    )


def _note(result: wire.Result) -> None:
    """Issues of what was taken are no errors: a caller would take it for not taken. Their texts may name people."""
    if result.ok and result.issues:
        _log.warning("CALIQ: taken, with issues %s", ", ".join(str(issue.id) for issue in result.issues))

"""Writing to Caliq, which takes one interaction for each GUID, however often it is sent."""

import logging
from abc import abstractmethod

import msgspec

from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.model.http import Fetch
from resolvers.model.inputs import or_none
from resolvers.model.user_errors import UserError
from resolvers.model.write_outcome import Outcome, WriteFailure, is_refusal, outcome_of
from resolvers.model.write_results import InteractionCreated
from resolvers.sources import refusals
from resolvers.sources.protocol import VendorSource
from resolvers.sources.writers import CreatesInteractions
from resolvers.vendors.caliq import checks, issues, wire
from resolvers.vendors.caliq.inputs import CaliqCreation, CaliqInteractionKind

_KINDS = {CaliqInteractionKind.CALL: "C", CaliqInteractionKind.EMAIL: "E", CaliqInteractionKind.VISIT: "V"}

_log = logging.getLogger("touchpoint.caliq")


class CaliqWrites(VendorSource, CreatesInteractions):
    """Interactions are registered under a GUID. Its sign-in travels in the body."""

    api_key: str

    @abstractmethod
    async def send(self, fetch: Fetch, parameters: wire.Parameters) -> wire.Result:
        """One registration, in the configured format."""

    async def create_interaction(self, fetch: Fetch, content: CaliqCreation) -> InteractionCreated:
        """Register an interaction.

        The GUID is told, given or made, unless the one given is none. What fails tells it as `extensions.uniqueId`:
        with it, the caller may try again whatever the outcome was.
        """
        unique_id = checks.unique_id(content)
        problems = checks.problems(content)
        if problems or unique_id is None:
            return InteractionCreated(unique_id=unique_id, user_errors=problems)
        try:
            result = await self._send(fetch, parameters(content, unique_id, self.api_key))
        except SourceFailure as failure:
            # Of several attempts an earlier one may have been done, whatever became of the last.
            several = fetch.requests > 1 and failure.sent
            if is_refusal(failure) and not several:
                errors = refusals.user_errors(failure, self.secrets, issues.named, ("caliq",))
                return InteractionCreated(unique_id=unique_id, user_errors=errors)
            outcome = Outcome.UNKNOWN if several else outcome_of(failure)
            raise WriteFailure(failure, outcome, uniqueId=unique_id) from failure
        if fetch.requests > 1 and issues.taken_already(result, unique_id):
            # The attempt whose answer was lost had been done; nobody else sends this GUID while we do.
            return InteractionCreated(unique_id=unique_id)
        _note(result)
        return InteractionCreated(unique_id=unique_id, user_errors=self._cleaned(issues.complaints(result)))

    async def _send(self, fetch: Fetch, given: wire.Parameters) -> wire.Result:
        """Once more where the answer cannot be read, which is as good as lost."""
        try:
            return await self.send(fetch, given)
        except SourceFailure as failure:
            if failure.code is not ErrorCode.SOURCE_BAD_RESPONSE or failure.error.http_status is not None:
                raise
        return await self.send(fetch, given)

    def _cleaned(self, errors: tuple[UserError, ...]) -> tuple[UserError, ...]:
        return tuple(
            msgspec.structs.replace(error, message=refusals.cleaned(error.message, self.secrets)) for error in errors
        )


def parameters(creation: CaliqCreation, unique_id: str, api_key: str) -> wire.Parameters:
    """The parameters of a creation without problems.

    What the table's last column calls Required is sent empty where the wording makes it conditional, as the wording
    of FollowUpBy says ("Leave empty"): so it is there for whoever goes by the column, and not set for whoever goes
    by the wording. Everything else that is not set is left out.
    """
    follow_up = or_none(creation.follow_up)
    return wire.Parameters(
        api_key=api_key,
        channel_id=creation.channel_id,
        customer_id=or_none(creation.customer_id),
        account_no=or_none(creation.account_no) or "",
        contact_id=or_none(creation.contact_id),
        unique_id=unique_id,
        kind=_KINDS[creation.kind],
        contacted_by=creation.contacted_by,
        contacted_first_name=or_none(creation.contacted_first_name) or "",
        contacted_surname=or_none(creation.contacted_surname) or "",
        on_date_time=or_none(creation.occurred_at),
        notes=or_none(creation.notes),
        follow_up_date_time=None if follow_up is None else follow_up.at,
        follow_up_by="" if follow_up is None else follow_up.by,
        follow_up_notes=None if follow_up is None else or_none(follow_up.notes),
    )


def _note(result: wire.Result) -> None:
    """Issues of what was taken are no errors: a caller would take it for not taken. Their texts may name people."""
    if result.ok and result.issues:
        _log.warning("CALIQ: taken, with issues %s", ", ".join(str(issue.id) for issue in result.issues))

"""Writing to Procurios (section Contact moment), which honours no key: a contact moment is sent once."""

import datetime as dt
from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

import msgspec

from resolvers.model import timestamps
from resolvers.model.enums import Source
from resolvers.model.errors import BudgetExhausted, Failure, SourceFailure
from resolvers.model.http import Fetch
from resolvers.model.inputs import ContactMomentCreation
from resolvers.model.records import ContactMoment
from resolvers.model.user_errors import UserError
from resolvers.model.write_outcome import Outcome, WriteFailure, known
from resolvers.model.write_results import ContactMomentCreated
from resolvers.sources import refusals
from resolvers.sources.decode import bad_response
from resolvers.sources.field_names import FieldNames
from resolvers.sources.protocol import VendorSource
from resolvers.sources.writers import CreatesContactMoments
from resolvers.vendors.procurios import draft as drafts
from resolvers.vendors.procurios import records, requests
from resolvers.vendors.procurios.catalogue import Catalogue
from resolvers.vendors.procurios.draft import Draft
from resolvers.vendors.procurios.index import Index
from resolvers.vendors.procurios.json_schema import UnusableSchema, Violation, violations
from resolvers.vendors.procurios.moments import Moments, date_of
from resolvers.vendors.procurios.requests import Query
from resolvers.vendors.procurios.since import safely

READ_BACK_PAGES = 4
"""Pages of its sender's latest moments in which one that was just registered is looked for."""

field_named = FieldNames(
    drafts.PATHS,
    spellings={
        "dateTime": r"date[ _]?(?:and[ ])?time",
        "senderId": r"sender(?:[ _]?id)?",
        "recipients": r"recipients?",
        "contents": r"contents?",
        "action_code": r"action(?:[ _]?code)?",
        "tagIds": r"tags?(?:[ _]?ids?)?",
    },
)
"""The input's field whose property a text names."""


class NewMoment(msgspec.Struct, frozen=True):
    """A contact moment that was registered; `since` is safely before it."""

    source_id: str
    since: dt.datetime


class ProcuriosWrites(VendorSource, CreatesContactMoments):
    """Contact moments are registered, after everything that can be known before was checked."""

    zone: ZoneInfo
    """Whose clocks its times are written by."""
    now: Callable[[], dt.datetime]
    index: Index
    moments: Moments
    catalogue: Catalogue

    async def create_contact_moment(
        self, fetch: Fetch, creation: ContactMomentCreation, read_back: Fetch | None
    ) -> ContactMomentCreated:
        """Register a contact moment."""
        made = drafts.draft(creation, self.zone)
        errors = (*made.errors, *await self._problems(fetch, creation.type_id, made))
        if errors:
            return ContactMomentCreated(user_errors=errors)
        try:
            new = await self.create_moment(fetch, creation.type_id, made.body)
        except SourceFailure as failure:
            # The schema that it was held against may be out of date.
            self.catalogue.forget()
            return ContactMomentCreated(user_errors=refusals.user_errors(failure, self.secrets, field_named))
        shown = None if read_back is None else await self._shown(read_back, new, made.sender_id)
        return ContactMomentCreated(new.source_id, shown)

    async def _problems(self, fetch: Fetch, type_id: str, made: Draft) -> tuple[UserError, ...]:
        """What the catalogue forbids. What is cached of it may be out of date: then the vendor is asked."""
        asked = len(fetch.calls)
        failure: WriteFailure | None = None
        problems: tuple[UserError, ...] = ()
        try:
            problems = await self._against_catalogue(fetch, type_id, made)
        except WriteFailure as error:
            failure = error
        cached = any(entry.cached for entry in fetch.calls[asked:])
        if failure is not None or (problems and cached):
            self.catalogue.forget()
        if failure is not None and not cached:
            raise failure
        if (problems or failure is not None) and cached:
            problems = await self._against_catalogue(fetch, type_id, made)
        return problems

    async def _against_catalogue(self, fetch: Fetch, type_id: str, made: Draft) -> tuple[UserError, ...]:
        """What the list of types and the type's schema forbid. Where they cannot be read, nothing is sent."""
        try:
            with known(Outcome.NOT_APPLIED):
                problems = drafts.type_problems(type_id, await self.catalogue.types(fetch))
                if problems:
                    return problems
                schema = await self.catalogue.type_schema(fetch, type_id)
                return drafts.schema_problems(_violations(schema, made.body), made.errors)
        except WriteFailure:
            if made.errors:
                # They have to be put right whatever the vendor would say.
                return ()
            raise

    async def create_moment(self, fetch: Fetch, type_id: str, body: Mapping[str, object]) -> NewMoment:
        """Send a registration. Whatever comes of it, what was read before no longer counts as fresh."""
        started = self.now()
        try:
            answer = await fetch(requests.create_moment(type_id, body))
        finally:
            self.index.expire()
        return NewMoment(records.created(answer.body), safely(date_of(answer), started))

    async def _shown(self, fetch: Fetch, new: NewMoment, sender_id: str) -> ContactMoment | WriteFailure | None:
        """The record as it reads now; where that cannot be told, it is registered all the same."""
        try:
            return await self.read_back(fetch, new, sender_id)
        except BudgetExhausted as error:
            return WriteFailure(error.not_found(Source.PROCURIOS), Outcome.APPLIED)
        except Failure as failure:
            return WriteFailure(failure, Outcome.APPLIED)

    async def read_back(self, fetch: Fetch, new: NewMoment, sender_id: str) -> ContactMoment | None:
        """A contact moment that was just registered, in one request as a rule; null where it does not show yet.

        `BudgetExhausted` where its sender has so many new ones that this cannot be told.
        """
        if self.index.complete:
            await self.index.ready(fetch)
            return self.index.known(new.source_id)
        since = timestamps.local(timestamps.canonical(new.since), self.zone)
        for number in range(1, READ_BACK_PAGES + 1):
            page = await self.moments.page(fetch, Query((sender_id,), since), number)
            found = next((moment for moment in page.moments if moment.source_id == new.source_id), None)
            if found is not None or page.last:
                return found
        raise BudgetExhausted(READ_BACK_PAGES)


def _violations(schema: object, body: object) -> tuple[Violation, ...]:
    try:
        return violations(schema, body)
    except UnusableSchema as error:
        raise bad_response(Source.PROCURIOS, f"the schema of the type cannot be used: {error}") from error

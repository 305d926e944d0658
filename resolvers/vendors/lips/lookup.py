"""Finding single interactions and contacts of LIPS, which has no read by id."""

import asyncio
from collections.abc import Sequence

import msgspec

from resolvers.model import timestamps
from resolvers.model.enums import Source
from resolvers.model.errors import BudgetExhausted, Failure, SourceFailure
from resolvers.model.http import Fetch
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact, Interaction
from resolvers.vendors.lips.requests import Query
from resolvers.vendors.lips.seen_elsewhere import InteractionPages

Found = dict[RecordRef, Interaction | Contact | Failure]


async def find(pages: InteractionPages, fetch: Fetch, scope: Query, refs: Sequence[RecordRef]) -> Found:
    """The interactions and contacts that exist among `refs`: by their time, or by one scan for all the others."""
    found: Found = {}
    moments = {ref: timestamps.read(ref.locator) for ref in refs if ref.kind is Kind.INTERACTION}
    timed = {ref: moment for ref, moment in moments.items() if moment is not None}
    await asyncio.gather(*(_find_at(pages, fetch, scope, ref, moment, found) for ref, moment in timed.items()))
    await _scan(pages, fetch, scope, set(refs) - timed.keys(), found)
    return found


async def _find_at(
    pages: InteractionPages, fetch: Fetch, scope: Query, ref: RecordRef, moment: str, found: Found
) -> None:
    """By the time it occurred, as both dates; a day around it where the vendor reads them as days."""
    exact = msgspec.structs.replace(scope, start_date=moment, end_date=moment)
    try:
        page = await pages.page(fetch, exact, 1, pages.page_size)
    except (BudgetExhausted, SourceFailure) as error:
        found[ref] = _reason(error)
        return
    _match(page.rows, {ref}, found)
    if ref not in found:
        start, end = timestamps.shifted(moment, days=-1), timestamps.shifted(moment, days=1)
        around = msgspec.structs.replace(scope, start_date=start, end_date=end)
        await _scan(pages, fetch, around, {ref}, found)


async def _scan(pages: InteractionPages, fetch: Fetch, query: Query, wanted: set[RecordRef], found: Found) -> None:
    """Read a list until all that is wanted was found, or it ends."""
    number, size = 1, pages.page_size
    while left := wanted - found.keys():
        try:
            page = await pages.page(fetch, query, number, size)
        except (BudgetExhausted, SourceFailure) as error:
            found.update(dict.fromkeys(left, _reason(error)))
            return
        _match(page.rows, wanted, found)
        if page.last:
            return
        number += 1


def _reason(error: BudgetExhausted | SourceFailure) -> Failure:
    """Why a record was not found, though it may exist."""
    return error.not_found(Source.LIPS) if isinstance(error, BudgetExhausted) else error


def _match(
    rows: Sequence[Interaction | None],
    wanted: set[RecordRef],
    found: Found,
) -> None:
    """Take from the rows what is wanted; of a contact, the newest that is known."""
    interactions = {ref.source_id: ref for ref in wanted if ref.kind is Kind.INTERACTION}
    contacts = {ref.source_id: ref for ref in wanted if ref.kind is Kind.CONTACT}
    for row in rows:
        if row is None:
            continue
        if row.source_id in interactions:
            found.setdefault(interactions[row.source_id], row)
        if row.contact is not None and row.contact.source_id in contacts:
            found.setdefault(contacts[row.contact.source_id], row.contact)

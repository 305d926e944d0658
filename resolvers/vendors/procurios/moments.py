"""Reading Procurios' contact moments: lists, narrowed to relations or not, page by page."""

import asyncio
import datetime as dt
from collections.abc import Callable, Collection, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, TypeGuard
from zoneinfo import ZoneInfo

import msgspec

from resolvers.model.enums import Source
from resolvers.model.errors import BudgetExhausted, Failure, SourceFailure
from resolvers.model.http import Fetch, VendorResponse
from resolvers.model.ids import RecordRef
from resolvers.model.records import ContactMoment
from resolvers.sources import decode
from resolvers.sources.full_scan import FullScans
from resolvers.sources.paging import PageSize, ReadPage, VendorPage
from resolvers.vendors.procurios import records, requests, wire
from resolvers.vendors.procurios.requests import PAGE_SIZE, Query
from resolvers.vendors.procurios.retrying import IndexPage

MOST_RELATIONS = 100
"""Relations asked for in one request; more make more requests, so that no address grows too long."""

_LONGEST_KEY = len(str(2**63 - 1))
"""Digits of the greatest relation id; a number with more of them is nobody's."""

_MOMENTS = msgspec.json.Decoder(list[wire.Moment], strict=False)
_ROWS = msgspec.json.Decoder(list[Any])

Count = Callable[[Collection[str]], int]
"""How many moments relations take part in, as far as is known: so many pages there are at least."""


class Moments:
    """The lists of one Procurios; times without an offset are of `zone`."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._full_scans: FullScans[ContactMoment] = FullScans(PageSize(PAGE_SIZE))

    async def whole(self, fetch: Fetch, query: Query, count: Count) -> list[ContactMoment]:
        """A list narrowed to more relations than one request may name is several lists, each read to its end."""
        keys = tuple(key for key in query.relation_ids if is_key(key))
        if query.relation_ids and not keys:
            # Nobody's: without them it would be the list of everything.
            return []
        starts = range(0, len(keys) or 1, MOST_RELATIONS)
        queries = [Query(keys[start : start + MOST_RELATIONS], query.since) for start in starts]
        lists = await asyncio.gather(*(self._read(fetch, one, count) for one in queries))
        return list({moment.source_id: moment for found in lists for moment in found}.values())

    async def _read(self, fetch: Fetch, query: Query, count: Count) -> list[ContactMoment]:
        # What changed since some time is not counted: of such a list, one page after the other is read.
        known = 0 if query.since is not None else count(query.relation_ids)
        return await self._full_scans.read(fetch, query, self._pages(query), pages=known // PAGE_SIZE + 1)

    def _pages(self, query: Query) -> ReadPage[ContactMoment]:
        async def page(fetch: Fetch, number: int, _size: int) -> VendorPage[ContactMoment]:
            got = await self.page(fetch, query, number)
            return VendorPage(list(got.moments), got.last, PAGE_SIZE)

        return page

    async def page(self, fetch: Fetch, query: Query, number: int) -> IndexPage:
        """One page of 25. A page behind the last one is empty, or not found."""
        try:
            answer = await fetch(requests.list_moments(query, number))
        except SourceFailure as failure:
            if failure.error.http_status == 404 and number > 1:
                return IndexPage([], last=True)
            raise
        _, rows = decode.page(Source.PROCURIOS, answer.body, _MOMENTS, _ROWS, wire.Moment, lambda rows: rows)
        moments = [records.moment(row, self._zone) for row in rows if row is not None]
        return IndexPage(moments, last=len(rows) < PAGE_SIZE, date=date_of(answer))

    async def find_by_senders(
        self, fetch: Fetch, by_sender: Mapping[str, list[RecordRef]]
    ) -> dict[RecordRef, ContactMoment | Failure]:
        """One list of the moments of all senders, or as many as their number takes. Each fails alone."""
        senders = sorted(by_sender)
        parts = [senders[start : start + MOST_RELATIONS] for start in range(0, len(senders), MOST_RELATIONS)]
        found = await asyncio.gather(
            *(
                self._find_among(fetch, Query(tuple(part)), [ref for key in part for ref in by_sender[key]])
                for part in parts
            )
        )
        return {ref: row for rows in found for ref, row in rows.items()}

    async def _find_among(
        self, fetch: Fetch, query: Query, refs: list[RecordRef]
    ) -> dict[RecordRef, ContactMoment | Failure]:
        """Those of `refs` that a list holds. It is read until all are found; where it fails, it fails for the rest."""
        wanted = {ref.source_id for ref in refs}
        found: dict[str, ContactMoment] = {}
        read_page = self._pages(query)

        async def page(fetch: Fetch, number: int, size: int) -> VendorPage[ContactMoment]:
            got = await read_page(fetch, number, size)
            found.update((row.source_id, row) for row in got.rows if row is not None and row.source_id in wanted)
            return VendorPage(got.rows, got.last or wanted <= found.keys(), got.size)

        failure: Failure | None = None
        try:
            # The list may have been begun by an earlier request, whose pages are in it as well.
            found.update((row.source_id, row) for row in await self._full_scans.read(fetch, query, page))
        except BudgetExhausted as error:
            failure = error.not_found(Source.PROCURIOS)
        except SourceFailure as error:
            failure = error
        rows = {ref: found.get(ref.source_id, failure) for ref in refs}
        return {ref: row for ref, row in rows.items() if row is not None}


def is_key(text: str | None) -> TypeGuard[str]:
    """Whether it can be a relation's id, which is an integer: the ids and locators that callers send may be made up."""
    return text is not None and text.isascii() and text.isdigit() and len(text) <= _LONGEST_KEY


def date_of(answer: VendorResponse) -> dt.datetime | None:
    """The vendor's time when it answered, where it tells."""
    try:
        return parsedate_to_datetime(answer.headers["date"]).astimezone(dt.UTC)
    except (KeyError, ValueError, IndexError, TypeError, OverflowError):
        return None

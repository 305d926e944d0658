"""LIPS: contact interactions ("Contact Interactions API")."""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.sandbox.data import lips as data
from app.sandbox.faults import FaultControl, Faults
from app.sandbox.options import SandboxOptions
from app.sandbox.store import Record, RecordStore, Row, only
from app.sandbox.times import first_of, last_of
from app.sandbox.vendor import Vendor
from app.sandbox.web import Query, RefusalError, credential, json_body, json_response, signed_in

_NOT_DIGITS: Final = re.compile(r"\D+", re.ASCII)
_MARKS: Final = ("read", "important")


@dataclass(slots=True)
class LipsRow(Row):
    advertiser: str
    campaign: str
    phones: frozenset[str]
    order: tuple[int, int] | None
    """Sorts by occurred_at, the latest first; None where the record has none."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a list is restricted to; an empty set restricts nothing."""

    advertisers: frozenset[str]
    campaigns: frozenset[str]
    phones: frozenset[str]
    by_importance: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """Interactions of a scope that sort together: those with a time, and those without."""

    dated: Sequence[LipsRow]
    undated: Sequence[LipsRow]


class LipsStore(RecordStore[LipsRow]):
    """`add` takes advertiser_id and campaign_id, which a record does not show; else USA_1 and USA_C1."""

    def _row(self, record_id: str, record: Record, about: Mapping[str, str]) -> LipsRow:
        only(about, "advertiser_id", "campaign_id")
        moment = data.occurred(record)
        tie = self.tie(record_id)
        return LipsRow(
            record_id,
            record,
            tie,
            advertiser=about.get("advertiser_id", "USA_1"),
            campaign=about.get("campaign_id", "USA_C1"),
            phones=_phones(record.get("contact")),
            order=None if moment is None else (-moment, tie),
        )

    def segments(self, scope: Scope) -> Sequence[Segment]:
        """The interactions of a scope: unimportant ones before important ones where it sorts by that."""
        return self.derived(scope, lambda: self._segments(scope))

    def mark(self, row: LipsRow, marks: Record) -> None:
        with self.lock:
            row.rewrite({**row.record, **marks})
            self._changed = True
            # Marks change no order but the one by importance.
            for key in [k for k in self._derived if isinstance(k, Scope) and k.by_importance]:
                del self._derived[key]

    def _segments(self, scope: Scope) -> Sequence[Segment]:
        rows = [row for row in self._candidates(scope.phones) if _within(row, scope)]
        if not scope.by_importance:
            return (_segment(rows),)
        important = [row for row in rows if row.record.get("important") is True]
        rest = [row for row in rows if row.record.get("important") is not True]
        return (_segment(rest), _segment(important))

    def _candidates(self, phones: frozenset[str]) -> Sequence[LipsRow]:
        if not phones:
            return self.derived("ordered", lambda: _ordered(self._rows.values()))
        index = self.derived("phones", self._by_phone)
        found = {row.id: row for phone in phones for row in index.get(phone, ())}
        return _ordered(found.values())

    def _by_phone(self) -> dict[str, list[LipsRow]]:
        index: dict[str, list[LipsRow]] = {}
        for row in self._rows.values():
            for phone in row.phones:
                index.setdefault(phone, []).append(row)
        return index


class Lips(Vendor):
    source: ClassVar[str] = "LIPS"
    place: ClassVar[float] = 0
    store: LipsStore

    def __init__(self, options: SandboxOptions, faults: FaultControl) -> None:
        super().__init__(options, faults)
        self.store = LipsStore(data.seeded(options), options.seed)
        self.advertisers: Final = data.advertiser_ids(options)

    def settings(self) -> Mapping[str, str]:
        return {
            "TOKEN": credential("LIPS", "token"),
            "API_KEY": credential("LIPS", "key"),
            "ADVERTISER_IDS": ",".join(self.advertisers),
        }

    def routes(self) -> Sequence[Route]:
        return (
            Route("/contact_interactions", self.index, methods=["GET"]),
            Route("/contact_interactions/{id}", self.update, methods=["PUT"]),
            # The document's own example of PUT has two slashes.
            Route("//contact_interactions/{id}", self.update, methods=["PUT"]),
        )

    async def index(self, request: Request) -> Response:
        """GET index. Default order and page size as in the table; 400 names the parameter."""
        _sign_in(request)
        query = Query(request)
        faults = self.faults.current
        page = query.integer("page", 1)
        per_page = self.faults.page_size(query.integer("per_page", 25))
        with self.store.lock:
            runs = _runs(query, self.store.segments(_scope(query)), faults)
            if query.choice("sort_dir", "asc", ("asc", "desc")) == "desc":
                runs.reverse()
            flat = [part for run in runs for part in run]
            total = sum(stop - start for _, start, stop in flat)
            if faults.per_page_counts == "contacts":
                pages = _by_contacts(_slice(flat, 0, total), per_page)
                shown = [row.encoded for row in pages[page - 1]] if page <= len(pages) else []
                count = len(pages)
            else:
                shown = [row.encoded for row in _slice(flat, (page - 1) * per_page, per_page)]
                count = math.ceil(total / per_page)
        return json_response(
            {
                "contact_interactions": shown,
                "page": page,
                "total_pages": count,
                "per_page": per_page,
            }
        )

    async def update(self, request: Request) -> Response:
        """PUT update: only read and important can be set."""
        _sign_in(request)
        body = await json_body(request)
        marks = body.get("contact_interaction") if isinstance(body, dict) else None
        if not isinstance(marks, dict) or not marks:
            raise RefusalError(400, "param is missing or the value is empty: contact_interaction")
        for name, value in marks.items():
            if name not in _MARKS:
                raise RefusalError(400, f"contact_interaction.{name} cannot be updated")
            if not isinstance(value, bool):
                raise RefusalError(422, f"contact_interaction.{name} must be a boolean")
        row = self.store.get(request.path_params["id"])
        if row is None:
            raise RefusalError(404, f"Couldn't find contact_interaction {request.path_params['id']}")
        self.store.mark(row, marks)
        return json_response({"contact_interaction": "successfully updated!"})


def _by_contacts(rows: Iterable[LipsRow], most: int) -> list[list[LipsRow]]:
    """Pages that each hold the interactions of so many contacts at most, in the order of the list."""
    pages: list[list[LipsRow]] = []
    seen: set[object] = set()
    for row in rows:
        contact = row.record.get("contact_id")
        if not pages or (contact not in seen and len(seen) == most):
            pages.append([])
            seen = set()
        seen.add(contact)
        pages[-1].append(row)
    return pages


# A run is a list of rows with the part of it that a request selects: (rows, start, stop).
_Part = tuple[Sequence[LipsRow], int, int]


def _sign_in(request: Request) -> None:
    signed = signed_in(request, "token", credential("LIPS", "token"))
    if not signed or request.headers.get("x-api-key") != credential("LIPS", "key"):
        raise RefusalError(401, "Authorization token or x-api-key is missing or not valid")


def _scope(query: Query) -> Scope:
    advertisers = query.many("global_master_advertiser_id")
    campaigns = query.many("global_master_campaign_id")
    if not advertisers and not campaigns:
        raise RefusalError(400, "One of global_master_advertiser_id or global_master_campaign_id is required")
    # A plus that was sent unencoded, as in the document's example, arrives as a space: only digits count.
    phones = [_NOT_DIGITS.sub("", phone) for phone in query.many("event_params[phone_numbers]")]
    sort = query.choice("sort_by", "occurred_at", ("occurred_at", "important"))
    return Scope(frozenset(advertisers), frozenset(campaigns), frozenset(phones), by_importance=sort == "important")


def _runs(query: Query, segments: Sequence[Segment], faults: Faults) -> list[list[_Part]]:
    """For each segment the parts of it within the dates, in order."""
    start, end = query.one("start_date"), query.one("end_date")
    first = first_of(start, faults.date_reading) if start else None
    last = last_of(end, faults.date_reading) if end else None
    if (start and first is None) or (end and last is None):
        raise RefusalError(400, "start_date and end_date must be ISO 8601 dates")
    runs = []
    for dated, undated in ((segment.dated, segment.undated) for segment in segments):
        low = 0 if last is None else bisect_left(dated, (-last, -1), key=_order)
        high = len(dated) if first is None else bisect_right(dated, (-first, 1 << 32), key=_order)
        parts: list[_Part] = [(dated, low, max(low, high))]
        if not start and not end:
            parts.insert(0 if faults.null_times == "first" else 1, (undated, 0, len(undated)))
        runs.append(parts)
    return runs


def _slice(parts: Sequence[_Part], offset: int, count: int) -> Sequence[LipsRow]:
    chosen: list[LipsRow] = []
    for rows, start, stop in parts:
        size = stop - start
        if offset < size:
            begin = start + offset
            chosen += rows[begin : min(stop, begin + count - len(chosen))]
        offset = max(0, offset - size)
    return chosen


def _order(row: LipsRow) -> tuple[int, int]:
    return row.order or (0, row.tie)


def _ordered(rows: Any) -> Sequence[LipsRow]:
    """The latest first; those without a time last."""
    return sorted(rows, key=lambda row: (row.order is None, _order(row)))


def _segment(ordered: Sequence[LipsRow]) -> Segment:
    dated = [row for row in ordered if row.order is not None]
    return Segment(dated, ordered[len(dated) :])


def _within(row: LipsRow, scope: Scope) -> bool:
    return (not scope.advertisers or row.advertiser in scope.advertisers) and (
        not scope.campaigns or row.campaign in scope.campaigns
    )


def _phones(contact: object) -> frozenset[str]:
    """The digits of each of a contact's numbers, in whichever of the shapes the document allows."""
    numbers = contact.get("phone_numbers") if isinstance(contact, dict) else None
    listed = numbers if isinstance(numbers, list) else [numbers]
    texts = [number.get("phone_number") if isinstance(number, dict) else number for number in listed]
    return frozenset(_NOT_DIGITS.sub("", text) for text in texts if isinstance(text, str))

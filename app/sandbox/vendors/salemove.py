"""SaleMove: engagements and their chat transcripts ("Engagements")."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.sandbox.data import salemove as data
from app.sandbox.faults import FaultControl, Faults
from app.sandbox.options import EngagementOrder, SandboxOptions
from app.sandbox.store import Record, RecordStore, Row, only
from app.sandbox.times import first_of, instant, last_of
from app.sandbox.vendor import Vendor
from app.sandbox.web import Query, RefusalError, accepts, credential, json_response, signed_in

MEDIA_TYPE: Final = "application/vnd.salemove.v1+json"
# The document names neither a default nor a maximum.
_PER_PAGE: Final = 30
_PER_PAGE_AT_MOST: Final = 100


@dataclass(slots=True)
class SaleMoveRow(Row):
    site: str
    operators: frozenset[str]
    created: int
    """In microseconds; the beginning of time where the record has none."""


@dataclass(frozen=True, slots=True)
class Scope:
    operators: frozenset[str]
    sites: frozenset[str]


class SaleMoveStore(RecordStore[SaleMoveRow]):
    """`add` takes site_id, which a record does not show; else the first site."""

    def __init__(self, options: SandboxOptions) -> None:
        self._options: Final = options
        self._names: Final = data.operators(options)
        self._first_site: Final = data.sites(options)[0]
        self._transcripts: dict[str, Sequence[Record]] = {}
        self.exported: list[str] = []
        """Ids of the engagements that were exported, in order."""
        super().__init__(data.seeded(options), options.seed)

    def reset(self) -> None:
        with self.lock:
            super().reset()
            self._transcripts.clear()
            self.exported.clear()

    def _row(self, record_id: str, record: Record, about: Mapping[str, str]) -> SaleMoveRow:
        only(about, "site_id")
        return SaleMoveRow(
            record_id,
            record,
            self.tie(record_id),
            site=about.get("site_id", self._first_site),
            operators=_operators(record),
            created=instant(record.get("created_at")) or 0,
        )

    def ascending(self, scope: Scope, order: EngagementOrder) -> Sequence[SaleMoveRow]:
        """The engagements of a scope; those of one instant in an arbitrary order that stays the same."""
        return self.derived((scope, order), lambda: self._ascending(scope, order))

    def transcript(self, row: SaleMoveRow) -> Sequence[Record]:
        with self.lock:
            if row.id not in self._transcripts:
                made = data.transcript(row.record, self._options.seed, self._names, quirks=self._options.quirks)
                self._transcripts[row.id] = made
            return self._transcripts[row.id]

    def set_transcript(self, engagement_id: str, messages: Sequence[Record]) -> None:
        """Give an engagement these messages until the next reset."""
        with self.lock:
            self._transcripts[engagement_id] = messages

    def _ascending(self, scope: Scope, order: EngagementOrder) -> Sequence[SaleMoveRow]:
        ordered = self.derived(order, lambda: self._ordered(order))
        return [row for row in ordered if row.site in scope.sites and row.operators & scope.operators]

    def _ordered(self, order: EngagementOrder) -> Sequence[SaleMoveRow]:
        if order == "id":
            return sorted(self._rows.values(), key=lambda row: row.id)
        return sorted(self._rows.values(), key=lambda row: (row.created, row.tie))


class SaleMove(Vendor):
    source: ClassVar[str] = "SALEMOVE"
    place: ClassVar[float] = 3
    store: SaleMoveStore

    def __init__(self, options: SandboxOptions, faults: FaultControl) -> None:
        super().__init__(options, faults)
        self.store = SaleMoveStore(options)
        self.operators: Final = list(data.operators(options))
        self.sites: Final = data.sites(options)

    def settings(self) -> Mapping[str, str]:
        return {
            "TOKEN": credential("SALEMOVE", "token"),
            "OPERATOR_IDS": ",".join(self.operators),
            "SITE_IDS": ",".join(self.sites),
        }

    def routes(self) -> Sequence[Route]:
        return (
            Route("/engagements", self.many, methods=["GET"]),
            Route("/engagements/{id}", self.one, methods=["GET"]),
            # The heading has the singular, its example the plural.
            Route("/engagement/{id}", self.one, methods=["GET"]),
            Route("/engagements/{id}/chat_transcript", self.transcript, methods=["GET"]),
            Route("/engagements/{id}/export", self.export, methods=["POST"]),
        )

    async def many(self, request: Request) -> Response:
        """GET /engagements: operator_ids and site_ids are required; the latest first by default."""
        _check(request)
        query = Query(request)
        page = query.integer("page", 1)
        per_page = self.faults.page_size(min(query.integer("per_page", _PER_PAGE), _PER_PAGE_AT_MOST))
        order = query.choice("order", "desc", ("asc", "desc"))
        faults = self.faults.current
        with self.store.lock:
            rows = _between(self.store.ascending(self._scope(query), faults.engagement_order), query, faults)
            total = len(rows)
            shown = [row.encoded for row in _page(rows, page, per_page, order)]
        last = max(1, -(-total // per_page))
        # The document's links have no other parameters: whoever follows them as they are loses the filters.
        link = f"{request.url.scheme}://{request.url.netloc}/engagements?page={{}}&per_page={per_page}"
        links = {"next_page": link.format(page + 1)} if page < last else {}
        return json_response({**links, "last_page": link.format(last), "engagements": shown})

    async def one(self, request: Request) -> Response:
        _check(request)
        return json_response(self._found(request).encoded)

    async def transcript(self, request: Request) -> Response:
        """GET /engagements/:engagement_id/chat_transcript: empty where nobody wrote."""
        _check(request)
        return json_response(self.store.transcript(self._found(request)))

    async def export(self, request: Request) -> Response:
        _check(request)
        self.store.exported.append(self._found(request).id)
        return json_response({"success": True})

    def _scope(self, query: Query) -> Scope:
        """Both lists are required, and the requester needs access to each of their ids."""
        operators, sites = query.many("operator_ids"), query.many("site_ids")
        for name, given, known in (
            ("operator_ids", operators, self.operators),
            ("site_ids", sites, self.sites),
        ):
            if not given:
                raise RefusalError(422, f"{name} is required")
            denied = [one for one in given if one not in known]
            if denied:
                raise RefusalError(403, f"No access to {name} {', '.join(denied)}")
        return Scope(frozenset(operators), frozenset(sites))

    def _found(self, request: Request) -> SaleMoveRow:
        row = self.store.get(request.path_params["id"])
        if row is None:
            raise RefusalError(404, f"There is no engagement {request.path_params['id']}")
        return row


def _check(request: Request) -> None:
    if not signed_in(request, "Token", credential("SALEMOVE", "token")):
        raise RefusalError(401, "The API token is missing or not valid")
    if not accepts(request, MEDIA_TYPE):
        raise RefusalError(406, f"The Accept header must be {MEDIA_TYPE}")


def _between(rows: Sequence[SaleMoveRow], query: Query, faults: Faults) -> Sequence[SaleMoveRow]:
    """The rows within start_date and end_date, both included."""
    start, end = query.one("start_date"), query.one("end_date")
    first = first_of(start, faults.date_reading) if start else None
    last = last_of(end, faults.date_reading) if end else None
    if (start and first is None) or (end and last is None):
        raise RefusalError(422, "start_date and end_date must be ISO 8601 dates")
    if faults.engagement_order == "id":
        return [
            row for row in rows if (first is None or row.created >= first) and (last is None or row.created <= last)
        ]
    low = 0 if first is None else bisect_left(rows, first, key=_created)
    high = len(rows) if last is None else bisect_right(rows, last, key=_created)
    return rows[low:high]


def _page(rows: Sequence[SaleMoveRow], page: int, per_page: int, order: str) -> Sequence[SaleMoveRow]:
    offset = (page - 1) * per_page
    if order == "asc":
        return rows[offset : offset + per_page]
    stop = max(0, len(rows) - offset)
    return rows[max(0, stop - per_page) : stop][::-1]


def _created(row: SaleMoveRow) -> int:
    return row.created


def _operators(record: Record) -> frozenset[str]:
    """The ids at the end of the operators' links."""
    operators = record.get("operators")
    hrefs = [
        operator.get("href")
        for operator in (operators if isinstance(operators, list) else ())
        if isinstance(operator, dict)
    ]
    return frozenset(href.rpartition("/")[2] for href in hrefs if isinstance(href, str))

"""Polis: canvass interactions ("Interactions")."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.sandbox import jsonpatch
from app.sandbox.data import polis as data
from app.sandbox.data.seeds import Seeds
from app.sandbox.faults import FaultControl
from app.sandbox.options import SandboxOptions
from app.sandbox.rules.polis import ATTRIBUTES, REQUIRED, problem
from app.sandbox.rules.polis_query import FILTERS, Direction, filters, required_integer, sort, sort_key
from app.sandbox.store import Record, RecordStore, Row, only
from app.sandbox.times import iso, now
from app.sandbox.vendor import Vendor
from app.sandbox.web import Query, RefusalError, credential, json_body, json_response, signed_in


@dataclass(slots=True)
class PolisRow(Row):
    attributes: Mapping[str, str]
    """What filters look at: the four allowed attributes by their pointers."""


class PolisStore(RecordStore[PolisRow]):
    def __init__(self, options: SandboxOptions) -> None:
        super().__init__(data.seeded(options), options.seed)

    def reset(self) -> None:
        with self.lock:
            super().reset()
            self._ids = Seeds(self._seed, "polis-created")

    def _row(self, record_id: str, record: Record, about: Mapping[str, str]) -> PolisRow:
        only(about)
        return PolisRow(record_id, record, self.tie(record_id), attributes=_attributes(record))

    def ordered(
        self, filters: frozenset[tuple[str, str]], column: Sequence[str], direction: Direction
    ) -> Sequence[PolisRow]:
        """The records under every filter. Records that are equal in the column keep one arbitrary order."""
        key = (filters, tuple(column), direction)
        return self.derived(key, lambda: self._ordered(filters, column, direction))

    def create(self, attributes: Record) -> Record:
        moment = iso(now())
        record: Record = {"id": self._ids.uuid(), "data": attributes}
        record["meta"] = {
            "etag": data.etag(record),
            "created": moment,
            "modified": moment,
            "resource": "interactions",
            "createdBy": data.USER,
            "isDeleted": False,
            "modifiedBy": data.USER,
        }
        record["customerId"] = data.CUSTOMER
        record["securityGroupId"] = data.SECURITY_GROUP
        return self.add(record).record

    def change(self, row: PolisRow, attributes: Record) -> None:
        """Write new data with a new etag, also where nothing differs: the old one goes into its making."""
        with self.lock:
            record = {**row.record, "data": attributes}
            written = {"etag": data.etag(record), "modified": iso(now()), "modifiedBy": data.USER}
            row.rewrite({**record, "meta": {**row.record.get("meta", {}), **written}})
            row.attributes = _attributes(row.record)
            self._touch()

    def _ordered(
        self, filters: frozenset[tuple[str, str]], column: Sequence[str], direction: Direction
    ) -> Sequence[PolisRow]:
        rows = self._filtered(filters) if filters else list(self._rows.values())
        rows.sort(key=lambda row: row.tie)
        rows.sort(key=lambda row: sort_key(row.record, column), reverse=direction == "DESC")
        return rows

    def _filtered(self, filters: frozenset[tuple[str, str]]) -> list[PolisRow]:
        index = self.derived("attributes", self._by_attribute)
        smallest = min((index.get(chosen, []) for chosen in filters), key=len)
        return [row for row in smallest if filters <= row.attributes.items()]

    def _by_attribute(self) -> dict[tuple[str, str], list[PolisRow]]:
        index: dict[tuple[str, str], list[PolisRow]] = {}
        for row in self._rows.values():
            for chosen in row.attributes.items():
                index.setdefault(chosen, []).append(row)
        return index


class Polis(Vendor):
    source: ClassVar[str] = "POLIS"
    place: ClassVar[float] = 1
    store: PolisStore

    def __init__(self, options: SandboxOptions, faults: FaultControl) -> None:
        super().__init__(options, faults)
        self.store = PolisStore(options)

    def settings(self) -> Mapping[str, str]:
        return {"TOKEN": credential("POLIS", "token")}

    def routes(self) -> Sequence[Route]:
        return (
            Route("/v2/interactions", self.many, methods=["GET"]),
            Route("/v2/interactions", self.create, methods=["POST"]),
            Route("/v2/interactions/{id}", self.one, methods=["GET"]),
            Route("/v2/interactions/{id}", self.patch, methods=["PATCH"]),
            Route("/v2/interactions/{id}", self.delete, methods=["DELETE"]),
        )

    def refusal(self, request: Request, status: int, message: str) -> Response:  # noqa: ARG002 always JSON
        return json_response({"statusCode": status, "message": message}, status)

    async def many(self, request: Request) -> Response:
        """Get many interactions: limit, skip and sort are required."""
        _sign_in(request)
        query = Query(request)
        limit = self.faults.page_size(required_integer(query, "limit", minimum=1))
        skip = required_integer(query, "skip", minimum=0)
        column, direction = sort(query)
        with self.store.lock:
            rows = self.store.ordered(filters(query), column, direction)
            shown = [row.encoded for row in rows[skip : skip + limit]]
        return json_response({"data": shown, "meta": {}})

    async def one(self, request: Request) -> Response:
        _sign_in(request)
        return json_response(self._found(request).encoded)

    async def create(self, request: Request) -> Response:
        """Post to interactions: the body is the data object itself, as in the example."""
        _sign_in(request)
        body = await json_body(request)
        if not isinstance(body, dict):
            raise RefusalError(400, "The body must be an object")
        for name in REQUIRED:
            if name not in body:
                raise RefusalError(400, f"{name} is required")
        _check(body, body.keys())
        return json_response(self.store.create(body), 201)

    async def patch(self, request: Request) -> Response:
        """Patch an item: JSON Patch on the data object alone."""
        _sign_in(request)
        row = self._found(request)
        self._guard(request, row)
        body = await json_body(request)
        operations = body.get("data") if isinstance(body, dict) else None
        current: Record = row.record.get("data") or {}
        try:
            patched = jsonpatch.apply(current, operations)
            changed = jsonpatch.touched(body["data"])
        except jsonpatch.PatchError as error:
            raise RefusalError(400, f"data: {error}") from None
        if not isinstance(patched, dict):
            raise RefusalError(400, "data must stay an object")
        for name in REQUIRED:
            if name in current and name not in patched:
                raise RefusalError(400, f"{name} is required")
        _check(patched, changed & patched.keys() if changed else patched.keys())
        self.store.change(row, patched)
        return json_response(row.encoded)

    async def delete(self, request: Request) -> Response:
        _sign_in(request)
        row = self._found(request)
        self._guard(request, row)
        self.store.remove(row.id)
        return Response(status_code=204)

    def _found(self, request: Request) -> PolisRow:
        row = self.store.get(request.path_params["id"])
        if row is None:
            raise RefusalError(404, f"There is no interaction {request.path_params['id']}")
        return row

    def _guard(self, request: Request, row: PolisRow) -> None:
        """The examples of PATCH and DELETE send the record's etag in a header of that name."""
        etag = request.headers.get("etag")
        if not etag:
            # The document does not say; 428 is the status made for this (RFC 6585, 3).
            raise RefusalError(428, "The etag header is required")
        if etag != row.record.get("meta", {}).get("etag"):
            raise RefusalError(self.faults.current.stale_etag_status, "The etag is not the interaction's current one")


def _sign_in(request: Request) -> None:
    if not signed_in(request, "Bearer", credential("POLIS", "token")):
        raise RefusalError(401, "The access token is missing or not valid")


def _attributes(record: Record) -> Mapping[str, str]:
    values: Any = record.get("data")
    if not isinstance(values, dict):
        return {}
    named = {pointer: values.get(pointer.removeprefix("/data/")) for pointer in FILTERS}
    return {pointer: value for pointer, value in named.items() if isinstance(value, str)}


def _check(attributes: Record, names: Any) -> None:
    for name in names:
        if name not in ATTRIBUTES:
            raise RefusalError(400, f"{name} is not an attribute of an interaction's data")
        complaint = problem(name, attributes[name])
        if complaint is not None:
            raise RefusalError(400, complaint)

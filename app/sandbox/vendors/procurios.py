"""Procurios: contact moments ("Contact moments")."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.sandbox.data import procurios as data
from app.sandbox.faults import FaultControl
from app.sandbox.options import SandboxOptions
from app.sandbox.rules.procurios import local_time, problem, since_time
from app.sandbox.store import Record, RecordStore, Row, only
from app.sandbox.times import now
from app.sandbox.vendor import Vendor
from app.sandbox.web import Query, RefusalError, accepts, credential, json_body, json_response, signed_in

MEDIA_TYPE: Final = "application/vnd.procurios.contact_moment+json; version=1"
_PER_PAGE: Final = 25
_BASE: Final = "/l/contact_moment_api/contact_moment"


@dataclass(slots=True)
class ProcuriosRow(Row):
    changed: str
    """Created or updated last, in the vendor's local time; the vendor compares by it but does not show it."""
    relations: frozenset[int]


class ProcuriosStore(RecordStore[ProcuriosRow]):
    """`add` takes changed (yyyy-mm-ddThh:mm:ss, local), which a record does not show; else the present."""

    def __init__(self, options: SandboxOptions) -> None:
        self.relations: Final = data.relations(options)
        super().__init__(data.seeded(options), options.seed)

    def _row(self, record_id: str, record: Record, about: Mapping[str, str]) -> ProcuriosRow:
        only(about, "changed")
        return ProcuriosRow(
            record_id,
            _as_php(record),
            self.tie(record_id),
            changed=about.get("changed") or data.local(now()),
            relations=_relations(record),
        )

    def listed(self, relation_ids: frozenset[int], since: str | None) -> Sequence[ProcuriosRow]:
        """In an order of no meaning: the document names none."""
        return self.derived((relation_ids, since), lambda: self._listed(relation_ids, since))

    def create(self, type_id: str, body: Record) -> int:
        """Store a valid new contact moment and return its number."""
        with self.lock:
            numbers = [int(row.id) for row in self._rows.values() if row.id.isdigit()]
            number = max(numbers, default=0) + 1
            moment = data.local(now())
            record: Record = {
                "id": number,
                "subject": body["subject"],
                "senderId": body["senderId"],
                "sender": self.relations[body["senderId"]],
                "type": type_id,
                "dateTime": local_time(body["dateTime"]) if "dateTime" in body else moment,
                "action": body.get("action_code"),
                "tags": {str(tag): data.TAGS[str(tag)] for tag in body.get("tagIds", ())},
                "recipients": body["recipients"],
            }
            self.add(record, changed=moment)
            return number

    def _listed(self, relation_ids: frozenset[int], since: str | None) -> Sequence[ProcuriosRow]:
        rows = self._of(relation_ids) if relation_ids else self.derived("shuffled", self._shuffled)
        return rows if since is None else [row for row in rows if row.changed >= since]

    def _of(self, relation_ids: frozenset[int]) -> Sequence[ProcuriosRow]:
        index = self.derived("relations", self._by_relation)
        found = {row.id: row for relation in relation_ids for row in index.get(relation, ())}
        return _shuffled(found.values())

    def _shuffled(self) -> Sequence[ProcuriosRow]:
        return _shuffled(self._rows.values())

    def _by_relation(self) -> dict[int, list[ProcuriosRow]]:
        index: dict[int, list[ProcuriosRow]] = {}
        for row in self._rows.values():
            for relation in row.relations:
                index.setdefault(relation, []).append(row)
        return index


class Procurios(Vendor):
    source: ClassVar[str] = "PROCURIOS"
    place: ClassVar[float] = 2
    store: ProcuriosStore

    def __init__(self, options: SandboxOptions, faults: FaultControl) -> None:
        super().__init__(options, faults)
        self.store = ProcuriosStore(options)

    def settings(self) -> Mapping[str, str]:
        return {"TOKEN": credential("PROCURIOS", "token"), "TIMEZONE": data.TIMEZONE.key}

    def routes(self) -> Sequence[Route]:
        return (
            Route(_BASE, self.moments, methods=["GET"]),
            Route(f"{_BASE}/type/{{type}}/schema", self.schema, methods=["GET"]),
            Route(f"{_BASE}/types", self.types, methods=["GET"]),
            Route(f"{_BASE}/tags", self.tags, methods=["GET"]),
            Route(f"{_BASE}/type/{{type}}", self.create, methods=["POST"]),
        )

    def refusal(self, request: Request, status: int, message: str) -> Response:  # noqa: ARG002 always JSON
        return json_response({"errors": message}, status, MEDIA_TYPE)

    async def moments(self, request: Request) -> Response:
        """Get contact moments: a bare array of at most 25."""
        _check(request)
        query = Query(request)
        page = query.integer("page", 1)
        given = query.one("since")
        since = since_time(given) if given else None
        if given and since is None:
            raise RefusalError(400, f"since must be yyyy-mm-ddThh:mm:ss, not {given!r}")
        with self.store.lock:
            rows = self.store.listed(_relation_ids(query), since)
            shown = [row.encoded for row in rows[(page - 1) * _PER_PAGE : page * _PER_PAGE]]
        return _answer(shown)

    async def schema(self, request: Request) -> Response:
        """Schema for a certain type: one schema in an array."""
        _check(request)
        return _answer([data.schema(_type(request))])

    async def types(self, request: Request) -> Response:
        """Contact moment types."""
        _check(request)
        return _answer(
            [
                {
                    "id": type_id,
                    "title": moment_type.title,
                    "addable": moment_type.addable,
                    "_links": {"schema": {"href": f"{_BASE}/type/{type_id}/schema", "type": ["GET"]}},
                }
                for type_id, moment_type in data.TYPES.items()
            ]
        )

    async def tags(self, request: Request) -> Response:
        """Tags available to contact moments."""
        _check(request)
        return _answer(data.TAGS)

    async def create(self, request: Request) -> Response:
        """Create a new contact moment of a type."""
        _check(request)
        type_id = _type(request)
        if not data.TYPES[type_id].addable:
            raise RefusalError(400, f"Contact moments of type {type_id} cannot be added")
        body = await json_body(request)
        complaint = problem(type_id, body, self.store.relations)
        if complaint is not None:
            raise RefusalError(400, complaint)
        return _answer({"contactMomentId": self.store.create(type_id, body)})


def _check(request: Request) -> None:
    """The document asks for the Accept header, and says nothing of signing in: a Bearer token is a choice."""
    if not signed_in(request, "Bearer", credential("PROCURIOS", "token")):
        raise RefusalError(401, "The access token is missing or not valid")
    if not accepts(request, MEDIA_TYPE):
        raise RefusalError(406, f"The Accept header must be {MEDIA_TYPE}")


def _answer(value: object) -> Response:
    return json_response(value, media_type=MEDIA_TYPE)


def _type(request: Request) -> str:
    type_id: str = request.path_params["type"]
    if type_id not in data.TYPES:
        raise RefusalError(404, f"There is no contact moment type {type_id}")
    return type_id


def _relation_ids(query: Query) -> frozenset[int]:
    texts = query.many("relationIds")
    for text in texts:
        if not (text.isascii() and text.isdigit()):
            raise RefusalError(400, f"relationIds must be integers, not {text!r}")
    return frozenset(int(text) for text in texts)


def _relations(record: Record) -> frozenset[int]:
    """Sender and recipients, also where they are numbers in strings."""
    recipients = record.get("recipients")
    listed: list[Any] = [record.get("senderId"), *(recipients if isinstance(recipients, list) else ())]
    return frozenset(int(text) for text in map(str, listed) if text.isascii() and text.isdigit())


def _as_php(record: Record) -> Record:
    """PHP has one kind of array: an empty map is encoded as an empty list."""
    return {**record, "tags": []} if record.get("tags") == {} else record


def _shuffled(rows: Any) -> Sequence[ProcuriosRow]:
    return sorted(rows, key=lambda row: (row.tie, row.id))

"""The diary: visits that somebody wrote down."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.sandbox.faults import FaultControl
from app.sandbox.options import SandboxOptions
from app.sandbox.store import Record, RecordStore, Row, Seeded, only
from app.sandbox.vendor import Vendor
from app.sandbox.web import Query, RefusalError, credential, json_response, signed_in

VISITS = 230


class DiaryStore(RecordStore[Row]):
    def __init__(self, options: SandboxOptions) -> None:
        super().__init__(map(_visit, range(1, VISITS + 1)), options.seed)

    def _row(self, record_id: str, record: Record, about: Mapping[str, str]) -> Row:
        only(about)
        return Row(record_id, record, self.tie(record_id))


class Diary(Vendor):
    source: ClassVar[str] = "DIARY"
    store: DiaryStore

    def __init__(self, options: SandboxOptions, faults: FaultControl) -> None:
        super().__init__(options, faults)
        self.store = DiaryStore(options)

    def settings(self) -> Mapping[str, str]:
        return {"TOKEN": credential("DIARY", "token")}

    def routes(self) -> Sequence[Route]:
        return (Route("/entries", self.list, methods=["GET"]),)

    async def list(self, request: Request) -> Response:
        """A page of visits, sorted by their time."""
        if not signed_in(request, "Bearer", credential("DIARY", "token")):
            raise RefusalError(401, "Who are you?")
        query = Query(request)
        number, size = query.integer("page", 1), query.integer("per_page", 25)
        descending = query.choice("order", "desc", ("asc", "desc")) == "desc"
        visits = sorted(self.store.records, key=lambda record: (record["at"], record["id"]), reverse=descending)
        shown = visits[(number - 1) * size : number * size]
        return json_response({"entries": shown, "pages": max(1, -(-len(visits) // size))})


def _visit(number: int) -> Seeded:
    """Three visits a day, each fourth at the same time as the one before."""
    hour = 9 + 3 * (number % 3)
    day = 1 + (number - number // 4) // 12
    return Seeded(
        {
            "id": number,
            "at": f"2026-05-{day:02d}T{hour:02d}:00:00Z",
            "visited": {"id": number % 20, "name": f"Visited {number % 20}"},
        }
    )

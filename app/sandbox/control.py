"""Control endpoints under /_sandbox/ on every vendor's port: not logged, without sign-in, never faulty."""

from typing import Any, Final

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.sandbox.injection import FaultInjection
from app.sandbox.requestlog import LoggedRequest, RequestLog, RequestLogging
from app.sandbox.vendor import Vendor
from app.sandbox.web import RefusalError, json_body, json_response

PREFIX: Final = "/_sandbox/"


def vendor_app(vendor: Vendor, log: RequestLog) -> ASGIApp:
    """The vendor behind log and faults, and its control endpoints beside it."""
    control = _Control(vendor, log).app()
    simulated = RequestLogging(FaultInjection(vendor.app(), vendor.faults), log, vendor.source)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        chosen = control if scope["path"].startswith(PREFIX) else simulated
        await chosen(scope, receive, send)

    return app


class _Control:
    def __init__(self, vendor: Vendor, log: RequestLog) -> None:
        self._vendor = vendor
        self._log = log

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/_sandbox/requests", self.requests, methods=["GET"]),
                Route("/_sandbox/requests", self.forget_requests, methods=["DELETE"]),
                Route("/_sandbox/faults", self.faults, methods=["GET"]),
                Route("/_sandbox/faults", self.set_faults, methods=["PUT"]),
                Route("/_sandbox/faults", self.reset_faults, methods=["DELETE"]),
                Route("/_sandbox/records", self.records, methods=["GET"]),
                Route("/_sandbox/records", self.add_record, methods=["POST"]),
                Route("/_sandbox/records/{id:path}", self.remove_record, methods=["DELETE"]),
                Route("/_sandbox/reset", self.reset, methods=["POST"]),
            ],
            exception_handlers={RefusalError: _refused, HTTPException: _refused},
        )

    async def requests(self, request: Request) -> Response:  # noqa: ARG002 every handler takes the request
        """This vendor's requests: {"requests": [...]}, oldest first, bodies as text."""
        return json_response({"requests": [_shown(e) for e in self._log.entries(self._vendor.source)]})

    async def forget_requests(self, request: Request) -> Response:  # noqa: ARG002 every handler takes the request
        self._log.clear(self._vendor.source)
        return Response(status_code=204)

    async def faults(self, request: Request) -> Response:  # noqa: ARG002 every handler takes the request
        return json_response(self._vendor.faults.current)

    async def set_faults(self, request: Request) -> Response:
        """Changes the keys given and leaves the others; answers with all of them."""
        changes = await json_body(request)
        if not isinstance(changes, dict):
            raise RefusalError(400, "The body must be an object of faults")
        try:
            self._vendor.faults.set(**changes)
        except ValueError as error:
            raise RefusalError(400, str(error)) from None
        return json_response(self._vendor.faults.current)

    async def reset_faults(self, request: Request) -> Response:  # noqa: ARG002 every handler takes the request
        self._vendor.faults.reset()
        return json_response(self._vendor.faults.current)

    async def records(self, request: Request) -> Response:  # noqa: ARG002 every handler takes the request
        return json_response({"records": self._vendor.store.records})

    async def add_record(self, request: Request) -> Response:
        """Adds the body as it is; query parameters say what the record does not show (advertiser_id, …)."""
        record = await json_body(request)
        if not isinstance(record, dict):
            raise RefusalError(400, "A record must be an object")
        try:
            row = self._vendor.store.add(record, **dict(request.query_params))
        except ValueError as error:
            raise RefusalError(400, str(error)) from None
        return json_response({"id": row.id}, 201)

    async def remove_record(self, request: Request) -> Response:
        record_id = request.path_params["id"]
        if not self._vendor.store.remove(record_id):
            raise RefusalError(404, f"There is no record {record_id}")
        return Response(status_code=204)

    async def reset(self, request: Request) -> Response:  # noqa: ARG002 every handler takes the request
        """Seeded data, no faults, no requests in the log: of this vendor."""
        self._vendor.reset()
        self._log.clear(self._vendor.source)
        return Response(status_code=204)


async def _refused(request: Request, error: Exception) -> Response:
    if isinstance(error, RefusalError):
        return json_response({"error": error.message}, error.status)
    status = error.status_code if isinstance(error, HTTPException) else 500
    return json_response({"error": f"No such control endpoint: {request.method} {request.url.path}"}, status)


def _shown(entry: LoggedRequest) -> dict[str, Any]:
    return {
        **msgspec.structs.asdict(entry),
        "query": entry.query,
        "body": entry.body.decode("utf-8", "replace"),
    }

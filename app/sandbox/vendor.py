"""One simulated vendor: its records, its routes, its way to refuse."""

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.sandbox.faults import FaultControl
from app.sandbox.options import SandboxOptions
from app.sandbox.store import RecordStore
from app.sandbox.web import RefusalError, json_response


class Vendor(ABC):
    """A subclass sets `store` when it is made."""

    source: ClassVar[str]
    place: ClassVar[float] = math.inf
    """The rank of its port; those without one come last, by name."""
    store: RecordStore[Any]

    def __init__(self, options: SandboxOptions, faults: FaultControl) -> None:  # noqa: ARG002 for the subclasses' stores
        self.faults = faults

    @abstractmethod
    def settings(self) -> Mapping[str, str]:
        """What a facade has to be told beside the base URL, under the names of its variables: {"TOKEN": "..."}."""

    @abstractmethod
    def routes(self) -> Sequence[Route]:
        """The vendor's own table of contents."""

    def refusal(self, request: Request, status: int, message: str) -> Response:  # noqa: ARG002 a vendor may answer in the request's format
        """An error in the vendor's form."""
        return json_response({"error": message}, status)

    def reset(self) -> None:
        """Back to the seeded data, without faults."""
        self.store.reset()
        self.faults.reset()

    def app(self) -> Starlette:
        async def refused(request: Request, error: Exception) -> Response:
            refusal = cast("RefusalError", error)
            return self.refusal(request, refusal.status, refusal.message)

        async def not_routed(request: Request, error: Exception) -> Response:
            http = cast("HTTPException", error)
            response = self.refusal(request, http.status_code, f"{http.detail}: {request.method} {request.url.path}")
            response.headers.update(http.headers or {})
            return response

        app = Starlette(routes=self.routes(), exception_handlers={RefusalError: refused, HTTPException: not_routed})
        # A vendor whose document has no trailing slash knows no path with one.
        app.router.redirect_slashes = False
        return app

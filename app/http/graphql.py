"""The endpoint of the graph, after the specification of GraphQL over HTTP."""

from collections.abc import Set
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope, Send
from strawberry.types.graphql import OperationType

from app.http import playground, reply, trace
from app.http.execution import body_of, execute, status_of
from app.http.lifecycle import Lifecycle
from app.http.negotiation import negotiate, wants_html
from app.http.operation import Operation, Refusal, from_body, from_query_string
from resolvers.context import RequestContext
from resolvers.registry import Registry

# There are no subscriptions, which validation says better than a status.
_BY_GET: Final = frozenset({OperationType.QUERY, OperationType.SUBSCRIPTION})
_BY_POST: Final = _BY_GET | {OperationType.MUTATION}


class GraphQLEndpoint:
    """An ASGI application, the same on every path.

    `html` says whether browsers get the playground; where they do, whoever asks for it gets the trace as well.
    """

    def __init__(self, lifecycle: Lifecycle, *, html: bool) -> None:
        self.registry: Registry | None = None
        """Set by the lifespan; without it the answer is 503."""
        self._lifecycle = lifecycle
        self._html = html

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        request = Request(scope, receive)
        with self._lifecycle.request():
            response = await self._respond(request)
            response.headers["vary"] = "accept"
            if self._lifecycle.draining:
                # A client that keeps its connections is to open its next one elsewhere.
                response.headers["connection"] = "close"
            await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        accept = request.headers.get("accept")
        media_type = negotiate(accept)
        try:
            if request.method not in ("GET", "HEAD", "POST"):
                raise Refusal(405, f"{request.method} is not for this path.", {"allow": "GET, HEAD, POST"})
            if request.method != "POST" and wants_html(accept) and not _has_query(request):
                return self._page()
            if media_type is None:
                raise Refusal(406, f"The answer is either {reply.GRAPHQL_JSON} or {reply.JSON}.")
            if request.method == "POST":
                return await self._answer(request, await from_body(request), media_type, _BY_POST)
            operation = from_query_string(request.scope["query_string"])
            return await self._answer(request, operation, media_type, _BY_GET)
        except Refusal as refusal:
            return reply.error(refusal.message, refusal.status, media_type or reply.JSON, refusal.headers)

    async def _answer(
        self, request: Request, operation: Operation, media_type: str, allowed: Set[OperationType]
    ) -> Response:
        if self.registry is None:
            raise Refusal(503, "The server has not started.")
        context = RequestContext(self.registry)
        result = await execute(operation, context, allowed)
        if self._html and request.headers.get(trace.HEADER) == "1":
            result.extensions = {**(result.extensions or {}), "upstream": trace.rendered(context.access)}
        return reply.json(body_of(result), status_of(result, media_type), media_type)

    def _page(self) -> Response:
        if not self._html:
            raise Refusal(404, "There is no page here: the playground is for the development profile.")
        return HTMLResponse(playground.page() or playground.NOT_BUILT, headers=playground.HEADERS)


def _has_query(request: Request) -> bool:
    return "query" in parse_qs(request.scope["query_string"].decode("latin-1"))

"""What an orchestrator asks: is the process alive, and may requests be sent to it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from app.http import reply
from app.http.lifecycle import Lifecycle


def routes(lifecycle: Lifecycle) -> list[BaseRoute]:
    """`/healthz` and `/readyz`."""

    async def healthz(_request: Request) -> Response:
        return reply.json({"status": "alive"}, headers=_UNCACHED)

    async def readyz(_request: Request) -> Response:
        if lifecycle.reason is None:
            return reply.json({"status": "ready"}, headers=_UNCACHED)
        return reply.json({"status": "not ready", "reason": lifecycle.reason}, 503, headers=_UNCACHED)

    return [Route("/healthz", healthz), Route("/readyz", readyz)]


_UNCACHED = {"cache-control": "no-store"}

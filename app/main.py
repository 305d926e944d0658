"""The composition root: settings go in, an ASGI application comes out."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route

from app import logs
from app.draining import draining
from app.http import health, playground, reply
from app.http.graphql import GraphQLEndpoint
from app.http.lifecycle import Lifecycle
from app.settings import Settings
from app.workers import ending_with_parent
from resolvers.model.enums import Source
from resolvers.registry import Registry

_LOG = logging.getLogger("touchpoint")

DRAIN_MARGIN_SECONDS = 5.0
"""How much longer than the deadline of a request a draining process waits for the last answers."""


def create_app(settings: Settings) -> Starlette:
    """The application; its lifespan makes it ready and closes what it holds."""
    lifecycle = Lifecycle()
    development = settings.profile == "development"
    graph = GraphQLEndpoint(lifecycle, html=development)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        registry = graph.registry = Registry(settings.configuration())
        patience = settings.request_timeout_seconds + DRAIN_MARGIN_SECONDS
        try:
            with draining(lifecycle, patience), ending_with_parent():
                lifecycle.ready()
                yield
        finally:
            lifecycle.drain()
            await registry.aclose()

    app = Starlette(
        routes=[
            # Both spellings: a redirect would lose the body of a POST in many a client.
            Route("/graphql", graph),
            Route("/graphql/", graph),
            *(playground.routes() if development else ()),
            *health.routes(lifecycle),
        ],
        exception_handlers={HTTPException: reply.on_http_exception, Exception: reply.on_crash},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


def factory() -> Starlette:
    """The application of a server process, with the settings of its environment."""
    logs.configure()
    return create_app(Settings.load())


def warn(settings: Settings) -> None:
    """Log what the settings leave out."""
    configured = settings.configuration().sources
    if not configured:
        _LOG.warning("no source is configured: every TOUCHPOINT_<SOURCE>__BASE_URL is empty (or use serve --sandbox)")
    for source in Source:
        if source in configured:
            for name in settings.missing(source):
                _LOG.warning("%s: %s is not set", source.name, name)

"""A sandbox of its own with a graph over it, for tests that change what the vendors hold or how they behave."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from app.main import create_app
from app.sandbox.options import SandboxOptions
from app.sandbox.requestlog import LoggedRequest
from app.sandbox.server import Sandbox
from app.settings import Settings
from tests.app.serving import Graph, serving

SIZES: dict[str, Any] = {
    "contacts": 60,
    "canvasses": 150,
    "contact_moments": 140,
    "relations": 25,
    "engagements": 130,
    "visitors": 30,
    "customers": 5,
}
"""Enough for several pages of each vendor, few enough to walk everything in a moment."""


@dataclass(frozen=True)
class World:
    """The vendors and the graph."""

    sandbox: Sandbox
    graph: Graph
    arrivals: list[str]

    @property
    def arrived(self) -> int:
        """How many GraphQL requests have come, answered or not."""
        return len(self.arrivals)

    def asked(self, source: str) -> list[LoggedRequest]:
        """The requests that one vendor received since the log was cleared."""
        return [request for request in self.sandbox.requests if request.source == source]

    def calm(self) -> None:
        """No faults at any vendor."""
        for faults in self.sandbox.faults.values():
            faults.reset()


@contextmanager
def world(environment: dict[str, str] | None = None, without: tuple[str, ...] = (), **options: Any) -> Iterator[World]:
    """Served over real HTTP on both sides. `without` names variables of the environment that are left out."""
    with Sandbox(SandboxOptions(**{**SIZES, **options})) as sandbox:
        variables = {**sandbox.environment(), **(environment or {})}
        variables = {name: value for name, value in variables.items() if name not in without}
        app = create_app(Settings.load(variables, env_file=None))
        arrivals: list[str] = []

        async def noting(scope: Scope, receive: Receive, send: Send) -> None:
            async def received() -> Message:
                message = await receive()
                if message["type"] == "http.request" and not message.get("more_body"):
                    arrivals.append(scope["path"])
                return message

            await app(scope, received if scope["type"] == "http" else receive, send)

        with serving(noting) as graph:
            yield World(sandbox, graph, arrivals)

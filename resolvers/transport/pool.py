"""All of the I/O there is: one engine, and a client for each configured source."""

import time
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import httpx

from resolvers.model.configuration import Configuration
from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, SourceFailure
from resolvers.transport.attempt import Headers
from resolvers.transport.client import SourceClient
from resolvers.transport.deadline import Clock
from resolvers.transport.engine import Engine


class Transport:
    """The clients of the configured sources. `sign_in` holds the headers by which each source knows us.

    ValueError where a base URL is none, naming the source.
    """

    def __init__(
        self,
        configuration: Configuration,
        sign_in: Mapping[Source, Headers],
        *,
        engine: httpx.AsyncBaseTransport | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self._engine = Engine() if engine is None else engine
        self._clients: dict[Source, SourceClient] = {}
        for source, settings in configuration.sources.items():
            try:
                client = SourceClient(source, settings, sign_in.get(source, ()), self._engine, clock)
            except ValueError as error:
                raise ValueError(f"{source.name}: {error}") from None
            self._clients[source] = client

    def client(self, source: Source) -> SourceClient:
        """The source's client; SOURCE_NOT_CONFIGURED where it has none."""
        try:
            return self._clients[source]
        except KeyError:
            message = f"TOUCHPOINT_{source.name}__BASE_URL is not set"
            raise SourceFailure.of(source, ErrorCode.SOURCE_NOT_CONFIGURED, message, sent=False) from None

    async def aclose(self) -> None:
        """End what is in flight, and close every connection."""
        for client in self._clients.values():
            await client.aclose()
        await self._engine.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        await self.aclose()

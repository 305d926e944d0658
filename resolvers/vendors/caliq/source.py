"""Caliq, tied together: a log that is written and never read."""

from collections.abc import Sequence
from typing import Any

from resolvers.model.configuration import SourceConfiguration
from resolvers.model.enums import Source
from resolvers.model.errors import Failure
from resolvers.model.http import BackgroundFetch, Fetch
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import Contact
from resolvers.sources import by_id
from resolvers.sources.protocol import RecordList
from resolvers.vendors.caliq import records, requests, wire


class CaliqSource:
    """What Caliq can do: take an interaction. Its sign-in travels in the body."""

    source = Source.CALIQ
    operations = ("contact", "createInteraction")
    pushdown: tuple[str, ...] = ()

    def __init__(self, configuration: SourceConfiguration, _background: BackgroundFetch) -> None:
        self.sign_in: tuple[tuple[str, str], ...] = ()
        self.lists: dict[Kind, RecordList[Any, Any]] = {}
        self.api_key = configuration.api_key or ""
        self._body_format = configuration.body_format

    async def probe(self, _fetch: Fetch) -> None:
        """Sends nothing: there is no read, and a write would leave a trace."""

    async def find(self, _fetch: Fetch, refs: Sequence[RecordRef]) -> dict[RecordRef, Contact | Failure]:
        """Contacts as references; nothing else can be read."""
        return by_id.references(refs)

    async def create_interaction(self, fetch: Fetch, parameters: wire.Parameters) -> wire.Result:
        """Register an interaction, in the configured format."""
        answer = await fetch(requests.create_interaction(parameters, self._body_format))
        return records.result(answer.body, answer.headers.get("content-type", ""))

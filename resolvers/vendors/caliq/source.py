"""Caliq, tied together: a log that is written and never read."""

from resolvers.model.enums import Source
from resolvers.model.http import BackgroundFetch, Fetch
from resolvers.vendors.caliq import records, requests, wire
from resolvers.vendors.caliq.configuration import Configuration
from resolvers.vendors.caliq.writes import CaliqWrites


class CaliqSource(CaliqWrites):
    """What Caliq can do: take an interaction. Its sign-in travels in the body."""

    source = Source.CALIQ
    description = "A CRM that takes new interactions and gives none back."
    has_reads = False
    operations = ("contact", "createInteraction")

    def __init__(self, configuration: Configuration, background: BackgroundFetch) -> None:
        super().__init__(configuration, background)
        self.api_key = configuration.api_key or ""
        self._body_format = configuration.format

    async def probe(self, _fetch: Fetch) -> None:
        """Sends nothing: there is no read, and a write would leave a trace."""

    async def send(self, fetch: Fetch, parameters: wire.Parameters) -> wire.Result:
        """Register an interaction, in the configured format."""
        answer = await fetch(requests.create_interaction(parameters, self._body_format))
        return records.result(answer.body, answer.headers.get("content-type", ""))

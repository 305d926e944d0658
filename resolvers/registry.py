"""The sources, one line each; and those of them that are configured, ready to be asked."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, TypeVar

from resolvers.model.configuration import Configuration
from resolvers.model.enums import CircuitState, Source
from resolvers.model.errors import ErrorCode, Failure, SourceFailure
from resolvers.model.http import BackgroundFetch, Fetch, TraceEntry
from resolvers.model.ids import Kind, RecordRef
from resolvers.sources.protocol import RecordList
from resolvers.transport.deadline import Deadline
from resolvers.transport.metered import BudgetedFetch
from resolvers.transport.pool import Transport
from resolvers.vendors.caliq.source import CaliqSource
from resolvers.vendors.lips.source import LipsSource
from resolvers.vendors.polis.source import PolisSource
from resolvers.vendors.procurios.source import ProcuriosSource
from resolvers.vendors.salemove.source import SaleMoveSource


class Vendor(Protocol):
    """What every source can be asked for, whatever it is."""

    @property
    def source(self) -> Source: ...

    @property
    def operations(self) -> tuple[str, ...]: ...

    @property
    def pushdown(self) -> tuple[str, ...]: ...

    @property
    def sign_in(self) -> tuple[tuple[str, str], ...]: ...

    @property
    def lists(self) -> Mapping[Kind, RecordList[Any, Any]]: ...

    async def probe(self, fetch: Fetch) -> None:
        """Its cheapest read, to see whether it answers; SourceFailure says why not."""
        ...

    async def find(self, fetch: Fetch, refs: Sequence[RecordRef]) -> Mapping[RecordRef, Any]:
        """The records that exist among `refs`, or the failure of each; what is left out does not exist."""
        ...


CLASSES: dict[Source, type[LipsSource | PolisSource | ProcuriosSource | SaleMoveSource | CaliqSource]] = {
    Source.LIPS: LipsSource,
    Source.POLIS: PolisSource,
    Source.PROCURIOS: ProcuriosSource,
    Source.SALEMOVE: SaleMoveSource,
    Source.CALIQ: CaliqSource,
}
"""The sources, one line each: a class that is made of its configuration and of a way to ask in the background."""

BACKGROUND_SECONDS = 3600.0
"""The deadline of work that goes on behind the requests, such as filling an index."""

V = TypeVar("V")


class Registry:
    """The configured sources and the transport that reaches them. One for each process."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self._vendors: dict[Source, Vendor] = {
            source: CLASSES[source](settings, self._background(source))
            for source, settings in configuration.sources.items()
        }
        sign_in = {source: vendor.sign_in for source, vendor in self._vendors.items()}
        self.transport = Transport(configuration, sign_in)

    def _background(self, source: Source) -> BackgroundFetch:
        return lambda: self.fetch(source, Deadline.after(BACKGROUND_SECONDS))

    def fetch(
        self, source: Source, deadline: Deadline, limit: int | None = None, calls: list[TraceEntry] | None = None
    ) -> BudgetedFetch:
        """A way to ask one source, `calls` being its trace; SOURCE_NOT_CONFIGURED where it has no base URL."""
        return BudgetedFetch(self.transport.client(source), deadline, limit, calls)

    def vendor(self, source: Source, kind: type[V]) -> V:
        """The configured source of that class; SOURCE_NOT_CONFIGURED where there is none."""
        vendor = self.any_vendor(source)
        if not isinstance(vendor, kind):
            raise Failure(ErrorCode.INTERNAL, f"{source.name} is not a {kind.__name__}")
        return vendor

    def any_vendor(self, source: Source) -> Vendor:
        """The configured source; SOURCE_NOT_CONFIGURED where there is none."""
        if source not in self._vendors:
            raise not_configured(source)
        return self._vendors[source]

    def record_lists(self, kind: Kind) -> list[RecordList[Any, Any]]:
        """The configured sources' lists of such records, in the order of the sources."""
        vendors = (self._vendors[source] for source in Source if source in self._vendors)
        return [vendor.lists[kind] for vendor in vendors if kind in vendor.lists]

    def configured(self, source: Source) -> bool:
        """Whether the source has a base URL."""
        return source in self._vendors

    def circuit(self, source: Source) -> CircuitState:
        """Whether requests go out to the source at present; CLOSED for one that is not configured."""
        return self.transport.client(source).circuit_state if self.configured(source) else CircuitState.CLOSED

    async def aclose(self) -> None:
        """Stop what goes on in the background, and close every connection."""
        procurios = self._vendors.get(Source.PROCURIOS)
        if isinstance(procurios, ProcuriosSource):
            await procurios.index.aclose()
        await self.transport.aclose()


def not_configured(source: Source) -> SourceFailure:
    """What is said of a source without a base URL."""
    message = f"not configured: TOUCHPOINT_{source.name}__BASE_URL is not set"
    return SourceFailure.of(source, ErrorCode.SOURCE_NOT_CONFIGURED, message, sent=False)

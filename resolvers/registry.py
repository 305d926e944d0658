"""The sources that there are, and those of them that are configured, ready to be asked.

A source is named in one line, its member of the enumeration `Source`. Its class is found by that name, and whatever it
can do is found out from the class: nothing here, or above, knows a source by name.
"""

import importlib
from typing import TypeVar

import msgspec

from resolvers.model.configuration import Configuration
from resolvers.model.connection import PageRequest
from resolvers.model.enums import CircuitState, Source
from resolvers.model.errors import ErrorCode, Failure, SourceFailure
from resolvers.model.http import BackgroundFetch, TraceEntry
from resolvers.model.ids import Kind
from resolvers.model.signer import Signer
from resolvers.sources.protocol import AnyList, VendorSource
from resolvers.transport.deadline import Deadline
from resolvers.transport.metered import BudgetedFetch
from resolvers.transport.pool import Transport

BACKGROUND_SECONDS = 3600.0
"""The deadline of work that goes on behind the requests, such as filling an index."""

C = TypeVar("C")


def _class_of(source: Source) -> type[VendorSource]:
    """The one source that `resolvers/vendors/<name>/source.py` defines; TypeError where that is not one."""
    module = importlib.import_module(f"resolvers.vendors.{source.name.lower()}.source")
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, VendorSource) and value.__module__ == module.__name__
    ]
    if [kind.source for kind in found] != [source]:
        raise TypeError(f"{module.__name__} has to define one VendorSource, of Source.{source.name}")
    return found[0]


SOURCE_CLASSES: dict[Source, type[VendorSource]] = {source: _class_of(source) for source in Source}
"""The class of each source, in their order."""


def sources_of(kind: Kind) -> tuple[Source, ...]:
    """The sources that have records of a type which can be looked up by a key."""
    return tuple(source for source, found in SOURCE_CLASSES.items() if kind in found.kinds)


def offering(capability: type[C]) -> dict[Source, type[C]]:
    """The sources that offer a capability, configured or not, in their order."""
    return {source: found for source, found in SOURCE_CLASSES.items() if issubclass(found, capability)}


class Registry:
    """The configured sources and the transport that reaches them. One for each process."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self._signer = Signer(configuration.cursor_secret)
        self._vendors: dict[Source, VendorSource] = {
            source: SOURCE_CLASSES[source](settings, self._background(source))
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

    def vendor(self, source: Source) -> VendorSource:
        """The configured source; SOURCE_NOT_CONFIGURED where there is none."""
        if source not in self._vendors:
            raise not_configured(source)
        return self._vendors[source]

    def capability(self, source: Source, capability: type[C]) -> C:
        """What the configured source can do beyond all of them; SOURCE_NOT_CONFIGURED where there is none."""
        vendor = self.vendor(source)
        if not isinstance(vendor, capability):
            raise Failure(ErrorCode.INTERNAL, f"{source.name} is no {capability.__name__}")
        return vendor

    def record_lists(self, kind: Kind) -> list[AnyList]:
        """The configured sources' lists of such records, in the order of the sources."""
        vendors = (self._vendors[source] for source in Source if source in self._vendors)
        return [vendor.lists[kind] for vendor in vendors if kind in vendor.lists]

    def signed(self, request: PageRequest) -> PageRequest:
        """The page whose cursors are signed as all of this installation's are."""
        return msgspec.structs.replace(request, signer=self._signer)

    def configured(self, source: Source) -> bool:
        """Whether the source has a base URL."""
        return source in self._vendors

    def circuit(self, source: Source) -> CircuitState:
        """Whether requests go out to the source at present; CLOSED for one that is not configured."""
        return self.transport.client(source).circuit_state if self.configured(source) else CircuitState.CLOSED

    async def aclose(self) -> None:
        """Stop what goes on in the background, and close every connection."""
        for vendor in self._vendors.values():
            await vendor.aclose()
        await self.transport.aclose()


def not_configured(source: Source) -> SourceFailure:
    """What is said of a source without a base URL."""
    message = f"not configured: TOUCHPOINT_{source.name}__BASE_URL is not set"
    return SourceFailure.of(source, ErrorCode.SOURCE_NOT_CONFIGURED, message, sent=False)

"""What one GraphQL request carries through the resolvers: its deadline, its loaders, and the sources."""

from resolvers.loaders import Loaders
from resolvers.registry import Registry
from resolvers.transport.ask import Metered
from resolvers.transport.deadline import Deadline
from resolvers.vocabulary import Source


class RequestContext:
    """One GraphQL request. Made inside the running loop, and not shared."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.deadline = Deadline.after(registry.configuration.request_timeout_seconds)
        self.loaders = Loaders(registry, self.ask, self.budgeted)

    def ask(self, source: Source) -> Metered:
        """A way to ask one source until the deadline."""
        return self.registry.ask(source, self.deadline)

    def budgeted(self, source: Source, spare: int = 0) -> Metered:
        """The same for one page or one lookup, within the scan budget and `spare` requests more."""
        return self.registry.ask(source, self.deadline, self.registry.configuration.scan_budget + spare)

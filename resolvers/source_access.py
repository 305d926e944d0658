"""The sources as one GraphQL request reaches them: until its deadline, within its budgets, and on its trace."""

import time

from resolvers.model.enums import Source
from resolvers.model.http import TraceEntry
from resolvers.registry import Registry
from resolvers.transport.deadline import Deadline
from resolvers.transport.metered import BudgetedFetch


class SourceAccess:
    """Makes what one GraphQL request asks the sources with. One for each, and not shared."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.started = time.monotonic()
        """In seconds, on the clock of the calls."""
        self.calls: list[TraceEntry] = []
        """What was asked of the sources so far."""
        self._deadline = Deadline.after(registry.configuration.request_timeout_seconds)

    def fetch(self, source: Source) -> BudgetedFetch:
        """A way to ask one source until the deadline."""
        return self.registry.fetch(source, self._deadline, calls=self.calls)

    def remaining(self) -> float:
        """Seconds until the deadline; 0.0 once it has passed."""
        return self._deadline.remaining()

    def budgeted(self, source: Source, *, pages: int = 1, spare: int = 0) -> BudgetedFetch:
        """The same for what may cost as much as so many pages of a connection, and `spare` requests more."""
        limit = self.registry.configuration.scan_budget * pages + spare
        return self.registry.fetch(source, self._deadline, limit, self.calls)

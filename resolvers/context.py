"""What one GraphQL request carries through the resolvers: its way to the sources, and its loaders."""

from resolvers.loaders import Loaders
from resolvers.pending import PendingFields
from resolvers.registry import Registry
from resolvers.source_access import SourceAccess


class RequestContext:
    """One GraphQL request. Made inside the running loop, and not shared."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.access = SourceAccess(registry)
        self.loaders = Loaders(self.access)
        self.pending = PendingFields()

    def renew(self) -> None:
        """Forget what was read: after a write, what is loaded is asked for anew."""
        self.loaders = Loaders(self.access)

"""What a source may offer to write, each a capability: what stands below one is read by whoever offers it.

A source tells what the caller can put right as user errors, all of it at once and before anything is sent, and what it
refuses afterwards (`resolvers.sources.refusals`). Everything else that goes wrong is raised. `read_back` is what the
record may be read with afterwards; null where nobody asked for it.
"""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from resolvers.model.findings import Findings
from resolvers.model.http import Fetch
from resolvers.model.ids import RecordRef
from resolvers.model.inputs import ContactMomentCreation
from resolvers.model.write_results import (
    ContactMomentCreated,
    EngagementExported,
    InteractionCreated,
    InteractionDeleted,
    InteractionUpdated,
)


class CreatesInteractions(ABC):
    """Takes new interactions."""

    @abstractmethod
    async def create_interaction(self, fetch: Fetch, content: Any) -> InteractionCreated:
        """Create one; `content` is the source's own record of its input."""


class UpdatesInteractions(ABC):
    """Takes changes to interactions."""

    has_versions: ClassVar[bool] = False
    """Whether a change can be based on a version of the record."""

    @staticmethod
    @abstractmethod
    def check_patch(patch: Any, found: Findings) -> None:
        """Find what is wrong with the source's own record of the changes, whichever interaction they are for."""

    @abstractmethod
    async def update_interaction(
        self, fetch: Fetch, ref: RecordRef, patch: Any, if_match: str | None, read_back: Fetch | None
    ) -> InteractionUpdated:
        """Change an interaction that is still of the version named, if one is."""


class DeletesInteractions(ABC):
    """Lets interactions be deleted."""

    @abstractmethod
    async def delete_interaction(self, fetch: Fetch, ref: RecordRef, if_match: str | None) -> InteractionDeleted:
        """Delete one that is still of the version named, or of the one that a fresh read shows."""


class CreatesContactMoments(ABC):
    """Takes new contact moments."""

    @abstractmethod
    async def create_contact_moment(
        self, fetch: Fetch, creation: ContactMomentCreation, read_back: Fetch | None
    ) -> ContactMomentCreated:
        """Register one."""


class ExportsEngagements(ABC):
    """Hands engagements on to a CRM."""

    @abstractmethod
    async def export_engagement(self, fetch: Fetch, ref: RecordRef) -> EngagementExported:
        """Have one exported."""

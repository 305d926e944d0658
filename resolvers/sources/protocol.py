"""What a source may offer. Whatever it does not say, it does as the defaults here do.

A source is a `VendorSource`; each of its lists is a `RecordList`; what only some sources can do is a capability, a
class that they derive from as well. Whoever wants a capability asks the registry which source offers it,
and names none.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from resolvers.model.configuration import SourceConfiguration
from resolvers.model.connection import Connection, PageRequest
from resolvers.model.enums import OrderDirection, Source
from resolvers.model.filters import Filter
from resolvers.model.http import BackgroundFetch, Fetch
from resolvers.model.ids import Kind, RecordRef
from resolvers.model.records import ChatMessage, Contact, ContactMomentType, Engagement, Tag
from resolvers.sources import by_id
from resolvers.sources.learned_order import LearnedOrder
from resolvers.sources.paging import PagedList, Reader
from resolvers.timeline.order import R
from resolvers.timeline.plan import BatchGroup, ContactScope, Plan
from resolvers.timeline.snapshot import SortedSnapshot
from resolvers.timeline.watermark import ResumeHint

Q = TypeVar("Q")


class RecordList(ABC, Generic[R, Q]):
    """A source's list of one type of records; `Q` is what it can be narrowed to, in the vendor's terms."""

    source: ClassVar[Source]
    learned_order: LearnedOrder
    """What the vendor's pages showed of their order."""

    @abstractmethod
    def plan(self, filter_: Filter, of: ContactScope | None) -> Plan[Q]:
        """What the source makes of a filter; `of` names the contacts whose records are asked for, if any."""

    @abstractmethod
    async def snapshot(self, fetch: Fetch, query: Q) -> SortedSnapshot[R]:
        """The list from end to end; `BudgetExhausted` where that takes more than `fetch` may."""

    def reader(self, _query: Q, _direction: OrderDirection, _hint: ResumeHint) -> Reader[R] | None:
        """A reader that goes on from a hint; null where the vendor documents no order."""
        return None

    def paged_list(self, _query: Q, _direction: OrderDirection) -> PagedList[R] | None:
        """How to read a list for several contacts page by page; null where only a snapshot of it will do."""
        return None

    def batch_groups(self, _filter: Filter, contacts: Sequence[Contact]) -> list[BatchGroup]:
        """The contacts, all of this source, parted by whose records one list can hold; by default, each alone."""
        return [BatchGroup((contact,), narrowed=True) for contact in contacts]

    def cannot_be_empty(self, _filter: Filter, _contact: Contact) -> bool:
        """Whether the list narrowed to a contact holds something for certain: an empty one was narrowed by mistake."""
        return False


AnyList = RecordList[Any, Any]


class VendorSource(ABC):
    """A vendor's system. Made of its configuration and of a way to fetch behind the requests."""

    source: ClassVar[Source]
    description: ClassVar[str]
    """What it is, for the schema's reader."""
    has_reads: ClassVar[bool] = True
    """Whether it can be asked anything: one that has only writes cannot be probed without leaving a trace."""
    operations: ClassVar[tuple[str, ...]]
    """What it can do, by the names of the contract's queries and mutations."""
    pushdown: ClassVar[tuple[str, ...]] = ()
    """The filter fields that its vendor can apply."""
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.CONTACT})
    """The types of its records that can be looked up by a key; contacts are references at least."""

    sign_in: tuple[tuple[str, str], ...] = ()
    """The headers by which the vendor knows us."""

    def __init__(self, configuration: SourceConfiguration, _background: BackgroundFetch) -> None:
        self.secrets = configuration.secrets()
        """What no message may show."""
        self.lists: Mapping[Kind, AnyList] = {}
        """Its lists by the type of their records."""

    @abstractmethod
    async def probe(self, fetch: Fetch) -> None:
        """Its cheapest read, to see whether it answers; SourceFailure says why not."""

    async def find(self, _fetch: Fetch, refs: Sequence[RecordRef]) -> Mapping[RecordRef, Any]:
        """The records that exist among `refs`, or the failure of each; what is left out does not exist."""
        return by_id.references(refs)

    def known_contact_name(self, _contact_id: str) -> str | None:
        """A name that was read already, for a contact whose record gives none."""
        return None

    async def contact_names(self, _fetch: Fetch, _contact_ids: Sequence[str]) -> Mapping[str, str]:
        """Names for contacts that are known by their keys alone, as far as they can be found."""
        return {}

    async def aclose(self) -> None:  # noqa: B027  # a default, and most have nothing to stop
        """Stop what goes on in the background."""


class ListsContacts(ABC):
    """Knows its contacts, and lists them."""

    @abstractmethod
    async def contacts(self, fetch: Fetch, request: PageRequest) -> Connection[Contact]:
        """A page of contacts, the one seen last first."""


class HasTranscripts(ABC):
    """Has engagements in which people write to each other; only what they write names the operators."""

    @abstractmethod
    def has_ended(self, engagement: Engagement) -> bool:
        """Whether nothing will be said in it any more, so that its transcript can be cached."""

    @abstractmethod
    async def transcript(self, fetch: Fetch, engagement_id: str, *, ended: bool) -> Sequence[ChatMessage]:
        """The messages of an engagement, in the vendor's order."""

    @abstractmethod
    def operator_name(self, operator_id: str) -> str | None:
        """The name that a transcript which was read gives an operator."""


class HasMomentCatalogue(ABC):
    """Says what contact moments can be registered as."""

    @abstractmethod
    async def moment_types(self, fetch: Fetch) -> Sequence[ContactMomentType]:
        """The types that the vendor lists."""

    @abstractmethod
    async def moment_tags(self, fetch: Fetch) -> Sequence[Tag]:
        """The tags that contact moments may have."""

    @abstractmethod
    async def moment_type_schema(self, fetch: Fetch, type_id: str) -> object:
        """The JSON schema for registering moments of a type. It is shared: nobody may change it."""

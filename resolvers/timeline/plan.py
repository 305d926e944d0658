"""What a source makes of a filter: what its vendor applies, what is left to be applied here, or that it has none."""

import hashlib
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

from resolvers.model.enums import Source
from resolvers.model.filters import Filter, InstantRange
from resolvers.model.records import Contact
from resolvers.timeline.order import Dated

Q = TypeVar("Q")


class ContactScope(msgspec.Struct, frozen=True):
    """The contacts whose records are asked for; `field` is the filter's name for them, null under a contact."""

    contacts: tuple[Contact, ...]
    field: str | None = None

    @classmethod
    def only(cls, contact: Contact | None) -> "ContactScope | None":
        """One contact; null where there is none."""
        return None if contact is None else cls((contact,))

    @property
    def memo(self) -> tuple[str, ...]:
        """What a cursor remembers of the numbers by which a list may have been narrowed; empty where there are none.

        A digest: cursors hold no personal data.
        """
        numbers = sorted({phone.number for contact in self.contacts for phone in contact.phone_numbers})
        return (hashlib.blake2b(msgspec.json.encode(numbers), digest_size=4).hexdigest(),) if numbers else ()

    def as_remembered(self, memo: tuple[str, ...]) -> "ContactScope":
        """The same contacts, without their numbers where these are others than a cursor remembers.

        The list of the first page was narrowed by other numbers then, or by none: only the whole one holds both.
        """
        if not memo or memo == self.memo:
            return self
        contacts = tuple(msgspec.structs.replace(contact, phone_numbers=()) for contact in self.contacts)
        return msgspec.structs.replace(self, contacts=contacts)

    def keys(self, source: Source) -> frozenset[str]:
        """Their keys in one source."""
        return frozenset(contact.source_id for contact in self.contacts if contact.source is source)


class BatchGroup(msgspec.Struct, frozen=True):
    """Contacts whose records are read as one list. `narrowed`: the vendor leaves other contacts' records out of it.

    Where it does not, the contacts by the ids in `separable` can be left to a list that is narrowed to them.
    """

    contacts: tuple[Contact, ...]
    narrowed: bool
    separable: frozenset[str] = frozenset()


class Plan(msgspec.Struct, Generic[Q], frozen=True, kw_only=True):
    """How a source answers a filter.

    `queries` are lists of the vendor's whose union holds every match; none where the source cannot have any.
    `pushed_down` and `residual` name the filter's fields as the contract spells them. `predicate` applies what the
    vendor does not, but for the range of times, `time_range`, which is held to every list, whoever else applies it.
    """

    queries: tuple[Q, ...] = ()
    pushed_down: tuple[str, ...] = ()
    residual: tuple[str, ...] = ()
    predicate: Callable[[Any], bool] | None = None
    time_range: InstantRange | None = None

    @property
    def scanning(self) -> bool:
        """Many records may have to be read for one that matches."""
        return self.predicate is not None

    def matches(self, record: Any) -> bool:
        """Whether a record is one that is asked for, as far as the vendor may not have seen to it."""
        return matches(record, self.predicate, self.time_range)


class PlanBuilder:
    """Collects who applies which field of a filter: the vendor, or a test that is left to be made here."""

    def __init__(self) -> None:
        self._pushed_down: list[str] = []
        self._residual: list[str] = []
        self._tests: list[Callable[[Any], bool]] = []

    def push_down(self, name: str | None) -> None:
        """The vendor applies it; without a name, it is no field of the filter."""
        if name is not None:
            self._pushed_down.append(name)

    def residual(self, name: str | None, test: Callable[[Any], bool] | None = None) -> None:
        """It is applied here; without a test, by the plan itself."""
        if name is not None:
            self._residual.append(name)
        if test is not None:
            self._tests.append(test)

    def plan(self, *queries: Q, time_range: InstantRange | None = None) -> Plan[Q]:
        """The plan with these queries."""
        tests = tuple(self._tests)
        return Plan(
            queries=queries,
            pushed_down=tuple(self._pushed_down),
            residual=tuple(self._residual),
            predicate=(lambda record: all(test(record) for test in tests)) if tests else None,
            time_range=time_range,
        )


def matches(record: Dated, predicate: Callable[[Any], bool] | None, time_range: InstantRange | None) -> bool:
    """Whether a record is within the range of times, and the predicate holds for it."""
    if time_range is not None and not time_range.contains(record.occurred_at):
        return False
    return predicate is None or predicate(record)


NO_RECORDS: Plan[Any] = Plan()
"""The source cannot have such records."""


def excluded(filter_: Filter, allowed: frozenset[str]) -> bool:
    """Whether the filter sets a field outside `allowed`, or asks for any value of an empty list."""
    values = {name: getattr(filter_, name) for name in filter_.__struct_fields__}
    return any(value == () or name not in allowed for name, value in values.items() if value is not None)

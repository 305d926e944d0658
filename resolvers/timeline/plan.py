"""What a source makes of a filter: what its vendor applies, what is left to be applied here, or that it has none."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec

from resolvers.model.enums import Source
from resolvers.model.filters import Filter, InstantRange
from resolvers.model.records import Contact

Q = TypeVar("Q")


class Whose(msgspec.Struct, frozen=True):
    """The contacts whose records are asked for; `field` is the filter's name for them, null under a contact."""

    contacts: tuple[Contact, ...]
    field: str | None = None

    @classmethod
    def only(cls, contact: Contact | None) -> "Whose | None":
        """One contact; null where there is none."""
        return None if contact is None else cls((contact,))

    def keys(self, source: Source) -> frozenset[str]:
        """Their keys in one source."""
        return frozenset(contact.source_id for contact in self.contacts if contact.source is source)


class Plan(msgspec.Struct, Generic[Q], frozen=True, kw_only=True):
    """How a source answers a filter.

    `queries` are lists of the vendor's whose union holds every match; none where the source cannot have any.
    `pushed_down` and `residual` name the filter's fields as the contract spells them. `keep` applies what the vendor
    does not, but for the range of times, `span`, which is held to every list, whoever else applies it.
    """

    queries: tuple[Q, ...] = ()
    pushed_down: tuple[str, ...] = ()
    residual: tuple[str, ...] = ()
    keep: Callable[[Any], bool] | None = None
    span: InstantRange | None = None

    @property
    def scanning(self) -> bool:
        """Many records may have to be read for one that is kept."""
        return self.keep is not None


class Filtering:
    """Collects who applies which field of a filter: the vendor, or a test that is left to be made here."""

    def __init__(self) -> None:
        self.pushed_down: list[str] = []
        self.residual: list[str] = []
        self._tests: list[Callable[[Any], bool]] = []

    def push(self, name: str | None) -> None:
        """The vendor applies it; without a name, it is no field of the filter."""
        if name is not None:
            self.pushed_down.append(name)

    def hold(self, name: str | None, test: Callable[[Any], bool] | None = None) -> None:
        """It is applied here; without a test, by the plan itself."""
        if name is not None:
            self.residual.append(name)
        if test is not None:
            self._tests.append(test)

    def plan(self, *queries: Q, span: InstantRange | None = None) -> Plan[Q]:
        """The plan with these queries."""
        tests = tuple(self._tests)
        return Plan(
            queries=queries,
            pushed_down=tuple(self.pushed_down),
            residual=tuple(self.residual),
            keep=(lambda record: all(test(record) for test in tests)) if tests else None,
            span=span,
        )


NOTHING: Plan[Any] = Plan()
"""The source cannot have such records."""


def excluded(filter_: Filter, allowed: frozenset[str]) -> bool:
    """Whether the filter sets a field outside `allowed`, or asks for any value of an empty list."""
    values = {name: getattr(filter_, name) for name in filter_.__struct_fields__}
    return any(value == () or name not in allowed for name, value in values.items() if value is not None)

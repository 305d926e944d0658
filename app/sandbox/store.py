"""An in-memory collection of one vendor's records, and what is derived from them, kept until they change."""

import threading
import zlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar, cast

import msgspec

Record = dict[str, Any]
_encode: Final = msgspec.json.Encoder().encode

# A caller that pages with a moving date or many phone numbers must not fill the memory.
_DERIVED_AT_MOST: Final = 512


@dataclass(frozen=True, slots=True)
class Seeded:
    """A record as the vendor shows it, and what the vendor knows of it but does not show."""

    record: Record
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """A record in a store. The vendor's subclasses add what they search and sort by."""

    id: str
    record: Record
    tie: int
    """Orders records that the vendor's own order leaves equal: arbitrary, but the same each time."""
    _encoded: msgspec.Raw | None = field(default=None, init=False)

    @property
    def encoded(self) -> msgspec.Raw:
        if self._encoded is None:
            self._encoded = msgspec.Raw(_encode(self.record))
        return self._encoded

    def rewrite(self, record: Record) -> None:
        """Put a changed copy in the record's place; the seeded original stays as it was."""
        self.record = record
        self._encoded = None


R = TypeVar("R", bound=Row)
T = TypeVar("T")


class RecordStore(ABC, Generic[R]):
    """The records of one vendor, safe to change from another thread while the vendor answers.

    Records handed out are the store's own: to change one, remove it and add its successor.
    """

    def __init__(self, seeded: Iterable[Seeded], seed: int) -> None:
        self.lock: Final = threading.RLock()
        self._seed: Final = seed
        self._seeded: Final = tuple(seeded)
        self._rows: dict[str, R] = {}
        self._derived: dict[Hashable, object] = {}
        self._changed = True
        self.reset()

    @abstractmethod
    def _row(self, record_id: str, record: Record, about: Mapping[str, str]) -> R:
        """Index one record. Must not fail on an odd one: tests add those on purpose."""

    @property
    def records(self) -> list[Record]:
        """Every record as the vendor shows it, in the order of their arrival."""
        with self.lock:
            return [row.record for row in self._rows.values()]

    def __len__(self) -> int:
        return len(self._rows)

    def rows(self) -> Iterator[R]:
        return iter(self._rows.values())

    def get(self, record_id: object) -> R | None:
        return self._rows.get(str(record_id))

    def add(self, record: Record, **about: str) -> R:
        """Add a record as it is. ValueError where its id is taken, or `about` has an unknown name."""
        with self.lock:
            row = self._insert(record, about)
            self._touch()
            return row

    def remove(self, record_id: object) -> bool:
        """Whether there was such a record to remove."""
        with self.lock:
            removed = self._rows.pop(str(record_id), None)
            self._touch()
            return removed is not None

    def reset(self) -> None:
        """Go back to the seeded records."""
        with self.lock:
            if not self._changed:
                return
            self._rows.clear()
            for seeded in self._seeded:
                self._insert(seeded.record, seeded.about)
            self._touch()
            self._changed = False

    def derived(self, key: Hashable, build: Callable[[], T]) -> T:
        """The value of `build`, made once until the records change. Call it while holding the lock."""
        if key in self._derived:
            return cast("T", self._derived[key])
        value = build()
        if len(self._derived) >= _DERIVED_AT_MOST:
            del self._derived[next(iter(self._derived))]
        self._derived[key] = value
        return value

    def tie(self, record_id: str) -> int:
        return zlib.crc32(f"{self._seed}:{record_id}".encode())

    def _insert(self, record: Record, about: Mapping[str, str]) -> R:
        record_id = str(record["id"]) if "id" in record else f"without-id-{len(self._rows)}"
        if record_id in self._rows:
            raise ValueError(f"there is a record {record_id} already")
        row = self._row(record_id, record, about)
        self._rows[record_id] = row
        return row

    def _touch(self) -> None:
        self._changed = True
        self._derived.clear()


def only(about: Mapping[str, str], *known: str) -> None:
    """ValueError where `about` has a name that the store does not know."""
    for name in about:
        if name not in known:
            raise ValueError(f"unknown: {name}; known: {', '.join(known) or 'none'}")

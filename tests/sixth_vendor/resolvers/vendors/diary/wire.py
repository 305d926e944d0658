"""The diary as it spells itself."""

from typing import Generic, TypeVar

import msgspec

from resolvers.sources.decode import Key

T = TypeVar("T")


class Visited(msgspec.Struct, gc=False):
    """Who was visited."""

    id: Key
    name: str | None = None


class Entry(msgspec.Struct, gc=False):
    """One visit."""

    id: Key
    at: str | None = None
    visited: Visited | None = None


class Page(msgspec.Struct, Generic[T], gc=False):
    """One page, and how many there are."""

    entries: list[T]
    pages: int

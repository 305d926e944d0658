"""The batching loaders, one set a request: what many fields ask for at the same time is asked of a vendor once.

Rows are aligned to keys by key. A key that fails, fails alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from aiodataloader import DataLoader

from resolvers.connections import batch
from resolvers.connections.batch import PageKey
from resolvers.model.connection import Connection, PageRequest
from resolvers.model.enums import Source
from resolvers.model.errors import Failure
from resolvers.model.ids import RecordRef
from resolvers.model.records import ChatMessage, Contact, ContactMomentType, Tag
from resolvers.source_access import SourceAccess
from resolvers.sources.protocol import HasMomentCatalogue, HasTranscripts, ListsContacts

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TranscriptKey:
    """An engagement whose transcript is asked for, once, even where only one of its records tells that it `ended`."""

    source: Source
    engagement_id: str
    ended: bool = field(default=False, compare=False)


class Loader(Generic[K, T]):
    """Loads by key; `fetch` gets the distinct keys of one turn of the loop and answers with a mapping.

    A key that the mapping lacks loads null; one that it maps to a `Failure` raises it. A caller that is cancelled
    takes nobody else's row along. Rows are loaded once.
    """

    def __init__(self, fetch: Callable[[Sequence[K]], Awaitable[Mapping[K, T | Failure]]]) -> None:
        async def batch(keys: list[K]) -> list[Any]:
            try:
                found = await fetch(keys)
            except Failure as failure:
                return [failure] * len(keys)
            return [found.get(key) for key in keys]

        self._loader: DataLoader[K, T | None] = DataLoader(batch)

    async def load(self, key: K) -> T | None:
        """The row of the key; null where there is none."""
        return await asyncio.shield(self._loader.load(key))

    async def row(self, key: K) -> T:
        """The row of a key that must have one."""
        found = await self.load(key)
        if found is None:
            raise LookupError(f"no row for {key!r}")
        return found


class Loaders:
    """One set of loaders, which ask the sources through `access`."""

    def __init__(self, access: SourceAccess) -> None:
        self._access = access
        self.records: Loader[RecordRef, Any] = Loader(self._find)
        self.pages: Loader[PageKey, Connection[Any]] = Loader(self._pages)
        self.contact_pages: Loader[tuple[Source, PageRequest], Connection[Contact]] = Loader(self._contact_pages)
        self.transcripts: Loader[TranscriptKey, Sequence[ChatMessage]] = Loader(self._transcripts)
        self.names: Loader[tuple[Source, str], str] = Loader(self._names)
        self.types: Loader[Source, Sequence[ContactMomentType]] = Loader(self._types)
        self.tags: Loader[Source, Sequence[Tag]] = Loader(self._tags)
        self.schemas: Loader[tuple[Source, str], object] = Loader(self._schemas)

    async def _pages(self, keys: Sequence[PageKey]) -> Mapping[PageKey, Connection[Any] | Failure]:
        return await batch.load(self._access, keys)

    async def _contact_pages(self, keys: Sequence[tuple[Source, PageRequest]]) -> dict[tuple[Source, PageRequest], Any]:
        registry = self._access.registry
        return await _each(
            keys,
            lambda key: registry.capability(key[0], ListsContacts).contacts(self._access.budgeted(key[0]), key[1]),
        )

    async def _find(self, refs: Sequence[RecordRef]) -> dict[RecordRef, Any]:
        by_source: dict[Source, list[RecordRef]] = {}
        for ref in refs:
            by_source.setdefault(ref.source, []).append(ref)
        answers = await asyncio.gather(*(self._find_in(source, found) for source, found in by_source.items()))
        return {ref: row for answer in answers for ref, row in answer.items()}

    async def _find_in(self, source: Source, refs: list[RecordRef]) -> Mapping[RecordRef, Any]:
        try:
            # What one lookup may cost, and one request more for each of the others.
            fetch = self._access.budgeted(source, spare=len(refs) - 1)
            return await self._access.registry.vendor(source).find(fetch, refs)
        except Failure as failure:
            return dict.fromkeys(refs, failure)

    async def _transcripts(self, keys: Sequence[TranscriptKey]) -> dict[TranscriptKey, Any]:
        registry = self._access.registry
        return await _each(
            keys,
            lambda key: registry.capability(key.source, HasTranscripts).transcript(
                self._access.fetch(key.source), key.engagement_id, ended=key.ended
            ),
        )

    async def _schemas(self, keys: Sequence[tuple[Source, str]]) -> dict[tuple[Source, str], Any]:
        return await _each(
            keys, lambda key: self._catalogue(key[0]).moment_type_schema(self._access.fetch(key[0]), key[1])
        )

    async def _types(self, sources: Sequence[Source]) -> dict[Source, Any]:
        return await _each(sources, lambda source: self._catalogue(source).moment_types(self._access.fetch(source)))

    async def _tags(self, sources: Sequence[Source]) -> dict[Source, Any]:
        return await _each(sources, lambda source: self._catalogue(source).moment_tags(self._access.fetch(source)))

    def _catalogue(self, source: Source) -> HasMomentCatalogue:
        return self._access.registry.capability(source, HasMomentCatalogue)

    async def _names(self, keys: Sequence[tuple[Source, str]]) -> dict[tuple[Source, str], Any]:
        """Names of contacts that are known by reference; none where their source has no way to tell one."""
        by_source: dict[Source, list[str]] = {}
        for source, key in sorted(keys, key=lambda key: key[1]):
            by_source.setdefault(source, []).append(key)
        answers = await asyncio.gather(*(self._names_in(source, ids) for source, ids in by_source.items()))
        return {
            (source, key): name for source, names in zip(by_source, answers, strict=True) for key, name in names.items()
        }

    async def _names_in(self, source: Source, ids: list[str]) -> Mapping[str, Any]:
        try:
            return await self._access.registry.vendor(source).contact_names(self._access.budgeted(source), ids)
        except Failure as failure:
            return dict.fromkeys(ids, failure)


async def _each(keys: Sequence[K], load: Callable[[K], Awaitable[T]]) -> dict[K, T | Failure]:
    """One request for each key, all at once."""

    async def one(key: K) -> T | Failure:
        try:
            return await load(key)
        except Failure as failure:
            return failure

    return dict(zip(keys, await asyncio.gather(*(one(key) for key in keys)), strict=True))

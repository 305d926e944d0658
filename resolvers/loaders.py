"""The batching loaders, one set a request: what many fields ask for at the same time is asked of a vendor once.

Rows are aligned to keys by key. A key that fails, fails alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from aiodataloader import DataLoader

from resolvers.failures import Failure
from resolvers.identity import RecordRef
from resolvers.records import ChatMessage, ContactMomentType, Tag
from resolvers.upstream import Upstream
from resolvers.vendors.procurios.source import ProcuriosSource
from resolvers.vendors.salemove.source import SaleMoveSource
from resolvers.vocabulary import Source

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Loader(Generic[K, T]):
    """Loads by key; `fetch` gets the distinct keys of one turn of the loop and answers with a mapping.

    A key that the mapping lacks loads null; one that it maps to a `Failure` raises it. A caller that is cancelled
    takes nobody else's row along.
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


class Loaders:
    """One set of loaders, which ask the sources through `upstream`."""

    def __init__(self, upstream: Upstream) -> None:
        self._upstream = upstream
        self.records: Loader[RecordRef, Any] = Loader(self._find)
        self.transcripts: Loader[str, tuple[ChatMessage, ...]] = Loader(self._transcripts)
        self.names: Loader[tuple[Source, str], str] = Loader(self._names)
        self.types: Loader[Source, tuple[ContactMomentType, ...]] = Loader(self._types)
        self.tags: Loader[Source, tuple[Tag, ...]] = Loader(self._tags)
        self.schemas: Loader[str, object] = Loader(self._schemas)

    @property
    def _procurios(self) -> ProcuriosSource:
        return self._upstream.registry.vendor(Source.PROCURIOS, ProcuriosSource)

    @property
    def _salemove(self) -> SaleMoveSource:
        return self._upstream.registry.vendor(Source.SALEMOVE, SaleMoveSource)

    async def _find(self, refs: Sequence[RecordRef]) -> dict[RecordRef, Any]:
        by_source: dict[Source, list[RecordRef]] = {}
        for ref in refs:
            by_source.setdefault(ref.source, []).append(ref)
        answers = await asyncio.gather(*(self._find_in(source, found) for source, found in by_source.items()))
        return {ref: row for answer in answers for ref, row in answer.items()}

    async def _find_in(self, source: Source, refs: list[RecordRef]) -> Mapping[RecordRef, Any]:
        try:
            # What one lookup may cost, and one request more for each of the others.
            ask = self._upstream.budgeted(source, spare=len(refs) - 1)
            return await self._upstream.registry.any_vendor(source).find(ask, refs)
        except Failure as failure:
            return dict.fromkeys(refs, failure)

    async def _transcripts(self, engagement_ids: Sequence[str]) -> dict[str, Any]:
        ask = self._upstream.ask(Source.SALEMOVE)
        return await _each(engagement_ids, lambda key: self._salemove.transcript(ask, key))

    async def _schemas(self, type_ids: Sequence[str]) -> dict[str, Any]:
        ask = self._upstream.ask(Source.PROCURIOS)
        return await _each(type_ids, lambda key: self._procurios.type_schema(ask, key))

    async def _types(self, sources: Sequence[Source]) -> dict[Source, Any]:
        return await _each(sources, lambda source: self._procurios.types(self._upstream.ask(source)))

    async def _tags(self, sources: Sequence[Source]) -> dict[Source, Any]:
        return await _each(sources, lambda source: self._procurios.tags(self._upstream.ask(source)))

    async def _names(self, keys: Sequence[tuple[Source, str]]) -> dict[tuple[Source, str], Any]:
        """Names of contacts that are known by reference; none where their source has no way to tell one."""
        names: dict[tuple[Source, str], Any] = {}
        for source in {source for source, _ in keys}:
            ids = sorted(key for its, key in keys if its is source)
            found: Mapping[str, str] = {}
            if source is Source.PROCURIOS:
                found = await self._procurios.relation_names(self._upstream.budgeted(source), ids)
            elif source is Source.SALEMOVE:
                found = await self._salemove.visitor_names(self._upstream.budgeted(source), frozenset(ids))
            names.update(((source, key), name) for key, name in found.items())
        return names


async def _each(keys: Sequence[K], load: Callable[[K], Awaitable[T]]) -> dict[K, T | Failure]:
    """One request for each key, all at once."""

    async def one(key: K) -> T | Failure:
        try:
            return await load(key)
        except Failure as failure:
            return failure

    return dict(zip(keys, await asyncio.gather(*(one(key) for key in keys)), strict=True))

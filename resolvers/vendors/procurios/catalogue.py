"""Procurios' catalogue: the types of contact moments, their schemas, and the tags. It seldom changes, and is kept."""

import time
from collections.abc import Callable
from typing import Any

import msgspec

from resolvers.model.enums import Source
from resolvers.model.http import Fetch
from resolvers.model.records import ContactMomentType, Tag
from resolvers.sources import decode
from resolvers.sources.cache import ResponseCache
from resolvers.vendors.procurios import records, requests, wire

SECONDS = 300.0
"""How long types, their schemas and tags are kept: so late a change of them may show."""

SCHEMA_BYTES = 4 * 1024 * 1024
"""How many schemas are kept: what the vendor sent for all of them."""

LEAST_SCHEMA = 1024
"""Bytes that a shorter schema counts for: so much it takes to keep it."""

_TYPES = msgspec.json.Decoder(list[wire.Type], strict=False)
_ROWS = msgspec.json.Decoder(list[Any])
_TAGS = msgspec.json.Decoder(dict[str, str | int | None] | list[Any])
_ANY = msgspec.json.Decoder()


class Catalogue:
    """What contact moments can be registered as. One for a process and a credential."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._types: ResponseCache[tuple[ContactMomentType, ...]] = ResponseCache(SECONDS, 1, clock=clock)
        self._tags: ResponseCache[tuple[Tag, ...]] = ResponseCache(SECONDS, 1, clock=clock)
        self._schemas: ResponseCache[object] = ResponseCache(
            SECONDS, SCHEMA_BYTES, size=lambda body: max(len(body), LEAST_SCHEMA), clock=clock
        )

    async def probe(self, fetch: Fetch) -> None:
        """The cheapest read, for its failure alone: the types, never those that are kept."""
        _types((await fetch(requests.list_types())).body)

    async def types(self, fetch: Fetch) -> tuple[ContactMomentType, ...]:
        """The types that the vendor lists."""
        return await self._types.read(fetch, requests.list_types(), _types)

    async def tags(self, fetch: Fetch) -> tuple[Tag, ...]:
        """The tags that contact moments may have."""
        return await self._tags.read(fetch, requests.list_tags(), _tags)

    async def type_schema(self, fetch: Fetch, type_id: str) -> object:
        """The JSON schema for registering moments of a type. It is shared: nobody may change it."""
        return await self._schemas.read(fetch, requests.get_type_schema(type_id), _schema)

    def forget(self) -> None:
        """Drop what is kept, for something was written that may change it."""
        self._types.clear()
        self._tags.clear()
        self._schemas.clear()


def _types(body: bytes) -> tuple[ContactMomentType, ...]:
    """Section Contact moment types."""
    _, rows = decode.page(Source.PROCURIOS, body, _TYPES, _ROWS, wire.Type, lambda rows: rows)
    return tuple(records.moment_type(row) for row in rows if row is not None)


def _tags(body: bytes) -> tuple[Tag, ...]:
    """Section Tags available to contact moments."""
    return records.tags(decode.document(Source.PROCURIOS, body, _TAGS))


def _schema(body: bytes) -> object:
    """Section Schema for a certain type: the document shows it as the one element of a list."""
    schema = decode.document(Source.PROCURIOS, body, _ANY)
    if isinstance(schema, list) and len(schema) == 1:
        schema = schema[0]
    if not isinstance(schema, dict):
        raise decode.bad_response(Source.PROCURIOS, "the schema of a type is no JSON schema")
    try:
        decode.check_depth(schema)
    except ValueError as error:
        raise decode.bad_response(Source.PROCURIOS, f"the schema of a type cannot be passed on: {error}") from error
    return schema

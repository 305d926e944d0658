"""Writing to Polis (sections Post to interactions, Patch an item, Delete an interactions)."""

from collections.abc import Mapping

import msgspec

from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, Failure, SourceFailure
from resolvers.model.findings import Findings
from resolvers.model.http import Fetch, VendorRequest
from resolvers.model.ids import RecordRef, encode_id
from resolvers.model.records import Interaction
from resolvers.model.user_errors import Path
from resolvers.model.write_outcome import Outcome, WriteFailure, is_refusal, known
from resolvers.model.write_results import InteractionCreated, InteractionDeleted, InteractionUpdated
from resolvers.sources import by_id, decode, refusals
from resolvers.sources.field_names import FieldNames
from resolvers.sources.protocol import VendorSource
from resolvers.sources.writers import CreatesInteractions, DeletesInteractions, UpdatesInteractions
from resolvers.vendors.polis import checks, patches, records, requests, wire
from resolvers.vendors.polis.inputs import PolisCreation, PolisPatch

_PATHS: Mapping[str, Path] = {
    **{name: ("polis", name) for name in (*patches.REQUIRED.values(), *patches.OPTIONAL.values())},
    "timestamp": ("polis", "occurredAt"),
    "surveyId": ("polis", "survey", "surveyId"),
    "responses": ("polis", "survey", "responses"),
    "lat": ("polis", "location", "latitude"),
    "lng": ("polis", "location", "longitude"),
    "confidence": ("polis", "location", "confidence"),
}
_ENGLISH = ("timestamp", "survey", "responses", "unavailable", "successful", "location", "lat", "lng", "confidence")
_KEYS: Mapping[str, Path] = {"id": ("by",), "interactionId": ("by",), "etag": ("ifMatch",)}

CREATED = FieldNames(_PATHS, english=_ENGLISH)
"""The input's fields by the names of a creation."""
CHANGED = FieldNames({**_PATHS, **_KEYS}, english=_ENGLISH)
"""The same for a patch."""
DELETED = FieldNames(_KEYS)
"""The same for a deletion."""

_REFUSED_VERSIONS = (409, 412, 428)
"""How HTTP says that a precondition does not hold, or is missing; the document does not say (RFC 9110, RFC 6585)."""


class Current(msgspec.Struct, frozen=True):
    """A record as it stands, and which members its `data` has, null or not."""

    record: Interaction
    members: frozenset[str]


class PolisWrites(VendorSource, CreatesInteractions, UpdatesInteractions, DeletesInteractions):
    """Canvasses are created, changed and deleted; changes and deletions under the etag of the record."""

    has_versions = True

    async def create_interaction(self, fetch: Fetch, content: PolisCreation) -> InteractionCreated:
        """A new canvass."""
        found = Findings()
        checks.check(content, found)
        if found.errors:
            return InteractionCreated(user_errors=tuple(found.errors))
        try:
            return InteractionCreated(await create(fetch, content))
        except SourceFailure as failure:
            errors = refusals.user_errors(failure, self.secrets, CREATED, ("polis",))
            return InteractionCreated(user_errors=errors)

    @staticmethod
    def check_patch(patch: PolisPatch, found: Findings) -> None:
        """Whatever is wrong with the changes."""
        checks.check_patch(patch, found)

    async def update_interaction(
        self, fetch: Fetch, ref: RecordRef, patch: PolisPatch, if_match: str | None, _read_back: Fetch | None
    ) -> InteractionUpdated:
        """Change a canvass that is still of the version named, or of the one that a fresh read shows."""
        try:
            changed = await update(fetch, ref.source_id, patch, if_match)
        except SourceFailure as failure:
            errors = refusals.user_errors(failure, self.secrets, CHANGED, ("polis",))
            return InteractionUpdated(user_errors=errors)
        if changed is None:
            return InteractionUpdated(user_errors=(refusals.not_found(ref),))
        return InteractionUpdated(changed)

    async def delete_interaction(self, fetch: Fetch, ref: RecordRef, if_match: str | None) -> InteractionDeleted:
        """Delete a canvass, under the same condition."""
        try:
            gone = await delete(fetch, ref.source_id, if_match)
        except SourceFailure as failure:
            return InteractionDeleted(user_errors=refusals.user_errors(failure, self.secrets, DELETED))
        if not gone:
            return InteractionDeleted(user_errors=(refusals.not_found(ref),))
        return InteractionDeleted(encode_id(ref.kind, ref.source, ref.source_id))


async def create(fetch: Fetch, creation: PolisCreation) -> Interaction:
    """The new record, as the vendor answers with it."""
    answer = await fetch(requests.create_interaction(patches.body(creation)))
    return _current(answer.body).record


async def update(fetch: Fetch, key: str, patch: PolisPatch, if_match: str | None) -> Interaction | None:
    """The record after the change; null where there is none. Nothing is sent where nothing would change."""
    changes = patches.attributes(patch)
    etag, members = if_match, None
    if etag is None or patches.needs_reading(changes):
        current = await _read_for(fetch, key, if_match)
        if current is None:
            return None
        etag, members = if_match or _etag(current), current.members
        if not patches.operations(changes, members):
            return current.record
    request = requests.patch_interaction(key, etag, patches.operations(changes, members))
    answer = await _guarded(fetch, key, request)
    return None if answer is None else _current_of(key, answer).record


async def delete(fetch: Fetch, key: str, if_match: str | None) -> bool:
    """Whether it is gone; false where there is none."""
    etag = if_match
    if etag is None:
        current = await _read_for(fetch, key, None)
        if current is None:
            return False
        etag = _etag(current)
    answer = await _guarded(fetch, key, requests.delete_interaction(key, etag))
    if answer is not None and answer.startswith((b"{", b"[")):
        # No body is documented. One that breaks off comes from somebody who may not have deleted anything.
        decode.plain(Source.POLIS, answer)
    return answer is not None


async def _read_for(fetch: Fetch, key: str, if_match: str | None) -> Current | None:
    """The record before a change; null where there is none.

    A version that is not the one wanted is a conflict. Of a record that shows none, the vendor knows it.
    """
    try:
        with known(Outcome.NOT_APPLIED):
            current = await _read(fetch, key)
    except WriteFailure as failed:
        failure = failed.cause
        if isinstance(failure, SourceFailure) and failure.error.http_status == 404:
            return None
        if isinstance(failure, SourceFailure) and is_refusal(failure):
            raise failure from None
        raise
    if if_match is not None and current.record.version and current.record.version != if_match:
        conflict = SourceFailure.of(
            Source.POLIS, ErrorCode.SOURCE_CONFLICT, "the interaction is not of the version that ifMatch names"
        )
        raise WriteFailure(conflict, Outcome.NOT_APPLIED, version=current.record.version)
    return current


async def _guarded(fetch: Fetch, key: str, request: VendorRequest) -> bytes | None:
    """The answer to a write under an etag; null where there is no such record."""
    try:
        return (await fetch(request)).body
    except SourceFailure as failure:
        if failure.error.http_status == 404:
            return None
        if failure.error.http_status in _REFUSED_VERSIONS:
            error = msgspec.structs.replace(failure.error, code=ErrorCode.SOURCE_CONFLICT)
            conflict = SourceFailure(Source.POLIS, error)
            raise WriteFailure(conflict, Outcome.NOT_APPLIED, version=await _version(fetch, key)) from failure
        raise


async def _version(fetch: Fetch, key: str) -> str | None:
    """The etag as it is now; null where it cannot be read: the conflict is told all the same."""
    try:
        return (await _read(fetch, key)).record.version
    except Failure:
        return None


async def _read(fetch: Fetch, key: str) -> Current:
    return _current_of(key, (await fetch(requests.get_interaction(key))).body)


def _current_of(key: str, answer: bytes) -> Current:
    """The record of that id: with the etag of another, that one's change would be overwritten."""
    current = _current(answer)
    if not by_id.is_same(current.record.source_id, key):
        raise by_id.another(Source.POLIS)
    return current


def _current(answer: bytes) -> Current:
    raw = decode.plain(Source.POLIS, answer)
    data = raw.get("data") if isinstance(raw, dict) else None
    # Before odd members are dropped in the reading: they are there all the same.
    members = frozenset(data if isinstance(data, dict) else ())
    row = decode.one(Source.POLIS, raw, wire.Interaction)
    if row is None:
        raise decode.bad_response(Source.POLIS, "the record cannot be read")
    return Current(records.interaction(row), members)


def _etag(current: Current) -> str:
    if not current.record.version:
        failure = decode.bad_response(Source.POLIS, "the record has no etag, and nothing is changed without one")
        raise WriteFailure(failure, Outcome.NOT_APPLIED)
    return current.record.version

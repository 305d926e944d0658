"""Writing to LIPS (section PUT Contact Interaction)."""

from msgspec import UNSET

from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, Failure, SourceFailure
from resolvers.model.http import Fetch
from resolvers.model.ids import RecordRef
from resolvers.model.inputs import LipsPatch
from resolvers.model.records import Interaction
from resolvers.sources import decode
from resolvers.sources.field_names import FieldNames
from resolvers.vendors.lips import requests
from resolvers.vendors.lips.source import LipsSource

CHANGED = FieldNames(
    {"read": ("lips", "read"), "important": ("lips", "important"), "id": ("by",)}, english=("read", "important")
)
"""The input's fields by the names of an update."""


async def update(fetch: Fetch, key: str, patch: LipsPatch) -> bool:
    """Set the marks that the patch has; false where there is no such interaction."""
    try:
        answer = await fetch(requests.update_interaction(key, **_marks(patch)))
    except SourceFailure as failure:
        if failure.error.http_status == 404:
            return False
        raise
    if answer.body.strip():
        # It says no more than that it is done; something else than JSON comes from somebody else.
        decode.plain(Source.LIPS, answer.body)
    return True


async def read_back(source: LipsSource, fetch: Fetch, ref: RecordRef, patch: LipsPatch) -> Interaction:
    """The record as it stands after the change, found by its time, or by `fetch`'s budget where `ref` has none."""
    found = await _read(source, fetch, ref)
    shown = all(mark is None or getattr(found, name) is mark for name, mark in _marks(patch).items())
    # Once more where it shows the old marks still; then it is as it says.
    return found if shown else await _read(source, fetch, ref)


async def _read(source: LipsSource, fetch: Fetch, ref: RecordRef) -> Interaction:
    found = (await source.find(fetch, [ref])).get(ref)
    if isinstance(found, Failure):
        raise found
    if not isinstance(found, Interaction):
        raise SourceFailure.of(
            Source.LIPS, ErrorCode.NOT_FOUND, "changed, but not among the interactions of the configured scope"
        )
    return found


def _marks(patch: LipsPatch) -> dict[str, bool | None]:
    given = {"read": patch.read, "important": patch.important}
    return {name: None if mark is UNSET else mark for name, mark in given.items()}

"""Writing to LIPS (section PUT Contact Interaction)."""

from msgspec import UNSET

from resolvers.model.enums import Source
from resolvers.model.errors import ErrorCode, Failure, SourceFailure
from resolvers.model.findings import Findings
from resolvers.model.http import Fetch
from resolvers.model.ids import RecordRef
from resolvers.model.inputs import or_none
from resolvers.model.records import Interaction
from resolvers.model.user_errors import REQUIRED
from resolvers.model.write_outcome import Outcome, WriteFailure
from resolvers.model.write_results import InteractionUpdated
from resolvers.sources import decode, refusals
from resolvers.sources.field_names import FieldNames
from resolvers.sources.protocol import VendorSource
from resolvers.sources.writers import UpdatesInteractions
from resolvers.vendors.lips import requests
from resolvers.vendors.lips.inputs import LipsPatch

CHANGED = FieldNames(
    {"read": ("lips", "read"), "important": ("lips", "important"), "id": ("by",)}, english=("read", "important")
)
"""The input's fields by the names of an update."""


class LipsWrites(VendorSource, UpdatesInteractions):
    """Two flags of an interaction can be set. LIPS answers without the record, which is read again if it is wanted."""

    @staticmethod
    def check_patch(patch: LipsPatch, found: Findings) -> None:
        """That it sets a flag, and takes none away."""
        flags = {
            name: flag for name, flag in (("read", patch.read), ("important", patch.important)) if flag is not UNSET
        }
        if not flags:
            found.add(("lips",), "must change something", REQUIRED)
        for name, flag in flags.items():
            if flag is None:
                found.add(("lips", name), "must be true or false", REQUIRED)

    async def update_interaction(
        self, fetch: Fetch, ref: RecordRef, patch: LipsPatch, _if_match: str | None, read_back: Fetch | None
    ) -> InteractionUpdated:
        """Set the flags of an interaction."""
        try:
            known = await update(fetch, ref.source_id, patch)
        except SourceFailure as failure:
            errors = refusals.user_errors(failure, self.secrets, CHANGED, ("lips",))
            return InteractionUpdated(user_errors=errors)
        if not known:
            return InteractionUpdated(user_errors=(refusals.not_found(ref),))
        if read_back is None:
            return InteractionUpdated()
        try:
            return InteractionUpdated(await self._read_back(read_back, ref, patch))
        except Failure as failure:
            return InteractionUpdated(WriteFailure(failure, Outcome.APPLIED))

    async def _read_back(self, fetch: Fetch, ref: RecordRef, patch: LipsPatch) -> Interaction:
        """The record as it stands after the change, found by its time, or by a scan where `ref` has none."""
        found = await self._read(fetch, ref)
        shown = all(flag is None or getattr(found, name) is flag for name, flag in _flags(patch).items())
        # Once more where it shows the old flags still; then it is as it says.
        return found if shown else await self._read(fetch, ref)

    async def _read(self, fetch: Fetch, ref: RecordRef) -> Interaction:
        found = (await self.find(fetch, [ref])).get(ref)
        if isinstance(found, Failure):
            raise found
        if not isinstance(found, Interaction):
            raise SourceFailure.of(
                Source.LIPS, ErrorCode.NOT_FOUND, "changed, but not among the interactions of the configured scope"
            )
        return found


async def update(fetch: Fetch, key: str, patch: LipsPatch) -> bool:
    """Set the flags that the patch has; false where there is no such interaction."""
    try:
        answer = await fetch(requests.update_interaction(key, **_flags(patch)))
    except SourceFailure as failure:
        if failure.error.http_status == 404:
            return False
        raise
    if answer.body.strip():
        # It says no more than that it is done; something else than JSON comes from somebody else.
        decode.plain(Source.LIPS, answer.body)
    return True


def _flags(patch: LipsPatch) -> dict[str, bool | None]:
    return {"read": or_none(patch.read), "important": or_none(patch.important)}

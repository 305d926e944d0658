"""What the contract's writes are given, as records; what only one source can be given stands in its own folder.

An optional field is UNSET where the caller left it out, and null where it was given as null. Times are text in the
contract's form (`resolvers.model.timestamps`).
"""

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from resolvers.model.enums import Source
from resolvers.model.keys import RecordKey

T = TypeVar("T")


def or_none(given: T | UnsetType | None) -> T | None:
    """What was given; null where nothing was."""
    return None if isinstance(given, UnsetType) else given


class InteractionCreation(msgspec.Struct, frozen=True):
    """A new interaction in one source; `content` is that source's own record of it."""

    source: Source
    content: Any


class InteractionUpdate(msgspec.Struct, frozen=True):
    """Which interaction, and what changes: patches by their source, of which the caller should give one.

    `if_match` is the version that the change is based on.
    """

    by: RecordKey
    patches: Mapping[Source, Any]
    if_match: str | None = None


class InteractionDeletion(msgspec.Struct, frozen=True):
    """Which interaction, and which version of it."""

    by: RecordKey
    if_match: str | None = None


class ContactMomentCreation(msgspec.Struct, frozen=True, kw_only=True):
    """A new contact moment. `sender` and `recipients` are contacts; `extra` is any JSON the caller gave."""

    type_id: str
    subject: str
    sender: RecordKey
    recipients: tuple[RecordKey, ...]
    occurred_at: str | UnsetType | None = UNSET
    contents: str | UnsetType | None = UNSET
    action_code: int | UnsetType | None = UNSET
    reference: str | UnsetType | None = UNSET
    tag_ids: tuple[str, ...] | UnsetType | None = UNSET
    extra: object = UNSET

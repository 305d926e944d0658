"""What LIPS can be given. An optional field is UNSET where it was left out, and null where it was given as null."""

import msgspec
from msgspec import UNSET, UnsetType


class LipsPatch(msgspec.Struct, frozen=True, kw_only=True):
    """Changes to the two marks of a lead's interaction."""

    read: bool | UnsetType | None = UNSET
    important: bool | UnsetType | None = UNSET

"""What the resolvers need to know of the environment; `app.settings` fills it."""

import enum
import functools
from typing import Annotated, Any, ClassVar, get_args

import msgspec

from resolvers.model.enums import Source


class SettingKind(enum.Enum):
    """What the text of a setting is, where its type does not tell."""

    TOKEN = enum.auto()
    KEY = enum.auto()
    TIME_ZONE = enum.auto()


Token = Annotated[str, SettingKind.TOKEN]
"""A secret that is sent behind a scheme word and given without it."""
Key = Annotated[str, SettingKind.KEY]
"""A secret that is sent as it is."""
TimeZoneName = Annotated[str, SettingKind.TIME_ZONE]
"""An IANA name."""

_SECRET = frozenset({SettingKind.TOKEN, SettingKind.KEY})


class SourceConfiguration(msgspec.Struct, frozen=True, kw_only=True):
    """One configured source. `base_url` is the origin; `timeout_seconds` bounds one attempt.

    A vendor's `Configuration` adds what it alone has, each field with a default: the settings are made of them, a
    field `api_key` of LIPS being TOUCHPOINT_LIPS__API_KEY. A tuple of strings is a comma list there.
    """

    required: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """The groups of fields of which one has to be set: without it the vendor refuses what it is asked."""

    base_url: str
    timeout_seconds: float = 10.0
    max_concurrency: int = 20

    def secrets(self) -> tuple[str, ...]:
        """The values that no message and no log may show."""
        return tuple(value for name in _secret_fields(type(self)) if (value := getattr(self, name)))


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """The configured sources, and what one request may take.

    `request_timeout_seconds` is the deadline of one GraphQL request; `scan_budget` the vendor requests that
    one source may cost for one page of a connection or one lookup. Where there is a `cursor_secret`, nobody else can
    make cursors.
    """

    sources: dict[Source, SourceConfiguration]
    request_timeout_seconds: float = 30.0
    scan_budget: int = 50
    cursor_secret: str = ""


def setting_kind(hint: Any) -> SettingKind | None:
    """What the type of a field is marked with, also where the field may be null."""
    marks = (mark for part in (hint, *get_args(hint)) for mark in getattr(part, "__metadata__", ()))
    return next((mark for mark in marks if isinstance(mark, SettingKind)), None)


@functools.cache
def _secret_fields(kind: type[SourceConfiguration]) -> tuple[str, ...]:
    return tuple(field.name for field in msgspec.structs.fields(kind) if setting_kind(field.type) in _SECRET)

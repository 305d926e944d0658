"""The kinds of values that settings have. No message repeats the value: it may be a secret in the wrong place."""

from typing import Annotated, Any, Final, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode

from resolvers.model.configuration import SettingKind, setting_kind
from resolvers.transport.address import origin_of


def _base_url(value: str) -> str:
    try:
        port = urlsplit(value).port
    except ValueError:
        raise ValueError("the port of a base URL is a number from 1 to 65535") from None
    if port == 0 or any(character.isspace() for character in value):
        raise ValueError("a base URL has no spaces, and its port is not 0")
    return origin_of(value)


def _items(value: Any) -> Any:
    """The items of a comma list, spaces trimmed, empty ones dropped."""
    if not isinstance(value, str):
        return value
    return tuple(item for item in map(str.strip, value.split(",")) if item)


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        raise ValueError("this is not the name of a time zone; names look like Europe/Amsterdam") from None
    return value


def _key(value: SecretStr) -> SecretStr:
    """It travels in a header, which takes no line breaks, and no two clients agree on more than ASCII."""
    text = value.get_secret_value().strip()
    if not text or not (text.isascii() and text.isprintable()):
        raise ValueError("a credential is printable ASCII")
    return SecretStr(text)


def _token(value: SecretStr) -> SecretStr:
    if " " in value.get_secret_value():
        raise ValueError("a token is given bare, without spaces: the scheme word is added to it")
    return value


Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
AtLeastOne = Annotated[int, Field(ge=1)]
BaseUrl = Annotated[str, BeforeValidator(lambda value: value.strip()), AfterValidator(_base_url)]
CommaList = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_items)]
TimeZoneName = Annotated[str, AfterValidator(_time_zone)]
Key = Annotated[SecretStr, AfterValidator(_key)]
Token = Annotated[SecretStr, AfterValidator(_key), AfterValidator(_token)]

_KINDS: Final[dict[SettingKind, Any]] = {
    SettingKind.TOKEN: Token,
    SettingKind.KEY: Key,
    SettingKind.TIME_ZONE: TimeZoneName,
}


def setting_type(hint: Any) -> Any:
    """How a field of this type is read from the environment."""
    kind = setting_kind(hint)
    if kind is None:
        return CommaList if hint == tuple[str, ...] else hint
    return _KINDS[kind] | None if type(None) in get_args(hint) else _KINDS[kind]

"""The typed environment: every TOUCHPOINT_ variable, where it comes from, and what is wrong with it."""

import difflib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Self

from pydantic import BaseModel, SecretStr, ValidationError, create_model
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, PydanticBaseSettingsSource
from pydantic_settings import SettingsConfigDict as SettingsConfig

from app.setting_types import AtLeastOne, Key, Seconds
from app.source_settings import SourceSettings, source_settings
from resolvers.model.configuration import Configuration
from resolvers.model.enums import Source

PREFIX: Final = "TOUCHPOINT_"
DELIMITER: Final = "__"
MASK: Final = "***"


class SettingsError(Exception):
    """What is wrong with the environment, one line a problem; no line holds a secret's value."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Process(BaseSettings):
    model_config = SettingsConfig(
        env_prefix=PREFIX, env_nested_delimiter=DELIMITER, env_file=".env", frozen=True, extra="forbid"
    )

    profile: Literal["development", "production"] = "development"


if TYPE_CHECKING:
    # A type checker cannot follow a base class that is made at run time.
    _Sources = _Process
else:
    _sections = {source.name.lower(): source_settings(source) for source in Source}
    _Sources = create_model(
        "_Sources", __base__=_Process, **{name: (section, section()) for name, section in _sections.items()}
    )


class Settings(_Sources):
    """The whole environment. Made by `load`; the constructor alone knows defaults only.

    Each source has a section, called as the source in lower case; `source` gives it.
    """

    request_timeout_seconds: Seconds = 30.0
    scan_budget: AtLeastOne = 50
    cursor_secret: Key | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """`load` merges .env and environment: left to themselves, an empty variable would not hide one of .env."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None, env_file: Path | None = Path(".env")) -> Self:
        """From the environment and the .env file below it; an empty variable counts as not set.

        SettingsError holds every problem at once.
        """
        source = EnvSettingsSource(cls)
        given = {**_of_file(env_file), **_lower(os.environ if environment is None else environment)}
        unknown = [name for name in given if name.startswith(PREFIX.lower()) and name.upper() not in names()]
        problems = [_unknown(name.upper()) for name in sorted(unknown)]
        source.env_vars = {name: value for name, value in given.items() if value.strip() and name not in unknown}
        try:
            settings = cls(**source())
        except ValidationError as error:
            problems += [_invalid(detail["loc"], detail["msg"]) for detail in error.errors(include_input=False)]
        if problems:
            raise SettingsError(problems)
        return settings

    def source(self, source: Source) -> SourceSettings:
        """The settings of one source."""
        settings: SourceSettings = getattr(self, source.name.lower())
        return settings

    def configuration(self) -> Configuration:
        """For the resolvers."""
        found = {source: self.source(source).configuration() for source in Source}
        return Configuration(
            sources={source: configuration for source, configuration in found.items() if configuration is not None},
            request_timeout_seconds=self.request_timeout_seconds,
            scan_budget=self.scan_budget,
            cursor_secret="" if self.cursor_secret is None else self.cursor_secret.get_secret_value(),
        )

    def effective(self) -> list[tuple[str, str, bool]]:
        """Every variable with its value as it would be set, secrets masked, and whether that is the default."""
        rows = []
        for path, field in _fields(Settings):
            value: Any = self
            for step in path:
                value = getattr(value, step)
            rows.append((variable(*path), _shown(value), value == field.default))
        return rows

    def missing(self, source: Source) -> list[str]:
        """Which variables the source cannot be asked without, each an alternative or several with "or"."""
        groups = self.source(source).missing()
        return [" or ".join(variable(source.name, name) for name in group) for group in groups]


def variable(*path: str) -> str:
    """The variable of a setting."""
    return PREFIX + DELIMITER.join(path).upper()


def names() -> list[str]:
    """Every variable there is."""
    return [variable(*path) for path, _ in _fields(Settings)]


def _fields(model: type[BaseModel], *path: str) -> Iterator[tuple[tuple[str, ...], FieldInfo]]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _fields(kind, *path, name)
        else:
            yield (*path, name), field


def _of_file(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        found = DotEnvSettingsSource(Settings, env_file=path).env_vars
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([f"{path} cannot be read: {error}"]) from None
    return {name: value or "" for name, value in found.items()}


def _lower(environment: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in environment.items()}


def _unknown(name: str) -> str:
    """Of a source's variables the nearest is one of its own; of others, whatever looks most alike."""
    own = [known for known in names() if DELIMITER in known and name.startswith(known.split(DELIMITER)[0] + DELIMITER)]
    nearest = difflib.get_close_matches(name, own or names(), n=1, cutoff=0)
    return f"{name} is not a setting; did you mean {nearest[0]}?"


def _invalid(location: tuple[int | str, ...], message: str) -> str:
    reason = message.removeprefix("Value error, ")
    return f"{variable(*map(str, location))}: {reason[:1].lower()}{reason[1:]}"


def _shown(value: Any) -> str:
    match value:
        case None:
            return ""
        case SecretStr():
            return MASK
        case tuple():
            return ",".join(value)
        case float():
            return f"{value:g}"
    return str(value)

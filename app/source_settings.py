"""The settings of one source: what every source has, and what its own `Configuration` adds."""

import importlib
from typing import Any, ClassVar

import msgspec
from pydantic import BaseModel, ConfigDict, SecretStr, create_model

from app.setting_types import AtLeastOne, BaseUrl, Seconds, setting_type
from resolvers.model.configuration import SourceConfiguration
from resolvers.model.enums import Source


class SourceSettings(BaseModel):
    """What every source has. It is configured when `base_url` is set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    configuration_class: ClassVar[type[SourceConfiguration]] = SourceConfiguration
    """What they become for the resolvers, field by field."""

    base_url: BaseUrl | None = None
    timeout_seconds: Seconds = 10.0
    max_concurrency: AtLeastOne = 20

    def missing(self) -> list[tuple[str, ...]]:
        """What the source cannot be asked without; one field of each group has to be set."""
        return [group for group in self.configuration_class.required if not any(getattr(self, name) for name in group)]

    def configuration(self) -> SourceConfiguration | None:
        """For the resolvers; null for a source that is not configured."""
        if self.base_url is None:
            return None
        return self.configuration_class(**{name: _plain(getattr(self, name)) for name in type(self).model_fields})


def source_settings(source: Source) -> type[SourceSettings]:
    """The settings of a source of the registry: its vendor is the folder of its name."""
    vendor = importlib.import_module(f"resolvers.vendors.{source.name.lower()}.configuration")
    return settings_for(source.name, vendor.Configuration)


def settings_for(name: str, configuration: type[SourceConfiguration]) -> type[SourceSettings]:
    """The settings that such a configuration is made of: what every source has, then its own."""
    own: dict[str, Any] = {
        field.name: (setting_type(field.type), field.default)
        for field in msgspec.structs.fields(configuration)
        if field.name not in SourceSettings.model_fields
    }
    settings = create_model(f"{name.title()}Settings", __base__=SourceSettings, **own)
    settings.configuration_class = configuration
    return settings


def _plain(value: Any) -> Any:
    return value.get_secret_value() if isinstance(value, SecretStr) else value

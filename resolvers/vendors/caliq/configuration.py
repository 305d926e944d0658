"""What Caliq has to be told."""

from typing import Literal

from resolvers.model.configuration import Key, SourceConfiguration


class Configuration(SourceConfiguration, frozen=True, kw_only=True):
    """`format` is that of what is sent."""

    required = (("api_key",),)

    api_key: Key | None = None
    format: Literal["json", "xml"] = "json"

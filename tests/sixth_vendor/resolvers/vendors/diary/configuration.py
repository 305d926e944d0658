"""What the diary has to be told."""

from resolvers.model.configuration import SourceConfiguration, Token


class Configuration(SourceConfiguration, frozen=True, kw_only=True):
    required = (("token",),)

    token: Token | None = None

"""What Procurios has to be told."""

from resolvers.model.configuration import SourceConfiguration, TimeZoneName, Token


class Configuration(SourceConfiguration, frozen=True, kw_only=True):
    """Some ask for no token. `timezone` is that of the vendor's times, which have no offset."""

    token: Token | None = None
    timezone: TimeZoneName = "UTC"

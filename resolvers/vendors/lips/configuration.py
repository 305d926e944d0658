"""What LIPS has to be told."""

from resolvers.model.configuration import Key, SourceConfiguration, Token


class Configuration(SourceConfiguration, frozen=True, kw_only=True):
    """The ids are the scope that a filter which names none stands for."""

    required = (("token",), ("api_key",), ("advertiser_ids", "campaign_ids"))

    token: Token | None = None
    api_key: Key | None = None
    advertiser_ids: tuple[str, ...] = ()
    campaign_ids: tuple[str, ...] = ()

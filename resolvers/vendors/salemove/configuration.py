"""What SaleMove has to be told."""

from resolvers.model.configuration import SourceConfiguration, Token


class Configuration(SourceConfiguration, frozen=True, kw_only=True):
    """The ids are the scope that a filter which names none stands for."""

    required = (("token",), ("operator_ids",), ("site_ids",))

    token: Token | None = None
    operator_ids: tuple[str, ...] = ()
    site_ids: tuple[str, ...] = ()

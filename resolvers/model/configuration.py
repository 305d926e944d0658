"""What the resolvers need to know of the environment; `app.settings` fills it."""

import msgspec

from resolvers.model.enums import Source


class SourceConfiguration(msgspec.Struct, frozen=True, kw_only=True):
    """One configured source. `base_url` is the origin; `timeout_seconds` bounds one attempt.

    The scopes are what a filter that names none stands for; `time_zone` is an IANA name. Which of the
    optional values a source knows is said in `docs/configuration.md` and in each vendor's README.
    """

    base_url: str
    token: str | None = None
    api_key: str | None = None
    timeout_seconds: float = 10.0
    max_concurrency: int = 20
    advertiser_ids: tuple[str, ...] = ()
    campaign_ids: tuple[str, ...] = ()
    operator_ids: tuple[str, ...] = ()
    site_ids: tuple[str, ...] = ()
    time_zone: str = "UTC"
    body_format: str = "json"

    def secrets(self) -> tuple[str, ...]:
        """The values that no message and no log may show."""
        return tuple(value for value in (self.token, self.api_key) if value)


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """The configured sources, and what one request may take.

    `request_timeout_seconds` is the deadline of one GraphQL request; `scan_budget` the vendor requests that
    one source may cost for one page of a connection or one lookup.
    """

    sources: dict[Source, SourceConfiguration]
    request_timeout_seconds: float = 30.0
    scan_budget: int = 50

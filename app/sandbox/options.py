"""What a sandbox holds and how it behaves at the start."""

from dataclasses import dataclass
from typing import Literal

DateReading = Literal["instant", "day"]
EngagementOrder = Literal["created_at", "id"]
NullTimes = Literal["last", "first"]
RequiredReading = Literal["wording", "column"]


@dataclass(frozen=True, kw_only=True, slots=True)
class SandboxOptions:
    """Sizes, seed, first faults and readings of the documents' open points.

    The same options give the same data on every machine. Sizes count generated records; the examples of the
    vendors' documents come on top. Rates are fractions from 0 to 1, decided by a generator of the same seed.
    """

    seed: int = 1
    contacts: int = 300
    """LIPS contacts."""
    interactions_per_contact: float = 5
    """Mean; a few contacts have more than a hundred."""
    advertisers: int = 3
    campaigns: int = 9
    """LIPS campaigns, spread over the advertisers."""
    canvasses: int = 800
    """Polis interactions."""
    contact_moments: int = 600
    relations: int = 120
    """Procurios relations."""
    engagements: int = 700
    visitors: int = 150
    operators: int = 12
    """At least the three that SaleMove's document names."""
    sites: int = 3
    """At least the two that SaleMove's document names."""
    customers: int = 200
    """Caliq customers; each has two contacts."""
    quirks: bool = False
    """Some records deviate from their document as a tolerant reader must survive."""

    latency_ms: int = 0
    error_rate: float = 0.0
    error_status: int = 503
    retry_after: float | None = None
    """Seconds, sent with injected errors as Retry-After."""
    malformed_rate: float = 0.0
    drop_rate: float = 0.0
    hang_rate: float = 0.0

    date_reading: DateReading = "instant"
    """day: LIPS and SaleMove cut start_date and end_date to their day, the last day included."""
    engagement_order: EngagementOrder = "created_at"
    """SaleMove's document names both orders."""
    null_times: NullTimes = "last"
    """Where LIPS puts interactions without occurred_at in its descending order."""
    stale_etag_status: Literal[409, 412] = 412
    """What Polis answers to an etag that is no longer the record's."""
    required_reading: RequiredReading = "wording"
    """column: Caliq refuses a body that leaves out what the last column calls Required, even where the
    wording makes it conditional; an empty value still counts as given."""

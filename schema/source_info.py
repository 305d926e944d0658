"""What the graph says of its sources: what they can do, and how they did."""

import strawberry

from resolvers.model.enums import CircuitState, Source, SourceStatus
from resolvers.model.errors import ErrorCode


@strawberry.type(description="Why a source could not answer.")
class SourceError:
    """A view of `failures.SourceError`."""

    code: ErrorCode = strawberry.field(description="The reason, for programs.")
    message: str = strawberry.field(description="The reason, for people.")
    retryable: bool = strawberry.field(description="Whether the same request may succeed if it is sent again later.")
    retry_after_seconds: float | None = strawberry.field(
        description="How many seconds the source asks to be left alone; null where it does not say."
    )
    http_status: int | None = strawberry.field(
        description="The HTTP status of the source's answer; null where none came."
    )


@strawberry.type(description="How one source did on one page, and what the page cost there.")
class SourceReport:
    """A view of `connection.SourceReport`."""

    source: Source = strawberry.field(description="Which source.")
    status: SourceStatus = strawberry.field(description="How it did.")
    error: SourceError | None = strawberry.field(description="Why it failed; null unless `status` is FAILED.")
    requests: int = strawberry.field(description="How many requests were sent to it for this page.")
    scanned: int = strawberry.field(description="How many of its records were read, matching or not.")
    returned: int = strawberry.field(description="How many of its records are on this page.")
    pushed_down: list[str] = strawberry.field(
        description="The fields of the filter that the source itself applied, by their names in the filter."
    )
    residual: list[str] = strawberry.field(
        description=(
            "The fields of the filter that were applied after reading, by their names in the filter. They "
            "make pages cost more: `scanned` shows how much."
        )
    )


@strawberry.type(description="What a source can do, and whether it is in use at present.")
class SourceInfo:
    """A view of `status.SourceInfo`."""

    source: Source = strawberry.field(description="Which source.")
    configured: bool = strawberry.field(description="Whether this installation has access to it.")
    operations: list[str] = strawberry.field(
        description="What it can do, as names of queries and mutations, for example `updateInteraction`."
    )
    pushdown: list[str] = strawberry.field(
        description="The fields of filters that it can apply itself, which keeps pages cheap."
    )
    circuit: CircuitState = strawberry.field(description="Whether requests are sent to it at present.")
